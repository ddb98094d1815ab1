"""Articles, paragraphs and sentences: text that knows where in the file it stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mtcheck.ignores import Ignore

Kind = Literal["prose", "heading", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text after folding, each character with its place in the file.

    `text` has single spaces, no tags and resolved entities. `places[i]` is where in the decoded file the source of
    `text[i]` begins, counted in characters (a byte-order mark not counted); `end` is where the last one's source ends.
    `len(places) == len(text) > 0`, and places never fall; a `range` does where nothing was folded. `ends[i]` is where
    the source of `text[i]` ends; None says that every character but the last is one character wide in the file, which
    fails only for entities.
    """

    text: str
    places: Sequence[int]
    end: int
    ends: Sequence[int] | None = None

    @property
    def start(self) -> int:
        """Offset in the file of the first character."""
        return self.places[0]

    def slice(self, start: int, end: int) -> Text:
        """Characters `start` to `end` (exclusive, `start < end`) of this text, with their places."""
        if end >= len(self.text):
            stop = self.end
        else:
            stop = self.places[end - 1] + 1 if self.ends is None else self.ends[end - 1]
        ends = None if self.ends is None else self.ends[start:end]
        return Text(self.text[start:end], self.places[start:end], stop, ends)

    def region(self, start: int, end: int) -> tuple[int, int]:
        """File offsets (start, exclusive end) of the text's characters `start` to `end`."""
        part = self.slice(start, max(end, start + 1))
        return part.start, part.end


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of an article as its reader found it. Boilerplate is kept apart: shown, never judged.

    `quoted` says that the format's marks make the block a quotation.
    """

    content: Text
    kind: Kind = "prose"
    quoted: bool = False
    source: str | None = None
    """What it was translated from, where the file says so."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to judge, whether it stands in a heading or a block quotation, and its paragraph's number."""

    content: Text
    heading: bool = False
    quoted: bool = False
    paragraph: int = 0
    source: str | None = None
    """What it was translated from, where the file says so."""

    @property
    def text(self) -> str:
        """The sentence's folded text."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Article:
    """What a reader makes of a file, or of one record of it.

    `path` is as given by the user, with forward slashes; `id` is the record's, where the format has one.
    `line_starts` are the offsets at which the file's lines begin; for a record of JSON Lines it is empty and
    `record_line` is the line of the record. `ignores` are the writer's own, as they stand in the text.
    """

    path: str
    paragraphs: tuple[Paragraph, ...]
    line_starts: tuple[int, ...] = (0,)
    id: str | None = None
    record_line: int | None = None
    ignores: tuple[Ignore, ...] = ()
    language: str | None = None
    source_language: str | None = None
    """ISO 639-1 codes of the text and of its paragraphs' sources, where the file says so."""

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character offset."""
        if self.record_line is not None:
            return self.record_line, offset + 1
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1


def judged_regions(paragraphs: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """The regions (start, exclusive end) of the paragraphs that are judged, in order."""
    return [(p.content.start, p.content.end) for p in paragraphs if p.kind != "boilerplate"]


def line_starts(text: str) -> tuple[int, ...]:
    r"""Offsets at which the lines of `text` begin; `\n`, `\r\n` and `\r` end a line."""
    return (0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text)))
