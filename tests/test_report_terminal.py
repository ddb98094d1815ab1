"""The terminal report: the worst first, where and why, with or without colour."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console
from sample_results import sample_results, with_article

from mtcheck.progress import progress
from mtcheck.report import FORMATS
from mtcheck.report.terminal import render
from mtcheck.results import ArticleResult, FailOn, Gate, Passage, Results, ScanError

GARBLED = ["news/de/bäckerei am markt.txt", "news/es/puerto.md", "news/fr/mairie.txt"]


def test_the_worst_article_comes_first() -> None:
    """Garbled articles stand by rising quality, then the unscored, then the clean, also by rising quality."""
    text = render(sample_results())
    places = [text.index(f"GARBLED  {path}") for path in GARBLED]
    assert places == sorted(places)
    clean = text.index("\nCLEAN\n")
    assert places[-1] < text.index("\nUNSCORED\n") < clean
    assert re.findall(r"^  (0\.\d\d)  ", text[clean:], re.MULTILINE) == ["0.60", "0.83", "0.94"]


def test_the_worst_passage_comes_first_with_its_place() -> None:
    """Within an article the passage of the lowest quality stands first, as path:line:column."""
    text = render(sample_results())
    assert text.index("bäckerei am markt.txt:5:41  quality 0.06") < text.index(
        "bäckerei am markt.txt:3:1  quality 0.16"
    )


def test_damaged_words_are_marked_without_colour() -> None:
    """Angle quotes stand around damaged words, and neighbours share them."""
    text = render(sample_results())
    assert "Es regnet ‹Katzen› Brot ‹-Sorten›, und sie sind alle ausverkauft bis Mittag ‹gemacht›." in text
    assert "‹über genommen worden›" in text
    assert "\x1b" not in text


def test_a_passage_has_at_most_three_reasons() -> None:
    """Of the passage's five reasons the weightiest three are told, each id once."""
    text = render(sample_results())
    passage = text.split("markt.txt:3:1")[1].split("GARBLED")[0]
    told = re.findall(r"^    - (.*)$", passage, re.MULTILINE)
    assert told == [
        "The translator did not expect “über genommen worden” here",
        "“the owner” was left in English",
        "“seinen” does not agree with the word after it",
    ]


def test_counts_gate_and_unread_files_are_told() -> None:
    """The head counts, the foot says whether the gate passed, and no file that was not read is passed over."""
    text = render(sample_results())
    assert text.startswith("mtcheck 0.1.0: 7 articles: 3 garbled, 3 clean, 1 unscored\n")
    assert "17 sentences, 9 flagged (quality below 0.35), 1 unscored" in text
    assert "  news/empty.txt: is empty" in text
    assert text.endswith(
        "Gate failed: 3 garbled articles, 1 file or record not read, 1 article unscored (fail on: article)\n"
    )


def test_a_gate_that_could_not_look_has_not_passed() -> None:
    """With files not read or articles not judged nothing is red, and nothing green either."""
    undone = replace(sample_results(), gate=Gate(passed=False, fail_on="never"))
    assert "Gate incomplete: nothing fails it, 1 file or record not read, 1 article unscored" in render(undone)
    judged = tuple(a for a in undone.articles if a.verdict != "unscored")
    passed = Gate(passed=True, fail_on="never")
    assert "Gate passed: nothing fails it (" in render(replace(undone, errors=(), articles=judged, gate=passed))


@pytest.mark.parametrize(
    ("fail_on", "because"),
    [
        ("article", "1 garbled article, 2 articles fail by their own settings"),
        ("sentence", "9 flagged sentences"),
        ("never", "3 articles fail by their own settings"),
    ],
)
def test_the_gate_names_the_articles_that_fail_by_their_own_settings(fail_on: FailOn, because: str) -> None:
    """A gate that fails says by what, also where its own level would let all pass."""
    garbled = next(a for a in sample_results().articles if a.verdict == "garbled")
    clean = next(a for a in sample_results().articles if a.verdict == "clean")
    flagged = replace(clean, sentences_flagged=2, fail_on="sentence")
    articles = replace(garbled, sentences_flagged=5, fail_on="article"), flagged, flagged, clean
    results = replace(sample_results(), errors=(), articles=articles, gate=Gate(passed=False, fail_on=fail_on))
    assert f"Gate failed: {because} (fail on: {fail_on})" in render(results, width=200)


def test_what_was_not_read_may_be_a_record() -> None:
    """One broken file and two broken records are not three files."""
    errors = ScanError("a.txt", "is empty"), *[ScanError("b.jsonl", f"Line {n}: is no JSON") for n in (1, 2)]
    told = render(replace(sample_results(), errors=errors), width=200)
    assert ", 3 files or records not read" in told


def test_a_long_passage_shows_its_worst_stretch() -> None:
    """Of a run longer than is shown, the sentences that read worst together are, with their place and their reasons."""
    results = sample_results()
    article = next(a for a in results.articles if a.verdict == "garbled")
    model = article.sentences[0]
    qualities = (0.3, 0.3, 0.3, 0.3, 0.05, 0.04, 0.03, 0.02, 0.3)
    sentences = tuple(
        replace(model, text=f"Satz Nummer {n}.", line=n + 1, column=1, quality=q, flagged=True, tokens=(), reasons=())
        for n, q in enumerate(qualities)
    )
    passage = Passage(0, 99, tuple(range(len(qualities))), 0.2)
    long = replace(article, sentences=sentences, passages=(passage,), sentences_flagged=len(qualities))
    text = render(replace(results, articles=(long,)), width=200)
    assert [f"Satz Nummer {n}." in text for n in range(9)] == [4 <= n <= 7 for n in range(9)]
    assert "5 more sentences around it" in text
    assert f"{article.path}:5:1" in text


def _with_qualities(*qualities: float) -> Results:
    """A scan of one garbled article whose flagged sentences, one a line and all one passage, have these qualities."""
    results = sample_results()
    model = results.articles[0].sentences[0]
    sentences = tuple(
        replace(model, text=f"Satz {n}.", line=n + 1, column=1, quality=q, flagged=True, tokens=(), reasons=())
        for n, q in enumerate(qualities)
    )
    passage = Passage(0, 99, tuple(range(len(qualities))), 0.2)
    article = replace(results.articles[0], sentences=sentences, passages=(passage,), sentences_flagged=len(qualities))
    return replace(results, articles=(article,))


def test_the_worst_sentence_of_a_passage_is_always_shown() -> None:
    """Even where its neighbours read better than another stretch does."""
    text = render(_with_qualities(0.3, 0.3, 0.01, 0.3, 0.3, 0.3, 0.1, 0.1, 0.1, 0.1))
    assert "Satz 2." in text
    assert "Satz 8." not in text


def test_the_passage_with_the_worst_sentence_comes_first() -> None:
    """A long passage does not hide its worst sentence behind a middling average."""
    results = _with_qualities(0.2, 0.3, 0.01, 0.3, 0.3)
    parts = (Passage(0, 9, (0,), 0.2), Passage(10, 99, (2, 3, 4), 0.25))
    text = render(replace(results, articles=(replace(results.articles[0], passages=parts),)))
    assert text.index("Satz 2.") < text.index("Satz 0.")


def test_sentences_of_different_lines_do_not_run_together() -> None:
    """A heading stands on a line of its own."""
    text = render(_with_qualities(0.2, 0.3))
    assert "    Satz 0.\n    Satz 1.\n" in text


def test_many_garbled_articles_get_a_line_each() -> None:
    """The worst twenty are shown with their passages, a hundred more by name, the rest counted."""
    garbled = sample_results().articles[0]
    many = tuple(replace(garbled, path=f"{index:03}.txt") for index in range(130))
    text = render(replace(sample_results(), articles=many))
    assert text.count("GARBLED  ") == 20
    assert "AND  110 more articles" in text
    assert "  0.14  020.txt, 3 sentences flagged" in text
    assert "119.txt" in text
    assert "120.txt" not in text
    assert "and 10 more" in text


def test_the_progress_bar_counts_files_and_articles() -> None:
    """Articles of one file move it once; what a path holds is no markup."""
    console = Console(file=StringIO(), force_terminal=True, width=200)
    with progress(3, console) as done:
        for path in ("a.jsonl", "a.jsonl", "[bold]b.txt"):
            done(path)
    assert isinstance(console.file, StringIO)
    shown = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", console.file.getvalue())
    assert "2 of 3 files 3 articles" in shown
    assert "[bold]b.txt" in shown


def test_what_was_missing_is_told_once() -> None:
    """A language without a round trip is noted, by the scan's own note where there is one."""
    plain = render(sample_results(), width=200)
    assert "  fr: no round trip (no translation pair installed)\n" in plain
    noted = render(replace(sample_results(), notes=("fr: no round trip: no pair fr-en is installed",)), width=200)
    assert re.findall(r"^  (fr: .*)$", noted, re.MULTILINE) == ["fr: no round trip: no pair fr-en is installed"]
    assert "  es: no round trip (no translation pair installed); quality is" in noted


def test_text_is_never_taken_for_markup() -> None:
    """What looks like rich's markup, an emoji or an escape sequence in an article is printed as it stands."""
    wild = "[bold red]x[/bold red] :smile: \x1b[31mred\x1b]8;;http://a\x07 [/]"
    results = sample_results()
    sentence = replace(results.articles[0].sentences[1], text=wild, tokens=())
    article = results.articles[0]
    changed = with_article(
        results,
        0,
        path="news/[bold].txt",
        sentences=(article.sentences[0], sentence, *article.sentences[2:]),
    )
    text = render(changed)
    assert "[bold red]x[/bold red] :smile: �[31mred�]8;;http://a� [/]" in text
    assert "news/[bold].txt:3:1" in text
    coloured = render(changed, colour=True)
    assert "\x1b[31mred" not in coloured
    assert "\x1b]8" not in coloured


def test_colour_changes_nothing_but_colour() -> None:
    """With the escape sequences taken out, the coloured report reads like the plain one."""
    coloured = render(sample_results(), colour=True)
    bare = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).split("\n"))
    assert coloured != bare == render(sample_results())


@pytest.mark.parametrize("width", [40, 60])
def test_narrow_terminals_lose_nothing(width: int) -> None:
    """At 60 columns and less every line fits, but for places, which stay whole; no word is lost."""
    text = render(sample_results(), width=width)
    wide = render(sample_results(), width=500)
    assert text.split() == wide.split()
    long = [line for line in text.split("\n") if cell_len(line) > width and "  quality " not in line]
    assert long == []


def test_flagged_sentences_are_shown_where_they_fail_the_gate() -> None:
    """With `--fail-on sentence` a clean article with a flagged sentence is listed with it."""
    results = replace(sample_results(), gate=Gate(passed=False, fail_on="sentence"))
    assert "FLAGGED  feed/today.jsonl [item-17]" not in render(sample_results())
    assert "FLAGGED  feed/today.jsonl [item-17]" in render(results)
    assert "It ‹decided› the decision to be ‹decided› again." in render(results)


def test_long_lists_are_cut_with_a_count() -> None:
    """Of many clean articles twenty are named, and the rest counted."""
    clean: ArticleResult = sample_results().articles[2]
    many = replace(sample_results(), articles=tuple(replace(clean, path=f"{index:03}.txt") for index in range(25)))
    text = render(many)
    assert "0.94  019.txt" in text
    assert "020.txt" not in text
    assert "and 5 more" in text


def test_an_empty_scan_has_a_report() -> None:
    """No article and no error still say so."""
    text = render(replace(sample_results(), articles=(), errors=(), gate=Gate(passed=True, fail_on="article")))
    assert text.startswith("mtcheck 0.1.0: 0 articles: 0 garbled, 0 clean")
    assert "Gate passed: 0 garbled articles" in text


def test_the_format_table_gives_this_report() -> None:
    """`--format terminal` in a pipe is the plain report of 100 columns."""
    assert FORMATS["terminal"](sample_results()) == render(sample_results(), width=100)
