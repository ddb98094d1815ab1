"""Where what is written may go: what is read is never overwritten, nor a report taken for an article next time."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from mtcheck.delivery import STDOUT_NAMES
from mtcheck.errors import MtcheckError
from mtcheck.streams import STDIN

_REPORT = re.compile(
    rb"\A(?:<!-- mtcheck -->\n\n### mtcheck: (?:gate (?:passed|failed|incomplete)\n|[\d,]+ articles?\\: )"
    rb"|mtcheck \S+: [\d,]+ articles?: [\d,]+ garbled, [\d,]+ clean(?:, [\d,]+ unscored)?\n"
    rb"[\d,]+ sentences?, [\d,]+ flagged \(quality below "
    rb"|mtcheck: [\d,]+ articles?: (?:[\d,]+ [a-z]+(?:, )?)+\nGarbled articles "
    rb"|<!doctype html>.*?<title>mtcheck(?: report: \d+ / \d+|: what changed)</title>)",
    re.DOTALL,
)
"""How our reports begin that could be read as articles: Markdown, terminal, HTML, each also of a comparison."""
_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"json": ".json", "sarif": ".sarif", "junit": ".xml", "github": ".log", "gitlab": ".json", "csv": ".csv"}
)
"""What the files of formats that are not known for reports when read should end in: none of it is read in folders."""


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


def check(
    outputs: Sequence[tuple[str, str]], read: Iterable[str | Path | None], scanned: Sequence[str] = ()
) -> tuple[str, ...]:
    """What a scan of the paths `scanned` leaves out, because it lies among them and will be written anew.

    MtcheckError where one of the `outputs`, given as (format, target), would cost what it holds, or would be taken for
    an article next time. `read` are the other files that are read, `-` for standard input, and None for what was not
    given.
    """
    targets = [target for _, target in outputs]
    if sum(target in STDOUT_NAMES for target in targets) > 1:
        raise MtcheckError(
            "Two reports would go to standard output, where nobody could tell them apart: write one to a file (that of "
            "--format goes there unless --output names one)."
        )
    _refuse_inputs(targets, read)
    if not scanned:
        return ()
    left_out = _spared(targets, scanned)
    refuse_likenesses(outputs, scanned)
    return left_out


def _refuse_inputs(targets: Iterable[str], inputs: Iterable[str | Path | None]) -> None:
    """MtcheckError where a target is, by whatever name, a file that is read: what it holds would be lost."""
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


def is_report(path: Path) -> bool:
    """Whether a file is one of our reports in a format that is read as an article too (terminal, Markdown or HTML)."""
    try:
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError:
        return False
    return _REPORT.match(head) is not None


def _spared(targets: Sequence[str], paths: Sequence[str]) -> tuple[str, ...]:
    """What a scan of `paths` leaves out, because it will write it: reports of the last time, among the articles.

    MtcheckError where two reports go to one file, or one to an article that would be lost, excluded ones too.
    """
    from mtcheck.readers import discover  # noqa: PLC0415  keeps `--help` fast

    files: dict[Path, str] = {}
    for target in targets:
        if target not in STDOUT_NAMES and not Path(target).is_char_device():  # /dev/null takes any number
            file = Path(os.path.realpath(target))  # Path.resolve() raises for a link that leads to itself
            if file in files:
                raise MtcheckError(f"Two reports would be written to {target!r}: give each a file of its own.")
            files[file] = target
    if not any(file.is_file() for file in files):
        return ()
    names, left_out = {file.name for file in files}, []
    # Path's questions raise for what cannot be looked at, such as too long a name.
    for path in discover(paths):
        named = path.name in names or os.path.islink(path)  # noqa: PTH114  as said above
        if str(path) != STDIN and named and Path(os.path.realpath(path)) in files:
            if not is_report(path):
                what = f"{str(path)!r} is no report of mtcheck and would be lost"
                raise MtcheckError(f"{what}: write the report to another file.")
            left_out.append(os.path.normpath(path))
    return tuple(left_out)


def refuse_likenesses(reports: Sequence[tuple[str, str]], paths: Sequence[str]) -> None:
    """MtcheckError for a report, given as (format, target), that the next scan of `paths` would read as an article."""
    from mtcheck.readers import SUFFIXES  # noqa: PLC0415  keeps `--help` fast

    for form, target in reports:
        if form in _ENDINGS and target.lower().endswith(SUFFIXES) and any(_holds(path, target) for path in paths):
            raise MtcheckError(
                f"{target!r} could not be told from an article next time: end it in {_ENDINGS[form]}, "
                "or write it outside the folders named."
            )


def _holds(path: str, target: str) -> bool:
    """Whether a scan of a folder finds a file of that name in it."""
    folder, file = Path(os.path.realpath(path)), Path(os.path.realpath(target))
    if not os.path.isdir(folder) or not file.is_relative_to(folder):  # noqa: PTH112  as above
        return False
    return not any(part.startswith(".") for part in file.relative_to(folder).parts)
