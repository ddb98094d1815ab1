"""`mtcheck scan`: articles in, verdicts and reports out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from mtcheck.commands.options import (
    baseline_option,
    baseline_path,
    config_option,
    disable_sign_option,
    fail_on_option,
    lang_option,
    load_config,
    no_baseline_option,
    no_cache_option,
    options_of,
    output_option,
    profile_option,
    survive_interruption,
    threshold_option,
    warn,
)
from mtcheck.commands.outcome import finish, is_shown
from mtcheck.delivery import deliver
from mtcheck.outputs import check, fault
from mtcheck.report import FORMATS
from mtcheck.results import KINDS
from mtcheck.streams import STDIN, complain, open_text

if TYPE_CHECKING:
    from mtcheck.config import Config
    from mtcheck.pipeline import Options


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--format", "format_", type=click.Choice(tuple(FORMATS)), default="terminal", help="What to print.")
@output_option
@click.option("--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Also write this report; repeatable.")
@threshold_option
@fail_on_option
@lang_option
@config_option
@disable_sign_option
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(KINDS),
    help="Leave a kind of evidence out of the quality, to see what it does; repeatable.",
)
@profile_option
@baseline_option
@no_baseline_option
@click.option("--files-from", metavar="FILE|-", help="Read paths to scan from a file, one a line.")
@click.option("--changed-since", metavar="REV", help="Only files that git says differ, or are new.")
@click.option("--text-field", metavar="NAME", help="JSON Lines: the field with the text (default: text).")
@click.option("--id-field", metavar="NAME", help="JSON Lines: the field with the id (default: id).")
@no_cache_option
@click.option("--allow-unscored", is_flag=True, default=None, help="Articles that cannot be judged do not matter.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def command(**arguments: Any) -> None:  # noqa: ANN401  click hands over what the options above declare
    """Scan articles: files, folders, globs, or - for standard input."""
    from mtcheck.pipeline import open_judge, scan  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.shelf import Spool  # noqa: PLC0415

    config = load_config(arguments["config"])
    options = _options(arguments, config)
    reports = [_report(text) for text in arguments["reports"]]
    named = _named(arguments)
    outputs = [(arguments["format_"], arguments["output"]), *reports]
    # Also where --no-baseline leaves it unread: nothing else holds what it knows.
    known = baseline_path(arguments["baseline"], config)
    read = (config.path, known, options.profile, arguments["files_from"], STDIN if STDIN in named else None)
    options = replace(options, spared=check(outputs, read, named))
    paths = _changed(named, arguments["changed_since"], options.exclude)
    judge = open_judge(options, warn)
    with survive_interruption(options, judge), _progress(paths, options, shown=not arguments["quiet"]) as done:
        results = scan(paths, options, judge=judge, done=done, spool=Spool())
    if options.use_cache and judge.nothing_kept is not None:
        complain(f"mtcheck: {judge.nothing_kept}")
    failures = deliver(results, arguments["format_"], arguments["output"], reports)
    revision = arguments["changed_since"]
    changed = "" if revision is None else f" that has changed since {revision}"
    nothing = f"Nothing to scan: the paths hold no article in a format mtcheck reads{changed}."
    shown = is_shown(arguments["format_"], arguments["output"])
    finish(results, failures, nothing, allow_unscored=options.allow_unscored, shown=shown)


def _options(arguments: dict[str, Any], config: Config) -> Options:
    """What the command line says, else the configuration, else the default."""
    shared = ("threshold", "fail_on", "lang", "disable_signs", "profile", "no_cache", "baseline", "no_baseline")
    options = options_of(config, **{name: arguments[name] for name in shared})
    return replace(
        options,
        without=_left_out(arguments["without"]),
        text_field=arguments["text_field"] or config.text_field,
        id_field=arguments["id_field"] or config.id_field,
        allow_unscored=arguments["allow_unscored"] or options.allow_unscored,
        allow_empty=arguments["changed_since"] is not None,  # a change that touches no article passes
    )


def _left_out(kinds: Sequence[str]) -> frozenset[str]:
    """The kinds of evidence to leave out; something must be left to judge by."""
    if {"fluency", "round_trip", "signs"} <= set(kinds):
        raise click.BadOptionUsage("without", "Nothing would be left to judge by: keep fluency, round_trip or signs.")
    return frozenset(kinds)


def _report(text: str) -> tuple[str, str]:
    """A `--report FORMAT=FILE` as (format, file)."""
    form, equals, file = text.partition("=")
    if not equals or form not in FORMATS or not file:
        raise click.BadOptionUsage(
            "report", f"{text!r} is not FORMAT=FILE, such as html=report.html. Formats: {', '.join(FORMATS)}."
        )
    if why := fault(file):
        raise click.BadOptionUsage("report", why)
    return form, file


def _named(arguments: dict[str, Any]) -> Sequence[str]:
    """The paths to scan, from the command line or a list."""
    paths = list(arguments["paths"])
    listed = arguments["files_from"]
    if listed is not None:
        with open_text(listed) as stream:
            lines = [line.rstrip("\r\n") for line in stream]
        paths += [line for line in lines if line.strip()]
        if not paths:
            raise click.UsageError(f"Nothing to scan: the list {listed!r} names no path.")
    if not paths and arguments["changed_since"] is None:
        raise click.UsageError("Nothing to scan: name files or folders, such as `mtcheck scan corpus/`.")
    return paths or ["."]


def _changed(paths: Sequence[str], revision: str | None, exclude: Sequence[str]) -> Sequence[str]:
    """Those of the paths that git says have changed; all of them without a revision."""
    if revision is None:
        return paths
    from mtcheck.changes import changed_since  # noqa: PLC0415  only here

    return changed_since(revision, paths, exclude)


def _progress(paths: Sequence[str], options: Options, *, shown: bool) -> Any:  # noqa: ANN401  one of two context managers
    """A progress bar on a terminal, nothing elsewhere."""
    if not (shown and sys.stderr is not None and sys.stderr.isatty()):
        return nullcontext(lambda _: None)
    from mtcheck.progress import progress  # noqa: PLC0415  rich is slow to import
    from mtcheck.readers import discover  # noqa: PLC0415  keeps `--help` fast

    return progress(sum(1 for _ in discover(paths, options.exclude, options.spared)))
