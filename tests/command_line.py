"""mtcheck as a shell runs it, in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtcheck.cli import main


def run(*arguments: str | Path) -> int:
    """The exit status of `mtcheck ARGUMENTS`."""
    with pytest.raises(SystemExit) as stop:
        main([str(a) for a in arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code
