"""An evaluation as text or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version

from mtcheck.evaluation.evaluate import Evaluation, Measure
from mtcheck.report.findings import plural

NAMES = {
    "auc": "AUC",
    "auc_length_matched": "AUC, length-matched",
    "average_precision": "average precision",
    "spearman": "Spearman",
    "precision": "precision at the threshold",
    "recall": "recall at the threshold",
    "false_positive_rate": "false-positive rate",
    "calibration_error": "calibration error (ECE)",
}
_BAR = 24


def as_json(found: Evaluation, signature: str) -> str:
    """The evaluation as one JSON object."""
    fields = {"mtcheck": version("mtcheck"), "signature": signature, **asdict(found)}
    return json.dumps(fields, ensure_ascii=False, indent=2)


def as_text(found: Evaluation, signature: str) -> str:
    """The evaluation for a terminal."""
    unscored = sum(found.unscored.values())
    judged = f"{found.rows - unscored} of {found.rows} rows judged, {plural(found.documents, 'document')}"
    lines = [
        f"{judged}: {found.garbled} garbled, {found.sound} sound",
        f"each judged {'among the rows of its document' if found.in_articles else 'by itself'}",
        f"threshold {found.threshold:g}, base rate {found.base_rate:.0%}",
        "",
        *(_line(NAMES[name], measure) for name, measure in found.measures.items()),
    ]
    if found.reliability:
        lines += ["", *reliability(found)]
    if found.unscored:
        lines += ["", "not judged:", *(f"  {count:>6} {reason}" for reason, count in found.unscored.items())]
    if found.notes:
        lines += ["", *(f"note: {note}" for note in found.notes)]
    return "\n".join([*lines, "", f"signature: {signature}"])


def _line(name: str, measure: Measure) -> str:
    if measure.value is None:
        return f"{name:<28} –"
    if measure.low is None or measure.high is None:
        return f"{name:<28} {measure.value:.3f}"
    return f"{name:<28} {measure.value:.3f}   ({measure.low:.3f} to {measure.high:.3f})"


def reliability(found: Evaluation) -> list[str]:
    """The reliability diagram, a line a bin: what was stated, what was observed, and both drawn on one scale.

    `o` is where the observed share lies, `|` where it should lie.
    """
    lines = [f"stated  observed  rows     0 % {'garbled at the base rate':^{_BAR - 9}} 100 %"]
    for one in found.reliability:
        drawn = [" "] * (_BAR + 1)
        drawn[round(one.stated * _BAR)] = "|"
        drawn[round(one.observed * _BAR)] = "o"
        lines.append(f"{one.stated:6.1%}  {one.observed:8.1%}  {one.rows:<7}  {''.join(drawn).rstrip()}")
    return lines
