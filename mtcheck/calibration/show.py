"""What a calibration did, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mtcheck.calibration.articles import Verdicts
from mtcheck.calibration.calibrate import Checked, Fitted
from mtcheck.evaluation.evaluate import FEW_DOCUMENTS
from mtcheck.profile import Adjustment
from mtcheck.report.findings import plural


def summary(fitted: Fitted, checked: Mapping[str, Checked], bundled_threshold: float, share: float) -> Iterator[str]:
    """Some lines for each language, then the threshold and the notes; `share` of the sound may be flagged."""
    for code, own in fitted.languages.items():
        found = checked[code]
        yield f"{code}: {how(own)}, from {found.sound} sound and {found.garbled} garbled rows or sentences"
        yield f"    flagged of the sound: {_shares(found.false_positives_before, found.false_positives_after)}"
        if found.garbled:
            yield f"    flagged of the garbled: {_shares(found.recall_before, found.recall_after)}"
        if found.clean.articles:
            yield f"    clean articles called garbled: {_articles(found.clean)}"
    if fitted.threshold is not None:
        yield f"threshold {fitted.threshold:g} (bundled: {bundled_threshold:g})"
    cautions = (
        f"{code}: {one}" for code, own in fitted.languages.items() for one in _cautions(own, checked[code], share)
    )
    for note in (*fitted.notes, *cautions):
        yield f"note: {note}"


def _cautions(own: Adjustment, found: Checked, share: float) -> Iterator[str]:
    """What new text may bring that was not asked for."""
    after = found.false_positives_after
    if own.rate_set and after is not None and after > 2 * share:
        yield f"more than twice the {share:.1%} asked for are flagged on documents held back: expect that of new text"
    if found.clean.after is not None and found.clean.after > found.clean.before:
        yield (
            "more clean articles are called garbled than before, because the rule for articles was set at the bundled "
            "rate: ask for fewer --false-positives"
        )
    if found.documents < FEW_DOCUMENTS:
        yield f"all this rests on {plural(found.documents, 'document')}: give {FEW_DOCUMENTS} or more"


def how(own: Adjustment) -> str:
    """What was fitted."""
    if own.weighing is not None:
        return "recalibrated, with the installed packages' round trips weighed"
    return f"shifted by {own.shift:+.2f}" if own.slope == 1 else f"recalibrated ({own.slope:.2f} x {own.shift:+.2f})"


def _articles(clean: Verdicts) -> str:
    held_back = "too few to hold some back" if clean.after is None else f"{clean.after} after, on documents held back"
    return f"{clean.before} of {clean.articles} before, {held_back}"


def _shares(before: float | None, after: float | None) -> str:
    if before is None:
        return "there are none"
    held_back = "too few to hold some back" if after is None else f"{after:.1%} after, on documents held back"
    return f"{before:.1%} before, {held_back}"
