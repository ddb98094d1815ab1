"""The n-gram model that the leaderboard measures perplexity with."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from kneser_ney import KneserNey, tokens

TEXT = (
    "Der Hund schläft im Haus.",
    "Der Hund bellt im Garten.",
    "Die Katze schläft im Garten.",
    "Die Katze sieht den Hund im Haus.",
    "Der Mann sieht die Katze.",
) * 2


@pytest.mark.parametrize("context", ["", "der", "der hund", "im großen", "die katze sieht den hund"])
def test_the_probabilities_of_all_next_words_add_up_to_one(context: str) -> None:
    """After a known, a partly known and an unknown context, the end and unknown words among them."""
    model = KneserNey(TEXT)
    place = len(tokens(context))
    words = [*model.words, "unbekannt"]
    next_word = sum(np.exp(-found[place]) for found in model.surprisals([f"{context} {word}" for word in words]))
    (end,) = model.surprisals([context])
    assert next_word + np.exp(-end[place]) == pytest.approx(1)


def test_what_was_learned_surprises_less() -> None:
    """Seen sentences, their words in another order, and unknown words, in this order."""
    seen, shuffled, unknown = KneserNey(TEXT).surprisals(
        ["Der Hund schläft im Garten.", "Garten im schläft Hund der.", "Xa xb xc xd xe."]
    )
    assert seen.mean() < shuffled.mean() < unknown.mean() + 1
    assert len(seen) == 7


def test_misses_are_words_not_learned_twice() -> None:
    """Marks and numbers are no words."""
    assert KneserNey(TEXT).unknown_share("Der Papagei schläft, 3!") == pytest.approx(1 / 3)
