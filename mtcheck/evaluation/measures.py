"""Ranking, threshold and calibration measures, each of weighted rows, so that a resampled set needs no new sorting.

Throughout, `badness` is higher for worse sentences and `labels` are 1 (garbled) or 0 (sound); `weights` say how often
each row counts (None: once). Every measure is NaN where it is undefined, such as an AUC without a sound sentence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

_NAN = float("nan")


def codes(values: Floats | Codes) -> Codes:
    """Values as whole numbers from 0 in the same order, ties alike; whole numbers are taken to be that already."""
    if values.dtype.kind == "i":
        return np.asarray(values, dtype=np.int64)
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.int64)


def _once(values: Floats | Codes, weights: Floats | None) -> Floats:
    return np.ones(len(values)) if weights is None else weights


def auc(badness: Floats | Codes, labels: Floats, weights: Floats | None = None) -> float:
    """The chance that a garbled row has more badness than a sound one, a tie being half (Mann & Whitney 1947)."""
    weight, code = _once(badness, weights), codes(badness)
    size = int(code.max()) + 1 if len(code) else 0
    garbled = np.bincount(code, weight * (labels == 1), size)
    sound = np.bincount(code, weight * (labels == 0), size)
    pairs = garbled.sum() * sound.sum()
    return float((garbled * (np.cumsum(sound) - sound / 2)).sum() / pairs) if pairs else _NAN


def length_bins(lengths: Floats) -> Codes:
    """Which of eight parts of like size, by length, each row is in."""
    edges = np.quantile(lengths, np.linspace(0, 1, 9)[1:-1])
    return np.asarray(np.digitize(lengths, edges), dtype=np.int64)


def matched_auc(
    badness: Floats | Codes, labels: Floats, lengths: Floats | Codes, weights: Floats | None = None
) -> float:
    """AUC within parts of like length, averaged by their number of pairs; `lengths` may be `length_bins` already."""
    bins = lengths if lengths.dtype.kind == "i" else length_bins(np.asarray(lengths, dtype=np.float64))
    weight, code = _once(badness, weights), codes(badness)
    total = pairs = 0.0
    for part in np.unique(bins):
        inside = bins == part
        own = float((weight * (labels == 1))[inside].sum() * (weight * (labels == 0))[inside].sum())
        if own:
            total += own * auc(code[inside], labels[inside], weight[inside])
            pairs += own
    return total / pairs if pairs else _NAN


def average_precision(badness: Floats | Codes, labels: Floats, weights: Floats | None = None) -> float:
    """Mean precision over the garbled rows, the worst first; ties share one precision, as in scikit-learn."""
    weight, code = _once(badness, weights), codes(badness)
    size = int(code.max()) + 1 if len(code) else 0
    garbled = np.bincount(code, weight * (labels == 1), size)[::-1]
    every = np.cumsum(np.bincount(code, weight, size)[::-1])
    if not garbled.sum():
        return _NAN
    precision = np.divide(np.cumsum(garbled), every, out=np.zeros(size), where=every > 0)
    return float((precision * garbled).sum() / garbled.sum())


def ranks(values: Floats | Codes, weights: Floats | None = None) -> Floats:
    """Ranks from 1, ties sharing their mean; a row that counts n times takes n ranks."""
    weight, code = _once(values, weights), codes(values)
    counts = np.bincount(code, weight)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[code], dtype=np.float64)


def spearman(first: Floats | Codes, second: Floats | Codes, weights: Floats | None = None) -> float:
    """Spearman's rank correlation."""
    weight = _once(first, weights)
    if not weight.sum():
        return _NAN
    x, y = ranks(first, weight), ranks(second, weight)
    x, y = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
    spread = float(np.sqrt((weight * x * x).sum() * (weight * y * y).sum()))
    return float((weight * x * y).sum() / spread) if spread else _NAN


def precision(flagged: Floats, labels: Floats, weights: Floats | None = None) -> float:
    """The share of the flagged rows (1; others 0) that are garbled."""
    weight = _once(flagged, weights) * flagged
    total = weight[labels >= 0].sum()
    return float((weight * (labels == 1)).sum() / total) if total else _NAN


def flagged_share(flagged: Floats, chosen: NDArray[np.bool_], weights: Floats | None = None) -> float:
    """The share of the chosen rows that is flagged: recall of the garbled ones, false-positive rate of the sound."""
    weight = _once(flagged, weights) * chosen
    return float((weight * flagged).sum() / weight.sum()) if weight.sum() else _NAN


def at_base_rate(labels: Floats, base_rate: float, weights: Floats | None = None) -> Floats:
    """Weights under which garbled rows make up the base rate; rows with another label count nothing."""
    weight = _once(labels, weights)
    garbled, sound = weight * (labels == 1), weight * (labels == 0)
    if not garbled.sum() or not sound.sum():
        return np.full(len(labels), _NAN)
    return np.asarray(base_rate * garbled / garbled.sum() + (1 - base_rate) * sound / sound.sum())


def probability_bins(probabilities: Floats, weights: Floats) -> Codes:
    """Which of ten parts of like weight, by probability, each row is in; equal probabilities stay together."""
    code = codes(probabilities)
    before = np.cumsum(np.bincount(code, weights))
    middle = before - np.bincount(code, weights) / 2
    return np.asarray(np.minimum(9, middle / max(before[-1], 1e-12) * 10), dtype=np.int64)[code]


def calibration_error(probabilities: Floats, labels: Floats, bins: Codes, weights: Floats) -> float:
    """Expected calibration error: how far stated and observed shares of garbled rows lie apart, averaged over bins.

    `weights` are those of `at_base_rate`; `bins` those of `probability_bins`. Between 0 and 1. (Naeini et al. 2015.)
    Chance alone makes it positive: of few garbled rows it says little.
    """
    if not np.isfinite(weights).all() or not weights.sum():
        return _NAN
    size = int(bins.max()) + 1
    stated = np.bincount(bins, weights * probabilities, size)
    observed = np.bincount(bins, weights * (labels == 1), size)
    return float(np.abs(stated - observed).sum() / weights.sum())
