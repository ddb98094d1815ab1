"""Options and settings that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtcheck.delivery import STDOUT, fault
from mtcheck.errors import MtcheckError
from mtcheck.streams import complain

if TYPE_CHECKING:
    from mtcheck.config import Config
    from mtcheck.judge import Judge
    from mtcheck.pipeline import Options

INTERRUPTED = 130
_FAIL_ON = click.Choice(("article", "sentence", "never"))


def _threshold(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 1:
        raise click.BadParameter("a quality lies between 0 and 1, such as 0.7.")
    return value


threshold_option = click.option(
    "--threshold", type=float, callback=_threshold, metavar="Q", help="Flag sentences of a quality below Q (0 to 1)."
)


def _output(_: click.Context, __: click.Parameter, value: str) -> str:
    if why := fault(value):
        raise click.BadParameter(why)
    return value


output_option = click.option(
    "--output", "-o", default=STDOUT, callback=_output, metavar="FILE", help="Write there instead of printing."
)
profile_option = click.option(
    "--profile", type=click.Path(path_type=Path), metavar="FILE", help="Judge by this profile (`mtcheck calibrate`)."
)
config_option = click.option(
    "--config", type=click.Path(path_type=Path), metavar="FILE", help="Read this configuration only."
)
fail_on_option = click.option("--fail-on", type=_FAIL_ON, help="What makes the exit status 1 (default: article).")


def load_config(file: Path | None) -> Config:
    """The configuration a command runs with."""
    from mtcheck.config import load  # noqa: PLC0415  keeps `--help` fast

    return load(file, Path.cwd())


def resolve_profile(given: Path | None, config: Config) -> Path | None:
    """The profile given, else the configuration's, whose path counts from its own folder."""
    if given is not None or config.profile is None:
        return given
    return Path(config.profile) if config.path is None else config.path.parent / config.profile


def resolve_language(given: str | None, config: Config) -> str | None:
    """The language given, else the configuration's. MtcheckError for a code that is none."""
    from mtcheck.language import KNOWN  # noqa: PLC0415  keeps `--help` fast

    language = config.lang if given is None else given
    if language is not None and language not in KNOWN:
        raise MtcheckError(f"Unknown language {language!r}: give an ISO 639-1 code such as de, en or fr.")
    return language


def resolve_signs(given: Sequence[str], config: Config) -> frozenset[str]:
    """The signs left out, by options and configuration. MtcheckError for an id that is none."""
    from difflib import get_close_matches  # noqa: PLC0415  keeps `--help` fast

    from mtcheck.signs import ids  # noqa: PLC0415

    names = frozenset(given) | frozenset(config.disable_signs)
    known = (*ids(), "all")
    for name in sorted(names):
        if name not in known:
            near = get_close_matches(name, known, 1, 0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(known)}."
            raise MtcheckError(f"Unknown sign {name!r}: {hint}")
    return names


@contextmanager
def survive_interruption(options: Options, judge: Judge) -> Iterator[None]:
    """Tell people who interrupt long work what of it is kept."""
    try:
        yield
    except KeyboardInterrupt:
        kept = options.use_cache and judge.cache.unavailable_because is None
        complain(f"mtcheck: interrupted; {'what was computed is kept in the cache' if kept else 'nothing is kept'}.")
        sys.exit(INTERRUPTED)
