"""What is installed, which language is judged how, and what is wrong: `mtcheck doctor`."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from mtcheck.argos.packages import find, search_path
from mtcheck.baseline import load as load_baseline
from mtcheck.config import Config
from mtcheck.errors import MtcheckError
from mtcheck.judge import Judge
from mtcheck.models import verification
from mtcheck.trips import STANDS_IN

_PACKAGES: Final = ("argostranslate", "ctranslate2", "onnxruntime", "sentencepiece", "sacrebleu", "trafilatura")
_EXTRA: Final = re.compile(r"""([\w.-]+)[^;]*;.*extra == ['"]([\w-]+)['"]""")
_VARIABLES: Final = ("MTCHECK_CACHE_DIR", "ARGOS_PACKAGES_DIR")
_PER_LINE: Final = 20


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at: under which heading it stands, what was found, and whether that is wrong.

    A `warning` is what may be as it should: nobody can tell.
    """

    heading: str
    finding: str
    wrong: bool = False
    warning: bool = False


def examine(config: Config, baseline: Path, judge: Judge) -> list[Check]:
    """Look at everything a scan here would rest on; `baseline` is where its baseline is or would be.

    Nothing is downloaded. Pairs of installed languages are opened and put to their self-test.
    """
    return [
        *_installation(),
        *_configuration(config, baseline, judge),
        *_cache(judge),
        *_models(),
        *_pairs(judge),
        *_languages(judge),
    ]


def told(checks: Sequence[Check]) -> str:
    """All findings under their headings; what is wrong is marked, and summed up at the end."""
    lines: list[str] = []
    heading = None
    for check in checks:
        if check.heading != heading:
            heading = check.heading
            lines += ["", heading] if lines else [heading]
        mark = "WRONG: " if check.wrong else "WARNING: " if check.warning else ""
        lines.append(f"  {mark}{check.finding}")
    wrong = sum(check.wrong for check in checks)
    warnings = sum(check.warning for check in checks)
    count = "Nothing is wrong." if not wrong else f"{wrong} of these {'is' if wrong == 1 else 'are'} wrong."
    if warnings:
        count += f" {warnings} {'is a warning' if warnings == 1 else 'are warnings'}."
    return "\n".join([*lines, "", count])


def _installation() -> Iterator[Check]:
    where = "Installation"
    yield Check(where, f"mtcheck {version('mtcheck')}, Python {platform.python_version()}, {platform.platform()}")
    for name in _PACKAGES:
        try:
            yield Check(where, f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Check(where, f"{name} is missing: install mtcheck again.", wrong=True)
    for extra, name in _extras():
        try:
            yield Check(where, f"{name} {version(name)} (extra {extra})")
        except PackageNotFoundError:
            yield Check(where, f"{name}: not installed (`pip install 'mtcheck[{extra}]'` brings it)")
    git = shutil.which("git")
    yield Check(where, f"git: {git or 'not found, so --changed-since does not work'}")
    for name in _VARIABLES:
        if value := os.environ.get(name):
            yield Check(where, f"{name}={value}")


def _extras() -> list[tuple[str, str]]:
    """The extras and what each asks for, by name."""
    asked = (_EXTRA.match(line) for line in requires("mtcheck") or ())
    return sorted((found[2], found[1]) for found in asked if found is not None)


def _configuration(config: Config, baseline: Path, judge: Judge) -> Iterator[Check]:
    where = "Configuration"
    yield Check(where, f"settings: {config.path or 'none, every setting has its default'}")
    yield Check(where, f"threshold: {judge.score.threshold if config.threshold is None else config.threshold:g}")
    if config.baseline is None and not baseline.is_file():
        yield Check(where, f"baseline: none ({baseline} would be used)")
        return
    try:
        yield Check(where, f"baseline: {baseline}, {len(load_baseline(baseline).entries):,} entries")
    except MtcheckError as error:
        yield Check(where, str(error), wrong=True)


def _cache(judge: Judge) -> Iterator[Check]:
    if judge.cache.path is None:
        yield Check("Cache", "not in use, every sentence is computed afresh: it is switched off")
    elif judge.nothing_kept is not None:
        yield Check("Cache", judge.nothing_kept, warning=True)
    else:
        yield Check("Cache", f"in use: {judge.cache.path}")


def _models() -> Iterator[Check]:
    try:
        lines, _ = verification()
    except MtcheckError as error:
        yield Check("Models", str(error), wrong=True)
        return
    for line in lines:
        finding = " ".join(line.split())
        yield Check("Models", finding, wrong=line.startswith("damaged"), warning=line.startswith("unrecorded"))


def _pairs(judge: Judge) -> Iterator[Check]:
    where = "Translation pairs"
    for folder in search_path():
        yield Check(where, f"{folder.origin}: {folder.path}")
    installed = find()
    for pair in installed.pairs:
        yield Check(where, f"{pair.name} {pair.version} ({pair.origin})")
    for problem in installed.problems:
        yield Check(where, f"{problem.path}: {problem.message}", wrong=True)
    for code in sorted({pair.from_code for pair in installed.pairs} & judge.fluency.languages):
        judge.tripper(code)
        note = judge.notes.get(code)
        if note and "no Argos pair" not in note:
            yield Check(where, f"{code}: {note}", wrong=note.startswith(("no round trip", STANDS_IN)))


def _languages(judge: Judge) -> Iterator[Check]:
    """One line for each way in which languages are judged."""
    codes = {pair.from_code for pair in find().pairs}
    ways: dict[str, list[str]] = defaultdict(list)
    for code in sorted(judge.fluency.languages):
        trip = judge.tripper(code) is not None if code in codes else False
        weighed = trip and judge.weighs_round_trip(code)
        modelled = (judge.fluency.folder / "language_models" / code).is_dir()
        kinds = ["fluency", *["language model"] * modelled, *["round trip"] * weighed, "signs"]
        way = f"by {', '.join(kinds[:-1])} and {kinds[-1]}"
        way += " (round trip shown, not weighed)" * (trip and not weighed)
        way += "" if judge.score.calibrated(code, round_trip=weighed) else ", uncalibrated"
        ways[way].append(code)
    for way, found in sorted(ways.items(), key=lambda item: (len(item[1]), item[0])):
        for start in range(0, len(found), _PER_LINE):
            yield Check("Languages", f"{way}: {' '.join(found[start : start + _PER_LINE])}")
    yield Check("Languages", "any other: not judged")
