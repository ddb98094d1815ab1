"""HTML that is nested so deep that its parser stops reading: found out by that parser, mended where tags only dress."""

from __future__ import annotations

import re

from mtcheck.errors import MtcheckError
from mtcheck.tags import INLINE

_DEEPEST = 250
"""Elements that libxml2 takes inside each other, or a little less: fewer tags than that need no look."""
_DRESS = re.compile(rf"</?(?:{'|'.join(sorted(INLINE - {'a'}))})\b[^<>]*>", re.IGNORECASE)
"""Tags that change how text looks and not where it belongs: those that old pages never close."""


def shallow(source: str) -> str:
    """The page, without the tags that only dress its text where a parser would stop inside them.

    MtcheckError where it would stop all the same, and lose what stands deeper.
    """
    if not _stops(source):
        return source
    plainer = _DRESS.sub("", source)
    if _stops(plainer):
        raise MtcheckError(
            f"The page nests its elements more than {_DEEPEST} deep (are they never closed?), and what stands deeper "
            "would be lost: save the article's text as .txt or .md and scan that."
        )
    return plainer


def _stops(source: str) -> bool:
    if source.count("<") <= _DEEPEST:
        return False
    from lxml import etree  # noqa: PLC0415  only pages need it

    parser = etree.HTMLParser(encoding="utf-8")
    try:
        etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # it holds nothing at all
        return False
    return any("depth" in entry.message for entry in parser.error_log)
