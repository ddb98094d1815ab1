"""Names that an article repeats are no damage, and hide none."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtcheck import Options, scan
from mtcheck.evidence import DamagedToken, Fluency, PredictedToken
from mtcheck.names import STAND_IN, repeated, standing_in
from mtcheck.ngrams import Familiarity
from mtcheck.results import ArticleResult

RARE = "Die Öxub hat die Stadtwerke deutlich überboten."
REST = "Nach Angaben der Öxub soll der Vertrag im nächsten Jahr unterschrieben werden."
ODD = "Die Öxub hat Montag das der Angebot deutlich Stadt überboten die Werke zu."


def nothing_known(_: str) -> bool:
    """Of no word."""
    return False


def test_names_are_capitalised_words_of_two_sentences() -> None:
    """Neither what only one sentence says, however often, nor small words."""
    names = repeated(["Die Quorbank prüft.", "Prüft die Quorbank? Quorbank!", "Wer prüft die Pleute der Pleute?"])
    assert names == {"Quorbank"}


def test_a_sentence_that_is_repeated_repeats_no_name() -> None:
    """A headline that the text begins with is one sentence, not two."""
    assert not repeated(["Die Quorbank prüft.", "Die Quorbank prüft."])


def test_only_names_that_are_not_known_are_replaced() -> None:
    """What is in the vocabulary as a whole is read as it is, and so is a sentence without a name."""
    read = standing_in("In Berlin prüft nun die Quorbank.", {"Berlin", "Quorbank"}, lambda word: word == "Berlin")
    assert read is not None
    assert read.text == f"In Berlin prüft nun die {STAND_IN}."
    assert standing_in("In Berlin prüft nun die Quorbank.", {"Berlin"}, lambda word: word == "Berlin") is None


def test_where_most_words_have_a_capital_they_tell_nothing() -> None:
    """A text in capitals has no names to be told by."""
    assert standing_in("DIE QUORBANK PRÜFT DAS ANGEBOT", {"QUORBANK", "ANGEBOT"}, nothing_known) is None


def test_what_is_said_of_a_stand_in_is_said_of_the_name() -> None:
    """And what is said of the words around it stands where they do, before and after."""
    text = "Die Quorbank und die Pleubank prüfen nun."
    read = standing_in(text, {"Quorbank", "Pleubank"}, nothing_known)
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


def scanned(folder: Path, *sentences: str) -> ArticleResult:
    """An article of these sentences, with a signature of `folder`'s own."""
    path = folder / "article.txt"
    path.write_text(" ".join(sentences) + "\n", encoding="utf-8")
    (article,) = scan(path, Options(language="de", use_cache=False)).articles
    return article


def test_a_rare_name_counts_less_once_the_article_repeats_it(tmp_path: Path) -> None:
    """The same sentence is better beside one with the same name than beside one with another, and so is the name."""
    beside, alone = scanned(tmp_path, RARE, REST), scanned(tmp_path, RARE, REST.replace("Öxub", "Ürfa"))
    assert beside.sentences[0].quality is not None
    assert alone.sentences[0].quality is not None
    assert beside.sentences[0].quality > alone.sentences[0].quality
    name = RARE.index("Öxub")
    known, unknown = (
        next(token.damage for token in article.sentences[0].tokens if token.start == name)
        for article in (beside, alone)
    )
    assert known < unknown


@pytest.mark.parametrize("rest", [REST, REST.replace("Öxub", "Ürfa")])
def test_damage_around_a_name_is_seen(tmp_path: Path, rest: str) -> None:
    """Whether the article repeats the name or not."""
    assert scanned(tmp_path, ODD, rest).sentences[0].flagged
