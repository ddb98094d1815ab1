"""How a command ends: what it could not do, said on stderr, and its exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

from mtcheck.commands.options import warn
from mtcheck.delivery import STDOUT_NAMES
from mtcheck.statuses import CLEAN, FLAGGED, NOT_DONE
from mtcheck.streams import complain

if TYPE_CHECKING:
    from mtcheck.results import Head, Results


def is_shown(form: str, output: str) -> bool:
    """Whether the report is for people who also see stderr: both on a terminal."""
    seen = all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))
    return form == "terminal" and output in STDOUT_NAMES and seen


def finish(results: Results, failures: Sequence[str], nothing: str, *, allow_unscored: bool, shown: bool) -> NoReturn:
    """Say on stderr what could not be done, and exit as the contract says: 2 outranks 1.

    `nothing` is what to say where there is no article. What could not be read is not said twice where the same people
    were `shown` it in the report.
    """
    for failure in failures:
        complain(f"mtcheck: {failure}")
    if results.errors and shown:
        from mtcheck.report.findings import plural  # noqa: PLC0415  keeps `--help` fast

        count = plural(len(results.errors), "file or record", "files or records")
        complain(f"mtcheck: {count} could not be read: NOT READ in the report says why and what to do.")
    for error in () if shown else results.errors:
        complain(f"mtcheck: {error.path}: {error.message}")
    undone = bool(results.errors or failures)
    if not results.heads and not results.errors:
        complain(f"mtcheck: {nothing}")
        undone |= not results.gate.passed
    if not allow_unscored and tell_unjudged(results.heads):
        complain("mtcheck: --allow-unscored accepts articles that cannot be judged.")
        undone = True
    sys.exit(NOT_DONE if undone else CLEAN if results.gate.passed else FLAGGED)


def tell_unjudged(heads: Iterable[Head]) -> bool:
    """Say on stderr which articles could not be judged and why; whether there is one."""
    from mtcheck.report.findings import name  # noqa: PLC0415  keeps `--help` fast

    unscored = [head for head in heads if head.verdict == "unscored"]
    for head in unscored:
        warn(f"{name(head)}: not judged: {(head.unscored_because or 'no reason').rstrip('.')}.")
    return bool(unscored)
