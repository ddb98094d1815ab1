"""A dash that stuck to the words beside it: "der Gesandte-ein enger Freund"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "glued-dash"
# Words that begin a clause or a noun phrase and no second part of a compound.
_OPENERS = {
    "de": "der die das dem den des ein eine einen einem einer eines diese dieser dieses diesen diesem sondern dass er "
    "wir sowie weil wenn welche",
    "en": "the which this these those they she we their its his although because who whose including",
    "nl": "de het een deze dit die dat omdat zij wij hij",
    "sv": "ett den det detta denna som han hon",
    "da": "et den det dette denne som han hun",
    "nb": "et den det dette denne som han hun",
}
_WORD = {language: frozenset(words.split()) for language, words in _OPENERS.items()}
_HYPHEN = re.compile(r"(?<![\w-])([^\W\d_]{3,}(?:-[^\W\d_]+)*)-([^\W\d_]+)(?=[ „“])")


def _look(reading: Reading) -> Iterator[Hit]:
    for match in _HYPHEN.finditer(reading.text):
        if match.group(2) in _WORD[reading.language]:
            yield Hit(ID, "A dash is glued to the words beside it, like a hyphen.", *match.span())


SIGN = Sign(ID, frozenset(_OPENERS), _look)
