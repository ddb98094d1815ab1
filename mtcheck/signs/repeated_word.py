"""A word said twice in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.repetition import REDUPLICATING, allowed
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading, Word

ID = "repeated-word"


def _look(reading: Reading) -> Iterator[Hit]:
    if reading.language in REDUPLICATING:
        return
    run: list[Word] = []
    for left, right in reading.neighbours():
        if left.lower != right.lower:
            continue
        if run and run[-1] is left:
            run.append(right)
            continue
        yield from _judge(reading, run)
        run = [left, right]
    yield from _judge(reading, run)


def _judge(reading: Reading, run: list[Word]) -> Iterator[Hit]:
    """Yield the hit for a run of equal words, unless the language allows it."""
    if not run:
        return
    first, last = run[0], run[-1]
    # Two capitals are a name: "Duran Duran". A word that hangs on digits or a hyphen is part of something longer.
    around = reading.text[max(0, first.start - 1) : first.start] + reading.text[last.end : last.end + 1]
    if last.capitalised or any(sign in "-‐‑–/&" or sign.isdigit() for sign in around):
        return
    if len(last.text) > 1 and last.lower not in allowed(reading.language):
        times = "twice" if len(run) == 2 else f"{len(run)} times"  # noqa: PLR2004  twice is two
        yield Hit(ID, f"The word “{last.text}” is said {times} in a row.", first.start, last.end)


SIGN = Sign(ID, None, _look)
