"""Signs: explainable rules that point at damage. One rule a file; this list is the only register."""

from __future__ import annotations

import math
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from mtcheck.errors import MtcheckError
from mtcheck.signs import (
    article_form,
    article_noise,
    detached_hyphen,
    foreign_word,
    glued_dash,
    glued_words,
    mojibake,
    number_changed,
    placeholder,
    repeated_phrase,
    repeated_word,
    spacing,
    split_contraction,
    stray_punctuation,
    truncated,
    unclosed_bracket,
    unclosed_quote,
    wrong_script,
)
from mtcheck.signs.reading import read
from mtcheck.signs.sign import Sign
from mtcheck.verdict import UNTRANSLATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtcheck.evidence import Hit, RoundTrip

__all__ = ["SIGNS", "Sign", "check_ids", "find", "ids", "rarity", "turned_on"]

SIGNS: tuple[Sign, ...] = (
    detached_hyphen.SIGN,
    foreign_word.SIGN,
    repeated_word.SIGN,
    repeated_phrase.SIGN,
    unclosed_quote.SIGN,
    unclosed_bracket.SIGN,
    mojibake.SIGN,
    glued_words.SIGN,
    glued_dash.SIGN,
    placeholder.SIGN,
    wrong_script.SIGN,
    spacing.SIGN,
    number_changed.SIGN,
    article_noise.SIGN,
    article_form.SIGN,
    truncated.SIGN,
    stray_punctuation.SIGN,
    split_contraction.SIGN,
)

_ALL = "all"
_RAREST = 0.0003  # no rarer than can be measured on some ten thousand sentences


def ids() -> tuple[str, ...]:
    """Return the ids of all signs, in the order of the register."""
    return tuple(sign.id for sign in SIGNS)


def check_ids(names: Iterable[str], where: str) -> None:
    """MtcheckError for a name that is not the id of a sign to be turned off; `where` says where it stands."""
    known = (*ids(), UNTRANSLATED, _ALL)
    for name in sorted(names):
        if name not in known:
            near = get_close_matches(name, known, 1, 0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(known)}."
            raise MtcheckError(f"{where}: there is no sign {name!r}; {hint}")


def turned_on(language: str, disabled: frozenset[str]) -> tuple[Sign, ...]:
    """The signs that apply to a language and are not `disabled`, which holds ids, or `all`."""
    if _ALL in disabled:
        return ()
    return tuple(sign for sign in SIGNS if sign.id not in disabled and sign.applies_to(language))


def find(
    sentence: str, language: str, round_trip: RoundTrip | None = None, disabled: frozenset[str] = frozenset()
) -> tuple[Hit, ...]:
    """Find the signs in a sentence (its white space folded), sorted by where they start.

    `language` is an ISO 639-1 code. `disabled` holds ids of signs to leave out, or `all`; it is for the caller to
    refuse ids that `ids()` does not list. Offsets of the hits count characters of `sentence`.
    """
    signs = turned_on(language, disabled)
    if not signs:
        return ()
    reading = read(sentence, language, round_trip)
    hits = [hit for sign in signs for hit in sign.look(reading)]
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.id)))


@cache
def rarity(sign_id: str) -> float:
    """Return how rare a sign is in clean text: minus the logarithm of its hits a sentence, 0 and up, at most 8."""
    rate = next(sign.clean_rate for sign in SIGNS if sign.id == sign_id)
    return -math.log(max(_RAREST, (rate or 0.0) / 1000))
