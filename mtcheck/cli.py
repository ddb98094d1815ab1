"""The commands, thin over the API. Heavy modules are imported by the command that needs them: `--help` stays fast."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

import click

from mtcheck.errors import MtcheckError
from mtcheck.report import FORMATS

if TYPE_CHECKING:
    from mtcheck.config import Config
    from mtcheck.pipeline import Options
    from mtcheck.results import FailOn, Results

CLEAN, FLAGGED, NOT_DONE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
_FAIL_ON = click.Choice(("article", "sentence", "never"))
_FORMAT = click.Choice(tuple(FORMATS))
_STDOUT = "-"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mtcheck", message="%(prog)s %(version)s")
def mtcheck() -> None:
    """Find garbled machine translation in articles, without the source text and without a network.

    Exit status: 0 clean, 1 something flagged, 2 not all of the work could be done, 3 a bug in mtcheck.
    """


def _threshold(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 1:
        raise click.BadParameter("a quality lies between 0 and 1, such as 0.35.")
    return value


_threshold_option = click.option(
    "--threshold", type=float, callback=_threshold, metavar="Q", help="Flag sentences of a quality below Q (0 to 1)."
)
_output_option = click.option(
    "--output", "-o", default=_STDOUT, metavar="FILE", help="Write there instead of printing."
)
_fail_on_option = click.option("--fail-on", type=_FAIL_ON, help="What makes the exit status 1 (default: article).")


@mtcheck.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--format", "format_", type=_FORMAT, default="terminal", help="What to print.")
@_output_option
@click.option("--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Also write this report; repeatable.")
@_threshold_option
@_fail_on_option
@click.option("--lang", metavar="CODE", help="The articles' language, such as de; identified by default.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read this configuration only.")
@click.option("--disable-sign", "disable_signs", multiple=True, metavar="ID|all", help="Leave a sign out; repeatable.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(("fluency", "round_trip", "signs")),
    help="Leave a kind of evidence out of the quality, to see what it does; repeatable.",
)
@click.option("--files-from", metavar="FILE|-", help="Read paths to scan from a file, one a line.")
@click.option("--changed-since", metavar="REV", help="Only files that differ from this git revision, or are new.")
@click.option("--text-field", metavar="NAME", help="JSON Lines: the field with the text (default: text).")
@click.option("--id-field", metavar="NAME", help="JSON Lines: the field with the id (default: id).")
@click.option("--no-cache", is_flag=True, help="Compute everything afresh and keep nothing.")
@click.option("--allow-unscored", is_flag=True, default=None, help="Articles that cannot be judged do not matter.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def scan(**arguments: Any) -> None:  # noqa: ANN401  click hands over what the options above declare
    """Scan articles: files, folders, globs, or - for standard input."""
    from mtcheck.config import load  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.pipeline import scan as run  # noqa: PLC0415

    config = load(arguments["config"], Path.cwd())
    options = _options(arguments, config)
    reports = [_report(text) for text in arguments["reports"]]
    paths = _paths(arguments)
    with _progress(shown=not arguments["quiet"]) as done:
        results = run(paths, options, done=done)
    _deliver(results, arguments["format_"], arguments["output"], reports)
    allowed = arguments["allow_unscored"] or (arguments["allow_unscored"] is None and config.allow_unscored)
    _finish(results, allow_unscored=allowed)


def _options(arguments: dict[str, Any], config: Config) -> Options:
    """What the command line says, else the configuration, else the default."""
    from mtcheck.language import KNOWN  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.pipeline import Options  # noqa: PLC0415

    language = arguments["lang"] or config.lang
    if language is not None and language not in KNOWN:
        raise MtcheckError(f"Unknown language {language!r}: give an ISO 639-1 code such as de, en or fr.")
    disabled = frozenset(arguments["disable_signs"]) | frozenset(config.disable_signs)
    _check_signs(disabled)
    threshold = arguments["threshold"]
    return Options(
        threshold=config.threshold if threshold is None else threshold,
        fail_on=arguments["fail_on"] or config.fail_on or "article",
        language=language,
        disabled_signs=disabled,
        without=frozenset(arguments["without"]),
        use_cache=config.cache and not arguments["no_cache"],
        exclude=tuple(config.exclude),
        text_field=arguments["text_field"] or config.text_field,
        id_field=arguments["id_field"] or config.id_field,
    )


def _check_signs(names: frozenset[str]) -> None:
    from difflib import get_close_matches  # noqa: PLC0415  keeps `--help` fast

    from mtcheck.signs import ids  # noqa: PLC0415

    known = (*ids(), "all")
    for name in sorted(names):
        if name not in known:
            near = get_close_matches(name, known, 1, 0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(known)}."
            raise MtcheckError(f"Unknown sign {name!r}: {hint}")


def _report(text: str) -> tuple[str, str]:
    """A `--report FORMAT=FILE` as (format, file)."""
    form, equals, file = text.partition("=")
    if not equals or form not in FORMATS or not file:
        raise click.BadOptionUsage(
            "report", f"{text!r} is not FORMAT=FILE, such as html=report.html. Formats: {', '.join(FORMATS)}."
        )
    return form, file


def _paths(arguments: dict[str, Any]) -> Sequence[str]:
    """The paths to scan, from the command line, a list, or git."""
    paths = list(arguments["paths"])
    listed = arguments["files_from"]
    if listed is not None:
        try:
            text = sys.stdin.read() if listed == _STDOUT else Path(listed).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise MtcheckError(
                f"The list {listed!r} could not be read ({error}): give a UTF-8 file of paths."
            ) from error
        paths += [line for line in text.splitlines() if line.strip()]
    if arguments["changed_since"] is not None:
        from mtcheck.changes import changed_since  # noqa: PLC0415  only here

        return changed_since(arguments["changed_since"], paths)
    if not paths:
        raise click.UsageError("Nothing to scan: name files or folders, such as `mtcheck scan corpus/`.")
    return paths


def _progress(*, shown: bool) -> Any:  # noqa: ANN401  one of two context managers that give a function
    """A progress line on a terminal, nothing elsewhere."""
    if not (shown and sys.stderr.isatty()):
        return nullcontext(lambda _: None)
    from mtcheck.progress import progress  # noqa: PLC0415  rich is slow to import

    return progress()


def _deliver(results: Results, form: str, output: str, reports: Sequence[tuple[str, str]]) -> None:
    """Write the reports and print one; a report that cannot be written loses none of the others."""
    failures = []
    for name, target in [*reports, (form, output)]:
        if target == _STDOUT:
            _print(results, name)
            continue
        try:
            file = Path(target)
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_name(f".{file.name}.{os.getpid()}.part")
            part.write_text(FORMATS[name](results), encoding="utf-8", newline="\n")
            part.replace(file)
        except OSError as error:
            failures.append(
                f"The report {target!r} could not be written ({error.strerror or error}): choose another place."
            )
    if failures:
        raise MtcheckError(" ".join(failures))


def _print(results: Results, form: str) -> None:
    if form == "terminal" and sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415  slow to import

        from mtcheck.report.terminal import show  # noqa: PLC0415

        show(results, Console())
        return
    text = FORMATS[form](results)
    click.echo(text, nl=not text.endswith("\n"))


def _finish(results: Results, *, allow_unscored: bool) -> NoReturn:
    """Say on stderr what could not be done, and exit as the contract says: 2 outranks 1."""
    for error in results.errors:
        click.echo(f"mtcheck: {error.path}: {error.message}", err=True)
    unscored = [a for a in results.articles if a.verdict == "unscored"]
    undone = bool(results.errors)
    if not results.articles and not results.errors:
        click.echo("mtcheck: Nothing to scan: the paths hold no article in a format mtcheck reads.", err=True)
        undone = True
    if unscored and not allow_unscored:
        for article in unscored:
            click.echo(f"mtcheck: {article.path}: not judged: {article.unscored_because}.", err=True)
        click.echo("mtcheck: --allow-unscored accepts articles that cannot be judged.", err=True)
        undone = True
    sys.exit(NOT_DONE if undone else CLEAN if results.gate.passed else FLAGGED)


@mtcheck.command()
@click.argument("file", metavar="RESULTS.json")
@_threshold_option
@_fail_on_option
@click.option("--format", "format_", type=_FORMAT, default="terminal", help="What to print.")
@_output_option
@click.option("--allow-unscored", is_flag=True, help="Articles that cannot be judged do not matter.")
def report(  # noqa: PLR0913  one argument an option
    file: str, threshold: float | None, fail_on: FailOn | None, format_: str, output: str, *, allow_unscored: bool
) -> None:
    """Judge the results of an earlier scan again and render them; no model is loaded."""
    from mtcheck.report.json_format import load  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.verdict import rejudge  # noqa: PLC0415

    try:
        text = sys.stdin.read() if file == _STDOUT else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = (
            f"The results {file!r} could not be read ({error}): give a file that `mtcheck scan --format json` wrote."
        )
        raise MtcheckError(message) from error
    results = load(text, file)
    again = rejudge(results, results.threshold if threshold is None else threshold, fail_on or results.gate.fail_on)
    _deliver(again, format_, output, [])
    _finish(again, allow_unscored=allow_unscored)


@mtcheck.command()
@click.argument("file", default=_STDOUT, metavar="[FILE|-]")
@click.option("--lang", metavar="CODE", help="The rows' language; identified row by row by default.")
@click.option("--column", metavar="NAME", help="FILE is a UTF-8 table (.tsv or .csv) with a header: judge this column.")
@click.option("--disable-sign", "disable_signs", multiple=True, metavar="ID|all", help="Leave a sign out; repeatable.")
@click.option("--explain", is_flag=True, help="Add the sentences with reasons, tokens and round trips.")
@click.option("--no-cache", is_flag=True, help="Compute everything afresh and keep nothing.")
def score(  # noqa: PLR0913  one argument an option
    file: str, lang: str | None, column: str | None, disable_signs: Sequence[str], *, explain: bool, no_cache: bool
) -> None:
    """Judge one text a line (or a row), and print one JSON line for each, in order."""
    from mtcheck.language import KNOWN  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.pipeline import Options  # noqa: PLC0415
    from mtcheck.rows import read_rows  # noqa: PLC0415
    from mtcheck.rows import score as run  # noqa: PLC0415

    if lang is not None and lang not in KNOWN:
        raise MtcheckError(f"Unknown language {lang!r}: give an ISO 639-1 code such as de, en or fr.")
    _check_signs(frozenset(disable_signs))
    options = Options(language=lang, disabled_signs=frozenset(disable_signs), use_cache=not no_cache)
    for row in run(read_rows(file, column), options):
        click.echo(row.line(explain=explain))


@mtcheck.group()
def models() -> None:
    """List, install, verify and remove translation models."""


@models.command("list")
def list_models() -> None:
    """Show the models at hand: version, quality, origin and place."""
    from mtcheck.models import listing  # noqa: PLC0415  keeps `--help` fast

    click.echo(listing())


@models.command()
@click.argument("what", metavar="PAIR|FILE")
def install(what: str) -> None:
    """Install a pair (such as de-en) from Argos' index, or a .argosmodel file."""
    from mtcheck.argos.install import install as run  # noqa: PLC0415  keeps `--help` fast

    pair = run(what)
    click.echo(f"Installed {pair.name} {pair.version} in {pair.path}")


@models.command()
def verify() -> None:
    """Check every model file against its recorded sha256."""
    from mtcheck.models import verification  # noqa: PLC0415  keeps `--help` fast

    lines, sound = verification()
    click.echo("\n".join(lines))
    if not sound:
        raise MtcheckError("A model is damaged: reinstall mtcheck, or remove the pair and install it again.")


@models.command()
@click.argument("pair", metavar="PAIR")
def remove(pair: str) -> None:
    """Remove an installed pair."""
    from mtcheck.argos.install import remove as run  # noqa: PLC0415  keeps `--help` fast

    for gone in run(pair):
        click.echo(f"Removed {gone.name} {gone.version} from {gone.path}")


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
        sys.stdout.flush()
    except MtcheckError as error:
        return _complain(str(error))
    except click.ClickException as error:
        error.show()
        return NOT_DONE
    except (KeyboardInterrupt, click.Abort):
        click.echo("mtcheck: interrupted; what was computed is kept in the cache.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        _discard(sys.stdout)  # whoever reads our output has had enough
        return CLEAN
    except OSError as error:
        return _complain(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}: check the disk.")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else NOT_DONE
    except Exception:  # noqa: BLE001  the contract has a status for our own bugs
        traceback.print_exc()
        click.echo("mtcheck: this is a bug in mtcheck; please report it with the lines above.", err=True)
        return BUG
    return result if isinstance(result, int) else CLEAN


def _complain(message: str) -> int:
    click.echo(f"mtcheck: {message}", err=True)
    return NOT_DONE


def _discard(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    main()
