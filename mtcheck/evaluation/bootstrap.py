"""Intervals by resampling documents, because sentences of one document resemble each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mtcheck.evaluation.measures import Floats

ROUNDS = 1000
SEED = 1


def interval(
    measure: Callable[[Floats], float], documents: Sequence[str], rounds: int = ROUNDS
) -> tuple[float, float] | None:
    """The 95 % percentile interval of a measure over resampled documents (Efron 1979); the same at every run.

    `measure` is given how often each row counts. None where there is only one document, or where the measure was
    undefined in most of the samples.
    """
    names, number = np.unique(np.array(documents, dtype=object).astype(str), return_inverse=True)
    count = len(names)
    if count < 2:  # noqa: PLR2004  one document cannot be resampled
        return None
    chance = np.random.default_rng(SEED)
    even = np.full(count, 1 / count)
    found = np.array([measure(chance.multinomial(count, even).astype(np.float64)[number]) for _ in range(rounds)])
    if np.isnan(found).mean() > 0.5:  # noqa: PLR2004  more often undefined than not
        return None
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)


def at_the_edge(share: float, count: int) -> tuple[float, float]:
    """The exact 95 % interval of a share of 0 or 1 among `count` (Clopper & Pearson 1934).

    However often rows that are all alike are resampled, the share stays where it is.
    """
    width = 1 - 0.025 ** (1 / count)
    return (1 - width, 1.0) if share else (0.0, width)
