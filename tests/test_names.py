"""Names that an article repeats are no damage, and hide none."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mtcheck import Options, scan
from mtcheck.evidence import DamagedToken, Evidence, Fluency, PredictedToken
from mtcheck.judge import Judge
from mtcheck.names import STAND_IN, SUSPICIOUS, repeated, with_stand_ins
from mtcheck.ngrams import Familiarity
from mtcheck.pipeline import open_judge
from mtcheck.results import ArticleResult

RARE = "Die Öxub hat die Stadtwerke deutlich überboten."
MORE = (
    "Nach Angaben der Öxub soll der Vertrag im nächsten Jahr unterschrieben werden.",
    "Ein Sprecher der Öxub sagte am Montag, dass die Kunden mit dem Ergebnis zufrieden seien.",
)
ODD = "Die Öxub hat Montag das der Angebot deutlich Stadt überboten die Werke zu."
CALM = (
    "Wie der Vorstand der Öxub am Montag mitteilte, soll der Vertrag mit der Stadt im nächsten Jahr verlängert werden, "
    "wenn der Gemeinderat zustimmt."
)
OTHER = tuple(sentence.replace("Öxub", name) for sentence, name in zip(MORE, ("Ürfa", "Äqui"), strict=True))


def nothing_known(_: str) -> bool:
    """Of no word."""
    return False


def test_names_are_capitalised_words_of_three_sentences() -> None:
    """Neither what two sentences say, however often, nor small words."""
    said = [
        "Die Quorbank prüft.",
        "Prüft die Quorbank?",
        "Die Pleute prüft, die Pleute!",
        "Nun prüft die Quorbank die.",
    ]
    assert repeated(said) == {"Quorbank"}


@pytest.mark.parametrize("again", ["Die Quorbank prüft.", "Die Quorbank prüft", "DIE QUORBANK PRÜFT!"])
def test_a_sentence_that_is_repeated_repeats_no_name(again: str) -> None:
    """A headline that the text begins with is one sentence, not two, with a full stop or without."""
    assert not repeated(["Die Quorbank prüft.", again, "Prüft die Quorbank?"])


def test_names_are_told_however_they_are_encoded() -> None:
    """Composed, decomposed or with a soft hyphen it is one word, and no other that begins like it."""
    said = [f"{start} die Köxubürg ihn dort." for start in ("Nun prüft", "Morgen lobt", "Bald verlässt")]
    said = [said[0], unicodedata.normalize("NFD", said[1]), said[2].replace("Köxub", "Köx\u00adub")]
    assert repeated(said) == {"Köxubürg"}
    for sentence in said:
        read = with_stand_ins(sentence, {"Köxubürg"}, nothing_known)
        assert read is not None
        assert read.text.split()[-3:] == [STAND_IN, "ihn", "dort."]
        assert with_stand_ins(sentence, {"Köxub"}, nothing_known) is None


def test_only_names_that_are_not_known_are_replaced() -> None:
    """What is in the vocabulary as a whole is read as it is, and so is a sentence without a name."""
    read = with_stand_ins("In Berlin prüft nun die Quorbank.", {"Berlin", "Quorbank"}, lambda word: word == "Berlin")
    assert read is not None
    assert read.text == f"In Berlin prüft nun die {STAND_IN}."
    assert with_stand_ins("In Berlin prüft nun die Quorbank.", {"Berlin"}, lambda word: word == "Berlin") is None


def test_where_most_words_have_a_capital_they_tell_nothing() -> None:
    """A text in capitals has no names to be told by."""
    assert with_stand_ins("DIE QUORBANK PRÜFT DAS ANGEBOT", {"QUORBANK", "ANGEBOT"}, nothing_known) is None


def test_what_is_said_of_a_stand_in_is_said_of_the_name() -> None:
    """And what is said of the words around it stands where they do, before and after."""
    text = "Die Quorbank und die Pleubank prüfen nun."
    read = with_stand_ins(text, {"Quorbank", "Pleubank"}, nothing_known)
    assert read is not None
    words, at = [], 0
    for word in read.text.split():
        start = read.text.index(word, at)
        words.append((start, start + len(word)))
        at = start + len(word)
    reading = Fluency(
        0.5,
        tuple(DamagedToken(*place, 0.1) for place in words),
        Familiarity(1.0, 1.0, 0.5, 0.5),
        tuple(PredictedToken(*place, 1.0, 1.0, 0.1) for place in words),
    )
    placed = read.placed(reading)
    assert placed.predicted is not None
    for found in (placed.tokens, placed.predicted):
        assert [text[t.start : t.end] for t in found] == text.split()


def scanned(folder: Path, *sentences: str, before: str = "") -> ArticleResult:
    """An article of these sentences."""
    path = folder / "article.md"
    path.write_text(before + " ".join(sentences) + "\n", encoding="utf-8")
    (article,) = scan(path, Options(language="de", use_cache=False)).articles
    return article


def test_a_rare_name_counts_less_once_the_article_repeats_it(tmp_path: Path) -> None:
    """The sentence is better beside others with the same name than beside some with other names; so is the name."""
    beside, alone = scanned(tmp_path, RARE, *MORE), scanned(tmp_path, RARE, *OTHER)
    assert beside.sentences[0].quality is not None
    assert alone.sentences[0].quality is not None
    assert beside.sentences[0].quality > alone.sentences[0].quality + 0.1
    name = RARE.index("Öxub")
    known, unknown = (
        next(token.damage for token in article.sentences[0].tokens if token.start == name)
        for article in (beside, alone)
    )
    assert known < unknown


@pytest.mark.parametrize("rest", [MORE, OTHER])
def test_damage_around_a_name_is_seen(tmp_path: Path, rest: tuple[str, ...]) -> None:
    """Whether the article repeats the name or not."""
    assert scanned(tmp_path, ODD, *rest).sentences[0].flagged


def test_nouns_left_in_english_are_seen_where_two_sentences_share_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice the same wrong noun is no name: taken for one, it would hide the damage."""

    def first() -> float:
        (quality, *_) = (
            sentence.quality
            for sentence in scanned(
                tmp_path,
                "Der Fireman hat gestern das Buildung am Marketplace mit dem Firetrucken gelöscht.",
                "Das Buildung war nach Angaben der Polizei seit vielen Jahren nicht mehr bewohnt.",
                "Ein Fireman wurde leicht verletzt und kam mit dem Firetrucken ins Krankenhaus.",
                "Am Marketplace warteten viele Menschen und sahen der Polizei bei der Arbeit zu.",
            ).sentences
        )
        assert quality is not None
        return quality

    seen = first()
    monkeypatch.setattr("mtcheck.names.REPEATED", 2)
    assert seen < first() - 0.1


def test_what_the_text_asks_to_pass_over_makes_no_names(tmp_path: Path) -> None:
    """A glossary that is ignored where it stands does not acquaint with the words in it."""
    glossary = "<!-- mtcheck: off a glossary -->\n\n" + "\n\n".join(MORE) + "\n\n<!-- mtcheck: on -->\n\n"
    qualities = {
        before: next(s.quality for s in scanned(tmp_path, RARE, before=before).sentences if s.text == RARE)
        for before in ("", glossary)
    }
    assert qualities[""] == qualities[glossary]


def judged(
    change: Callable[[Judge], object] = lambda _: None, **options: object
) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence of an article's sentences, by themselves and acquainted, from a judge that `change` has changed."""
    judge = open_judge(Options(language="de", use_cache=False, **options))  # type: ignore[arg-type]
    alone = judge.evidence([RARE, *MORE, CALM], "de")
    change(judge)
    (read,) = judge.acquainted([alone], "de")
    return alone, read


def reading_as(garbled: float) -> Callable[[Judge], object]:
    """Makes a judge's model find every sentence and each of its words as garbled as that."""

    def change(judge: Judge) -> None:
        def read(sentences: list[str], language: str | None = None) -> list[Fluency]:
            found = type(judge.fluency).read(judge.fluency, sentences, language)
            return [
                replace(
                    one,
                    garbled=garbled,
                    tokens=tuple(replace(token, damage=garbled) for token in one.tokens),
                    predicted=one.predicted and tuple(replace(token, damage=garbled) for token in one.predicted),
                    predicted_garbled=garbled,
                )
                for one in found
            ]

        judge.fluency.read = read  # type: ignore[method-assign]

    return change


def test_only_a_better_reading_counts() -> None:
    """A sentence that reads worse with a well-known name keeps its own reading."""
    alone, read = judged(reading_as(0.999))
    assert read == alone
    alone, read = judged(reading_as(0.0001))
    assert read[0] != alone[0]


def test_a_sentence_that_is_not_suspicious_is_not_read_again() -> None:
    """Nor is one whose names are all known."""
    (alone, read), score = judged(reading_as(0.0001)), open_judge(Options()).score
    quality = score.quality(alone[3], "de")
    assert quality is not None
    assert quality.own < SUSPICIOUS
    assert read[3] == alone[3]

    def knows_everything(judge: Judge) -> None:
        judge.fluency.is_known = lambda _: True  # type: ignore[method-assign]

    alone, read = judged(knows_everything)
    assert read == alone


def test_sentences_by_themselves_know_no_names() -> None:
    """Without neighbours nothing is heard of the article."""
    alone, read = judged(without=frozenset({"neighbours"}))
    assert read == alone


def test_allowed_words_stay_allowed() -> None:
    """In the second reading, too, no allowed word is damaged."""
    _, read = judged(allow_words=("Stadtwerke",))
    assert read[0].fluency is not None
    place = RARE.index("Stadtwerke")
    (damage,) = {t.damage for t in read[0].fluency.tokens if t.start == place}
    assert damage == 0.0
    _, read = judged()
    assert read[0].fluency is not None
    (damage,) = {t.damage for t in read[0].fluency.tokens if t.start == place}
    assert damage > 0.0
