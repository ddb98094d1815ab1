"""The allow-list: names and house terms that are never taken for damage.

A sign that points at nothing but allowed words is dropped, and allowed words count as undamaged: the fluency model's
readings of single words are put to 0, no translator is surprised by them, and for the language model they fit where
they stand as words of clean text do, or better. The models' readings of the sentence as a whole, what people would say
of it, and how often its word sequences stand in clean text are left as they are: what is wrong around a name shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from mtcheck.evidence import Evidence, Fluency, RoundTrip

_SPAN = tuple[int, int]
_FITTING = 3.0
"""Nats by which pieces of clean text are likelier where they stand than by their frequency, about."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Words and phrases, case kept; a trailing `*` stands for any ending, a blank for any white space."""

    words: tuple[str, ...] = ()
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", _compiled(self.words))

    @property
    def digest(self) -> str:
        """The first eight hex digits of the sha256 of the words, `-` where there is none."""
        return sha256("\n".join(sorted(self.words)).encode()).hexdigest()[:8] if self.words else "-"

    def applied(self, evidence: Evidence) -> Evidence:
        """The evidence without what it says against allowed words."""
        spans = [match.span() for match in self._pattern.finditer(evidence.text)] if self._pattern else []
        if not spans:
            return evidence
        return replace(
            evidence,
            hits=tuple(hit for hit in evidence.hits if not _inside(evidence.text, (hit.start, hit.end), spans)),
            fluency=None if evidence.fluency is None else _fluency(evidence.fluency, spans),
            round_trip=None if evidence.round_trip is None else _round_trip(evidence.round_trip, spans),
        )


def _compiled(words: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all words, the longest first, so that a phrase wins over a word of it."""
    patterns = [
        (r"(?<!\w)" if word[:1].isalnum() else "")
        + r"\s+".join(re.escape(part) for part in word.rstrip("*").split())
        + (r"\w*" if word.endswith("*") else r"(?!\w)" if word[-1:].isalnum() else "")
        for word in sorted(map(str.strip, words), key=lambda word: (-len(word), word))
    ]
    return re.compile("|".join(patterns)) if patterns else None


def _inside(text: str, place: _SPAN, spans: list[_SPAN]) -> bool:
    """Whether every letter and digit of a place stands in one of the spans; a place without any does not."""
    telling = [index for index in range(*place) if text[index].isalnum()]
    return bool(telling) and all(any(start <= index < end for start, end in spans) for index in telling)


def _overlaps(place: _SPAN, spans: list[_SPAN]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in spans)


def _fluency(fluency: Fluency, spans: list[_SPAN]) -> Fluency:
    tokens = tuple(replace(t, damage=0.0) if _overlaps((t.start, t.end), spans) else t for t in fluency.tokens)
    predicted = fluency.predicted and tuple(
        replace(t, surprisal=min(t.surprisal, max(0.0, t.alone - _FITTING)), damage=0.0)
        if _overlaps((t.start, t.end), spans)
        else t
        for t in fluency.predicted
    )
    return replace(fluency, tokens=tokens, predicted=predicted)


def _round_trip(trip: RoundTrip, spans: list[_SPAN]) -> RoundTrip:
    tokens = tuple(replace(t, surprisal=0.0) if _overlaps((t.start, t.end), spans) else t for t in trip.tokens)
    return replace(trip, tokens=tokens)
