"""Collected units → a profile, and what it does to documents it was not made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mtcheck.calibration.adjust import FEWEST_OF_A_CLASS, Route, adjustment, applied, smaller_class, turned_round
from mtcheck.calibration.articles import CleanArticle, Verdicts, verdicts
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
class Way:
    """How a language is fitted. Decided once, by all there is, so that folds are fitted as the whole is.

    `recalibrated` by its labels; `rated`: the share that may be flagged is set; `rows_too`: with sound rows besides the
    clean sentences; `weighed`: an installed pair's round trips enter (None: where they help).
    """

    recalibrated: bool
    rated: bool
    rows_too: bool
    weighed: bool | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """The adjustments and ways by language, and the threshold; None where the bundled one stays."""

    languages: Mapping[str, Adjustment]
    threshold: float | None
    ways: Mapping[str, Way]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A language's flagged shares, before and after; "after" is of documents that the fit left out.

    `sound` counts the sound rows and clean sentences, `garbled` the garbled rows, `documents` those of both; a share of
    none is None. `clean` are the clean articles.
    """

    sound: int
    garbled: int
    documents: int
    false_positives_before: float | None
    false_positives_after: float | None
    recall_before: float | None
    recall_after: float | None
    clean: Verdicts


def calibrate(
    labelled: Sequence[Unit], clean: Sequence[Unit], routes: Mapping[str, Route], score: Score, share: float
) -> Fitted:
    """Fit each language at hand; `share` of the sound sentences may be flagged.

    With labels the log-odds are recalibrated, and the threshold is set on clean sentences, or else on sound rows; of
    several languages the lowest threshold holds for all. With clean sentences only, they are shifted so that `share`
    lies below the threshold. `sound_needed` sound ones are enough.
    MtcheckError where no language has enough of either, and where labels say the contrary of the score.
    """
    needed = sound_needed(share)
    ways: dict[str, Way] = {}
    notes: list[str] = []
    for code in sorted({unit.language for unit in (*labelled, *clean)}):
        own, sentences = _labelled(labelled, code), len(_of(clean, code))
        rows_too = sentences < needed
        sound = sentences + sum(rows_too and unit.label == 0 for unit in own)
        way = Way(smaller_class(own) >= FEWEST_OF_A_CLASS, sound >= needed, rows_too)
        notes += (f"{code}: {note}" for note in _notes(way, own, sound, share))
        if way.recalibrated or way.rated:
            ways[code] = way
    if not ways:
        raise MtcheckError(f"Nothing to calibrate with: {'; '.join(notes) or 'no sentence could be judged'}.")
    fitted = _fit(ways, labelled, clean, routes, score, share)
    for code, way in ways.items():
        separated = turned_round(_labelled(labelled, code), fitted.languages[code]) if way.recalibrated else None
        if separated is not None:
            raise MtcheckError(
                f"{code}: garbled rows hardly have lower qualities than sound ones (AUC {separated:.2f}): "
                "are the labels the wrong way round (1 means garbled)? Otherwise leave them out, they teach nothing."
            )
    weighed = {code: replace(way, weighed=fitted.languages[code].weighing is not None) for code, way in ways.items()}
    return replace(fitted, ways=weighed, notes=tuple(notes))


def _notes(way: Way, labelled: Sequence[Unit], sound: int, share: float) -> Iterator[str]:
    """What was too little, and how much would do."""
    garbled, rows = (sum(unit.label == label for unit in labelled) for label in (1, 0))
    labels = f"{plural(garbled, 'garbled row')} and {plural(rows, 'sound row')}"
    each = f"({FEWEST_OF_A_CLASS} of each would do)"
    several = plural(sound, "clean sentence or sound row", "clean sentences or sound rows")
    enough = f"({sound_needed(share)} would do)"
    if way.recalibrated and not way.rated:
        yield f"{several} set no threshold that {share:.1%} fall below {enough}: give clean articles too"
    elif way.rated and not way.recalibrated and labelled:
        yield f"only shifted: {labels} are too few to recalibrate {each}"
    elif not way.rated and not way.recalibrated:
        yield f"left as it is: {labels} {each}, {several} {enough}"


def _of(units: Sequence[Unit], code: str) -> list[Unit]:
    return [unit for unit in units if unit.language == code]


def _labelled(units: Sequence[Unit], code: str) -> list[Unit]:
    return [unit for unit in _of(units, code) if unit.label is not None]


def _fit(  # noqa: PLR0913, PLR0917  the ways, the data, the models, the promise
    ways: Mapping[str, Way],
    labelled: Sequence[Unit],
    clean: Sequence[Unit],
    routes: Mapping[str, Route],
    score: Score,
    share: float,
) -> Fitted:
    """Fit languages in these ways, but for those of which there is nothing at all that their way needs."""
    adjusted: dict[str, Adjustment] = {}
    sound: dict[str, list[Unit]] = {}
    for code, way in ways.items():
        own = _labelled(labelled, code)
        sound[code] = _of(clean, code) + ([unit for unit in own if unit.label == 0] if way.rows_too else [])
        if (way.recalibrated and not smaller_class(own)) or (way.rated and not sound[code]):
            continue
        route = routes.get(code)
        weighed = route.signature if route is not None and route.weighed else None
        if way.recalibrated:
            recalibrated = adjustment(own, route, score.base_rate, weigh=way.weighed)
            adjusted[code] = replace(recalibrated, rate_set=way.rated)
        else:
            adjusted[code] = Adjustment(1.0, 0.0, weighed)
    cuts = {
        code: _cut([applied(unit, own) for unit in sound[code]], share)
        for code, own in adjusted.items()
        if ways[code].rated
    }
    thresholds = [from_log_odds(cut) for code, cut in cuts.items() if ways[code].recalibrated]
    threshold = min(thresholds, default=None)
    at = log_odds(score.threshold if threshold is None else threshold)
    shifts = {code: round(at - cut, 5) for code, cut in cuts.items() if not ways[code].recalibrated}
    shifted = {code: replace(adjusted[code], shift=shift) for code, shift in shifts.items()}
    return Fitted(adjusted | shifted, threshold, ways)


def sound_needed(share: float) -> int:
    """How many sound sentences set a share that may be flagged."""
    return round(ROWS_TO_A_FALSE_POSITIVE / share)


def _cut(values: Sequence[float], share: float) -> float:
    """The log-odds that at most `share` of the values exceed."""
    ranked = sorted(values, reverse=True)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def check(  # noqa: PLR0913, PLR0917  what was fitted, and all that it was fitted with
    fitted: Fitted,
    labelled: Sequence[Unit],
    clean: Sequence[Unit],
    routes: Mapping[str, Route],
    score: Score,
    share: float,
    articles: Sequence[CleanArticle] = (),
) -> dict[str, Checked]:
    """Fit on four fifths of the documents in the same ways, judge the fifth, five times: what new ones will be like.

    `articles` are those that the clean units stand in.
    """
    units = [*labelled, *clean]
    fold = folds([unit.document for unit in units])
    before: list[float] = [from_log_odds(unit.log_odds + unit.context) for unit in units]
    after: list[tuple[float, float] | None] = [None] * len(units)
    for number in np.unique(fold):
        kept = fold != number
        part = _fit(
            fitted.ways,
            [u for u, k in zip(labelled, kept, strict=False) if k],
            [u for u, k in zip(clean, kept[len(labelled) :], strict=True) if k],
            routes,
            score,
            share,
        )
        threshold = score.threshold if part.threshold is None else part.threshold
        for place in np.flatnonzero(~kept):
            adjusted = part.languages.get(units[place].language)
            if adjusted is not None:
                after[place] = (from_log_odds(applied(units[place], adjusted)), threshold)
    of_clean = after[len(labelled) :]
    found = {}
    for code in sorted({unit.language for unit in units}):
        own = [article for article in articles if article.language == code]
        found[code] = _checked(code, units, before, after, score, verdicts(own, score.threshold, of_clean))
    return found


def _checked(  # noqa: PLR0913, PLR0917  a language, its sentences and its articles
    code: str,
    units: Sequence[Unit],
    before: Sequence[float],
    after: Sequence[tuple[float, float] | None],
    score: Score,
    clean: Verdicts,
) -> Checked:
    shares: dict[tuple[int, bool], float | None] = {}
    counts = {}
    for label in (0, 1):
        places = [i for i, unit in enumerate(units) if unit.language == code and unit.label == label]
        told = [pair for i in places if (pair := after[i]) is not None]
        counts[label] = len(places)
        shares[label, False] = sum(before[i] < score.threshold for i in places) / len(places) if places else None
        shares[label, True] = sum(quality < at for quality, at in told) / len(told) if told else None
    documents = len({unit.document for unit in units if unit.language == code})
    return Checked(
        sound=counts[0],
        garbled=counts[1],
        documents=documents,
        false_positives_before=shares[0, False],
        false_positives_after=shares[0, True],
        recall_before=shares[1, False],
        recall_after=shares[1, True],
        clean=clean,
    )
