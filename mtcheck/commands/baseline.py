"""`mtcheck baseline`: findings that were there before, so that only new damage fails the gate."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtcheck.commands.options import (
    baseline_option,
    baseline_path,
    config_option,
    load_config,
    options_of,
    survive_interruption,
    threshold_option,
    warn,
)
from mtcheck.errors import MtcheckError
from mtcheck.report.findings import plural
from mtcheck.streams import complain, put

if TYPE_CHECKING:
    from mtcheck.baseline import Baseline, Entry
    from mtcheck.pipeline import Options
    from mtcheck.results import Results

CLEAN, STALE, NOT_DONE = 0, 1, 2


@click.group()
def command() -> None:
    """Record findings that were there before, so that only new damage fails the gate."""


@command.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@baseline_option
@click.option("--reason", metavar="TEXT", help="Why these findings may stay; kept with each.")
@click.option("--force", is_flag=True, help="Replace a baseline that is there; the reasons of what stays are kept.")
@threshold_option
@click.option("--lang", metavar="CODE", help="The articles' language, such as de; identified by default.")
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
    path = baseline_path(baseline, settings)
    there = path.is_file()
    if there and not force:
        raise MtcheckError(
            f"The baseline {path} exists: --force replaces it, `mtcheck baseline prune` drops what is stale in it."
        )
    known = {entry.fingerprint: entry.reason for entry in (load(path).entries if there else ())}
    results = _scan(paths, options_of(settings, threshold=threshold, lang=lang, no_baseline=True))
    made = make(results.articles, path, reason=reason)
    made = replace(made, entries=tuple(replace(e, reason=known.get(e.fingerprint) or e.reason) for e in made.entries))
    _write(made)
    put(f"{path}: {_amount(made.entries)}.", utf8=False)
    _finish(results, CLEAN)


@command.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@baseline_option
@config_option
def add(file: Path, baseline: Path | None, config: Path | None) -> None:
    """Add the entries of FILE, such as those that the HTML report saved, to the baseline; make it where there is none.

    Of an entry that is there already the reason given in FILE counts.
    """
    from mtcheck.baseline import Baseline, load  # noqa: PLC0415  keeps `--help` fast

    path = baseline_path(baseline, load_config(config))
    added = load(file)
    known = load(path) if path.is_file() else Baseline((), path)
    entries = {entry.fingerprint: entry for entry in known.entries}
    for entry in added.entries:
        before = entries.get(entry.fingerprint)
        entries[entry.fingerprint] = replace(entry, reason=entry.reason or (before.reason if before else None))
    merged = Baseline(tuple(entries.values()), path)
    _write(merged)
    new = len(merged.entries) - len(known.entries)
    put(f"{path}: {plural(new, 'new finding')}, {_amount(merged.entries)} in all.", utf8=False)


@command.command()
@baseline_option
@config_option
def prune(baseline: Path | None, config: Path | None) -> None:
    """Scan the baseline's files and drop the entries that are no longer found in them."""
    known, results, stale = _audited(baseline, config)
    kept = tuple(entry for entry in known.entries if entry.fingerprint not in stale)
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
    _finish(results, STALE if stale else CLEAN)


def _scan(paths: Sequence[str], options: Options) -> Results:
    from mtcheck.pipeline import open_judge, scan  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.shelf import Spool  # noqa: PLC0415

    judge = open_judge(options, warn)
    with survive_interruption(options, judge):
        return scan(paths, options, judge=judge, spool=Spool())


def _audited(given: Path | None, config: Path | None) -> tuple[Baseline, Results, frozenset[str]]:
    """The baseline, what its files hold now, and the fingerprints of its stale entries."""
    from mtcheck.baseline import load  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.suppression import Suppressions  # noqa: PLC0415

    settings = load_config(config)
    known = load(baseline_path(given, settings))
    root = Path(os.path.relpath(known.path.absolute().parent))
    files = {entry.path: root / entry.path for entry in known.entries if entry.path != "-"}
    gone = {path for path, file in files.items() if not file.exists()}
    there = [str(file) for path, file in sorted(files.items()) if path not in gone]
    results = _scan(there, replace(options_of(settings, no_baseline=True), exclude=()))
    suppressions = Suppressions(known)
    for article in results.articles:
        suppressions.apply(article, results.threshold if article.threshold is None else article.threshold)
    missing = {entry.fingerprint for entry in known.entries if entry.path in gone}
    return known, results, suppressions.stale() | missing


def _write(baseline: Baseline) -> None:
    """Write the file whole or not at all."""
    from mtcheck.baseline import dump  # noqa: PLC0415  keeps `--help` fast

    part = baseline.path.with_name(f"{baseline.path.name}.part")
    try:
        part.write_text(dump(baseline), encoding="utf-8")
        part.replace(baseline.path)
    except OSError as error:
        raise MtcheckError(
            f"The baseline {baseline.path} could not be written ({error.strerror or error}): choose another place."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _amount(entries: Sequence[Entry]) -> str:
    files = len({entry.path for entry in entries})
    return f"{plural(len(entries), 'finding')} in {plural(files, 'file')}"


def _state(entries: Sequence[Entry], stale: frozenset[str]) -> str:
    old = sum(entry.fingerprint in stale for entry in entries)
    unexplained = sum(entry.reason is None for entry in entries)
    return f"{_amount(entries)}, {old:,} stale, {unexplained:,} without a reason" if entries else "no findings"


def _finish(results: Results, status: int) -> None:
    """Say what could not be read, and exit; that outranks everything else."""
    for error in results.errors:
        complain(f"mtcheck: {error.path}: {error.message}")
    sys.exit(NOT_DONE if results.errors else status)
