"""The report for a terminal: what is garbled, worst first, where, and why."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from mtcheck.report.findings import (
    fails,
    gate_line,
    gate_state,
    name,
    notes,
    number,
    passages,
    plural,
    reasons,
    sentence_line,
    those,
    unused_notes,
    verdict_line,
    worst_first,
    worst_stretch,
)
from mtcheck.report.spans import CLOSE, MARKED, OPEN, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtcheck.results import ArticleResult, Head, Passage, Results, SentenceResult

WIDTH: Final = 100
"""Columns where there is no terminal to ask."""

ARTICLES: Final = 20
"""Most articles shown with their passages, the worst; of further ones there is a line each."""

MORE_ARTICLES: Final = 100
"""Most of these lines."""

PASSAGES: Final = 5
"""Most passages shown of an article; the other formats show all."""

SENTENCES: Final = 4
"""Most sentences shown of a passage, its worst."""

_CLEAN_LISTED: Final = 20
_MARKS: Final = ("", "", "bold yellow", "bold red underline")


def render(results: Results, *, width: int = WIDTH, colour: bool = False) -> str:
    """Write the report as text `width` columns wide, with ANSI colours or plain."""
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    show(results, console)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


def show(results: Results, console: Console) -> None:
    """Print the report to a console, as wide and as colourful as that is. Texts are printed as they are, no markup."""
    _line(console, f"mtcheck {results.mtcheck}: {verdict_line(results)}", "bold")
    _line(console, sentence_line(results))
    ordered = worst_first(results.articles)
    failing = those(ordered, lambda head: fails(head, results.gate.fail_on))
    for article in failing[:ARTICLES]:
        _garbled(console, article)
    _more(console, failing.heads[ARTICLES:])
    _unscored(console, [head for head in ordered.heads if head.verdict == "unscored"])
    _clean(console, [head for head in ordered.heads if head.verdict == "clean"])
    if results.errors:
        _heading(console, "NOT READ", "bold red")
        for error in results.errors:
            _line(console, f"{error.path}: {error.message}", indent=2)
    told = [*notes(results), *unused_notes(results)]
    if told:
        _heading(console, "NOTES", "bold")
        for note in told:
            _line(console, note, indent=2)
    console.print()
    _line(console, gate_line(results), "bold green" if gate_state(results) == "passed" else "bold red")


def _line(console: Console, text: str | Text, style: str = "", indent: int = 0) -> None:
    """Print one paragraph, wrapped at words and indented. Control characters of the text are shown, not obeyed."""
    content = Text(harmless(text), style) if isinstance(text, str) else text
    console.print(Padding(content, (0, 0, 0, indent)), overflow="fold")


def _heading(console: Console, label: str, style: str, rest: str = "") -> None:
    """Print an empty line and a label, with something behind it."""
    console.print()
    _line(console, Text.assemble((label, style), "  " * bool(rest), harmless(rest)))


def _garbled(console: Console, article: ArticleResult) -> None:
    """Print an article's verdict and its worst passages."""
    garbled = article.verdict == "garbled"
    _heading(console, "GARBLED" if garbled else "FLAGGED", "bold red" if garbled else "bold yellow", name(article))
    scored = f"quality {number(article.quality)}" + ("" if article.calibrated else " (uncalibrated)")
    likeness = article.machine_likeness
    facts = [
        scored,
        article.language or "language unknown",
        f"{article.sentences_flagged} of {plural(len(article.sentences), 'sentence')} flagged",
        *([] if likeness is None else [f"machine-likeness {number(likeness)}"]),
    ]
    _line(console, " · ".join(facts), "dim", indent=2)
    found = passages(article)
    for passage in found[:PASSAGES]:
        _passage(console, article, passage)
    if len(found) > PASSAGES:
        console.print()
        _line(console, f"and {plural(len(found) - PASSAGES, 'more passage')}", "dim", indent=2)


def _more(console: Console, articles: Sequence[Head]) -> None:
    """Print the failing articles after the worst ones, a line each."""
    if not articles:
        return
    _heading(console, "AND", "bold red", f"{plural(len(articles), 'more article')} (all passages: --report html=FILE)")
    for article in articles[:MORE_ARTICLES]:
        stray = plural(article.sentences_flagged, "sentence")
        _line(console, f"{number(article.quality)}  {name(article)}, {stray} flagged", indent=2)
    if len(articles) > MORE_ARTICLES:
        _line(console, f"and {len(articles) - MORE_ARTICLES:,} more", "dim", indent=2)


def _passage(console: Console, article: ArticleResult, passage: Passage) -> None:
    """Print where a passage stands, its words with the damaged ones marked, and why."""
    whole = [article.sentences[index] for index in passage.sentences]
    sentences = worst_stretch(whole, SENTENCES)
    place = f"{article.path}:{sentences[0].line}:{sentences[0].column}"
    console.print()
    # The place stays on one line, however long, so that a terminal can make it a link.
    console.print(
        Text.assemble("  ", (harmless(place), "cyan"), (f"  quality {number(passage.quality)}", "dim")),
        soft_wrap=True,
    )
    text = Text()
    for index, sentence in enumerate(sentences):
        if index and sentence.line == sentences[index - 1].line:
            text.append(" ")
        elif index:  # a heading does not run into the text below it
            _line(console, text, indent=4)
            text = Text()
        _append_marked(text, sentence)
    if len(whole) > len(sentences):
        text.append(f" … ({plural(len(whole) - len(sentences), 'more sentence')} around it)", "dim")
    _line(console, text, indent=4)
    for reason in reasons(sentences):
        _line(console, f"- {reason.message}", indent=4)


def _append_marked(text: Text, sentence: SentenceResult) -> None:
    """Add the sentence; damaged words get angle quotes, which show without colour, and a style by strength."""
    previous = 0
    for piece in pieces(sentence):
        if (piece.level >= MARKED) != (previous >= MARKED):
            text.append(OPEN if piece.level >= MARKED else CLOSE)
        text.append(harmless(piece.text), _MARKS[piece.level] or None)
        previous = piece.level
    if previous >= MARKED:
        text.append(CLOSE)


def _unscored(console: Console, articles: list[Head]) -> None:
    """Print which articles have no quality, and why."""
    if articles:
        _heading(console, "UNSCORED", "bold yellow")
    for article in articles:
        _line(console, f"{name(article)}: {article.unscored_because or 'no reason given'}", indent=2)


def _clean(console: Console, articles: list[Head]) -> None:
    """Print the clean articles, a line each."""
    if articles:
        _heading(console, "CLEAN", "bold green")
    for article in articles[:_CLEAN_LISTED]:
        stray = f", {plural(article.sentences_flagged, 'sentence')} flagged" if article.sentences_flagged else ""
        _line(console, f"{number(article.quality)}  {name(article)}{stray}", indent=2)
    if len(articles) > _CLEAN_LISTED:
        _line(console, f"and {len(articles) - _CLEAN_LISTED:,} more", "dim", indent=2)


def harmless(text: str) -> str:
    """Replace control characters: an escape sequence in an article must not reach the terminal."""
    return "".join(character if character.isprintable() or character == " " else "�" for character in text)
