"""`mtcheck doctor`: what is installed, which language is judged how, and what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mtcheck.commands.options import baseline_path, config_option, load_config, options_of
from mtcheck.statuses import CLEAN, NOT_DONE
from mtcheck.streams import put


@click.command()
@config_option
def command(config: Path | None) -> None:
    """Say what is installed, which language is judged how, and what is wrong; exit status 2 where something is."""
    from mtcheck.doctor import examine, told  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.pipeline import open_judge  # noqa: PLC0415

    settings = load_config(config)
    judge = open_judge(options_of(settings, no_baseline=True))
    checks = examine(settings, baseline_path(None, settings), judge)
    put(told(checks), utf8=False)
    sys.exit(NOT_DONE if any(check.wrong for check in checks) else CLEAN)
