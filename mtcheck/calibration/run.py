"""Rows and articles in, a profile and its summary out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtcheck.article import Article
from mtcheck.calibration.adjust import Route
from mtcheck.calibration.calibrate import Fitted, Score, calibrate, check
from mtcheck.calibration.collect import Collected, collect
from mtcheck.calibration.show import how, summary
from mtcheck.delivery import STDOUT, write
from mtcheck.errors import MtcheckError
from mtcheck.evaluation.table import LabelledRow
from mtcheck.judge import Judge
from mtcheck.pipeline import Options
from mtcheck.profile import Profile
from mtcheck.readers import discover, read
from mtcheck.results import ScanError
from mtcheck.signs.sign import rates_digest
from mtcheck.streams import complain, put


def run(  # noqa: PLR0913, PLR0917  what to fit on, with what, and where to
    tables: Sequence[Sequence[LabelledRow]],
    clean: Sequence[str],
    judge: Judge,
    options: Options,
    share: float,
    output: str,
) -> None:
    """Calibrate, write the profile and say what it does. MtcheckError where an article cannot be read."""
    found = collect(tables, _articles(clean, options), judge, options)
    codes = sorted({unit.language for unit in (*found.labelled, *found.clean)})
    routes = {
        code: Route(tripper.signature(), judge.weighs_round_trip(code))
        for code in codes
        if (tripper := judge.tripper(code)) is not None
    }
    score = Score(judge.score.threshold, judge.score.base_rate)
    fitted = calibrate(found.labelled, found.clean, routes, score, share)
    write(_profile(fitted, found, judge, share).as_json(), output)
    for reason, count in found.unscored.most_common(5):
        complain(f"mtcheck: {count} not used: {reason}.")
    checked = check(fitted, found.labelled, found.clean, routes, score, share, found.articles)
    lines = "\n".join([*summary(fitted, checked, score.threshold, share), f"profile written to {output}"])
    if output == STDOUT:
        complain(lines)
    else:
        put(lines, utf8=False)


def _articles(clean: Sequence[str], options: Options) -> Iterator[Article]:
    for path in discover(clean, options.exclude):
        for found in read(path, text_field=options.text_field, id_field=options.id_field):
            if isinstance(found, ScanError):
                raise MtcheckError(f"{found.path}: {found.message}")
            yield found


def _profile(fitted: Fitted, found: Collected, judge: Judge, share: float) -> Profile:
    made_from = {
        "labelled_rows": len(found.labelled),
        "clean_sentences": len(found.clean),
        "documents": len({(unit.document, unit.language) for unit in (*found.labelled, *found.clean)}),
        "false_positives": share,
        "fitted": {code: how(own) for code, own in fitted.languages.items()},
    }
    return Profile(
        score=judge.score.signature,
        fluency=judge.fluency.signature,
        signs=rates_digest(),
        threshold=fitted.threshold,
        languages=dict(fitted.languages),
        made_from=made_from,
    )
