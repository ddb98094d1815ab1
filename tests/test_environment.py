"""What an installation holds: no PyTorch, nothing AGPL, and not too much."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LEFT_OUT = ("torch", "stanza", "spacy", "minisbd")
MEGABYTES = 450


def runtime(name: str = "mtcheck") -> dict[str, Distribution]:
    """The distributions that mtcheck needs to run, by name; those the overrides leave out are not installed."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        current = waiting.pop().lower().replace("_", "-")
        if current in found:
            continue
        try:
            found[current] = distribution(current)
        except PackageNotFoundError:
            continue
        for text in found[current].requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def test_reading_leaves_no_trace_at_home(tmp_path: Path) -> None:
    """ONNX Runtime's telemetry, which keeps a device id below HOME and calls its maker, is off before it is loaded."""
    code = "from mtcheck.fluency import FluencyModel; FluencyModel().read(['Ein Satz, der gelesen wird.'])"
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        environment[name] = str(tmp_path)
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", LEFT_OUT)
def test_heavy_or_unfree_packages_are_not_there(name: str) -> None:
    """Argos names them; the overrides keep them out."""
    assert find_spec(name) is None


def test_the_runtime_stays_small() -> None:
    """All that mtcheck needs, its models included, stays under the limit."""
    needed = runtime()
    assert {"ctranslate2", "onnxruntime", "sacrebleu", "argostranslate", "langdetect"} <= set(needed)
    total = 0
    for one in needed.values():
        for file in one.files or []:
            path = one.locate_file(file)
            if path.is_file():  # type: ignore[attr-defined]
                total += path.stat().st_size  # type: ignore[attr-defined]
    assert 100 < total / 1e6 < MEGABYTES
