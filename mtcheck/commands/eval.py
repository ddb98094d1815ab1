"""`mtcheck eval`: how well mtcheck does on a labelled table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from mtcheck.commands.options import (
    baseline_path,
    config_option,
    disable_sign_option,
    load_config,
    no_cache_option,
    options_of,
    output_option,
    profile_option,
    survive_interruption,
    threshold_option,
    warn,
)


@click.command("eval")
@click.argument("table", metavar="TABLE")
@click.option("--column", metavar="NAME", help="The column with the text (default: text).")
@click.option("--label", metavar="NAME", help="The column with labels: 1 garbled, 0 sound (default: label).")
@click.option("--score", metavar="NAME", help="The column with graded scores, higher is better (default: score).")
@click.option("--document", metavar="NAME", help="The column with the document's name (default: document, if there).")
@click.option(
    "--in-articles", is_flag=True, help="A document's rows are an article, in their order: judge each among them."
)
@click.option("--higher-is-worse", is_flag=True, help="The graded score counts errors.")
@click.option("--garbled", metavar="RULE", help="Which graded scores are garbled, such as '<50' or '>=10'.")
@click.option("--sound", metavar="RULE", help="Which graded scores are sound; by default all that are not garbled.")
@threshold_option
@click.option("--lang", metavar="CODE", help="The rows' language; identified a document at a time by default.")
@disable_sign_option
@config_option
@profile_option
@click.option("--rounds", type=click.IntRange(100, 100_000), default=1000, help="Samples for the intervals.")
@click.option("--format", "format_", type=click.Choice(("terminal", "json")), default="terminal", help="What to print.")
@output_option
@no_cache_option
def command(  # noqa: PLR0913, PLR0917  one argument an option
    table: str,
    column: str | None,
    label: str | None,
    score: str | None,
    document: str | None,
    garbled: str | None,
    sound: str | None,
    threshold: float | None,
    lang: str | None,
    disable_signs: Sequence[str],
    config: Path | None,
    profile: Path | None,
    rounds: int,
    format_: str,
    output: str,
    *,
    in_articles: bool,
    higher_is_worse: bool,
    no_cache: bool,
) -> None:
    """Measure mtcheck on a labelled TABLE: UTF-8 with a header, .tsv (tabs, no quoting) or .csv.

    Prints AUC, length-matched AUC, average precision, Spearman, precision, recall and false-positive rate at the
    threshold, and the calibration error, each with its 95 % interval by document.
    """
    from mtcheck.delivery import write  # noqa: PLC0415  keeps `--help` fast
    from mtcheck.errors import MtcheckError  # noqa: PLC0415
    from mtcheck.evaluation.evaluate import evaluate, hardly_worth_anything  # noqa: PLC0415
    from mtcheck.evaluation.judged import judge_rows  # noqa: PLC0415
    from mtcheck.evaluation.show import as_json, as_text  # noqa: PLC0415
    from mtcheck.evaluation.table import Columns, parse_rule, read_labelled  # noqa: PLC0415
    from mtcheck.outputs import check  # noqa: PLC0415
    from mtcheck.pipeline import open_judge  # noqa: PLC0415

    if label is not None and score is not None:
        raise click.UsageError("--label and --score exclude each other: a table is judged by one of them.")
    if sound is not None and garbled is None:
        raise click.UsageError("--sound needs --garbled: say which scores are garbled too.")
    if label is not None and (garbled or higher_is_worse):
        raise click.UsageError("--garbled and --higher-is-worse are for graded scores: name those with --score.")
    columns = Columns(
        column,
        label,
        score or ("score" if garbled or higher_is_worse else None),
        document,
        higher_is_worse,
        None if garbled is None else parse_rule(garbled),
        None if sound is None else parse_rule(sound),
    )
    settings = load_config(config)
    rows = read_labelled(table, columns, warn, unlabelled_too=in_articles)
    if in_articles and len({row.document for row in rows}) == len(rows):
        raise MtcheckError(
            f"--in-articles: no two rows of {table} share a document: name its column with --document, or fill it."
        )
    options = options_of(
        replace(settings, overrides=()),  # rows have no paths
        threshold=threshold,
        lang=lang,
        disable_signs=disable_signs,
        profile=profile,
        no_cache=no_cache,
        no_baseline=True,
    )
    check([(format_, output)], (table, settings.path, options.profile, baseline_path(None, settings)))
    judge = open_judge(options, warn)
    with survive_interruption(options, judge):
        judged = [one for one in judge_rows(rows, judge, options, in_articles=in_articles) if one.row.is_labelled]
    if all(one.quality is None for one in judged):
        raise MtcheckError(f"No row of {table} could be judged ({judged[0].unscored_because}): is --column the text?")
    at = judge.score.threshold if options.threshold is None else options.threshold
    found = evaluate(judged, at, judge.score.base_rate, rounds, in_articles=in_articles)
    if tiny := hardly_worth_anything(found):
        warn(tiny)
    signature = judge.signature(sorted({one.language for one in judged if one.language is not None}))
    write(as_json(found, signature) if format_ == "json" else as_text(found, signature), output, utf8=format_ == "json")
