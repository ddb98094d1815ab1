"""The report as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from mtcheck.report.annotations import RULES, Annotation, Rule, annotate, one_line
from mtcheck.report.findings import notes, nothing_judged

if TYPE_CHECKING:
    from mtcheck.results import Results

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_RESULTS: Final[tuple[Rule, ...]] = ("garbled-article", "garbled-sentence")
"""Rules whose findings are about the text; the others are about the run."""

_RULE_MEANING: Final[dict[Rule, str]] = {
    "garbled-article": "So many of the article's sentences read as damaged, and so badly, that it is likelier garbled "
    "machine translation than not.",
    "garbled-sentence": "The sentence's quality, 1 minus the probability that a reader without the source would call "
    "it garbled, is below the threshold.",
}
_RULE_HELP: Final[dict[Rule, str]] = {
    "garbled-article": "Have the article translated again or rewritten: its flagged sentences together say that no "
    "person wrote it this way. What is meant to stand there can be silenced with a reason, by `mtcheck: ignore` in "
    "the text or by the baseline.",
    "garbled-sentence": "Read the sentence as someone who does not know the source, and rewrite it if it does not "
    "make sense. What is meant to stand there can be silenced with a reason, by `mtcheck: ignore` in the text or by "
    "the baseline.",
}


def render(results: Results) -> str:
    """Write the results as one SARIF log with one run."""
    found = annotate(results)
    run = {
        "tool": {
            "driver": {
                "name": "mtcheck",
                "version": results.mtcheck,
                "rules": [_rule(id_) for id_ in _RESULTS],
                "notifications": [
                    {"id": id_, "shortDescription": {"text": RULES[id_]}} for id_ in RULES if id_ not in _RESULTS
                ],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not (results.errors or nothing_judged(results)),
                "toolExecutionNotifications": [
                    *[_notification(annotation) for annotation in found if annotation.rule not in _RESULTS],
                    *[{"level": "note", "message": _message(note)} for note in notes(results)],
                ],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(annotation) for annotation in found if annotation.rule in _RESULTS],
        "properties": {
            "signature": results.signature,
            "threshold": results.threshold,
            "gate": {"passed": results.gate.passed, "failOn": results.gate.fail_on},
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _rule(id_: Rule) -> dict[str, object]:
    """Describe a rule."""
    return {
        "id": id_,
        "name": "".join(part.capitalize() for part in id_.split("-")),
        "shortDescription": {"text": RULES[id_]},
        "fullDescription": {"text": _RULE_MEANING[id_]},
        "help": {"text": _RULE_HELP[id_], "markdown": _RULE_HELP[id_]},
        "defaultConfiguration": {"level": "error" if id_ == "garbled-article" else "warning"},
    }


def _result(annotation: Annotation) -> dict[str, object]:
    """Describe a finding about the text."""
    return {
        "ruleId": annotation.rule,
        "ruleIndex": _RESULTS.index(annotation.rule),
        "level": annotation.level,
        "message": _message(annotation.message),
        "locations": [_location(annotation)],
        "partialFingerprints": {"mtcheck/v1": annotation.fingerprint},
        "properties": {"quality": annotation.quality, "reasons": list(annotation.reasons)},
    }


def _notification(annotation: Annotation) -> dict[str, object]:
    """Describe a finding about the run: what was not read or not judged."""
    return {
        "descriptor": {"id": annotation.rule},
        "level": annotation.level,
        "message": _message(annotation.message),
        "locations": [_location(annotation)],
    }


def _location(annotation: Annotation) -> dict[str, object]:
    """Describe where a finding stands; a record is named, since offsets in it are none in the file."""
    region: dict[str, int] = {"startLine": annotation.line}
    if annotation.column is not None:
        region["startColumn"] = annotation.column
    if annotation.end is not None:
        region["endLine"], region["endColumn"] = annotation.end
    if annotation.region is not None:
        start, end = annotation.region
        region |= {"charOffset": start, "charLength": end - start}
    location: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": uri(annotation.path)}, "region": region}
    }
    if annotation.record is not None:
        location["logicalLocations"] = [{"name": one_line(annotation.record), "kind": "record"}]
    return location


def _message(text: str) -> dict[str, str]:
    """Make a message of a text; the brackets of what would be a link are escaped."""
    return {"text": re.sub(r"\[([^\[\]]*)\]\(", r"\\[\1\\](", one_line(text))}


def uri(path: str) -> str:
    """Write a path as a URI: relative as given, or `file:` for an absolute path."""
    drive = re.match("[A-Za-z]:/", path)
    quoted = quote(path[drive.end() - 1 if drive else 0 :], errors="surrogateescape")
    if drive:
        return f"file:///{drive[0][:2]}{quoted}"
    return f"file://{quoted}" if path.startswith("/") else quoted
