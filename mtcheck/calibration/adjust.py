"""Units of one language → how its log-odds must be adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtcheck.calibration.collect import Unit
from mtcheck.calibration.logistic import fit, folds, loss, probabilities
from mtcheck.evaluation.measures import Floats, at_base_rate, auc
from mtcheck.profile import Adjustment, Weighing

FEWEST_OF_A_CLASS = 20
"""Garbled rows, and sound ones, below which labels are too few to recalibrate with."""
FEWEST_TO_WEIGH = 100
"""Garbled rows, and sound ones, below which the round trips of installed packages are not weighed."""
SPREAD_OF_SLOPE = 0.5
SPREAD_OF_SHIFT = 3.0
SPREAD_OF_WEIGHTS = 0.3
"""Standard deviations of what the parameters are drawn to: a slope of 1, a shift and weights of 0."""
FLATTEST = 0.05
"""The least slope: a smaller one would turn the order of sentences round, or have them all alike."""


@dataclass(frozen=True, slots=True)
class Route:
    """A language's round trip: its signature, and whether the bundled score weighs it."""

    signature: str
    weighed: bool


def turned_round(units: Sequence[Unit], own: Adjustment) -> float | None:
    """The AUC of labels that say the contrary of the score, so that nothing can be fitted to them; None of others."""
    found = auc(np.array([unit.log_odds for unit in units]), _labels(units))
    flat = own.weighing is None and own.slope <= FLATTEST
    return found if found < 0.5 or flat else None  # noqa: PLR2004  chance


def smaller_class(units: Sequence[Unit]) -> int:
    """How many rows the label has that fewer of them have: garbled or sound."""
    labels = [unit.label for unit in units]
    return min(labels.count(1), labels.count(0))


def adjustment(
    units: Sequence[Unit], route: Route | None, base_rate: float, *, weigh: bool | None = None
) -> Adjustment:
    """Slope and shift from labelled units (Platt 1999) and, where it helps, weights of an installed pair's signals.

    An installed pair is weighed when `FEWEST_TO_WEIGH` rows of each class have round trips, and when over folds of
    whole documents the log-loss is lower with it than without; or else as `weigh` says.
    """
    weighed = None if route is None or not route.weighed else route.signature
    plain = Adjustment(*_platt(units, base_rate), weighed)
    if route is None or route.weighed or weigh is False:
        return plain
    with_trips = [unit for unit in units if unit.trip is not None]
    if smaller_class(with_trips) < (1 if weigh else FEWEST_TO_WEIGH):
        return plain
    if weigh is None:
        without, with_weights = _crossed(with_trips, base_rate)
        weigh = with_weights < without
    return _stacked(with_trips, route.signature, base_rate) if weigh else plain


def applied(unit: Unit, own: Adjustment) -> float:
    """A unit's log-odds after the adjustment; a round trip that failed adds nothing."""
    if own.weighing is None:
        return own.slope * unit.log_odds + own.shift + unit.context
    weighed = 0.0 if unit.trip is None else own.weighing.part(unit.trip)
    return own.slope * unit.alone + own.shift + weighed + unit.context


def _labels(units: Sequence[Unit]) -> Floats:
    return np.array([-1 if unit.label is None else unit.label for unit in units], dtype=np.float64)


def _platt(units: Sequence[Unit], base_rate: float) -> tuple[float, float]:
    labels = _labels(units)
    x = np.array([[unit.log_odds, 1.0] for unit in units])
    weights = at_base_rate(labels, base_rate) * (labels >= 0).sum()
    slope, shift = fit(
        x, labels == 1, weights, np.array([1.0, 0.0]), np.array([SPREAD_OF_SLOPE, SPREAD_OF_SHIFT]) ** -2.0
    )
    return round(max(FLATTEST, float(slope)), 5), round(float(shift), 5)


def _stacked(units: Sequence[Unit], signature: str, base_rate: float) -> Adjustment:
    """The score without round trips as one signal, the round trip's own as the others."""
    names = sorted(units[0].trip or ())
    trips = np.array([[(unit.trip or {})[name] for name in names] for unit in units])
    means, scales = trips.mean(0).round(5), np.maximum(trips.std(0), 1e-3).round(5)
    x = np.hstack([np.array([[unit.alone, 1.0] for unit in units]), (trips - means) / scales])
    labels = _labels(units)
    weights = at_base_rate(labels, base_rate) * (labels >= 0).sum()
    prior = np.array([1.0, 0.0] + [0.0] * len(names))
    spread = np.array([SPREAD_OF_SLOPE, SPREAD_OF_SHIFT] + [SPREAD_OF_WEIGHTS] * len(names))
    found = fit(x, labels == 1, weights, prior, spread**-2.0)
    weighing = Weighing(
        dict(zip(names, found[2:].round(5).tolist(), strict=True)),
        dict(zip(names, means.tolist(), strict=True)),
        dict(zip(names, scales.tolist(), strict=True)),
    )
    return Adjustment(round(max(FLATTEST, float(found[0])), 5), round(float(found[1]), 5), signature, weighing)


def _crossed(units: Sequence[Unit], base_rate: float) -> tuple[float, float]:
    """Log-loss without and with the round trip's signals, of documents that neither was fitted on."""
    fold = folds([unit.document for unit in units])
    labels = _labels(units)
    stated = np.zeros((2, len(units)))
    for number in np.unique(fold):
        kept = [unit for unit, own in zip(units, fold, strict=True) if own != number]
        if not smaller_class(kept):
            continue
        ways = (Adjustment(*_platt(kept, base_rate)), _stacked(kept, "", base_rate))
        for place in np.flatnonzero(fold == number).tolist():
            for row, way in enumerate(ways):
                stated[row, place] = probabilities(np.array([[applied(units[place], way)]]), np.array([1.0]))[0]
    weights = at_base_rate(labels, base_rate)
    return loss(stated[0], labels, weights), loss(stated[1], labels, weights)
