"""Ranking measures: AUC, length-matched AUC, Spearman, average precision, with bootstrap intervals by document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse], dtype=np.float64)


def auc(badness: Floats, labels: Floats) -> float:
    """The chance that a garbled sentence (label 1) has more badness than a sound one (Mann & Whitney 1947)."""
    positive = labels == 1
    count = int(positive.sum())
    if count in {0, len(labels)}:
        return float("nan")
    total = ranks(badness)[positive].sum() - count * (count + 1) / 2
    return float(total / (count * (len(labels) - count)))


def matched_auc(badness: Floats, labels: Floats, lengths: Floats, bins: int = 8) -> float:
    """AUC within bins of like length, averaged by their number of pairs."""
    edges = np.quantile(lengths, np.linspace(0, 1, bins + 1)[1:-1])
    numbers = np.digitize(lengths, edges)
    total = weight = 0.0
    for number in range(bins):
        inside = numbers == number
        pairs = float((labels[inside] == 1).sum() * (labels[inside] == 0).sum())
        if pairs:
            total += pairs * auc(badness[inside], labels[inside])
            weight += pairs
    return total / weight if weight else float("nan")


def spearman(first: Floats, second: Floats) -> float:
    """Spearman's rank correlation."""
    return float(np.corrcoef(ranks(first), ranks(second))[0, 1])


def interval(
    measure: Callable[[NDArray[np.int64]], float], documents: Sequence[str], rounds: int = 200, seed: int = 1
) -> tuple[float, float]:
    """The 95 % interval of a measure over resampled documents; `measure` is given row numbers."""
    names, inverse = np.unique(np.array(documents), return_inverse=True)
    members = [np.flatnonzero(inverse == i) for i in range(len(names))]
    chance = np.random.default_rng(seed)
    found = [
        measure(np.concatenate([members[i] for i in chance.integers(0, len(names), len(names))])) for _ in range(rounds)
    ]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)
