"""Which quotation marks of a sentence belong together, in any of the world's styles."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"[„‟“”«»‹›\"「」『』]|,,|''|``")
_ALWAYS_OPEN = frozenset("„「『") | {",,", "``"}
_ALWAYS_CLOSE = frozenset("」』")
_USUALLY_OPEN = frozenset("«‹")
_USUALLY_CLOSE = frozenset("»›”")
_MEASURE = re.compile(r"\d$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark: its text, and its characters `start` to `end` (exclusive)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """The quotes of a sentence: pairs, marks that close what an earlier sentence opened, marks left open."""

    pairs: tuple[tuple[Mark, Mark], ...]
    closing: tuple[Mark, ...]
    opening: tuple[Mark, ...]

    def spans(self, length: int) -> tuple[tuple[int, int], ...]:
        """Return the quoted stretches (start, exclusive end) of a sentence of that length, marks included."""
        inner = [(left.start, right.end) for left, right in self.pairs]
        before = [(0, mark.end) for mark in self.closing]
        after = [(mark.start, length) for mark in self.opening]
        return (*inner, *before, *after)


def _role(text: str, mark: Mark) -> str:
    """`open`, `close` or `unclear`, from the mark itself and the blanks around it."""
    if mark.text in _ALWAYS_OPEN:
        return "open"
    if mark.text in _ALWAYS_CLOSE:
        return "close"
    before, after = text[: mark.start][-1:], text[mark.end :][:1]
    free_before = not before or before.isspace() or before in "([{-–—/¿¡„“«»\"'‚‘"
    free_after = not after or after.isspace() or after in ")]}-–—/.,;:!?…“”»«\"'‘’"
    if free_before != free_after:
        return "open" if free_before else "close"
    if mark.text in _USUALLY_OPEN:
        return "open"
    return "close" if mark.text in _USUALLY_CLOSE else "unclear"


def pair_quotes(text: str) -> Pairing:
    """Pair the double quotation marks of a sentence. Inches (`27"`) and apostrophes are no quotation marks."""
    pairs: list[tuple[Mark, Mark]] = []
    closing: list[Mark] = []
    opened: list[Mark] = []
    for match in _MARK.finditer(text):
        mark = Mark(match.group(), match.start(), match.end())
        if mark.text in {'"', "''", "”"} and not opened and _MEASURE.search(text[: mark.start]):
            continue
        if mark.text == ",," and not text[mark.end : mark.end + 1].isalpha():
            continue
        role = _role(text, mark)
        if role == "unclear":
            role = "close" if opened else "open"
        if role == "open":
            opened.append(mark)
        elif opened:
            pairs.append((opened.pop(), mark))
        else:
            closing.append(mark)
    return Pairing(tuple(pairs), tuple(closing), tuple(opened))
