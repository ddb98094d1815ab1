"""`mtcheck models`: the translation models at hand."""

from __future__ import annotations

import click

from mtcheck.errors import MtcheckError
from mtcheck.streams import put


@click.group()
def command() -> None:
    """List, install, verify and remove translation models."""


@command.command("list")
def list_models() -> None:
    """Show the models at hand: version, quality, origin and place."""
    from mtcheck.models import listing  # noqa: PLC0415  keeps `--help` fast

    put(listing(), utf8=False)


@command.command()
@click.argument("what", metavar="PAIR|FILE")
def install(what: str) -> None:
    """Install a pair (such as de-en) from Argos' index, or a .argosmodel file."""
    from mtcheck.argos.install import install as run  # noqa: PLC0415  keeps `--help` fast

    pair = run(what)
    put(f"Installed {pair.name} {pair.version} in {pair.path}", utf8=False)


@command.command()
def verify() -> None:
    """Check every model file against its recorded sha256."""
    from mtcheck.models import verification  # noqa: PLC0415  keeps `--help` fast

    lines, sound = verification()
    put("\n".join(lines), utf8=False)
    if not sound:
        raise MtcheckError("A model is damaged: reinstall mtcheck, or remove the pair and install it again.")


@command.command()
@click.argument("pair", metavar="PAIR")
def remove(pair: str) -> None:
    """Remove an installed pair."""
    from mtcheck.argos.install import remove as run  # noqa: PLC0415  keeps `--help` fast

    for gone in run(pair):
        put(f"Removed {gone.name} {gone.version} from {gone.path}", utf8=False)
