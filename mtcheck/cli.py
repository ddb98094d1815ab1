"""The command line: its commands, and what every outcome's exit status is."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any, NoReturn, cast

import click

from mtcheck.commands import Lazy
from mtcheck.errors import MtcheckError
from mtcheck.statuses import BUG, CLEAN, INTERRUPTED, NOT_DONE
from mtcheck.streams import complain


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mtcheck", message="%(prog)s %(version)s")
def mtcheck() -> None:
    """Find garbled machine translation in articles, without the source text and without a network.

    Exit status: 0 clean, 1 something flagged, 2 not all of the work could be done, 3 a bug in mtcheck,
    130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; turns every outcome into the contract's exit status."""
    _survive_odd_terminals()
    sys.exit(_guarded(lambda: mtcheck.main(args=arguments, prog_name="mtcheck", standalone_mode=False)))


def _survive_odd_terminals() -> None:
    """Text may hold characters that the terminal's encoding lacks: those are escaped, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            cast("Any", stream).reconfigure(errors="backslashreplace")


def _guarded(run: Callable[[], object]) -> int:  # noqa: PLR0911  one return an outcome
    try:
        result = run()
    except MtcheckError as error:
        return _undone(str(error))
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)
        complain(shown.getvalue().rstrip("\n"))
        return NOT_DONE
    except (KeyboardInterrupt, click.Abort):
        complain("mtcheck: interrupted.")
        return INTERRUPTED
    except OSError as error:
        return _undone(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}: check the disk.")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else NOT_DONE
    except Exception:  # noqa: BLE001  the contract has a status for our own bugs
        complain(traceback.format_exc())
        complain("mtcheck: this is a bug in mtcheck; please report it with the lines above.")
        return BUG
    return result if isinstance(result, int) else CLEAN


def _undone(message: str) -> int:
    complain(f"mtcheck: {message}")
    return NOT_DONE


if __name__ == "__main__":
    main()
