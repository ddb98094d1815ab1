"""A small word in a form that the next word rules out: "a apple", "que il", "in il"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading, Word

ID = "article-form"
# English goes by sound: silent h, and vowels that sound like "you" or "w".
_SOUNDS_VOWEL = re.compile(r"[aeiou]|hour|hono|heir")
_SOUNDS_CONSONANT = re.compile(
    r"eu|ewe|one$|once|oui|uni(?![nm])|unanim|us[aeiu]|ut[eio]|ur[aeiou]|u[bk][aeiou]|ufo|uv"
)
_SHORTEST = 3
"""Shorter words are as often letters, units and abbreviations."""
_ELIDES = {"que": "il elle ils elles un une on", "de": "il elle ils elles une", "ne": "est a ont était avait",
           "je": "ai avais étais aime", "se": "est étaient était"}  # fmt: skip
_CONTRACTS = {
    "it": {"in": "il lo i gli", "di": "il lo i gli", "su": "il lo i gli", "a": "il lo gli"},
    "es": {"de": "el", "a": "el"},
    "pt": {"em": "o os"},
}


def _english(left: Word, right: Word) -> bool:
    word = right.text
    if not word.islower() or len(word) < _SHORTEST or not word.isascii():
        return False
    if left.lower == "a":
        return bool(_SOUNDS_VOWEL.match(word)) and not _SOUNDS_CONSONANT.match(word)
    return left.lower == "an" and word[0] in "bcdfgjklmnpqrstvwyz"


def _look(reading: Reading) -> Iterator[Hit]:
    for left, right in reading.neighbours():
        if reading.language == "en":
            wrong = left.text in {"a", "an"} and _english(left, right)
        elif reading.language == "fr":
            wrong = right.text in _ELIDES.get(left.lower, "").split()
        else:
            wrong = right.text in _CONTRACTS[reading.language].get(left.lower, "").split()
        if wrong and not reading.aside(left.start):
            yield Hit(
                ID,
                f"“{left.text} {right.text}”: the two words do not fit together in this form.",
                left.start,
                right.end,
            )


SIGN = Sign(ID, frozenset({"en", "fr", *_CONTRACTS}), _look)
