"""A number that did not survive the way into the pivot language and back."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.reading import Reading, mask
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

ID = "number-changed"
# Groups and decimals: 1.000,5  1,000.5  1 000  12'000; also dates and times, taken apart below.
_NUMBER = re.compile(r"(?<![\d.,])\d+(?:[.,:/'’  ]\d+)*")
_CLOCK = frozenset(range(100, 2400))
_HALF_DAY = 1200
_DAY = 24
_HOURS_AND_MINUTES = 2
_GROUP = 3
_YEAR, _DECADE, _FEW = 4, 2, 2
_TRUSTED = 60.0  # chrF++: a translator that loses more than that of the sentence loses its numbers, too


def _forms(number: str) -> frozenset[str]:
    """Return the spellings a translator may give a number: without separators, without zeros, its parts."""
    parts = re.split(r"\D", number)
    digits = "".join(parts)
    forms = {digits, digits.lstrip("0"), digits.strip("0"), *_parts(number, parts)}
    if len(parts) == 1 and int(digits) <= _DAY:  # 11 pm is 23 Uhr elsewhere
        forms |= {str(int(digits) - _HALF_DAY // 100), str(int(digits) + _HALF_DAY // 100)}
    if (
        len(parts) == _HOURS_AND_MINUTES and digits.isdigit() and int(digits) in _CLOCK
    ):  # 20.45 Uhr is 8:45 p.m. elsewhere
        clock = int(digits)
        forms |= {str(clock - _HALF_DAY), str(clock + _HALF_DAY)}
    return frozenset(form for form in forms if form)


def _parts(number: str, parts: list[str]) -> Iterator[str]:
    """Yield the parts of a date, a time or a score; those of a number in groups of three mean nothing apart."""
    grouped = all(len(part) == _GROUP for part in parts[1:])
    if (len(parts) > _FEW and not grouped) or any(sign in "/:" for sign in number):
        yield from (part.lstrip("0") for part in parts)


def _numbers(text: str) -> list[re.Match[str]]:
    """Numbers with at least two digits: smaller ones are as often written in words."""
    return [match for match in _NUMBER.finditer(mask(text)) if sum(map(str.isdigit, match.group())) > 1]


def _missing(numbers: list[re.Match[str]], among: str) -> list[re.Match[str]]:
    """Those of `numbers` that `among` has in no spelling. "1990er" answers to "90s", so shared endings count."""
    others = frozenset(chain.from_iterable(_forms(match.group()) for match in _NUMBER.finditer(mask(among))))

    def known(number: str) -> bool:
        forms = _forms(number)
        if forms & others:
            return True
        return any(
            one.endswith(other) for one in forms for other in others if len(other) == _DECADE and len(one) == _YEAR
        )

    return [match for match in numbers if not known(match.group())]


def _look(reading: Reading) -> Iterator[Hit]:
    trip = reading.round_trip
    if trip is None or trip.chrf < _TRUSTED:
        return
    # Lost only on the way back, or dropped without another in its place: the translator's weakness, not the text's.
    ours = _numbers(reading.text)
    changed = _missing(ours, f"{trip.pivot} | {trip.back}")
    pivot_new = _missing(_numbers(trip.pivot), reading.text)
    back_new = _missing(_numbers(trip.back), reading.text)
    if not changed or not pivot_new or not back_new or len(changed) == len(ours) > _FEW:
        return
    instead = pivot_new[0].group()
    for match in changed[: len(pivot_new)]:
        message = f"The number {match.group()} became {instead} on the way into the other language and back."
        yield Hit(ID, message, *match.span())


SIGN = Sign(ID, None, _look)
