"""The commands, thin over the API. Heavy modules are imported by the command that needs them: `--help` stays fast."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click

from mtcheck.commands import Lazy
from mtcheck.commands.options import (
    baseline_option,
    baseline_path,
    config_option,
    fail_on_option,
    load_config,
    no_baseline_option,
    options_of,
    output_option,
    profile_option,
    resolve_baseline,
    survive_interruption,
    tell_unjudged,
    threshold_option,
    warn,
)
from mtcheck.delivery import STDOUT_NAMES, deliver, fault, refuse_inputs, write
from mtcheck.errors import MtcheckError
from mtcheck.report import FORMATS
from mtcheck.results import KINDS
from mtcheck.statuses import BUG, CLEAN, FLAGGED, INTERRUPTED, NOT_DONE
from mtcheck.streams import STDIN, complain, open_text, put

if TYPE_CHECKING:
    from mtcheck.config import Config
    from mtcheck.pipeline import Options
    from mtcheck.results import FailOn, Results

_FORMAT = click.Choice(tuple(FORMATS))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mtcheck", message="%(prog)s %(version)s")
def mtcheck() -> None:
    """Find garbled machine translation in articles, without the source text and without a network.

    Exit status: 0 clean, 1 something flagged, 2 not all of the work could be done, 3 a bug in mtcheck,
    130 interrupted.
    """


@mtcheck.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--format", "format_", type=_FORMAT, default="terminal", help="What to print.")
@output_option
@click.option("--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Also write this report; repeatable.")
@threshold_option
@fail_on_option
@click.option("--lang", metavar="CODE", help="The articles' language, such as de; identified by default.")
@config_option
@click.option("--disable-sign", "disable_signs", multiple=True, metavar="ID|all", help="Leave a sign out; repeatable.")
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
@click.option("--no-cache", is_flag=True, help="Compute everything afresh and keep nothing.")
@click.option("--allow-unscored", is_flag=True, default=None, help="Articles that cannot be judged do not matter.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def scan(**arguments: Any) -> None:  # noqa: ANN401  click hands over what the options above declare
    """Scan articles: files, folders, globs, or - for standard input."""
    from mtcheck.own_reports import refuse_likenesses, spared  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.pipeline import open_judge  # noqa: PLC0415
    from mtcheck.pipeline import scan as run  # noqa: PLC0415
    from mtcheck.shelf import Spool  # noqa: PLC0415

    config = load_config(arguments["config"])
    options = _options(arguments, config)
    reports = [_report(text) for text in arguments["reports"]]
    named = _named(arguments)
    targets = [arguments["output"], *(file for _, file in reports)]
    # Also where --no-baseline leaves it unread: nothing else holds what it knows.
    known = baseline_path(arguments["baseline"], config)
    refuse_inputs(
        targets, (config.path, known, options.profile, arguments["files_from"], STDIN if STDIN in named else None)
    )
    options = replace(options, spared=spared(targets, named))
    refuse_likenesses([*reports, (arguments["format_"], arguments["output"])], named)
    paths = _changed(named, arguments["changed_since"], options.exclude)
    judge = open_judge(options, warn)
    with survive_interruption(options, judge), _progress(paths, options, shown=not arguments["quiet"]) as done:
        results = run(paths, options, judge=judge, done=done, spool=Spool())
    if options.use_cache and judge.cache.unavailable_because is not None:
        why = judge.cache.unavailable_because
        broken = any(said in why for said in ("not a database", "malformed"))  # SQLite's words for a damaged file
        fix = "delete that file" if broken else "set MTCHECK_CACHE_DIR to a folder that can be written"
        complain(f"mtcheck: nothing is kept for the next scan ({why}): {fix}, or say --no-cache.")
    failures = deliver(results, arguments["format_"], arguments["output"], reports)
    revision = arguments["changed_since"]
    changed = "" if revision is None else f" that has changed since {revision}"
    nothing = f"Nothing to scan: the paths hold no article in a format mtcheck reads{changed}."
    shown = _shown(arguments["format_"], arguments["output"])
    _finish(results, failures, nothing, allow_unscored=options.allow_unscored, shown=shown)


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


def _shown(form: str, output: str) -> bool:
    """Whether the report is for people who also see stderr: both on a terminal."""
    seen = all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr))
    return form == "terminal" and output in STDOUT_NAMES and seen


def _finish(results: Results, failures: Sequence[str], nothing: str, *, allow_unscored: bool, shown: bool) -> NoReturn:
    """Say on stderr what could not be done, and exit as the contract says: 2 outranks 1.

    `nothing` is what to say where there is no article. What could not be read is not said twice where the same people
    were `shown` it in the report.
    """
    for failure in failures:
        complain(f"mtcheck: {failure}")
    if results.errors and shown:
        from mtcheck.report.findings import plural  # noqa: PLC0415  keeps `--help` fast

        count = plural(len(results.errors), "file or record", "files or records")
        complain(f"mtcheck: {count} could not be read: NOT READ in the report says why and what to do.")
    for error in () if shown else results.errors:
        complain(f"mtcheck: {error.path}: {error.message}")
    undone = bool(results.errors or failures)
    if not results.heads and not results.errors:
        complain(f"mtcheck: {nothing}")
        undone |= not results.gate.passed
    if not allow_unscored and tell_unjudged(results.heads):
        complain("mtcheck: --allow-unscored accepts articles that cannot be judged.")
        undone = True
    sys.exit(NOT_DONE if undone else CLEAN if results.gate.passed else FLAGGED)


@mtcheck.command()
@click.argument("file", metavar="RESULTS.json")
@threshold_option
@fail_on_option
@config_option
@baseline_option
@no_baseline_option
@click.option("--format", "format_", type=_FORMAT, default="terminal", help="What to print.")
@output_option
@click.option("--allow-unscored", is_flag=True, help="Articles that cannot be judged do not matter.")
@click.option("--compare", "before", metavar="OLD.json", help="Show what changed since this earlier scan.")
def report(  # noqa: PLR0913  one argument an option
    file: str,
    threshold: float | None,
    fail_on: FailOn | None,
    config: Path | None,
    baseline: Path | None,
    *,
    no_baseline: bool,
    format_: str,
    output: str,
    allow_unscored: bool,
    before: str | None,
) -> None:
    """Judge the results of an earlier scan again and render them; no model is loaded.

    Threshold, --fail-on and --allow-unscored are those given here, else the configuration's, else the earlier scan's.
    What was silenced when the scan ran stays silenced. With --compare the output is what got better or worse
    (terminal, markdown, html or json); the exit status is that of RESULTS.json.
    """
    from mtcheck.rejudged import rejudged  # noqa: PLC0415  keeps `--help` fast

    settings = load_config(config)
    wanted = settings.threshold if threshold is None else threshold
    known = resolve_baseline(baseline, settings, off=no_baseline)
    refuse_inputs([output], (file, before, settings.path, baseline_path(baseline, settings)))
    again = rejudged(
        file,
        wanted,
        fail_on or settings.fail_on,
        allow_unscored=allow_unscored or settings.allow_unscored,
        everywhere=threshold is not None,
        fail_on_everywhere=fail_on is not None,
        baseline=known,
    )
    _tell_other_models(file, again)
    nothing = f"Nothing to judge: {file} holds no article."
    if before is None:
        failures = deliver(again, format_, output)
        shown = _shown(format_, output)
        _finish(again, failures, nothing, allow_unscored=again.gate.allow_unscored, shown=shown)
    from mtcheck.report.comparison import compare  # noqa: PLC0415  as above
    from mtcheck.report.comparison_formats import FORMATS as COMPARED  # noqa: PLC0415  as above

    if format_ not in COMPARED:
        raise click.BadOptionUsage("format", f"--compare has no format {format_!r}: choose from {', '.join(COMPARED)}.")
    old = rejudged(before, wanted, None, everywhere=threshold is not None, baseline=known)
    _tell_other_models(before, old)
    write(COMPARED[format_](compare(old, again)), output, utf8=format_ != "terminal")
    _finish(again, [], nothing, allow_unscored=again.gate.allow_unscored, shown=False)


def _tell_other_models(file: str, results: Results) -> None:
    """Say on stderr where qualities of other models are judged by this version's rule."""
    from mtcheck.report.terminal import harmless  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.signature import difference, here  # noqa: PLC0415  as above

    theirs = difference(results.signature)
    if theirs is not None:
        warn(
            f"{harmless(file)} was scanned with other models, another score or another rule for articles "
            f"({harmless(theirs)}) than are here ({here()}): its verdicts are rough, and a new scan makes them exact."
        )


@mtcheck.command()
@click.argument("file", default=STDIN, metavar="[FILE|-]")
@click.option("--lang", metavar="CODE", help="The rows' language; identified row by row by default.")
@click.option("--column", metavar="NAME", help="FILE is a UTF-8 table (.tsv or .csv) with a header: judge this column.")
@click.option("--disable-sign", "disable_signs", multiple=True, metavar="ID|all", help="Leave a sign out; repeatable.")
@config_option
@profile_option
@click.option("--explain", is_flag=True, help="Add the sentences with reasons, tokens and round trips.")
@click.option("--no-cache", is_flag=True, help="Compute everything afresh and keep nothing.")
def score(  # noqa: PLR0913, PLR0917  one argument an option
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
    from mtcheck.rows import read_rows  # noqa: PLC0415
    from mtcheck.rows import score as run  # noqa: PLC0415

    settings = load_config(config)
    rows = replace(settings, overrides=())  # they have no paths
    options = options_of(
        rows, lang=lang, disable_signs=disable_signs, profile=profile, no_cache=no_cache, no_baseline=True
    )
    judge = open_judge(options, warn)
    with survive_interruption(options, judge):
        for row in run(read_rows(file, column), options, judge=judge):
            if not put(row.line(explain=explain)):
                break  # whoever read our output has had enough


@mtcheck.group()
def models() -> None:
    """List, install, verify and remove translation models."""


@models.command("list")
def list_models() -> None:
    """Show the models at hand: version, quality, origin and place."""
    from mtcheck.models import listing  # noqa: PLC0415  keeps `--help` fast

    put(listing(), utf8=False)


@models.command()
@click.argument("what", metavar="PAIR|FILE")
def install(what: str) -> None:
    """Install a pair (such as de-en) from Argos' index, or a .argosmodel file."""
    from mtcheck.argos.install import install as run  # noqa: PLC0415  keeps `--help` fast

    pair = run(what)
    put(f"Installed {pair.name} {pair.version} in {pair.path}", utf8=False)


@models.command()
def verify() -> None:
    """Check every model file against its recorded sha256."""
    from mtcheck.models import verification  # noqa: PLC0415  keeps `--help` fast

    lines, sound = verification()
    put("\n".join(lines), utf8=False)
    if not sound:
        raise MtcheckError("A model is damaged: reinstall mtcheck, or remove the pair and install it again.")


@models.command()
@click.argument("pair", metavar="PAIR")
def remove(pair: str) -> None:
    """Remove an installed pair."""
    from mtcheck.argos.install import remove as run  # noqa: PLC0415  keeps `--help` fast

    for gone in run(pair):
        put(f"Removed {gone.name} {gone.version} from {gone.path}", utf8=False)


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
