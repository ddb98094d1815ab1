"""`mtcheck baseline`: findings that were there before, so that only new damage fails the gate."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from mtcheck.commands.options import (
    baseline_option,
    baseline_path,
    config_option,
    lang_option,
    load_config,
    options_of,
    survive_interruption,
    threshold_option,
    warn,
)
from mtcheck.commands.outcome import tell_unjudged
from mtcheck.delivery import STDOUT_NAMES, write
from mtcheck.errors import MtcheckError
from mtcheck.outputs import fault, refuse_likenesses
from mtcheck.report.findings import plural
from mtcheck.statuses import CLEAN, FLAGGED, NOT_DONE
from mtcheck.streams import STDIN, complain, put

if TYPE_CHECKING:
    from mtcheck.baseline import Baseline, Entry
    from mtcheck.pipeline import Options
    from mtcheck.results import Results


@click.group()
def command() -> None:
    """Record findings that were there before, so that only new damage fails the gate."""


@command.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@baseline_option
@click.option("--reason", metavar="TEXT", help="Why these findings may stay; kept with each.")
@click.option(
    "--force", is_flag=True, help="Replace what a baseline that is there says of these paths; reasons are kept."
)
@threshold_option
@lang_option
@config_option
def create(  # noqa: PLR0913  one argument an option
    paths: Sequence[str],
    baseline: Path | None,
    reason: str | None,
    *,
    force: bool,
    threshold: float | None,
    lang: str | None,
    config: Path | None,
) -> None:
    """Scan articles and write every flagged sentence into the baseline."""
    from mtcheck.baseline import create as make  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.baseline import load  # noqa: PLC0415

    settings = load_config(config)
    path = _writable(baseline_path(baseline, settings))
    refuse_likenesses([("json", str(path))], paths)
    there = path.is_file()
    if there and not force:
        raise MtcheckError(
            f"The baseline {path} exists: --force replaces what it says of these paths, "
            "`mtcheck baseline prune` drops what is stale in it."
        )
    known = load(path).entries if there else ()
    options = options_of(settings, threshold=threshold, lang=lang, no_baseline=True)
    results = _scan(paths, options)
    if there and (results.errors or not results.heads):
        why = "what could not be read might hold what it knows" if results.errors else "there is no article to judge"
        complain(f"mtcheck: {path} stays as it was: {why}.")
        _finish(results, NOT_DONE)
    reasons = {entry.fingerprint: entry.reason for entry in known}
    made = make(results.articles, path, reason=reason)
    again = tuple(replace(e, reason=reasons.get(e.fingerprint) or e.reason) for e in made.entries)
    kept, gone = _not_judged(known, path, paths, results)
    merged = replace(made, entries=tuple(dict.fromkeys((*again, *kept))))
    _write(merged)
    still = f", {len(kept):,} of them kept, whose articles were not judged now" if kept else ""
    lost = f"; {plural(gone, 'entry', 'entries')} dropped, whose files are gone" if gone else ""
    _say(path, f"{path}: {_amount(merged.entries)}{still}{lost}.")
    unjudged = tell_unjudged(results.heads)
    if unjudged and not options.allow_unscored:
        complain("mtcheck: allow_unscored = true in the configuration accepts articles that cannot be judged.")
    _finish(results, NOT_DONE if unjudged and not options.allow_unscored else CLEAN)


@command.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@baseline_option
@config_option
def add(file: Path, baseline: Path | None, config: Path | None) -> None:
    """Add the entries of FILE, such as those that the HTML report saved, to the baseline; make it where there is none.

    The files that FILE names are those beside it, or else those of the current folder. Of an entry that is there
    already the reason given in FILE counts.
    """
    from mtcheck.baseline import Baseline, load, moved  # noqa: PLC0415  keeps `--help` fast

    path = _writable(baseline_path(baseline, load_config(config)))
    added = load(file)
    # Path.is_file() raises for a name that is too long.
    root = file.parent if any(os.path.isfile(file.parent / entry.path) for entry in added.entries) else Path()  # noqa: PTH113  as above
    known = load(path) if path.is_file() else Baseline((), path)
    entries = {entry.fingerprint: entry for entry in known.entries}
    for entry in (moved(one, root, path) for one in added.entries):
        before = entries.get(entry.fingerprint)
        entries[entry.fingerprint] = replace(entry, reason=entry.reason or (before.reason if before else None))
    merged = Baseline(tuple(entries.values()), path)
    _write(merged)
    new = len(merged.entries) - len(known.entries)
    _say(path, f"{path}: {plural(new, 'new finding')}, {_amount(merged.entries)} in all.")


@command.command()
@baseline_option
@config_option
def prune(baseline: Path | None, config: Path | None) -> None:
    """Scan the baseline's files and drop the entries that are no longer found in them."""
    known, results, stale = _audited(baseline, config)
    kept = tuple(entry for entry in known.entries if entry.fingerprint not in stale)
    if stale and not results.heads and not results.errors:
        raise MtcheckError(
            f"None of the files of {known.path} is there, and nothing was dropped: mount or restore their folder, "
            "or delete the baseline."
        )
    if len(kept) < len(known.entries):
        _write(replace(known, entries=kept))
    put(f"{known.path}: {plural(len(known.entries) - len(kept), 'entry', 'entries')} dropped, {_amount(kept)} kept.",
        utf8=False)  # fmt: skip
    _finish(results, CLEAN)


@command.command()
@baseline_option
@config_option
def audit(baseline: Path | None, config: Path | None) -> None:
    """Scan the baseline's files and say which entries are stale or lack a reason; exit status 1 where one is stale."""
    known, results, stale = _audited(baseline, config)
    for path in sorted({entry.path for entry in known.entries}):
        entries = [entry for entry in known.entries if entry.path == path]
        put(f"{path}: {_state(entries, stale)}", utf8=False)
        for entry in entries:
            if entry.fingerprint in stale:
                put(f"  stale: {entry.text}", utf8=False)
    put(f"{known.path}: {_state(known.entries, stale)}", utf8=False)
    _finish(results, FLAGGED if stale else CLEAN)


def _scan(paths: Sequence[str], options: Options) -> Results:
    from mtcheck.pipeline import open_judge, scan  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.shelf import Spool  # noqa: PLC0415

    judge = open_judge(options, warn)
    with survive_interruption(options, judge):
        return scan(paths, options, judge=judge, spool=Spool())


def _audited(given: Path | None, config: Path | None) -> tuple[Baseline, Results, frozenset[str]]:
    """The baseline, what its files hold now, and the fingerprints of its stale entries."""
    from mtcheck.baseline import load  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.readers import path_named  # noqa: PLC0415
    from mtcheck.suppression import Suppressions  # noqa: PLC0415

    settings = load_config(config)
    known = load(baseline_path(given, settings))
    root = Path(os.path.relpath(known.path.absolute().parent))
    files = {entry.path: path_named(str(root / entry.path)) for entry in known.entries if entry.path != STDIN}
    gone = {path for path, file in files.items() if not os.path.exists(file)}  # noqa: PTH110  for names that are too long
    there = [file for path, file in sorted(files.items()) if path not in gone]
    results = _scan(there, replace(options_of(settings, no_baseline=True), exclude=()))
    suppressions = Suppressions(known)
    for article in results.articles:
        suppressions.apply(article, results.threshold if article.threshold is None else article.threshold)
    missing = {entry.fingerprint for entry in known.entries if entry.path in gone}
    return known, results, suppressions.stale() | missing


def _writable(path: Path) -> Path:
    """The path, where a baseline can be written to it; asked before the scan."""
    if why := fault(str(path), "mtcheck-baseline.json"):
        raise MtcheckError(f"The baseline cannot be written: {why}")
    return path


def _write(baseline: Baseline) -> None:
    from mtcheck.baseline import dump  # noqa: PLC0415  keeps `--help` fast

    write(dump(baseline), str(baseline.path))


def _say(path: Path, line: str) -> None:
    """Say what was written, where it does not stand in what was written."""
    if str(path) in STDOUT_NAMES:
        complain(line)
    else:
        put(line, utf8=False)


def _not_judged(
    known: Sequence[Entry], baseline: Path, paths: Sequence[str], results: Results
) -> tuple[list[Entry], int]:
    """The entries that a scan of `paths` says nothing of, and how many it drops because their files are gone.

    It says nothing of other files, and of articles that it could not judge. A file that is gone from the folders is
    spoken of; one that is there and was left out is not, nor one whose folder is gone, which may not be mounted.
    """
    from mtcheck.baseline import relative  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.readers import path_named  # noqa: PLC0415

    unjudged = {(relative(head.path, baseline), head.id) for head in results.heads if head.verdict == "unscored"}
    scanned = {relative(head.path, baseline) for head in results.heads}
    # Path.absolute() would keep `..`, and Path.is_dir() raises for a name that is too long.
    folders = [Path(os.path.abspath(path)) for path in paths if path != STDIN and os.path.isdir(path)]  # noqa: PTH100, PTH112  as above

    def gone(entry: Entry) -> bool:
        file = Path(path_named(os.path.normpath(baseline.absolute().parent / entry.path)))
        return (
            entry.path != STDIN
            and any(file.is_relative_to(folder) for folder in folders)
            and os.path.isdir(file.parent)  # noqa: PTH112  as above
            and not os.path.lexists(file)
        )

    left = [entry for entry in known if entry.path not in scanned or (entry.path, entry.id) in unjudged]
    kept = [entry for entry in left if not gone(entry)]
    return kept, len(left) - len(kept)


def _amount(entries: Sequence[Entry]) -> str:
    files = len({entry.path for entry in entries})
    return f"{plural(len(entries), 'finding')} in {plural(files, 'file')}"


def _state(entries: Sequence[Entry], stale: frozenset[str]) -> str:
    old = sum(entry.fingerprint in stale for entry in entries)
    unexplained = sum(entry.reason is None for entry in entries)
    return f"{_amount(entries)}, {old:,} stale, {unexplained:,} without a reason" if entries else "no findings"


def _finish(results: Results, status: int) -> NoReturn:
    """Say what could not be read, and exit; that outranks everything else."""
    for error in results.errors:
        complain(f"mtcheck: {error.path}: {error.message}")
    sys.exit(NOT_DONE if results.errors else status)
