"""Two scans compared: what got better, what got worse, what is new and what is gone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_results import HOSTILE, rejudge, sample_results
from test_report_html import _csp, _hash, _Page

from mtcheck.cli import mtcheck
from mtcheck.report.comparison import compare
from mtcheck.report.comparison_formats import FORMATS
from mtcheck.report.json_format import dump
from mtcheck.report.markdown import LIMIT
from mtcheck.results import Results


def _mended() -> Results:
    """The sample after some work: the bakery mended, one article gone, one new, one sentence of the library worse."""
    results = sample_results()
    bakery, harbour, library, irish, record, hostile, stray = results.articles
    sentences = tuple(replace(s, quality=0.95, flagged=False) for s in bakery.sentences)
    bakery = replace(bakery, sentences=sentences, verdict="clean", quality=0.97, sentences_flagged=0, passages=())
    worse = replace(library.sentences[1], quality=0.2, flagged=True)
    library = replace(
        library, sentences=(library.sentences[0], worse, library.sentences[2]), quality=0.8, sentences_flagged=1
    )
    new = replace(harbour, path="news/es/nuevo.md")
    return replace(results, articles=(new, library, irish, record, hostile, stray, bakery))


def test_articles_are_matched_by_name_and_told_by_what_became_of_them() -> None:
    """Worse first, then new, better and gone; what both scans judge alike is only counted."""
    found = compare(sample_results(), _mended())
    assert [(article.change, article.path) for article in found.articles] == [
        ("worse", "news/en/library.txt"),
        ("added", "news/es/nuevo.md"),
        ("better", "news/de/bäckerei am markt.txt"),
        ("gone", "news/es/puerto.md"),
    ]
    assert found.unchanged == 4
    assert (found.before.garbled, found.after.garbled) == (3, 2)


def test_nothing_changes_between_a_scan_and_itself() -> None:
    """A scan compared with itself has no change, whatever the order of its articles."""
    results = sample_results()
    backwards = replace(results, articles=results.articles[::-1])
    assert compare(results, backwards).articles == ()
    assert "Nothing changed." in FORMATS["terminal"](compare(results, backwards))


def test_sentences_are_known_by_their_words_not_their_lines() -> None:
    """A sentence that moved is the same one; one of two that read alike is told apart from the other."""
    results = sample_results()
    stray = results.articles[6]
    moved = tuple(replace(s, start=s.start + 500, end=s.end + 500, line=s.line + 9) for s in stray.sentences)
    moved = (moved[0], replace(moved[1], quality=0.9, flagged=False))
    after = replace(results, articles=(*results.articles[:6], replace(stray, sentences=moved, sentences_flagged=1)))
    (article,) = compare(results, after).articles
    (sentence,) = article.sentences
    assert (sentence.change, sentence.flagged, sentence.quality, sentence.line) == (
        "better", (True, False), (0.3, 0.9), 12,
    )  # fmt: skip


def test_a_lower_threshold_makes_nothing_worse() -> None:
    """Judged again at a lower threshold, articles get better or stay."""
    results = rejudge(sample_results(), 0.35, "article")
    lower = rejudge(results, 0.1, "article")
    found = compare(results, lower)
    assert {article.change for article in found.articles} == {"better"}
    assert any("--threshold" in note for note in found.notes)
    assert {article.change for article in compare(lower, results).articles} == {"worse"}


def test_text_and_markdown_name_what_changed() -> None:
    """Both tell verdict, quality and flags before and after, and each sentence with its place."""
    found = compare(sample_results(), _mended())
    text = FORMATS["terminal"](found)
    assert text.startswith("mtcheck: 7 articles: 1 worse, 1 new, 1 better, 1 gone, 4 unchanged\n")
    assert "BETTER  news/de/bäckerei am markt.txt\n  garbled → clean, quality 0.14 → 0.97, 3 → 0 flagged" in text
    assert re.search(r"- news/en/library.txt:1:\d+  quality 0.92 → 0.20, now flagged\n    Volunteers carried", text)
    markdown = FORMATS["markdown"](found)
    assert "| better | news/de/bäckerei am markt.txt | garbled → clean, quality 0.14 → 0.97, 3 → 0 flagged |" in (
        markdown.replace("\\", "")
    )
    many = replace(
        sample_results(), articles=tuple(replace(sample_results().articles[0], path=f"{n}.txt") for n in range(900))
    )
    assert len(FORMATS["markdown"](compare(replace(many, articles=()), many))) <= LIMIT


def test_json_holds_everything() -> None:
    """The object names every changed article and sentence with both sides."""
    data = json.loads(FORMATS["json"](compare(sample_results(), _mended())))
    assert data["changes"] == {"worse": 1, "added": 1, "better": 1, "gone": 1, "unchanged": 4}
    better = data["articles"][2]
    assert better["before"] == {"verdict": "garbled", "quality": 0.14, "sentences_flagged": 3}
    assert better["after"]["verdict"] == "clean"
    assert [sentence["flagged"] for sentence in better["sentences"]] == [{"before": True, "after": False}] * 3
    gone = data["articles"][3]
    assert gone["after"] is None
    assert gone["sentences"][0]["quality"] == {"before": 0.27, "after": None}


def test_the_page_holds_to_its_policy_and_escapes() -> None:
    """The page is well formed, runs its own script only, and shows hostile text as text."""
    results = _mended()
    sentence = replace(results.articles[0].sentences[0], text=HOSTILE)
    wild = replace(results.articles[0], path=HOSTILE, id=HOSTILE, sentences=(sentence,))
    after = replace(results, articles=(*results.articles, wild))
    text = FORMATS["html"](compare(sample_results(), after))
    assert text == FORMATS["html"](compare(sample_results(), after))
    page = _Page(text)
    assert page.open == []
    assert [tag for tag, _ in page.elements].count("script") == 3
    policy = _csp(page)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == _hash(page.raw["script"][-1])
    assert policy["style-src"] == _hash(page.raw["style"][0])
    assert "<script>alert(1)" not in text
    assert not any(
        name.startswith("on") or name in {"style", "src"} for _, element in page.elements for name in element
    )


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_command_compares_two_files(tmp_path: Path, form: str) -> None:
    """`mtcheck report --compare OLD NEW` writes each format; its status is that of the newer scan."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(dump(sample_results()), encoding="utf-8")
    new.write_text(dump(rejudge(_mended(), 0.35, "article")), encoding="utf-8")
    target = tmp_path / "out"
    told = CliRunner().invoke(
        mtcheck, ["report", "--compare", str(old), str(new), "--format", form, "--output", str(target)]
    )
    assert told.exit_code == 2  # the sample holds a file that was not read
    assert "bäckerei am markt.txt" in target.read_text(encoding="utf-8")


def test_a_format_that_cannot_compare_is_refused(tmp_path: Path) -> None:
    """The message names those that can."""
    file = tmp_path / "a.json"
    file.write_text(dump(sample_results()), encoding="utf-8")
    told = CliRunner().invoke(mtcheck, ["report", "--compare", str(file), str(file), "--format", "sarif"])
    assert told.exit_code == 2
    assert "terminal, markdown, json, html" in told.output
