"""Whether results were judged as they would be here: by the parts of their signature that qualities rest on."""

from __future__ import annotations

from mtcheck.fluency import FluencyModel
from mtcheck.names import names_rule
from mtcheck.quality import score_model
from mtcheck.signs.sign import rates_digest
from mtcheck.verdict import article_rule

_KINDS = ("score:", "fluency:", "signs:", "names:", "articles:")
_LONGEST = 200


def here() -> str:
    """Names what judges here: score, fluency model, the signs' rates and the rules for names and articles."""
    signs, rules = f"signs:{rates_digest()}", (names_rule(), article_rule())
    return " ".join((_first(score_model().signature), FluencyModel().signature, signs, *rules))


def difference(signature: str) -> str | None:
    """What of a scan's signature has to be told beside `here()`; None where both are of the same models and rule.

    Options and translation packages are the scan's own, and so is a profile: its qualities stand as they are.
    """
    theirs = " ".join(_first(part) for part in signature.split() if part.startswith(_KINDS))
    return None if theirs == here() else (theirs or signature)[:_LONGEST]


def _first(part: str) -> str:
    return part.partition("|")[0]
