"""What a calibration did, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mtcheck.calibration.calibrate import Checked, Fitted
from mtcheck.profile import Adjustment


def summary(fitted: Fitted, checked: Mapping[str, Checked], bundled_threshold: float) -> Iterator[str]:
    """A line for each language, then the threshold and the notes."""
    for code, own in fitted.languages.items():
        found = checked[code]
        yield f"{code}: {how(own)}, from {found.sound} sound and {found.garbled} garbled rows or sentences"
        yield f"    flagged of the sound: {_shares(found.false_positives_before, found.false_positives_after)}"
        if found.garbled:
            yield f"    flagged of the garbled: {_shares(found.recall_before, found.recall_after)}"
    if fitted.threshold is not None:
        yield f"threshold {fitted.threshold:g} (bundled: {bundled_threshold:g})"
    for note in fitted.notes:
        yield f"note: {note}"


def how(own: Adjustment) -> str:
    """What was fitted."""
    if own.weighing is not None:
        return "recalibrated, with the installed packages' round trips weighed"
    return f"shifted by {own.shift:+.2f}" if own.slope == 1 else f"recalibrated ({own.slope:.2f} x {own.shift:+.2f})"


def _shares(before: float | None, after: float | None) -> str:
    if before is None:
        return "there are none"
    held_back = "too few to hold some back" if after is None else f"{after:.1%} after, on documents held back"
    return f"{before:.1%} before, {held_back}"
