"""Commands one a file, imported when they are run: `mtcheck --help` needs none of them."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS: dict[str, str] = {
    "calibrate": "Fit threshold and calibration to your own text: writes a profile.",
    "baseline": "Record findings that were there before.",
    "doctor": "Say what is installed, which language is judged how, and what is wrong.",
    "eval": "Measure mtcheck on a labelled table.",
    "serve": "Judge articles that are posted over HTTP.",
    "watch": "Judge each article that arrives in a folder, once.",
}
"""By command: what `mtcheck --help` says of it. `mtcheck/commands/<command>.py` holds it under the name `command`."""


class Lazy(click.Group):
    """A group whose further commands stand in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, sorted."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        found = import_module(f"mtcheck.commands.{cmd_name}").command
        if not isinstance(found, click.Command):
            raise TypeError(cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click gives it
        """The list of commands, without importing one."""
        own = {name: command.get_short_help_str(80) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted((own | COMMANDS).items()))
