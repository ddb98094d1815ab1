"""`mtcheck calibrate`: threshold and calibration from a user's own text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from mtcheck.commands.options import (
    baseline_path,
    config_option,
    load_config,
    no_cache_option,
    options_of,
    survive_interruption,
    warn,
    warn_of_threshold,
)

DEFAULT_OUTPUT = "mtcheck-profile.json"


def _share(_: click.Context, __: click.Parameter, value: float) -> float:
    if not 0 < value <= 0.5:  # noqa: PLR2004  half of them flagged is no promise any more
        raise click.BadParameter("a share lies above 0 and at most at 0.5, such as 0.01.")
    return value


@click.command("calibrate")
@click.argument("clean", nargs=-1, metavar="[PATH]...")
@click.option("--labelled", multiple=True, metavar="TABLE", help="A table as `mtcheck eval` reads it; repeatable.")
@click.option("--column", metavar="NAME", help="The column with the text (default: text).")
@click.option("--label", metavar="NAME", help="The column with labels: 1 garbled, 0 sound (default: label).")
@click.option("--score", metavar="NAME", help="The column with graded scores, cut by --garbled and --sound.")
@click.option("--document", metavar="NAME", help="The column with the document's name (default: document, if there).")
@click.option("--garbled", metavar="RULE", help="Which graded scores are garbled, such as '<50' or '>=10'.")
@click.option("--sound", metavar="RULE", help="Which graded scores are sound; by default all that are not garbled.")
@click.option(
    "--false-positives",
    "share",
    type=float,
    default=0.01,
    callback=_share,
    metavar="SHARE",
    help="The share of clean sentences that may be flagged (default: 0.01).",
)
@click.option("--lang", metavar="CODE", help="The texts' language; identified by default.")
@config_option
@click.option(
    "--output", "-o", default=DEFAULT_OUTPUT, metavar="FILE", help=f"The profile (default: {DEFAULT_OUTPUT})."
)
@no_cache_option
def command(  # noqa: PLR0913, PLR0917  one argument an option
    clean: Sequence[str],
    labelled: Sequence[str],
    column: str | None,
    label: str | None,
    score: str | None,
    document: str | None,
    garbled: str | None,
    sound: str | None,
    share: float,
    lang: str | None,
    config: Path | None,
    output: str,
    *,
    no_cache: bool,
) -> None:
    """Fit threshold and calibration to your own text, and write a profile for `mtcheck scan --profile FILE`.

    PATH... are clean articles (files and folders, as for scan): as many of their sentences as --false-positives says
    are flagged afterwards. --labelled tables also recalibrate the quality itself, and weigh the round trips of
    installed packages where 100 garbled and 100 sound rows or more say how.
    """
    from mtcheck.calibration.run import run  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.errors import MtcheckError  # noqa: PLC0415
    from mtcheck.evaluation.table import Columns, parse_rule, read_labelled  # noqa: PLC0415
    from mtcheck.outputs import check, fault  # noqa: PLC0415
    from mtcheck.pipeline import open_judge  # noqa: PLC0415
    from mtcheck.readers import discover  # noqa: PLC0415

    if not clean and not labelled:
        raise click.UsageError("Nothing to calibrate with: name clean articles, or a table with --labelled.")
    if score is not None and (garbled is None or label is not None):
        raise click.UsageError("--score needs --garbled, to say which scores are garbled, and excludes --label.")
    if garbled is None and sound is not None:
        raise click.UsageError("--sound needs --garbled: say which scores are garbled too.")
    if why := fault(output):
        raise click.BadOptionUsage("output", why)
    columns = Columns(
        column,
        label,
        score or (None if garbled is None else "score"),
        document,
        garbled=None if garbled is None else parse_rule(garbled),
        sound=None if sound is None else parse_rule(sound),
    )
    settings = load_config(config)
    tables = [read_labelled(table, columns, warn) for table in labelled]
    for name, rows in zip(labelled, tables, strict=True):
        if garbled is None and any(row.label is None for row in rows):
            raise MtcheckError(f"{name} has graded scores: say which are garbled, as with --garbled '<50'.")
    warn_of_threshold(settings)
    settings = replace(settings, threshold=None, profile=None)  # what is to be found
    options = options_of(settings, lang=lang, no_cache=no_cache, no_baseline=True)
    check([("json", output)], (*labelled, settings.path, baseline_path(None, settings), *discover(clean)), clean)
    judge = open_judge(options, warn)
    with survive_interruption(options, judge):
        run(tables, clean, judge, options, share, output)
