"""Judged rows → measures, each with its interval."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from mtcheck.evaluation.bootstrap import ROUNDS, at_the_edge, interval
from mtcheck.evaluation.judged import Judged
from mtcheck.evaluation.measures import (
    Codes,
    Floats,
    at_base_rate,
    auc,
    average_precision,
    calibration_error,
    codes,
    flagged_share,
    length_bins,
    matched_auc,
    precision,
    probability_bins,
    spearman,
)
from mtcheck.report.findings import plural
from mtcheck.verdict import is_flagged

FEW_DOCUMENTS = 10
TOO_FEW_ROWS, TOO_FEW_DOCUMENTS = 30, 5
"""With fewer rows of a label, or fewer documents, a figure says next to nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and its 95 % interval by document; `value` is None where the table does not allow it.

    The interval is a bootstrap's, but of a share of 0 or 1 the exact one, with documents for the number of trials:
    rows of one are alike.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of like stated probability of being garbled, and how many are: both as shares at the base rate."""

    stated: float
    observed: float
    rows: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A table's figures. `unscored` holds the reasons, each with its number of rows.

    `in_articles` says whether each row was judged among the others of its document.
    """

    in_articles: bool
    rows: int
    documents: int
    garbled: int
    sound: int
    unscored: dict[str, int]
    threshold: float
    base_rate: float
    measures: dict[str, Measure]
    reliability: tuple[Bin, ...]
    notes: tuple[str, ...]


def evaluate(
    judged: Sequence[Judged], threshold: float, base_rate: float, rounds: int = ROUNDS, *, in_articles: bool = False
) -> Evaluation:
    """All measures of the rows that could be judged, with intervals from `rounds` samples of their documents.

    `in_articles` is how the rows were judged; it changes no figure.
    """
    kept = [one for one in judged if one.quality is not None]
    documents = [one.row.document for one in kept]
    badness = np.array([1 - one.quality for one in kept if one.quality is not None], dtype=np.float64)
    labels = np.array([-1 if one.row.label is None else one.row.label for one in kept], dtype=np.float64)
    lengths = np.array([one.words for one in kept], dtype=np.float64)
    flagged = np.array([is_flagged(one.quality, threshold) for one in kept], dtype=np.float64)
    weights = at_base_rate(labels, base_rate)
    usable = bool(kept) and bool(np.isfinite(weights).all())
    bins = probability_bins(badness, weights) if usable else codes(badness)
    labelled = labels >= 0
    rank = codes(badness[labelled])
    parts = length_bins(lengths[labelled]) if labelled.any() else rank
    goodness = _goodness(kept)

    def of_labelled(measure: Callable[[Floats], float]) -> Callable[[Floats], float]:
        return lambda weight: measure(weight[labelled])

    named: dict[str, Callable[[Floats], float]] = {
        "auc": of_labelled(lambda w: auc(rank, labels[labelled], w)),
        "auc_length_matched": of_labelled(lambda w: matched_auc(rank, labels[labelled], parts, w)),
        "average_precision": of_labelled(lambda w: average_precision(rank, labels[labelled], w)),
        "spearman": _spearman(badness, goodness),
        "precision": lambda w: precision(flagged, labels, w),
        "recall": lambda w: flagged_share(flagged, labels == 1, w),
        "false_positive_rate": lambda w: flagged_share(flagged, labels == 0, w),
        "calibration_error": lambda w: calibration_error(badness, labels, bins, at_base_rate(labels, base_rate, w)),
    }
    shares = {
        "precision": (flagged == 1) & (labels >= 0),
        "recall": labels == 1,
        "false_positive_rate": labels == 0,
    }
    garbled, sound = int((labels == 1).sum()), int((labels == 0).sum())
    if not garbled or not sound:  # then these hang on nothing but which label there is
        named |= dict.fromkeys(("average_precision", "precision"), lambda _: math.nan)
    measures = {name: _measured(measure, documents, rounds, shares.get(name)) for name, measure in named.items()}
    return Evaluation(
        in_articles=in_articles,
        rows=len(judged),
        documents=len(set(documents)),
        garbled=garbled,
        sound=sound,
        unscored=dict(Counter(one.unscored_because or "" for one in judged if one.quality is None).most_common()),
        threshold=threshold,
        base_rate=base_rate,
        measures=measures,
        reliability=tuple(_reliability(badness, labels, weights, bins)) if usable else (),
        notes=tuple(_notes(kept, labels, measures["auc"])),
    )


def hardly_worth_anything(found: Evaluation) -> str | None:
    """A sentence, with the counts, where the table is too small for its figures to mean much; None where it is not.

    A label that no row has counts for nothing: no figure that needs it is given. Graded rows count without a label.
    """
    judged = found.rows - sum(found.unscored.values())
    labelled = {"garbled": found.garbled, "sound": found.sound}
    counts = {name: count for name, count in labelled.items() if count} or {"judged": judged}
    if min(counts.values()) >= TOO_FEW_ROWS and found.documents >= TOO_FEW_DOCUMENTS:
        return None
    rows = " and ".join(plural(count, f"{name} row") for name, count in counts.items())
    return (
        f"The figures are hardly worth anything: they rest on {rows} of {plural(found.documents, 'document')}. "
        f"Label at least {TOO_FEW_ROWS} rows a label, of at least {TOO_FEW_DOCUMENTS} documents."
    )


def _goodness(kept: Sequence[Judged]) -> Floats:
    """What people said, higher is better: scores, or labels where no row has one; NaN where they said nothing."""
    scores = [one.row.score for one in kept]
    labels = [None if one.row.label is None else 1 - one.row.label for one in kept]
    said = labels if all(score is None for score in scores) else scores
    return np.array([math.nan if one is None else one for one in said], dtype=np.float64)


def _spearman(badness: Floats, goodness: Floats) -> Callable[[Floats], float]:
    known = np.isfinite(goodness)
    ours, theirs = codes(-badness[known]), codes(goodness[known])
    return lambda weight: spearman(ours, theirs, weight[known]) if known.any() else math.nan


def _measured(
    measure: Callable[[Floats], float], documents: Sequence[str], rounds: int, among: NDArray[np.bool_] | None
) -> Measure:
    """A measure with its interval; `among` are the rows that it is a share of, if it is one."""
    value = measure(np.ones(len(documents))) if documents else math.nan
    if math.isnan(value):
        return Measure(None, None, None)
    if among is not None and value in {0.0, 1.0}:
        found: tuple[float, float] | None = at_the_edge(value, len(set(compress(documents, among))))
    else:
        found = interval(measure, documents, rounds)
        if found is not None and found[0] == found[1]:
            found = None  # what no document left out changes is not certain: resampling cannot leave the edge
    low, high = (None, None) if found is None else (round(found[0], 4), round(found[1], 4))
    return Measure(round(value, 4), low, high)


def _reliability(badness: Floats, labels: Floats, weights: Floats, bins: Codes) -> Iterator[Bin]:
    for part in np.unique(bins[labels >= 0]):
        inside = (bins == part) & (labels >= 0)
        total = weights[inside].sum()
        yield Bin(
            round(float((weights * badness)[inside].sum() / total), 4),
            round(float(weights[inside & (labels == 1)].sum() / total), 4),
            int(inside.sum()),
        )


def _notes(kept: Sequence[Judged], labels: Floats, auc: Measure) -> Iterator[str]:
    garbled, sound = bool((labels == 1).any()), bool((labels == 0).any())
    if not kept:
        return
    if not garbled and not sound:
        yield "The scores are graded: a rule such as --garbled '<50' says which are garbled, for the other measures."
    elif not garbled:
        yield "No row is labelled garbled: only the false-positive rate can be told."
    elif not sound:
        yield "No row is labelled sound: only the recall can be told."
    highest = 0.0 if auc.value == 0 else auc.high
    if highest is not None and highest < 0.5:  # noqa: PLR2004  chance
        yield "Garbled rows have the higher qualities: are the labels the wrong way round? 1 means garbled."
    documents = len({one.row.document for one in kept})
    if all(one.row.document.startswith("\0") for one in kept):
        yield "Every row counts as a document of its own: name their column with --document if rows belong together."
    elif documents < FEW_DOCUMENTS:
        yield f"Intervals rest on {plural(documents, 'document')} only: they are rough."
