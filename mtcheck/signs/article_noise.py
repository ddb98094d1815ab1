"""Two articles in a row where the language has room for one: "the a", "un le"."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "article-noise"
# First words, second words, and pairs of these that are good grammar after all.
_TABLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (("the a an my your our their", "the a an my your our", ""),),
    # "der die", "ein der", "das ein": relative clauses and long attributes allow nearly every pair.
    "de": (
        ("ein eine", "ein eine einem", ""),
        ("im am vom zum beim", "dem das ein", "am ein"),
        ("zur", "der die eine", ""),
        ("ins", "das den eine", ""),
    ),
    "fr": (
        ("le la les un une du au aux des", "le la les un une", "la une du un"),
        ("le la les du au aux des", "du des", ""),
    ),
    "es": (
        ("el los las un una del al", "el la los las un una", "las una"),
    ),
    "it": (
        ("il i un uno una del dello della dei nel nella al dal sul", "il lo i gli un uno una del", "una del un del"),
    ),
    "pt": (("o os um uma do dos da das no na ao", "o os um uma", "no um os um"),),
    "nl": (("de", "het", ""), ("een", "de het", "")),
    "sv": (("en", "ett", ""), ("ett", "en", "")),
    "da": (("en", "et", ""), ("et", "en", "")),
    "nb": (("en", "et", ""), ("et", "en", "")),
}  # fmt: skip


def _pairs(rows: tuple[tuple[str, str, str], ...]) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for first, second, fine in rows:
        good = fine.split()
        allowed = set(zip(good[::2], good[1::2], strict=True))
        # A word said twice is the business of repeated-word.
        found |= {(one, two) for one, two in product(first.split(), second.split()) if one != two} - allowed
    return frozenset(found)


_PAIRS = {language: _pairs(rows) for language, rows in _TABLE.items()}


def _look(reading: Reading) -> Iterator[Hit]:
    pairs = _PAIRS[reading.language]
    for left, right in reading.neighbours():
        # "oferece-nos uma": what hangs on a verb is a pronoun.
        free = reading.text[left.start - 1 : left.start] in {"", " "} and reading.text[right.end : right.end + 1] == " "
        if free and (left.lower, right.text) in pairs:
            yield Hit(ID, f"“{left.text} {right.text}”: two articles in a row.", left.start, right.end)


SIGN = Sign(ID, frozenset(_TABLE), _look)
