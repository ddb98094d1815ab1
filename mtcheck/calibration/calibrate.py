"""Collected units → a profile, and what it does to documents it was not made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mtcheck.calibration.adjust import FEWEST_OF_A_CLASS, Route, adjustment, applied, can_recalibrate, turned_round
from mtcheck.calibration.collect import Unit
from mtcheck.calibration.logistic import folds
from mtcheck.errors import MtcheckError
from mtcheck.odds import from_log_odds, log_odds
from mtcheck.profile import Adjustment
from mtcheck.report.findings import plural

ROWS_TO_A_FALSE_POSITIVE = 3
"""Sound sentences are enough to set a share when this many of them are expected to be flagged."""


@dataclass(frozen=True, slots=True)
class Score:
    """The bundled score, as far as calibration asks: its threshold and its base rate."""

    threshold: float
    base_rate: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """The adjustments by language, and the threshold; None where the bundled one stays."""

    languages: Mapping[str, Adjustment]
    threshold: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A language's flagged shares, before and after; "after" is of documents that the fit left out.

    `sound` counts the sound rows and clean sentences, `garbled` the garbled rows; a share of none is None.
    """

    sound: int
    garbled: int
    false_positives_before: float | None
    false_positives_after: float | None
    recall_before: float | None
    recall_after: float | None


def calibrate(  # noqa: PLR0913  the data, the models, the promise
    labelled: Sequence[Unit],
    clean: Sequence[Unit],
    routes: Mapping[str, Route],
    score: Score,
    share: float,
    *,
    needed: int | None = None,
) -> Fitted:
    """Fit each language at hand; `share` of the sound sentences may be flagged.

    With labels the log-odds are recalibrated, and the threshold is set on clean sentences, or else on sound rows; of
    several languages the lowest threshold holds for all. With clean sentences only, they are shifted so that `share`
    lies below the threshold. `needed` sound ones are enough; by default `ROWS_TO_A_FALSE_POSITIVE` / `share`.
    MtcheckError where no language has enough of either, and where labels say the contrary of the score.
    """
    needed = needed or sound_needed(share)
    adjusted: dict[str, Adjustment] = {}
    sound: dict[str, list[Unit]] = {}
    thresholds, notes, only_clean = [], [], []
    for code in sorted({unit.language for unit in (*labelled, *clean)}):
        own = [unit for unit in labelled if unit.language == code and unit.label is not None]
        own_clean = [unit for unit in clean if unit.language == code]
        sound[code] = own_clean if len(own_clean) >= needed else [*own_clean, *(u for u in own if u.label == 0)]
        enough = len(sound[code]) >= needed
        if can_recalibrate(own):
            adjusted[code] = adjustment(own, routes.get(code), score.base_rate)
            if (separated := turned_round(own, adjusted[code])) is not None:
                raise MtcheckError(
                    f"{code}: garbled rows hardly have lower qualities than sound ones (AUC {separated:.2f}): "
                    "are the labels the wrong way round? 1 means garbled."
                )
            if enough:
                thresholds.append(from_log_odds(_cut([applied(u, adjusted[code]) for u in sound[code]], share)))
            else:
                notes.append(
                    f"{code}: {len(sound[code])} sound rows or sentences do not set a threshold that {share:.1%} fall "
                    f"below ({needed} do): give clean articles too"
                )
        elif enough:
            only_clean.append(code)
        else:
            notes.append(
                f"{code}: left as it is: {plural(len(sound[code]), 'clean sentence')} ({needed} are enough), "
                f"{plural(sum(unit.label == 1 for unit in own), 'garbled row')} ({FEWEST_OF_A_CLASS} are)"
            )
    threshold = min(thresholds, default=None)
    at = log_odds(score.threshold if threshold is None else threshold)
    for code in only_clean:
        route = routes.get(code)
        weighed = route.signature if route is not None and route.weighed else None
        bare = Adjustment(1.0, 0.0, weighed)
        shift = at - _cut([applied(unit, bare) for unit in sound[code]], share)
        adjusted[code] = replace(bare, shift=round(shift, 5))
    if not adjusted:
        raise MtcheckError(f"Nothing to calibrate with: {'; '.join(notes) or 'no sentence could be judged'}.")
    return Fitted(adjusted, threshold, tuple(notes))


def sound_needed(share: float) -> int:
    """How many sound sentences set a share that may be flagged."""
    return round(ROWS_TO_A_FALSE_POSITIVE / share)


def _cut(values: Sequence[float], share: float) -> float:
    """The log-odds that at most `share` of the values exceed."""
    ranked = sorted(values, reverse=True)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def check(
    labelled: Sequence[Unit], clean: Sequence[Unit], routes: Mapping[str, Route], score: Score, share: float
) -> dict[str, Checked]:
    """Fit on four fifths of the documents, judge the fifth, five times: what to expect of new documents."""
    units = [*labelled, *clean]
    fold = folds([unit.document for unit in units])
    before: list[float] = [from_log_odds(unit.log_odds + unit.neighbours) for unit in units]
    after: list[tuple[float, float] | None] = [None] * len(units)
    for number in np.unique(fold):
        kept = fold != number
        try:
            fitted = calibrate(
                [u for u, k in zip(labelled, kept, strict=False) if k],
                [u for u, k in zip(clean, kept[len(labelled) :], strict=True) if k],
                routes,
                score,
                share,
                needed=int(0.7 * sound_needed(share)),  # a fifth less must not turn enough into too little
            )
        except MtcheckError:
            continue
        threshold = score.threshold if fitted.threshold is None else fitted.threshold
        for place in np.flatnonzero(~kept):
            own = fitted.languages.get(units[place].language)
            if own is not None:
                after[place] = (from_log_odds(applied(units[place], own)), threshold)
    return {code: _checked(code, units, before, after, score) for code in sorted({u.language for u in units})}


def _checked(
    code: str,
    units: Sequence[Unit],
    before: Sequence[float],
    after: Sequence[tuple[float, float] | None],
    score: Score,
) -> Checked:
    shares: dict[tuple[int, bool], float | None] = {}
    counts = {}
    for label in (0, 1):
        places = [i for i, unit in enumerate(units) if unit.language == code and unit.label == label]
        told = [pair for i in places if (pair := after[i]) is not None]
        counts[label] = len(places)
        shares[label, False] = sum(before[i] < score.threshold for i in places) / len(places) if places else None
        shares[label, True] = sum(quality < at for quality, at in told) / len(told) if told else None
    return Checked(counts[0], counts[1], shares[0, False], shares[0, True], shares[1, False], shares[1, True])
