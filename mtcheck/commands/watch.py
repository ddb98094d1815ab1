"""`mtcheck watch`: an ingestion folder, each new article judged once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click

from mtcheck.commands.options import (
    config_option,
    lang_option,
    load_config,
    options_of,
    survive_interruption,
    threshold_option,
    warn,
)
from mtcheck.errors import MtcheckError
from mtcheck.report import FORMATS
from mtcheck.statuses import CLEAN, FLAGGED, NOT_DONE
from mtcheck.streams import complain, put

STATE = ".mtcheck-watch.sqlite3"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--reports",
    type=click.Path(path_type=Path),
    default="mtcheck-reports",
    show_default=True,
    metavar="DIR",
    help="Where each article's report goes, under the article's own name.",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(tuple(FORMATS)),
    multiple=True,
    default=("json",),
    help="What reports to write (default: json); repeatable.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"The book of what was judged (default: {STATE} beside the reports).",
)
@click.option("--patience", type=click.FloatRange(0.1), default=2.0, show_default=True, metavar="SECONDS",
              help="How long a file must stay unchanged to count as finished.")  # fmt: skip
@click.option("--interval", type=click.FloatRange(0.1), default=1.0, show_default=True, metavar="SECONDS",
              help="How often to look where the system does not say what changes.")  # fmt: skip
@click.option("--once", is_flag=True, help="Judge what is finished now and stop, with the exit status of a scan.")
@threshold_option
@lang_option
@config_option
def command(  # noqa: PLR0913  one argument an option
    folder: Path,
    reports: Path,
    formats: Sequence[str],
    state: Path | None,
    *,
    patience: float,
    interval: float,
    once: bool,
    threshold: float | None,
    lang: str | None,
    config: Path | None,
) -> None:
    """Judge each article that arrives in a folder, once, and print one JSON line a verdict.

    Finished files only: as large and as old as some seconds ago, under a name that is not a temporary one. What was
    judged is not judged again, also after a kill; a file whose content changes is.
    """
    from mtcheck.ingest.ledger import Ledger  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.ingest.run import Ingest, Watch, tell_all  # noqa: PLC0415
    from mtcheck.ingest.wake import waker  # noqa: PLC0415
    from mtcheck.pipeline import open_judge  # noqa: PLC0415

    _check(folder, reports)
    settings = load_config(config)
    options = options_of(settings, threshold=threshold, lang=lang)
    ledger = Ledger(state or reports / STATE)
    judge = open_judge(options, warn)
    ingest = Ingest(Watch(folder, reports, tuple(dict.fromkeys(formats)), patience), ledger, judge, options)
    counts: Counter[str] = Counter()
    failed = False
    with survive_interruption(options, judge):
        late = [ledger.untold()]  # what a kill kept back
        wait = waker(folder, interval)
        while True:
            for entries in chain(late, ingest.look()):
                counts.update(entry.verdict for entry in entries)
                failed = failed or any(entry.fails for entry in entries)
                if not tell_all(ledger, entries, put):
                    return  # whoever read our output has had enough
            late = []
            if once and not ingest.waiting:
                break
            if not folder.is_dir():
                raise MtcheckError(f"The folder {folder} is gone: mount or make it again, and start anew.")
            wait(ingest.waiting)
    missed = ingest.unread or counts["error"] or (counts["unscored"] and not options.allow_unscored)
    if missed:
        complain("mtcheck: not everything could be judged: see the lines printed.")
    raise SystemExit(NOT_DONE if missed else FLAGGED if failed else CLEAN)


def _check(folder: Path, reports: Path) -> None:
    """MtcheckError for folders that cannot be watched or written to."""
    if not folder.is_dir():
        raise MtcheckError(f"{folder} is no folder: name the one that articles arrive in.")
    there = next(path for path in (reports.absolute(), *reports.absolute().parents) if os.path.lexists(path))
    if not os.path.isdir(there):  # noqa: PTH112  Path.is_dir() raises for what cannot be looked at
        raise MtcheckError(f"The reports cannot be written: {there} is no folder. Name another with --reports.")
    inside = reports.absolute().resolve()
    if inside == folder.resolve() or folder.resolve() in inside.parents:
        raise MtcheckError(
            "The reports would be taken for new articles: name a --reports folder outside the watched one."
        )
