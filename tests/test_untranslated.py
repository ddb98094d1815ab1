"""Passages left in another language than their article's."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sample_results import rejudge
from test_language import TEXTS

from mtcheck import Options, scan
from mtcheck.article import Article, Sentence, line_starts
from mtcheck.readers.html import read_html
from mtcheck.readers.markdown import read_markdown
from mtcheck.readers.plain import read_plain
from mtcheck.report import FORMATS
from mtcheck.report.json_format import dump, load
from mtcheck.results import Results
from mtcheck.segment import sentences
from mtcheck.untranslated import find
from mtcheck.verdict import UNTRANSLATED

AROUND = {
    "de": (
        (
            "Der Rat hat am Montag lange getagt. Viele Anwohner hatten sich über den Lärm beschwert, der seit "
            "Wochen anhält. Der Bürgermeister will die Sache noch prüfen, bevor er entscheidet. "
        ),
        " Danach gingen alle nach Hause, und das Licht im Saal wurde gelöscht.",
    ),
    "en": (
        (
            "The town council sat late on Monday. Many people nearby had complained about the noise, which has "
            "not stopped for weeks. The mayor wants to have the matter looked into once more before he decides. "
        ),
        " After that everybody went home, and the lights in the hall were put out.",
    ),
    "fr": (
        (
            "Le conseil de la ville a siégé longtemps lundi. Beaucoup d'habitants se plaignent du bruit, qui ne cesse "
            "plus depuis des semaines. Le maire veut faire examiner l'affaire encore une fois avant de décider. "
        ),
        " Ensuite tout le monde est rentré à la maison, et on a éteint la lumière dans la salle.",
    ),
    "ru": (
        (
            "Городской совет долго заседал в понедельник. Многие жители жаловались на шум, который не прекращается уже "
            "несколько недель. Мэр хочет ещё раз проверить это дело, прежде чем принять решение. "
        ),
        " После этого все пошли домой, и свет в зале был погашен.",
    ),
}
ENGLISH = "Nobody had expected that the bridge would be closed again so soon"
NOT_FOREIGN = (
    "The council talked about it.",
    "Er sagte: „The council talked about the bridge for a long time. Nobody was happy about it in the end.“",
    "Der Film „The Good, the Bad and the Ugly“ lief am Abend im kleinen Kino der Stadt.",
    "Manchester United, Real Madrid, Paris Saint-Germain, Inter Mailand, Bayern München, FC Porto",
    "Im Team: John Smith, Mary Jones, Peter Brown, James Wilson, Sarah Miller und Linda Davis.",
    "Sie arbeitet für die Organisation for the Defence of the Right to Education in London.",
    "Das Start-up will mit Cloud Computing, Machine Learning und Big Data schneller wachsen als die anderen.",
    "12 345 678 90 11 12 13 14 15 16",
    "Der Verein (who would have thought that they could win it all again) ist zufrieden.",
    "So sorry to everybody who had to wait in the cold again today @railways #delay pic.twitter.com/abc",
)


def of_text(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a plain text."""
    return sentences(Article("a.txt", read_plain(text), line_starts(text)), language)


def found_in(text: str, language: str) -> list[tuple[str, str]]:
    """(language, words) of each passage found that nothing excuses."""
    parts = of_text(text, language)
    return [(p.language, parts[p.sentence].text[p.start : p.end]) for p in find(parts, language) if not p.excused]


@pytest.mark.parametrize("language", AROUND)
@pytest.mark.parametrize("other", ["de", "en", "fr", "es", "it", "nl", "pl", "ru", "zh", "ja", "el", "ko"])
def test_a_sentence_left_in_another_language_is_found(language: str, other: str) -> None:
    """All of it, with its language, and nothing around it; in its own language it is none."""
    before, after = AROUND[language]
    expected = [] if other == language else [(other, TEXTS[other])]
    assert found_in(before + TEXTS[other] + after, language) == expected


@pytest.mark.parametrize("sentence", NOT_FOREIGN)
def test_short_sentences_quotes_titles_and_names_are_no_passages(sentence: str) -> None:
    """In doubt a sentence belongs to its article."""
    before, after = AROUND["de"]
    assert found_in(before + sentence + after, "de") == []


def test_a_passage_may_be_a_part_of_a_sentence() -> None:
    """The reason points at its words only."""
    before, after = AROUND["de"]
    middle = f"Der Sprecher erklärte, {ENGLISH.lower()}, und verwies auf den Bericht der Kommission."
    assert found_in(before + middle + after, "de") == [("en", ENGLISH.lower())]


def test_short_sentences_in_a_row_are_one_passage() -> None:
    """Eight words count together, wherever sentences end."""
    before, after = AROUND["de"]
    found = found_in(before + "It was cold. Nobody came. The street was empty." + after, "de")
    assert [words for _, words in found] == ["It was cold.", "Nobody came.", "The street was empty."]


def test_a_quotation_may_run_over_several_sentences() -> None:
    """What opens in one sentence and closes in another excuses all between."""
    before, after = AROUND["de"]
    spoken = "Sie sagte: „Nobody had expected that. The bridge was closed for more than a year. We are very sorry.“"
    assert found_in(before + spoken + after, "de") == []
    assert found_in(before + spoken.replace("„", "").replace("“", "") + after, "de") != []


@pytest.mark.parametrize("mark", ["> ", "# "])
def test_block_quotations_and_headings_of_markdown_are_excused(mark: str) -> None:
    """Marked as what they are, they may be in another language."""
    before, after = AROUND["de"]
    for lead, excused in ((mark, True), ("", False)):
        text = f"{before}\n\n{lead}{ENGLISH}.\n\n{after.strip()}\n"
        parts = sentences(Article("a.md", read_markdown(text), line_starts(text)), "de")
        assert [(p.language, p.excused) for p in find(parts, "de")] == [("en", excused)]


def test_block_quotations_of_pages_are_excused() -> None:
    """The same for `<blockquote>`."""
    before, after = AROUND["de"]
    for tag, excused in (("blockquote", True), ("div", False)):
        text = (
            f"<html><body><article><h1>Der Rat tagt</h1><p>{before}</p><p>{before}</p><{tag}><p>{ENGLISH}.</p></{tag}>"
            f"<p>{after}</p></article></body></html>"
        )
        parts = sentences(Article("a.html", read_html(text), line_starts(text)), "de")
        assert [(p.language, p.excused) for p in find(parts, "de")] == [("en", excused)]


def test_where_the_article_is_in_another_language_nothing_is_a_passage() -> None:
    """An English article that was declared German is no article with untranslated passages."""
    assert found_in(AROUND["en"][0] + TEXTS["de"], "de") == []


def scanned(tmp_path: Path, text: str) -> Results:
    """A scan of one German file."""
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    return scan(file, Options(use_cache=False, language="de"))


def test_an_article_a_tenth_untranslated_is_garbled(tmp_path: Path) -> None:
    """The sentence is flagged, listed as a passage, and says why; re-judging from JSON comes to the same."""
    before, after = AROUND["de"]
    results = scanned(tmp_path, before + ENGLISH + "." + after)
    article = results.articles[0]
    assert article.verdict == "garbled"
    assert not results.gate.passed
    flagged = [sentence for sentence in article.sentences if sentence.flagged]
    assert [s.text for s in flagged] == [ENGLISH + "."]
    assert [(r.id, r.start, r.end) for r in flagged[0].reasons] == [
        ("untranslated-passage", len(before), len(before + ENGLISH + "."))
    ]
    assert "English" in flagged[0].reasons[0].message
    assert "German" in flagged[0].reasons[0].message
    assert [p.sentences for p in article.passages] == [(3,)]
    again = rejudge(load(dump(results), "results.json"), results.threshold, "article")
    assert again.articles == results.articles


def test_less_than_a_tenth_untranslated_is_a_flagged_sentence(tmp_path: Path) -> None:
    """One sentence of many leaves the article clean."""
    before, after = AROUND["de"]
    article = scanned(tmp_path, (before + after.strip() + "\n\n") * 5 + ENGLISH + ".").articles[0]
    assert article.verdict == "clean"
    assert [s.text for s in article.sentences if s.flagged] == [ENGLISH + "."]


def test_every_report_tells_of_it(tmp_path: Path) -> None:
    """The message for the editor stands in each format."""
    before, after = AROUND["de"]
    results = scanned(tmp_path, before + ENGLISH + "." + after)
    for form, render in FORMATS.items():
        assert "left in English" in " ".join(render(results).split()), form


def test_a_foreign_quotation_is_unscored(tmp_path: Path) -> None:
    """No model of the article's language reads it rightly, so nothing is said of it."""
    before, after = AROUND["de"]
    sentence = scanned(tmp_path, f"{before}„{ENGLISH}.“{after}").articles[0].sentences[3]
    assert sentence.quality is None
    assert "another language (en)" in (sentence.unscored_because or "")


@pytest.mark.parametrize(
    "piece", ["x", "„", "'a ", "a@", "a.", "(", "www.", "»a«", "the ", "It was cold and wet. Es war kalt. "]
)
def test_hostile_text_takes_no_long_time(piece: str) -> None:
    """A long text of anything is looked at in seconds."""
    text = AROUND["de"][0] + piece * (40_000 // len(piece))
    began = time.process_time()
    found_in(text, "de")
    assert time.process_time() - began < 10


def test_markup_in_a_sentence_says_nothing_of_its_article(tmp_path: Path) -> None:
    """The share in another language is one of the text: a long address in the passage makes it no longer."""
    sound = "".join(f"<p>{before}{after}</p>" for before, after in [AROUND["de"]] * 10)
    link = f'<a href="https://example.org/{"x" * 4000}">bridge</a>'
    found = []
    for number, passage in enumerate((ENGLISH, ENGLISH.replace("bridge", link))):
        (tmp_path / f"{number}.html").write_text(f"<html><body><h1>Streit im Rat</h1>{sound}<p>{passage}.</p></body>")
    for article in scan([tmp_path], Options(language="de", without=frozenset({"round_trip"}))).articles:
        assert any(r.id == UNTRANSLATED for s in article.sentences for r in s.reasons)
        found.append((article.verdict, article.quality))
    assert found[0][0] == "clean"
    assert found[0] == found[1]


def test_many_short_sentences_take_no_longer_than_their_length() -> None:
    """A paragraph of a hundred thousand of them is gone through once."""
    source = "日。" * 100_000
    article = Article("a.txt", read_plain(source), line_starts(source))
    whole = sentences(article, "de")
    began = time.process_time()
    find(whole, "de")
    assert time.process_time() - began < 8
