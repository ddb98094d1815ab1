"""Options and settings that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtcheck.delivery import STDOUT
from mtcheck.outputs import fault
from mtcheck.results import FAIL_ON
from mtcheck.statuses import INTERRUPTED
from mtcheck.streams import complain

if TYPE_CHECKING:
    from mtcheck.baseline import Baseline
    from mtcheck.config import Config
    from mtcheck.judge import Judge
    from mtcheck.pipeline import Options
    from mtcheck.results import FailOn


def _threshold(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 1:
        raise click.BadParameter("a quality lies between 0 and 1, such as 0.5.")
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
fail_on_option = click.option(
    "--fail-on", type=click.Choice(FAIL_ON), help="What makes the exit status 1 (default: article)."
)
lang_option = click.option("--lang", metavar="CODE", help="The articles' language, such as de; identified by default.")
disable_sign_option = click.option(
    "--disable-sign", "disable_signs", multiple=True, metavar="ID|all", help="Leave a sign out; repeatable."
)
no_cache_option = click.option("--no-cache", is_flag=True, help="Compute everything afresh and keep nothing.")


def load_config(file: Path | None) -> Config:
    """The configuration a command runs with."""
    from mtcheck.config import load  # noqa: PLC0415  keeps `--help` fast

    return load(file, Path.cwd())


def options_of(  # noqa: PLR0913  one argument an option
    config: Config,
    *,
    threshold: float | None = None,
    fail_on: FailOn | None = None,
    lang: str | None = None,
    disable_signs: Sequence[str] = (),
    profile: Path | None = None,
    no_cache: bool = False,
    baseline: Path | None = None,
    no_baseline: bool = False,
) -> Options:
    """How to judge: what the command line says, else the configuration, else the default.

    MtcheckError for what is none of what it should be, such as an unknown sign or a baseline that is not there.
    """
    from mtcheck.overrides import given_for_all  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.pipeline import Options  # noqa: PLC0415
    from mtcheck.signs import check_ids  # noqa: PLC0415

    check_ids(disable_signs, "--disable-sign")
    check_ids(config.disable_signs, f"{config.path}: disable_signs")
    for index, override in enumerate(config.overrides):
        check_ids(override.disable_signs, f"{config.path}: overrides[{index}]")
    profile = _profile(config) if profile is None else profile
    if threshold is None and profile is not None:
        warn_of_threshold(config)
    return Options(
        threshold=config.threshold if threshold is None else threshold,
        fail_on=fail_on or config.fail_on or "article",
        language=config.lang if lang is None else lang,
        disabled_signs=frozenset((*disable_signs, *config.disable_signs)),
        profile=profile,
        use_cache=config.cache and not no_cache,
        cache_megabytes=config.cache_megabytes,
        exclude=config.exclude,
        text_field=config.text_field,
        id_field=config.id_field,
        baseline=resolve_baseline(baseline, config, off=no_baseline),
        inline_ignores=config.inline_ignores,
        allow_words=config.allow_words,
        overrides=given_for_all(
            config.overrides, threshold=threshold is not None, lang=lang is not None, fail_on=fail_on is not None
        ),
        allow_unscored=bool(config.allow_unscored),
    )


def _profile(config: Config) -> Path | None:
    """The configuration's profile, whose path counts from its own folder."""
    return None if config.profile is None else (config.path or Path()).parent / config.profile


def warn_of_threshold(config: Config) -> None:
    """Say that the configuration's threshold, where it has one, stands in for a profile's."""
    if config.threshold is not None:
        warn(f"{config.path} sets threshold = {config.threshold:g}, which overrides the profile's: remove it.")


def warn(sentence: str) -> None:
    """Say on stderr what does not stop the work, but is not as the user will want it."""
    complain(f"mtcheck: {sentence}")


@contextmanager
def survive_interruption(options: Options, judge: Judge) -> Iterator[None]:
    """Tell people who interrupt long work what of it is kept."""
    try:
        yield
    except KeyboardInterrupt:
        kept = options.use_cache and judge.cache.unavailable_because is None
        complain(f"mtcheck: interrupted; {'what was computed is kept in the cache' if kept else 'nothing is kept'}.")
        sys.exit(INTERRUPTED)


baseline_option = click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Findings known before, which do not count (default: mtcheck-baseline.json, where there is one).",
)
no_baseline_option = click.option("--no-baseline", is_flag=True, help="Judge as if there were no baseline.")


def baseline_path(given: Path | None, config: Config) -> Path:
    """Where the baseline is, or would be: the file given, else the configuration's, else the one of the usual name.

    What the configuration names counts from its own folder, and so does the usual name.
    """
    from mtcheck.baseline import FILE  # noqa: PLC0415  keeps `--help` fast

    if given is not None:
        return given
    folder = Path() if config.path is None else Path(os.path.relpath(config.path.parent))
    return folder / (config.baseline or FILE)


def resolve_baseline(given: Path | None, config: Config, *, off: bool = False) -> Baseline | None:
    """The baseline to judge by. MtcheckError for one that is named but not there, or cannot be read."""
    from mtcheck.baseline import load  # noqa: PLC0415  keeps `--help` fast

    path = baseline_path(given, config)
    named = given is not None or config.baseline is not None
    return load(path) if not off and (named or path.is_file()) else None
