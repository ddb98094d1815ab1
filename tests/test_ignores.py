"""Ignores in the text: what they cover, and when they are not obeyed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtcheck.article import Article
from mtcheck.ignores import ALREADY_OFF, NO_REASON, NOTHING_FOLLOWS, NOTHING_OFF, UNKNOWN, blank_out
from mtcheck.readers import read

ONE, TWO, THREE = (
    "The first paragraph stands here, whole and unharmed.",
    "The second paragraph is the one that somebody quoted.",
    "The third paragraph follows, and nothing is said of it.",
)


def _article(folder: Path, name: str, text: str) -> Article:
    """Read a text as the file of that name."""
    (folder / name).write_text(text, encoding="utf-8")
    (found,) = read(folder / name)
    assert isinstance(found, Article)
    return found


def _covered(folder: Path, name: str, text: str) -> list[str]:
    """The paragraphs of the file that an obeyed ignore covers."""
    article = _article(folder, name, text)
    return [
        paragraph.content.text
        for paragraph in article.paragraphs
        if any(
            ignore.reason is not None and ignore.covers(paragraph.content.start, paragraph.content.end)
            for ignore in article.ignores
        )
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"{ONE}\n\n<!-- mtcheck: ignore a quotation -->\n{TWO}\n\n{THREE}\n"),
        ("a.md", f"{ONE}\n\n<!--mtcheck:IGNORE: a quotation-->\n\n{TWO}\n\n{THREE}\n"),
        ("a.md", f"{ONE}\n\n{TWO} <!-- mtcheck: ignore a quotation -->\n\n{THREE}\n"),
        ("a.md", f"{ONE}\n\n{TWO[:10]}<!-- mtcheck: ignore a quotation -->{TWO[10:]}\n\n{THREE}\n"),
        ("a.md", f"{ONE}\n\n*{TWO}* <!-- mtcheck: ignore a quotation -->\n\n{THREE}\n"),
        ("a.md", f"{ONE}\n\n[{TWO}](page.html) <!-- mtcheck: ignore a quotation -->\n\n{THREE}\n"),
        ("a.md", f"```\r\ncode\r\n```\r\n{ONE}\r\n\r\n{TWO} <!-- mtcheck: ignore quoted -->\r\n\r\n{THREE}\r\n"),
        ("a.md", f"{ONE}\n\n<!-- mtcheck: off a quotation -->\n\n{TWO}\n\n<!-- mtcheck: on -->\n\n{THREE}\n"),
        ("a.md", f"{ONE}\n\n{THREE}\n\n<!-- mtcheck: off to the end -->\n\n{TWO}\n"),
        ("a.txt", f"{ONE}\n\n[mtcheck: ignore a quotation]\n{TWO}\n\n{THREE}\n"),
        ("a.txt", f"{ONE}\r\n\r\n[ mtcheck: off a quotation ]\r\n{TWO}\r\n[mtcheck: on]\r\n\r\n{THREE}\r\n"),
        (
            "a.html",
            f"<html><body><h1>A title</h1><p>{ONE}</p><!-- mtcheck: ignore quoted --><p>{TWO}</p><p>{THREE}</p></html>",
        ),
        (
            "a.html",
            f"<html><h1>A title</h1><p>{ONE}</p><p><em>{TWO}</em>\n<!--mtcheck:ignore it--></p><p>{THREE}</p></html>",
        ),
    ],
)
def test_an_ignore_covers_its_paragraph_or_region(tmp_path: Path, name: str, text: str) -> None:
    """In each format exactly the paragraph that is meant is covered, and the comment itself is not read as text."""
    assert _covered(tmp_path, name, text) == [TWO]
    assert not any("mtcheck" in p.content.text for p in _article(tmp_path, name, text).paragraphs)


def test_an_ignore_between_cells_of_a_table_means_the_next(tmp_path: Path) -> None:
    """The bar before it ends the cell that stands there."""
    table = f"| A | B |\n|---|---|\n| {ONE} | <!-- mtcheck: ignore quoted --> {TWO} |\n\n{THREE}\n"
    assert _covered(tmp_path, "a.md", table) == [TWO]


def test_two_breaks_end_a_paragraph_for_an_ignore_too(tmp_path: Path) -> None:
    """What follows them is meant, in HTML without paragraphs."""
    page = f"<html><h1>A title</h1><p>{ONE}<br><br>\n<!-- mtcheck: ignore quoted -->\n{TWO}</p><p>{THREE}</p></html>"
    assert _covered(tmp_path, "a.html", page) == [TWO]


def test_a_record_may_hold_ignores_too(tmp_path: Path) -> None:
    """In JSON Lines the text field is plain text; the ignore's line is the record's."""
    records = [{"id": "x", "text": ONE}, {"id": "y", "text": f"[mtcheck: ignore quoted]\n{TWO}"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    first, second = read(tmp_path / "a.jsonl")
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.ignores == ()
    assert [(ignore.line, ignore.reason) for ignore in second.ignores] == [(2, "quoted")]
    assert [p.content.text for p in second.paragraphs] == [TWO]


@pytest.mark.parametrize(
    ("comments", "faults"),
    [
        ("<!-- mtcheck: ignore -->", [NO_REASON]),
        ("<!-- mtcheck: off - -->", [NO_REASON]),
        ("<!-- mtcheck: on -->", [NOTHING_OFF]),
        ("<!-- mtcheck: skip it -->", [UNKNOWN]),
        ("<!-- mtcheck: -->", [UNKNOWN]),
        ("<!-- mtcheck: off one -->\n\n<!-- mtcheck: ignore two -->", [None, ALREADY_OFF]),
    ],
)
def test_what_is_not_obeyed_says_why(tmp_path: Path, comments: str, faults: list[str | None]) -> None:
    """A missing reason, a word that is none, and an order that makes no sense are refused, each with its fix."""
    found = _article(tmp_path, "a.md", f"{comments}\n\n{ONE}\n").ignores
    assert [ignore.fault for ignore in found] == faults
    assert all((ignore.reason is None) == (ignore.fault is not None) for ignore in found)


def test_an_ignore_after_the_last_paragraph_is_refused(tmp_path: Path) -> None:
    """Nothing follows it, so it can cover nothing."""
    (found,) = _article(tmp_path, "a.md", f"{ONE}\n\n<!-- mtcheck: ignore quoted -->\n").ignores
    assert (found.line, found.fault) == (3, NOTHING_FOLLOWS)


def test_examples_in_code_are_not_meant(tmp_path: Path) -> None:
    """A page that documents ignores is not silenced by its examples."""
    example = "<!-- mtcheck: off because -->"
    text = f"```html\n{example}\n```\n\n{ONE}\n\nWrite `{example}` there, and see what comes of it then.\n"
    assert _article(tmp_path, "a.md", text).ignores == ()


def test_blanking_out_keeps_every_other_character_in_its_place() -> None:
    """Offsets count in the file as it is, so an ignore is overwritten with blanks, not cut out."""
    text = f"{ONE}\n[mtcheck: ignore x]\n{TWO}"
    blank = blank_out(text)
    assert len(blank) == len(text)
    assert blank.index(TWO) == text.index(TWO)
    assert "mtcheck" not in blank


@pytest.mark.parametrize(
    "opening",
    [
        *("<!-- mtcheck: off ", "<!--" + " " * 50, "[mtcheck: ", "`", "```\n"),
        *("<!-- mtcheck: ignore x -->", "[mtcheck: x]\n", "<!-- mtcheck: x --> `a`\n\nWords.\n\n"),
    ],
)
def test_hostile_texts_are_read_in_linear_time(tmp_path: Path, opening: str) -> None:
    """A hundred thousand openings without an end take no longer than their length allows."""
    name = "a.txt" if opening.startswith("[") else "a.md"
    assert _article(tmp_path, name, f"{ONE} mtcheck\n\n" + opening * (300_000 // len(opening))).paragraphs
