"""Where reports go: standard output or files, each whole or not there at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from mtcheck.errors import MtcheckError
from mtcheck.report import FORMATS, chunks
from mtcheck.report.job_summary import append_summary
from mtcheck.results import Results
from mtcheck.streams import encoded, put, put_all

STDOUT = "-"
"""The target that stands for standard output."""
# Opened by name it would be truncated, and lose what `>> log` holds.
STDOUT_NAMES = (STDOUT, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def deliver(results: Results, form: str, output: str, reports: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Write the reports, given as (format, target), then the output; one that fails keeps back none of the others.

    Return a sentence for each that could not be written.
    """
    failures = []
    for name, target in [*reports, (form, output)]:
        try:
            if target in STDOUT_NAMES:
                _print(results, name)
            else:
                _write(Path(target), chunks(name, results))
            if name == "github":
                append_summary(results)
        except OSError as error:
            where = "standard output" if target in STDOUT_NAMES else repr(target)
            failures.append(
                f"The report to {where} could not be written ({error.strerror or error}): choose another place."
            )
        except MtcheckError as error:
            failures.append(str(error))
    return failures


def write(text: str, target: str, *, utf8: bool = True) -> None:
    """Write a text to standard output (as `put` does) or to a file. MtcheckError where that cannot be done."""
    try:
        if target in STDOUT_NAMES:
            put(text, utf8=utf8)
        else:
            _write(Path(target), [encoded(text if text.endswith("\n") else f"{text}\n")])
    except OSError as error:
        where = "standard output" if target in STDOUT_NAMES else repr(target)
        raise MtcheckError(
            f"Nothing could be written to {where} ({error.strerror or error}): choose another place."
        ) from error


def _write(file: Path, data: Iterable[bytes]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_symlink() or (file.exists() and not file.is_file()):
        with file.open("wb") as stream:
            stream.writelines(data)  # a pipe or a device is written to, not replaced, and a link stays a link
        return
    part = file.with_name(f".mtcheck-{os.urandom(8).hex()}.part")
    try:
        with part.open("wb") as stream:
            stream.writelines(data)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _print(results: Results, form: str) -> None:
    if form == "terminal" and sys.stdout is not None and sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415  slow to import

        from mtcheck.report.terminal import show  # noqa: PLC0415  as above

        show(results, Console())
        return
    if form == "terminal":
        put(FORMATS[form](results), utf8=False)
    else:
        put_all(chunks(form, results))
