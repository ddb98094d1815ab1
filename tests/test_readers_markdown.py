"""Markdown: what is masked, what is prose, and where every character stands."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.parser_inline import ParserInline

from mtcheck.article import Text
from mtcheck.errors import MtcheckError
from mtcheck.readers.markdown import read_markdown

DOCUMENT = """---
title: Geheim
---

# Ein *Titel* &amp; mehr

Der **Rat** tagte [am Montag](https://example.org/a_b "Titel") und sprach\\* lange,
wie das [Blatt][1] schrieb.<!-- geheim --> ![Bild](geheim.png)

- Ein Punkt der Liste steht hier
- Noch ein Punkt steht hier

> Ein Zitat steht hier

```python
geheim = 1
```

    geheim()

Das Wort `main` blieb, `geheim_x()` nicht.[^1] Ein [x](y)y Ende.

[1]: https://example.org/geheim
[^1]: Die Fußnote hat einen Satz.

| Spalte | Zahl |
|---|---|
| Wert | 3 |

<div>Auch <b>das</b> ist &Uuml;bung.</div>

<script>geheim()</script>
"""


def sources(text: Text, source: str) -> list[str]:
    """What the file has for each character of a text."""
    ends = text.ends or [place + 1 for place in text.places]
    return [source[place:end] for place, end in zip(text.places, ends, strict=True)]


def test_marks_vanish_and_the_reader_s_text_remains() -> None:
    """Headings, prose, lists, quotes and footnotes come out as a reader sees them, code and targets do not."""
    found = [(paragraph.kind, paragraph.content.text) for paragraph in read_markdown(DOCUMENT)]
    assert found == [
        ("heading", "Ein Titel & mehr"),
        ("prose", "Der Rat tagte am Montag und sprach* lange, wie das Blatt schrieb."),
        ("prose", "Ein Punkt der Liste steht hier"),
        ("prose", "Noch ein Punkt steht hier"),
        ("prose", "Ein Zitat steht hier"),
        ("prose", "Das Wort main blieb, nicht. Ein xy Ende."),
        ("prose", "Die Fußnote hat einen Satz."),
        ("boilerplate", "Spalte"),
        ("boilerplate", "Zahl"),
        ("boilerplate", "Wert"),
        ("boilerplate", "3"),
        ("prose", "Auch das ist Übung."),
    ]


def test_every_character_stands_where_the_file_has_it() -> None:
    """Each character's place holds the character itself, its entity or its escape."""
    for source in (DOCUMENT, DOCUMENT.replace("\n", "\r\n")):
        for paragraph in read_markdown(source):
            for char, origin in zip(paragraph.content.text, sources(paragraph.content, source), strict=True):
                assert char == " " or html.unescape(origin).removeprefix("\\") == char


def test_a_link_s_target_is_not_mistaken_for_the_text_behind_it() -> None:
    """The text after a link is found behind its target even where the target says the same."""
    source = "[Ort](Rat) Rat und [Rat](<Ort> 'Ort') Ort."
    (paragraph,) = read_markdown(source)
    assert paragraph.content.text == "Ort Rat und Rat Ort."
    assert paragraph.content.places[4] == source.index(" Rat und") + 1
    assert paragraph.content.places[-4] == source.rindex("Ort.")


def test_a_rule_at_the_start_is_not_front_matter() -> None:
    """Only a closed block of three dashes hides what is in it."""
    assert [p.content.text for p in read_markdown("---\n\nEin Satz steht hier.\n")] == ["Ein Satz steht hier."]


@pytest.mark.parametrize(
    ("top", "hidden"),
    [
        ("---\ntitle: Geheim\n---\n", True),
        ("---\n\n# geheim\n'og:title' : Geheim\ndate created: 1\ntags:\n- geheim\n  geheim\n---\n", True),
        ("+++\ntitle = 'Geheim'\n+++\n", True),
        ("+++\n[params]\ngeheim = 1\n+++\n", True),
        ("---\n\nDer Rat tagte geheim.\n\n---\n", False),
        ("---\r\nDer Rat tagte geheim.\r\n\r\n---\r\n", False),
        ("---\n\nHinweis: Es ging los.\n\nDer Rat tagte geheim.\n\n---\n", False),
        ("---\n# Hinweis\n\nDer Rat tagte geheim.\n\n---\n", False),
        ("---\nhttps://example.org sagte: geheim.\n\n---\n", False),
    ],
)
def test_only_fields_between_rules_are_front_matter(top: str, hidden: bool) -> None:  # noqa: FBT001  a parameter
    """Fields at the top are hidden, prose between two rules is not."""
    found = [paragraph.content.text for paragraph in read_markdown(top + "\nEin Satz steht hier.\n")]
    assert found[-1] == "Ein Satz steht hier."
    assert any("eheim" in text for text in found) is not hidden


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "- Punkt.\n\n\tDer zweite Absatz geht über\n\tmehrere Zeilen.",
            ["Punkt.", "Der zweite Absatz geht über mehrere Zeilen."],
        ),
        ("1. Erster Punkt\n\there weiter", ["Erster Punkt here weiter"]),
        ("1.\tErster Punkt\n\n\t> Zitat geht\n\t>\tweiter\n\t> \thier", ["Erster Punkt", "Zitat geht weiter hier"]),
        (
            "> -\tEin  Punkt\tsteht  \n>\t\thier\\\n>\t\tund *da*\n",
            ["Ein Punkt steht hier und da"],
        ),
        ("| Ja \\| nein | b |\n|---|---|\n| `x \\| y` | \\| Ein Satz. |\n", ["Ja | nein", "b", "| Ein Satz."]),
        ("| a\n|---\n| Ja \\\\| nein", ["a", "Ja | nein"]),
    ],
)
def test_tabs_and_escaped_strokes_lose_nothing(source: str, expected: list[str]) -> None:
    """What markdown-it rewrites, a tab in the indent or a stroke in a cell, is found in the file all the same."""
    texts = [paragraph.content for paragraph in read_markdown(source)]
    assert [text.text for text in texts] == expected
    for text in texts:
        for char, origin in zip(text.text, sources(text, source), strict=True):
            assert origin in " \t\n\\" if char == " " else origin.endswith(char)


def test_a_line_s_text_is_not_mistaken_for_its_number() -> None:
    """A list item that repeats its own mark stands behind it."""
    (paragraph,) = read_markdown("12. 12\n")
    assert paragraph.content.start == 4


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("> Der Rat\0 tagte\n> lange.\n\nDann nicht.", ["> Der Rat\0 tagte > lange.", "Dann nicht."]),
        ("| a | b | c |\n|---|---|---|\n| d | x\0y | e |\n", ["a", "b", "c", "d", "| x\0y | e |"]),
    ],
)
def test_a_block_that_is_not_found_again_is_kept_as_it_stands(source: str, expected: list[str]) -> None:
    """What the parser replaced (a NUL) costs the marks' removal, not the text, and nothing is given twice."""
    assert [paragraph.content.text for paragraph in read_markdown(source)] == expected


PIECES = st.sampled_from(
    [
        *(
            "Haus",
            " ",
            "der Fluß. ",
            "\n",
            "\n\n",
            "*",
            "**",
            "_",
            "`",
            "``",
            "[",
            "](",
            ")",
            "](a)",
            "![",
            "<b>",
            "</b>",
        ),
        *(
            "<!-- x -->",
            "&amp;",
            "&ouml;",
            "\\*",
            "\\",
            "# ",
            "> ",
            "- ",
            "1. ",
            "    ",
            "|",
            "---\n",
            "~~",
            "\r\n",
            "𝕏",
        ),
        *("<https://a.b/c>", "[^1]", "[^1]: ", "<br>", "\t"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=40))
def test_places_hold_for_any_mixture_of_marks(parts: list[str]) -> None:
    """However the marks are mixed, a letter's place holds that letter, and places rise."""
    source = "".join(parts)
    for paragraph in read_markdown(source):
        text = paragraph.content
        assert list(text.places) == sorted(text.places)
        for char, origin in zip(text.text, sources(text, source), strict=True):
            plain = html.unescape(origin)
            # In a table an escaped stroke may be escaped once more.
            assert char == " " or char in (plain, plain[1:]) or plain == f"\\\\{char}"


def test_marks_of_an_endless_paragraph_are_left_alone() -> None:
    """A paragraph longer than any writer's keeps its text, marks and all; the paragraphs beside it lose theirs."""
    endless = "Der <http://a.b> Rat tagt. " * 2_000
    first, middle, last = read_markdown(f"Ein *kurzer* Satz.\n\n{endless}\n\nNoch *ein* Satz.\n")
    assert (first.content.text, last.content.text) == ("Ein kurzer Satz.", "Noch ein Satz.")
    assert middle.content.text == endless.strip()


def test_inline_marks_of_an_endless_paragraph_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """markdown-it never sees what a paragraph of that length holds: it would take minutes over it."""
    seen = []
    parse = ParserInline.parse
    monkeypatch.setattr(ParserInline, "parse", lambda self, text, *rest: (seen.append(text), parse(self, text, *rest)))
    read_markdown(f"Ein *kurzer* Satz.\n\n{'<http://a.b>' * 10_000}\n")
    assert seen == ["Ein *kurzer* Satz."]


def _nested(mark: str, depth: int) -> tuple[str, list[str]]:
    """A sentence at each depth of lists or quotations, and the sentences."""
    said = [f"Punkt {number} steht hier als ganzer Satz." for number in range(depth)]
    indent = "  " if mark == "- " else mark
    before = "" if mark == "- " else mark
    return "".join(f"{indent * n}{before or mark}{one}\n{indent * n}{before}\n" for n, one in enumerate(said)), said


@pytest.mark.parametrize(("mark", "depth"), [("- ", 60), ("> ", 150)])
def test_deep_lists_and_quotations_are_read_to_the_bottom(mark: str, depth: int) -> None:
    """No sentence is lost between the first and the last."""
    source, said = _nested(mark, depth)
    assert [paragraph.content.text for paragraph in read_markdown(source)] == said


@pytest.mark.parametrize(("mark", "depth"), [("- ", 150), ("> ", 5000)])
def test_what_is_nested_too_deep_is_refused_rather_than_lost(mark: str, depth: int) -> None:
    """An error that names the fix, and no recursion without end."""
    source = _nested(mark, depth)[0] if mark == "- " else mark * depth + "Der Rat tagt.\n"
    with pytest.raises(MtcheckError, match="flatten them"):
        read_markdown(source)
