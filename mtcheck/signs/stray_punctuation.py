"""Punctuation marks that never stand together, and quotes or brackets around nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "stray-punctuation"
# ",," before a letter is a poor man's low quotation mark; ".," follows an abbreviation.
_MARKS = re.compile(
    r",\s?,(?![^\W\d_,])|,\s?[.;:](?![.\d])|(?<!&quot)(?<!&amp)(?<!&#39)[;:]\s?[.,;](?![-.\d])|(?<!\.\.)\. ,"
)
_EMPTY = re.compile(r"\(\s?\)|\[\s?\](?!\()|„\s?[“”]|“\s?”|«\s?»|(?<=\s)\"\s?\"(?=[\s.,])")


def _look(reading: Reading) -> Iterator[Hit]:
    for match in _MARKS.finditer(reading.text):
        yield Hit(ID, "These punctuation marks do not go together.", *match.span())
    for match in _EMPTY.finditer(reading.text):
        yield Hit(ID, "There is nothing between these marks.", *match.span())


SIGN = Sign(ID, None, _look)
