"""What models are at hand, and whether their files are what they were."""

from __future__ import annotations

import json
from pathlib import Path

from mtcheck.argos.locks import sha256, verify
from mtcheck.argos.packages import find
from mtcheck.errors import MtcheckError

BUNDLED = Path(__file__).parent / "bundled"


def listing() -> str:
    """A line for each model: what it is, its version, its measured quality, where it comes from."""
    installed = find()
    described = json.loads((BUNDLED / "quality.json").read_text(encoding="utf-8"))
    lines = []
    for pair in installed.pairs:
        figures = described.get(pair.name, "") if pair.origin == "bundled" else "not measured by mtcheck"
        lines.append(f"{pair.name:<9} {pair.version:<8} {pair.origin:<8} {figures}  {pair.path}")
    for name, file in (("fluency", "model.json"), ("language", "model.json"), ("score", "score.json")):
        model = json.loads((BUNDLED / name / file).read_text(encoding="utf-8"))
        lines.append(f"{name:<9} {model['version']:<8} {'bundled':<8} {described[name]}  {BUNDLED / name}")
    lines += [f"unusable: {problem.path}: {problem.message}" for problem in installed.problems]
    return "\n".join(lines)


def verification() -> tuple[list[str], bool]:
    """(a line for each model, whether none is damaged)."""
    findings = verify()
    lines = [f"{finding.status:<10} {finding.message}" for finding in findings]
    sound = all(finding.status != "damaged" for finding in findings)
    for name, expected in _recorded().items():
        path = BUNDLED / name
        if name.startswith("argos/"):
            continue
        try:
            intact = sha256(path) == expected
        except OSError:
            intact = False
        state = "ok" if intact else "damaged"
        lines.append(
            f"{state:<10} {name}: {'matches its sha256' if intact else 'differs from its sha256: reinstall mtcheck.'}"
        )
        sound &= intact
    return lines, sound


def _recorded() -> dict[str, str]:
    try:
        return dict(json.loads((BUNDLED / "lock.json").read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError) as error:
        raise MtcheckError(f"The record of the bundled models cannot be read ({error}): reinstall mtcheck.") from error
