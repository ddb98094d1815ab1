"""The report as a GitLab Code Quality artifact, shown in merge requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from mtcheck.report.annotations import Annotation, Level, Rule, annotate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mtcheck.results import Results

_SEVERITY: Final[Mapping[tuple[Rule, Level], str]] = {
    ("unreadable-file", "error"): "critical",
    ("garbled-article", "error"): "critical",
    ("garbled-sentence", "error"): "major",
    ("garbled-sentence", "warning"): "minor",
    ("unscored-article", "warning"): "info",
    ("unused-suppression", "warning"): "info",
    ("garbled-article", "warning"): "minor",
}


def render(results: Results) -> str:
    """Write the findings as a JSON array of Code Quality issues."""
    return json.dumps([_issue(found) for found in annotate(results)], ensure_ascii=False, indent=1) + "\n"


def _issue(annotation: Annotation) -> dict[str, object]:
    """Describe a finding. GitLab tells findings apart, and new from old, by the fingerprint alone."""
    lines = {"begin": annotation.line}
    if annotation.end is not None:
        lines["end"] = annotation.end[0]
    return {
        "description": annotation.message,
        "check_name": annotation.rule,
        "fingerprint": annotation.fingerprint,
        "severity": _SEVERITY[annotation.rule, annotation.level],
        "location": {"path": annotation.path, "lines": lines},
    }
