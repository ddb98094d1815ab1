"""Every punctuation mark of a sentence stands apart: the trace of a tokenizer that nobody undid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "spacing"
_APART = re.compile(r"(?<=[^\W_]) (?:,(?![,\d-])|\.(?![.\w/])|\)|[“](?=[\s,.]|$))")
_ATTACHED = re.compile(r"(?<=[^\W_])(?:,(?!\d)|\)|\.$)")
_FEWEST = 3
"""One or two blanks before a comma are what is left where a link was taken out of a web page."""


def _look(reading: Reading) -> Iterator[Hit]:
    apart = list(_APART.finditer(reading.text))
    if len(apart) >= _FEWEST and not _ATTACHED.search(reading.text):
        for match in apart:
            yield Hit(ID, "There is a blank before a punctuation mark.", *match.span())


SIGN = Sign(ID, None, _look)
