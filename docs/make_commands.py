"""Put the help texts of all commands into docs/commands.md, between their marks; `make docs` runs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from mtcheck.cli import mtcheck

FILE = Path(__file__).with_name("commands.md")
WIDTH = 100
BLOCK = re.compile(r"<!-- help: (?P<command>[a-z -]+) -->\n.*?<!-- /help -->", re.DOTALL)


def commands(
    command: click.Command = mtcheck, path: tuple[str, ...] = ("mtcheck",)
) -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before what is in them."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from commands(found, (*path, name))


def help_text(name: str, command: click.Command) -> str:
    """What `NAME --help` prints on a terminal of that width."""
    context = click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    context.help_option_names = ["-h", "--help"]
    return command.get_help(context)


def filled(text: str) -> str:
    """The document with every block as the commands are now. KeyError for a block of no command."""
    known = dict(commands())

    def block(found: re.Match[str]) -> str:
        name = found["command"]
        return f"<!-- help: {name} -->\n```\n{help_text(name, known[name])}\n```\n<!-- /help -->"

    return BLOCK.sub(block, text)


if __name__ == "__main__":
    FILE.write_text(filled(FILE.read_text(encoding="utf-8")), encoding="utf-8")
