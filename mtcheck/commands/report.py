"""`mtcheck report`: an earlier scan, judged again and rendered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtcheck.commands.options import (
    baseline_option,
    baseline_path,
    config_option,
    fail_on_option,
    load_config,
    no_baseline_option,
    output_option,
    resolve_baseline,
    threshold_option,
    warn,
)
from mtcheck.commands.outcome import finish, is_shown
from mtcheck.delivery import deliver, write
from mtcheck.outputs import check
from mtcheck.report import FORMATS

if TYPE_CHECKING:
    from mtcheck.results import FailOn, Results


@click.command()
@click.argument("file", metavar="RESULTS.json")
@threshold_option
@fail_on_option
@config_option
@baseline_option
@no_baseline_option
@click.option("--format", "format_", type=click.Choice(tuple(FORMATS)), default="terminal", help="What to print.")
@output_option
@click.option("--allow-unscored", is_flag=True, help="Articles that cannot be judged do not matter.")
@click.option("--compare", "before", metavar="OLD.json", help="Show what changed since this earlier scan.")
def command(  # noqa: PLR0913  one argument an option
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
    check([(format_, output)], (file, before, settings.path, settings.profile, baseline_path(baseline, settings)))
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
        shown = is_shown(format_, output)
        finish(again, failures, nothing, allow_unscored=again.gate.allow_unscored, shown=shown)
    from mtcheck.report.comparison import compare  # noqa: PLC0415  as above
    from mtcheck.report.comparison_formats import FORMATS as COMPARED  # noqa: PLC0415  as above

    if format_ not in COMPARED:
        raise click.BadOptionUsage("format", f"--compare has no format {format_!r}: choose from {', '.join(COMPARED)}.")
    old = rejudged(before, wanted, None, everywhere=threshold is not None, baseline=known)
    _tell_other_models(before, old)
    write(COMPARED[format_](compare(old, again)), output, utf8=format_ != "terminal")
    finish(again, [], nothing, allow_unscored=again.gate.allow_unscored, shown=False)


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
