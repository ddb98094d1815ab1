"""Brackets that are opened and not closed, or the other way round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "unclosed-bracket"
_PARTNER = {")": "(", "]": "["}
_ENUMERATION = re.compile(r"(?:^|[\s(,;/])(?:[^\W\d_]{1,2}|[ivxIVX]{1,4}|\d{1,3})\.?$")
_FACE = re.compile(r"[:;=]['’]?[-o^]?$")
_CLOSE = " .!?\"'“”»«"


def _harmless(before: str) -> bool:
    """Whether a closing bracket after `before` numbers a list or draws a face."""
    return bool(_ENUMERATION.search(before) or _FACE.search(before))


def _look(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    opened: list[int] = []
    for index, character in enumerate(text):
        if character in "([" and not _FACE.search(text[:index]):
            opened.append(index)
        elif character in _PARTNER:
            if opened and text[opened[-1]] == _PARTNER[character]:
                opened.pop()
            # One may have been opened in the sentence before, if it closes at the very end of this one.
            elif not opened and text[index + 1 :].strip(_CLOSE) and not _harmless(text[:index]):
                yield Hit(ID, "This bracket closes nothing.", index, index + 1)
    # A bracket that opens the sentence may hold several sentences.
    for index in opened:
        # A splitter may take an abbreviation right after it ("(e.g.") for the end.
        if text[:index].strip(" \"'“„«»") and " " in text[index:].strip(" ."):
            yield Hit(ID, "This bracket is never closed.", index, index + 1)


SIGN = Sign(ID, None, _look)
