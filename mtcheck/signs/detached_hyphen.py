"""A blank before a compound's hyphen: "US -Präsident"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.function_words import function_words
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "detached-hyphen"
# Finnish is left out: there the blank is right after a first part of several words ("New York -lehti").
_LANGUAGES = frozenset({"de", "nl", "sv", "da", "nb"})
_HYPHEN = re.compile(r"(?<=[^\W_]) [-‐‑](?=[^\W\d_]{2})")
_DASH = re.compile(r"[–—]|(?<=\s)-(?=\s)|(?<=[^\W_])-(?=[\s,.])")
_ENDING = re.compile(r"(?:in|innen)\b")


def _look(reading: Reading) -> Iterator[Hit]:
    if _DASH.search(_HYPHEN.sub("", reading.text)) and len(_HYPHEN.findall(reading.text)) == 1:
        # A single one beside a dash may be the dash's other half: "das Haus -klein und alt - steht".
        dashes = [match for match in _DASH.finditer(reading.text) if match.group() == "-"]
        if dashes:
            return
    for match in _HYPHEN.finditer(reading.text):
        left, right = reading.word_before(match.start()), reading.word_after(match.end())
        if right is None or right.start != match.end() or _ENDING.match(reading.text, match.end()):
            continue
        attached = left is not None and left.end == match.start()
        acronym = not attached or (left is not None and left.text.isupper() and len(left.text) > 1)
        # A small letter after an ordinary word is a suffix being named ("die Endung -ung") or a suspended compound.
        if not acronym and not (left is not None and left.capitalised and right.capitalised):
            continue
        if right.lower in function_words(reading.language):
            continue
        start = left.start if attached and left is not None else match.start()
        yield Hit(ID, "There is a blank before the hyphen of a compound word.", start, right.end)


SIGN = Sign(ID, _LANGUAGES, _look)
