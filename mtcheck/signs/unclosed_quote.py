"""Quotation marks that cannot belong together, even with the sentences before and after."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "unclosed-quote"
# Straight marks are often set with the blank on the wrong side, so nothing is certain about them.
_STRAIGHT = frozenset({'"', "''"})
_DETERMINER = re.compile(
    r"(?i)\b(?:der|die|das|den|dem|des|eine?[nmrs]?|the|an?|les?|la|une?|el|los|las|una|il|lo|gli|uno|os?|uma?|een) $"
)


def _look(reading: Reading) -> Iterator[Hit]:
    # A quote may begin in an earlier sentence and end in a later one: one closing mark before all others and one
    # opening mark after them are fine. A second of either kind can have no partner.
    closing = [mark for mark in reading.quotes.closing if mark.text not in _STRAIGHT]
    opening = [mark for mark in reading.quotes.opening if mark.text not in _STRAIGHT]
    for mark in closing[1:]:
        yield Hit(ID, "This quotation mark closes a quote that was never opened.", mark.start, mark.end)
    for mark in opening:
        last = mark is opening[-1]
        # Quotes of two styles may be nested and both run on; a paragraph may reopen its quote at its start.
        reopened = not last and opening[-1].text == mark.text and mark.start > 0
        # A quote that names a thing does not run on into the next sentence: "they saw in the “raw deal a chance."
        named = last and _DETERMINER.search(reading.text[: mark.start]) and reading.text[mark.end :][:1].islower()
        if reopened or named:
            yield Hit(ID, "This quotation mark is never closed.", mark.start, mark.end)


SIGN = Sign(ID, None, _look)
