"""Ignores in the text: comments by which a writer silences findings, each with its reason.

In Markdown and HTML `<!-- mtcheck: ignore REASON -->` silences its own paragraph, or the next one where it stands
alone, and `<!-- mtcheck: off REASON -->` everything up to `<!-- mtcheck: on -->` or the end. In plain text and in the
records of JSON Lines the same words stand in brackets on a line of their own: `[mtcheck: ignore REASON]`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from mtcheck.ranges import Offset, Ordinal
from mtcheck.tags import INLINE

Form = Literal["plain", "markdown", "html"]

_COMMENT = re.compile(r"<!--\s{0,20}mtcheck\s{0,20}:((?:(?!-->).){0,1000})-->", re.DOTALL | re.IGNORECASE)
_BRACKETED = re.compile(
    r"(?:(?<=[\r\n])|\A)[ \t]{0,40}\[[ \t]{0,20}mtcheck[ \t]{0,20}:([^\]\r\n]{0,1000})\][ \t]{0,40}(?=[\r\n]|\Z)",
    re.IGNORECASE,
)
# Examples in code are not meant.
_CODE = re.compile(
    r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^ {0,3}\1[`~]*[ \t]*\r?$|\Z)|`[^`\n]+`", re.DOTALL | re.MULTILINE
)
_INLINE_TAG = re.compile(rf"</?(?:{'|'.join(sorted(INLINE))}|br)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"<br[\s/>]", re.IGNORECASE)
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


def find_ignores(
    source: str, form: Form, paragraphs: Sequence[tuple[int, int]], starts: Sequence[int]
) -> tuple[Ignore, ...]:
    """The ignores of a file, in order.

    `paragraphs` are the regions (start, exclusive end) of what is judged, ascending, `starts` where its lines begin.
    """
    if "mtcheck" not in source.lower():
        return ()
    found: list[Ignore] = []
    off: _Comment | None = None
    ends = [end for _, end in paragraphs]

    def line_of(comment: _Comment) -> int:
        return bisect_right(starts, comment.start)

    def region_of(comment: _Comment) -> tuple[int, int] | None:
        after = bisect_right(ends, comment.start)
        at_end = after > 0 and _is_at_end(source[ends[after - 1] : comment.start], form)
        return next(iter(paragraphs[after - at_end : after - at_end + 1]), None)

    for comment in _comments(source, form):
        fault = _fault(comment, off)
        line = line_of(comment)
        if fault is not None:
            found.append(Ignore(line, comment.start, comment.start, None, fault))
        elif comment.word == "off":
            off = comment
        elif comment.word == "on" and off is not None:
            found.append(Ignore(line_of(off), off.start, comment.start, off.reason))
            off = None
        else:
            found.append(_of_paragraph(comment, line, region_of(comment)))
    if off is not None:
        found.append(Ignore(line_of(off), off.start, len(source), off.reason))
    return tuple(sorted(found, key=lambda ignore: ignore.line))


def _comments(source: str, form: Form) -> Iterator[_Comment]:
    code = [match.span() for match in _CODE.finditer(source)] if form == "markdown" else []
    begins = [start for start, _ in code]
    for match in (_BRACKETED if form == "plain" else _COMMENT).finditer(source):
        before = bisect_right(begins, match.start())
        if before and match.start() < code[before - 1][1]:
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


def _of_paragraph(comment: _Comment, line: int, region: tuple[int, int] | None) -> Ignore:
    """The ignore of one paragraph: that which the comment stands in or at the end of, else the next one."""
    if region is None:
        return Ignore(line, comment.start, comment.start, None, NOTHING_FOLLOWS)
    return Ignore(line, *region, comment.reason)


def _is_at_end(between: str, form: Form) -> bool:
    """Whether what stands between a paragraph's last character and a comment ends no paragraph, only its markup."""
    if "<!--" in between or len(_BREAK.findall(between)) > 1:
        return False
    if form == "html":
        return not _INLINE_TAG.sub("", between).strip()
    return not set("\r\n").intersection(between) and not set("<|").intersection(_INLINE_TAG.sub("", between))
