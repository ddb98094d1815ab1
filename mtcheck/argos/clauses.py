"""Cutting a sentence too long for a model where a reader would take breath."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CLAUSE_ENDS = re.compile(r"(?<=[;:,،؛—–])\s|(?<=[、，；：。])(?=.)")
_BLANKS = re.compile(r"\s")


def split_long(text: str, length: Callable[[str], int], limit: int) -> list[tuple[int, int]]:
    """Character spans that together are `text`, each of at most `limit` by `length`, blanks between them left out.

    A text too long is cut near its middle: at a clause's end, else between words, else (scripts without blanks)
    between characters. Text that fits is one span; blank text is none.
    """
    return list(_spans(text, 0, len(text), length, limit))


def _spans(text: str, start: int, end: int, length: Callable[[str], int], limit: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    if end - start == 1 or length(text[start:end]) <= limit:
        yield start, end
        return
    cut = _cut(text, start, end)
    yield from _spans(text, start, cut, length, limit)
    yield from _spans(text, cut, end, length, limit)


def _cut(text: str, start: int, end: int) -> int:
    """Return the best place for a cut in `text[start:end]`, at least one character from either end."""
    middle, fifth = (start + end) / 2, (end - start) / 5
    for pattern, low, high in ((_CLAUSE_ENDS, start + fifth, end - fifth), (_BLANKS, start + 1, end - 1)):
        places = [match.start() for match in pattern.finditer(text, start, end) if low <= match.start() <= high]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    return (start + end) // 2
