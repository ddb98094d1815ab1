"""`mtcheck score`: rows of text in, one JSON line out for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from mtcheck.commands.options import (
    config_option,
    disable_sign_option,
    load_config,
    no_cache_option,
    options_of,
    profile_option,
    survive_interruption,
    warn,
)
from mtcheck.streams import STDIN, put


@click.command()
@click.argument("file", default=STDIN, metavar="[FILE|-]")
@click.option("--lang", metavar="CODE", help="The rows' language; identified row by row by default.")
@click.option("--column", metavar="NAME", help="FILE is a UTF-8 table (.tsv or .csv) with a header: judge this column.")
@disable_sign_option
@config_option
@profile_option
@click.option("--explain", is_flag=True, help="Add the sentences with reasons, tokens and round trips.")
@no_cache_option
def command(  # noqa: PLR0913, PLR0917  one argument an option
    file: str,
    lang: str | None,
    column: str | None,
    disable_signs: Sequence[str],
    config: Path | None,
    profile: Path | None,
    *,
    explain: bool,
    no_cache: bool,
) -> None:
    """Judge one text a line (or a row), and print one JSON line for each, in order."""
    from mtcheck.pipeline import open_judge  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.rows import read_rows, score  # noqa: PLC0415

    settings = load_config(config)
    rows = replace(settings, overrides=())  # they have no paths
    options = options_of(
        rows, lang=lang, disable_signs=disable_signs, profile=profile, no_cache=no_cache, no_baseline=True
    )
    judge = open_judge(options, warn)
    with survive_interruption(options, judge):
        for row in score(read_rows(file, column), options, judge=judge):
            if not put(row.line(explain=explain)):
                break  # whoever read our output has had enough
