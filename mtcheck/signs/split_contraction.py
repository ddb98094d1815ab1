"""A contraction torn apart: "do n't", "l' homme", "dell 'arte"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "split-contraction"
_PATTERNS = {
    "en": r"\b\w+ n['’]t\b|\b[A-Za-z]+ ['’](?:s|re|ve|ll|m)\b(?=[ .,])",
    "fr": r"(?<![\w'’-])(?:[ldjnscmtLDJNSCMT]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Aa]ujourd)(?: ['’] ?|['’] )(?=[^\W\d_]{2})",
    "it": r"(?<![\w'’-])(?:[LlCc]|[DdNnSs]ell|[Aa]ll|[Dd]all|[Ss]ull|[Uu]n|[Qq]uest)(?: ['’] ?|['’] )(?=[^\W\d_]{2})",
}
_SPLIT = {language: re.compile(pattern) for language, pattern in _PATTERNS.items()}


def _look(reading: Reading) -> Iterator[Hit]:
    for match in _SPLIT[reading.language].finditer(reading.text):
        yield Hit(ID, "A contraction is torn apart by a blank.", *match.span())


SIGN = Sign(ID, frozenset(_PATTERNS), _look)
