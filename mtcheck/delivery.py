"""Where reports go: standard output or files, each whole or not there at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from mtcheck.errors import MtcheckError
from mtcheck.report import FORMATS, chunks
from mtcheck.report.job_summary import append_summary
from mtcheck.results import Results
from mtcheck.streams import STDIN, encoded, put, put_all

STDOUT = "-"
"""The target that stands for standard output."""
# Opened by name it would be truncated, and lose what `>> log` holds.
STDOUT_NAMES = (STDOUT, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def fault(target: str, such_as: str = "report.html") -> str | None:  # noqa: PLR0911  one return a fault
    """Why nothing can be written to `target`, as a sentence that names the fix; None where nothing speaks against it.

    Asked before a scan, so that an hour's work does not end at a misspelt name.
    """
    if target in STDOUT_NAMES:
        return None
    if not target:
        return f"The name of the file to write is empty: name one, such as {such_as}."
    # Path() would drop the slash that says what was meant, and is_dir() raise for too long a name.
    if os.path.basename(target) in {"", ".", ".."} or os.path.isdir(target):  # noqa: PTH112, PTH119  as said above
        return f"{target!r} is a folder: name a file in it, such as {os.path.join(target, such_as)!r}."  # noqa: PTH118  as above
    above = next((folder for folder in Path(target).absolute().parents if os.path.lexists(folder)), None)
    if above is not None and not os.path.isdir(above):  # noqa: PTH112  as above
        return f"{target!r} cannot be written, because {str(above)!r} is no folder: choose another place."
    try:
        os.lstat(target)
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{target!r} cannot be written ({error.strerror or error}): choose another place."
    return None


def refuse_inputs(targets: Iterable[str], inputs: Iterable[str | Path | None]) -> None:
    """MtcheckError where a target is, by whatever name, a file that is read: what it holds would be lost.

    `inputs` are files, `-` for standard input, and None for what was not given.
    """
    there = {target: found for target in targets if target not in STDOUT_NAMES and (found := _plain_file(target))}
    if not there:
        return
    for name in inputs:
        read = None if name is None else _plain_file(0 if str(name) == STDIN else name)
        for target, found in there.items():
            if read is not None and os.path.samestat(read, found):
                raise MtcheckError(f"mtcheck reads {target!r}, and what it holds would be lost: write to another file.")


def _plain_file(name: str | Path | int) -> os.stat_result | None:
    """What the system says of a file, or of a descriptor; None for what is none, such as a pipe or a device."""
    try:
        found = os.stat(name)  # noqa: PTH116  takes a descriptor too
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


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
