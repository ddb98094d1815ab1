"""Ignores in the text: comments by which a writer silences findings, each with its reason.

In Markdown and HTML `<!-- mtcheck: ignore REASON -->` silences its own paragraph, or the next one where it stands
alone, and `<!-- mtcheck: off REASON -->` everything up to `<!-- mtcheck: on -->` or the end. In plain text and in the
records of JSON Lines the same words stand in brackets on a line of their own: `[mtcheck: ignore REASON]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mtcheck.ranges import Offset, Ordinal

Form = Literal["plain", "markdown", "html"]

_COMMENT = re.compile(r"<!--\s{0,20}mtcheck\s{0,20}:((?:(?!-->).){0,1000})-->", re.DOTALL | re.IGNORECASE)
_BRACKETED = re.compile(
    r"(?:(?<=[\r\n])|\A)[ \t]{0,40}\[[ \t]{0,20}mtcheck[ \t]{0,20}:([^\]\r\n]{0,1000})\][ \t]{0,40}(?=[\r\n]|\Z)",
    re.IGNORECASE,
)
# Examples in code are not meant.
_CODE = re.compile(
    r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|`[^`\n]+`", re.DOTALL | re.MULTILINE
)
_WORDS = re.compile(r"\s*(\w*)[\s:,.–—-]*(.*)", re.DOTALL)

NO_REASON = "an ignore without a reason is not obeyed: write why, as in “mtcheck: ignore quoted from the leaflet”"
UNKNOWN = "this is no ignore: write “mtcheck: ignore REASON”, “mtcheck: off REASON” or “mtcheck: on”"
NOTHING_OFF = "nothing is off here: remove “mtcheck: on”, or write “mtcheck: off REASON” before it"
ALREADY_OFF = "mtcheck is off here already: remove this, or write “mtcheck: on” before it"
NOTHING_FOLLOWS = "no paragraph follows this ignore: remove it"


@dataclass(frozen=True, slots=True)
class Ignore:
    """A region of the file, in characters, whose findings are silenced, and the line (from 1) that says so.

    One that is not obeyed has a `fault` and neither region nor reason.
    """

    line: Ordinal
    start: Offset
    end: Offset
    reason: str | None
    fault: str | None = None

    def covers(self, start: int, end: int) -> bool:
        """Whether a sentence at this place begins and ends in the region."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True, slots=True)
class _Comment:
    word: str
    reason: str
    start: int
    end: int


def blank_out(source: str) -> str:
    """A plain text without its ignores, every other character where it was: they are no text to judge."""
    if "mtcheck" not in source.lower():
        return source
    return _BRACKETED.sub(lambda found: " " * len(found[0]), source)


def find_ignores(source: str, form: Form, paragraphs: Sequence[tuple[int, int]]) -> tuple[Ignore, ...]:
    """The ignores of a file, in order. `paragraphs` are the regions (start, exclusive end) of what is judged."""
    if "mtcheck" not in source.lower():
        return ()
    found: list[Ignore] = []
    off: _Comment | None = None
    for comment in _comments(source, form):
        fault = _fault(comment, off)
        line = _line(source, comment.start)
        if fault is not None:
            found.append(Ignore(line, comment.start, comment.start, None, fault))
        elif comment.word == "off":
            off = comment
        elif comment.word == "on" and off is not None:
            found.append(Ignore(_line(source, off.start), off.start, comment.start, off.reason))
            off = None
        elif (region := _paragraph(source, comment, paragraphs)) is not None:
            found.append(Ignore(line, *region, comment.reason))
        else:
            found.append(Ignore(line, comment.start, comment.start, None, NOTHING_FOLLOWS))
    if off is not None:
        found.append(Ignore(_line(source, off.start), off.start, len(source), off.reason))
    return tuple(sorted(found, key=lambda ignore: ignore.line))


def _comments(source: str, form: Form) -> Iterator[_Comment]:
    code = [match.span() for match in _CODE.finditer(source)] if form == "markdown" else []
    for match in (_BRACKETED if form == "plain" else _COMMENT).finditer(source):
        if any(start <= match.start() < end for start, end in code):
            continue
        words = _WORDS.match(match[1])
        if words is not None:
            yield _Comment(words[1].lower(), " ".join(words[2].split()), *match.span())


def _fault(comment: _Comment, off: _Comment | None) -> str | None:
    """Why a comment is not obeyed."""
    match comment.word:
        case "on":
            return NOTHING_OFF if off is None else None
        case "off" | "ignore":
            if not comment.reason:
                return NO_REASON
            return ALREADY_OFF if off is not None else None
        case _:
            return UNKNOWN


def _paragraph(source: str, comment: _Comment, paragraphs: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The paragraph that a comment stands in or at the end of, else the next one."""
    for start, end in paragraphs:
        between = source[end : comment.start]
        if end > comment.start or (not between.strip() and not set("\r\n").intersection(between)):
            return start, end
    return None


def _line(source: str, offset: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", source[:offset])) + 1
