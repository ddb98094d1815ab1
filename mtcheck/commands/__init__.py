"""Commands one a file, imported when they are run: `mtcheck --help` needs none of them."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS: dict[str, str] = {
    "baseline": "Record findings that were there before.",
    "calibrate": "Fit threshold and calibration to your own text: writes a profile.",
    "doctor": "Say what is installed, which language is judged how, and what is wrong.",
    "eval": "Measure mtcheck on a labelled table.",
    "models": "List, install, verify and remove translation models.",
    "report": "Judge the results of an earlier scan again and render them; no model is loaded.",
    "scan": "Scan articles: files, folders, globs, or - for standard input.",
    "score": "Judge one text a line (or a row), and print one JSON line for each, in order.",
    "serve": "Judge articles that are posted over HTTP.",
    "watch": "Judge each article that arrives in a folder, once.",
}
"""By command: what `mtcheck --help` says of it. `mtcheck/commands/<command>.py` holds it under the name `command`."""


class Lazy(click.Group):
    """A group whose commands stand in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click gives it
        """Every command, in the order they are listed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as above
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        found = import_module(f"mtcheck.commands.{cmd_name}").command
        if not isinstance(found, click.Command):
            raise TypeError(cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  as above
        """The list of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
