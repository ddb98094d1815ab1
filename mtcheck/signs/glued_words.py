"""Words or sentences run together: "derPräsident", "Ende.Der"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.function_words import function_words, languages
from mtcheck.signs.sign import Sign
from mtcheck.word_lists import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "glued-words"
_LOWER, _UPPER = (
    "a-zß-öø-ÿāăąćčďđēėęěğīįıķłļňńņőœřśşšţťůűųźżžа-яёіїєґ",
    "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĪĮİĶŁĻŇŃŅŐŒŘŚŞŠŢŤŮŰŲŹŻŽА-ЯЁІЇЄҐ",
)
_CAMEL = re.compile(rf"(?<![\w'’.-])([{_UPPER}]?[{_LOWER}]+)([{_UPPER}][{_LOWER}]+)(?![\w'’-])")
_STOP = re.compile(rf"(?<![\w.-])([{_UPPER}]?[{_LOWER}]{{3,}})[.!?]([{_UPPER}][{_LOWER}]*)(?![\w.-])")
_SHORTEST = 3
_BRAND = 3
_QUOTE = re.compile(r"(?<=[^\W\d_])„(?=[\w ])")
# Small words that begin names: "vanGogh", "deGrom", "laRoche".
_PARTICLES = word_set("van von de del della di da la le el al den du ten ter mac mc fitz o d l y i e a")


def _look(reading: Reading) -> Iterator[Hit]:
    common = function_words(reading.language)
    for match in _CAMEL.finditer(reading.text):
        left, right = match.group(1), match.group(2)
        joined = left in common and len(left) > 1 and left not in _PARTICLES and len(right) >= _SHORTEST
        # "EndeDer": a function word that begins a sentence, stuck to the end of the one before.
        joined = joined or (right.lower() in common and min(len(left), len(right)) >= _SHORTEST)
        # "FallenFallen": one word set twice. Shorter ones are brands ("TomTom").
        joined = joined or (left.lower() == right.lower() and len(left) > _BRAND)
        if joined:
            yield Hit(ID, f"A blank is missing between “{left}” and “{right}”.", *match.span())
    for match in _STOP.finditer(reading.text):
        if match.group(2).lower() in common:
            yield Hit(ID, "A blank is missing after the end of the sentence.", *match.span())
    for match in _QUOTE.finditer(reading.text):
        yield Hit(ID, "A blank is missing before the quotation mark.", match.start() - 1, match.end())


SIGN = Sign(ID, languages(), _look)
