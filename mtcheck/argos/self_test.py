"""Does a pair of packages translate at all? Known good sentences must survive the way there and back."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import mean
from typing import TYPE_CHECKING, Protocol

from mtcheck.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtcheck.argos.engine import Translation
    from mtcheck.argos.packages import InstalledPair

MIN_CHRF = 30.0
"""The test's sentences score 4 to 14 against each other; with every second word lost, the German ones keep 34.
A network of 400 training steps, which repeats a few frequent words, reaches 29."""
MIN_MARGIN = 1.5
"""How many times closer a round trip must be to its own sentence than to the others."""
MAX_COPY_CHRF = 80.0
MAX_LOST_SHARE = 1 / 3


class Engine(Protocol):
    """What translates one pair."""

    pair: InstalledPair

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Return a translation for each sentence."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Whether a pair can be believed, and the reason if it failed."""

    passed: bool
    reason: str | None = None


@cache
def sentences_of(language: str) -> tuple[str, ...]:
    """Plain sentences in a language; none for one that has none."""
    table = tomllib.loads(files("mtcheck.argos").joinpath("self_test.toml").read_text(encoding="utf-8"))
    return tuple(table.get(language, {}).get("sentences", ()))


def self_test(there: Engine, back: Engine) -> SelfTest:
    """Send known good sentences through both packages and judge what returns.

    Where there are no sentences in the language itself, those of the pivot go the other way round. It fails when the
    text does not come back, comes back as something else, is never translated, or the models loop.
    """
    name = f"{there.pair.name}-{there.pair.from_code}"
    if not sentences_of(there.pair.from_code):
        there, back = back, there
    language = there.pair.from_code
    sentences = sentences_of(language)
    if not sentences:
        return SelfTest(passed=False, reason=f"{name} cannot be tested: no sentences for its languages.")
    pivots = there.translate(sentences)
    returned = back.translate([pivot.text for pivot in pivots])
    lost = [p.looped or b.looped or not p.text or not b.text for p, b in zip(pivots, returned, strict=True)]
    similarity = Similarity(language)
    own = mean(similarity.chrf(b.text, s) for b, s in zip(returned, sentences, strict=True))
    shifted = (*sentences[1:], sentences[0])
    other = mean(similarity.chrf(b.text, s) for b, s in zip(returned, shifted, strict=True))
    copied = mean(similarity.chrf(p.text, s) for p, s in zip(pivots, sentences, strict=True))
    reason = None
    if sum(lost) > len(lost) * MAX_LOST_SHARE:
        reason = f"{sum(lost)} of {len(lost)} plain sentences end in a loop or in nothing"
    elif own < MIN_CHRF or own < MIN_MARGIN * other:
        reason = f"plain sentences do not come back (chrF++ {own:.0f}, unrelated text {other:.0f})"
    elif copied > MAX_COPY_CHRF:
        reason = "it copies sentences instead of translating them"
    if reason is not None:
        reason = f"The packages for {name} failed their self-test: {reason}; install another version of them."
    return SelfTest(reason is None, reason)
