"""What a scan will write, where that lies among what it reads."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from mtcheck.delivery import STDOUT_NAMES
from mtcheck.errors import MtcheckError
from mtcheck.readers import STDIN, SUFFIXES, discover

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


def is_report(path: Path) -> bool:
    """Whether a file is one of our reports in a format that is read as an article too (terminal, Markdown or HTML)."""
    try:
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError:
        return False
    return _REPORT.match(head) is not None


def spared(targets: Sequence[str], paths: Sequence[str]) -> tuple[str, ...]:
    """What a scan of `paths` leaves out, because it will write it: reports of the last time, among the articles.

    MtcheckError where two reports go to one file, or one to an article that would be lost, excluded ones too.
    """
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
