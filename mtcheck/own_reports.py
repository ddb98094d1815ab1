"""What a scan will write, where that lies among what it reads."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from mtcheck.delivery import STDOUT_NAMES
from mtcheck.errors import MtcheckError
from mtcheck.readers import STDIN, discover

_REPORT = re.compile(
    rb"\A(?:<!-- mtcheck -->\n\n### mtcheck: (?:gate (?:passed|failed|incomplete)\n|[\d,]+ articles?\\: )"
    rb"|mtcheck \S+: [\d,]+ articles?: [\d,]+ garbled, [\d,]+ clean(?:, [\d,]+ unscored)?\n"
    rb"[\d,]+ sentences?, [\d,]+ flagged \(quality below "
    rb"|<!doctype html>.*?<title>mtcheck report: \d+ / \d+</title>)",
    re.DOTALL,
)
"""How our reports begin that could be read as articles: Markdown, also of a comparison, terminal, HTML."""


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
        if target not in STDOUT_NAMES:
            file = Path(os.path.realpath(target))  # Path.resolve() raises for a link that leads to itself
            if file in files:
                raise MtcheckError(f"Two reports would be written to {target!r}: give each a file of its own.")
            files[file] = target
    if not any(file.is_file() for file in files):
        return ()
    names, left_out = {file.name for file in files}, []
    for path in discover(paths):
        if str(path) != STDIN and (path.name in names or path.is_symlink()) and Path(os.path.realpath(path)) in files:
            if not is_report(path):
                raise MtcheckError(f"{str(path)!r} is an article to scan: write the report to another file.")
            left_out.append(os.path.normpath(path))
    return tuple(left_out)
