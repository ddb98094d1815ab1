"""What a sign is: a rule with a name, its languages and a measured rate of false alarms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mtcheck.evidence import Hit
    from mtcheck.signs.reading import Reading


@cache
def clean_rates() -> Mapping[str, Mapping[str, float]]:
    """Hits per 1,000 clean sentences: sign id → language code, or `all` for the mean over languages → rate."""
    data: dict[str, dict[str, float]] = json.loads(
        files("mtcheck.signs").joinpath("clean_rates.json").read_text(encoding="utf-8")
    )
    return data


@cache
def rates_digest() -> str:
    """The first eight hex digits of the sha256 of the clean rates, which decide what a sign weighs."""
    return sha256(json.dumps(clean_rates(), sort_keys=True).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Sign:
    """One explainable rule.

    `id` is kebab-case. `languages` holds the codes it applies to, None for all. `look` yields the hits in a reading;
    it is only called for these languages.
    """

    id: str
    languages: frozenset[str] | None
    look: Callable[[Reading], Iterator[Hit]]

    def applies_to(self, language: str) -> bool:
        """Whether the rule is meant for this language (ISO 639-1 code)."""
        return self.languages is None or language in self.languages

    @property
    def clean_rate(self) -> float | None:
        """Hits per 1,000 clean sentences, the mean over the languages measured; None if never measured."""
        return clean_rates().get(self.id, {}).get("all")
