"""What the models say of labelled rows and of clean articles' sentences, before any calibration."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mtcheck.article import Article
from mtcheck.calibration.articles import CleanArticle
from mtcheck.evaluation.judged import languages
from mtcheck.evaluation.table import LabelledRow
from mtcheck.evidence import Evidence
from mtcheck.judge import Judge
from mtcheck.odds import log_odds
from mtcheck.pipeline import Options, Prepared, prepare, sentence_result
from mtcheck.quality import Quality, signals
from mtcheck.rows import row_article
from mtcheck.verdict import untranslated_characters


@dataclass(frozen=True, slots=True)
class Unit:
    """A row or a sentence. Of a row with several sentences each value is their mean, weighed by length.

    `log_odds` of being garbled are as the bundled score has them, `alone` without the round trip; `trip` holds the
    round trip's signals, where there is one, `context` what its article adds. `label` is 1 (garbled),
    0 (sound) or None.
    """

    language: str
    document: str
    label: int | None
    log_odds: float
    alone: float
    trip: Mapping[str, float] | None
    context: float = 0.0


@dataclass(slots=True)
class Collected:
    """All units, the articles that the clean ones stand in, and why others are none, each reason with its count."""

    labelled: list[Unit]
    clean: list[Unit]
    unscored: Counter[str]
    articles: list[CleanArticle]


_Group = tuple[str, tuple[str, ...]]
"""A language, and the signs left out for some paths only."""


def collect(
    tables: Sequence[Sequence[LabelledRow]], articles: Iterable[Article], judge: Judge, options: Options
) -> Collected:
    """Judge rows and articles; `options.language` None means that it is identified, a document at a time.

    Each table is by itself: a document of one is none of another, whatever their names, nor is its language.
    Overrides hold for articles, as in a scan; rows have no paths.
    """
    found = Collected([], [], Counter(), [])
    waiting: defaultdict[_Group, list[tuple[LabelledRow | None, str, list[Evidence | str], Prepared]]]
    waiting = defaultdict(list)
    told = [
        (f"{number}:{row.document}", row, code)
        for number, rows in enumerate(tables)
        for row, code in zip(rows, languages(rows, options.language), strict=True)
    ]
    for name, row, code in told:
        article = row_article(row.text, 0)
        if article is None:
            found.unscored["it holds no text"] += 1
            continue
        if code is None:
            found.unscored["its language is unknown: name it with --lang"] += 1
            continue
        prepared = prepare(article, replace(options, language=code, overrides=()))
        waiting[code, ()].append((row, name, [s.text for s in prepared.sentences], prepared))
    for article in articles:
        prepared = prepare(article, options)
        name = article.path if article.record_line is None else f"{article.path}:{article.record_line}"
        if prepared.language is None or not prepared.sentences:
            found.unscored[prepared.unscored_because or "it holds no sentence"] += 1
            continue
        # as in a scan, neither what stands in another language nor what is ignored says anything of the article
        heard = [prepared.foreign.get(index, s.text) for index, s in enumerate(prepared.sentences)]
        waiting[prepared.language, prepared.own.disable_signs].append((None, name, heard, prepared))
    for (code, off), own in sorted(waiting.items(), key=lambda item: item[0]):
        texts = dict.fromkeys(one for _, _, several, _ in own for one in several if isinstance(one, str))
        evidence = {one.text: one for one in judge.evidence(list(texts), code, frozenset(off))}
        whole = [[evidence[one] if isinstance(one, str) else one for one in several] for _, _, several, _ in own]
        read = judge.acquainted(whole, code, [prepared.unheard for *_, prepared in own])
        for (labelled, document, _, prepared), known in zip(own, read, strict=True):
            _add(found, prepared, known, document, labelled, judge)
    return found


def _add(  # noqa: PLR0913, PLR0917  a text, what is known of it, and where it goes
    found: Collected,
    prepared: Prepared,
    known: Sequence[Evidence],
    document: str,
    row: LabelledRow | None,
    judge: Judge,
) -> None:
    """Add a row as a unit, or else an article, of which each sentence is one."""
    code = prepared.language or ""
    qualities = judge.qualities(known, code, prepared.unheard)
    judged = {i: one for i, one in enumerate(zip(known, qualities, strict=True)) if i not in prepared.unheard}
    units: dict[int, int] = {}
    for part in [list(judged)] if row is not None else [[index] for index in judged]:
        unit = _unit([judged[index] for index in part], code, document, row, judge)
        if isinstance(unit, str):
            found.unscored[unit] += 1
        elif row is not None:
            found.labelled.append(unit)
        else:
            units[part[0]] = len(found.clean)
            found.clean.append(unit)
    if units:
        found.articles.append(_clean_article(prepared, code, qualities, units))


def _clean_article(
    prepared: Prepared, language: str, qualities: Sequence[Quality | None], units: Mapping[int, int]
) -> CleanArticle:
    untranslated = {
        index: characters
        for index, evidence in prepared.foreign.items()
        for characters in untranslated_characters(
            [sentence_result(prepared.article, prepared.sentences[index], evidence, None, 0.0)]
        ).values()
    }
    sentences = tuple(
        (
            one.content.start,
            one.content.end,
            0.0 if index in untranslated else None if quality is None else quality.value,
        )
        for index, (one, quality) in enumerate(zip(prepared.sentences, qualities, strict=True))
    )
    lengths = [len(one.text) for one in prepared.sentences]
    return CleanArticle(language, sentences, units, prepared.unheard, untranslated, lengths)


def _unit(
    several: Sequence[tuple[Evidence, Quality | None]],
    language: str,
    document: str,
    row: LabelledRow | None,
    judge: Judge,
) -> Unit | str:
    """One unit, or why it is none."""
    left_out = judge.left_out(language)
    values: list[tuple[int, float, float, dict[str, float] | None, float]] = []
    for one, judged in several:
        alone = None if judged is None else judge.score.quality(one, language, without=left_out | {"round_trip"})
        if judged is None or alone is None or one.fluency is None:
            continue
        trip = None
        if one.round_trip is not None:
            every = signals(one.text, language, one.fluency, one.round_trip)
            trip = {name: value for name, value in every.items() if name.startswith("round_trip")}
        own = log_odds(judged.value) - judged.context
        values.append((len(one.text), own, log_odds(alone.value), trip, judged.context))
    if not values:
        return next((one.unscored_because for one, _ in several if one.unscored_because), "it holds no sentence")
    total = sum(length for length, *_ in values)
    trips = [(length, trip) for length, _, _, trip, _ in values if trip is not None]
    mean = {
        name: sum(length * trip[name] for length, trip in trips) / sum(length for length, _ in trips)
        for name in (trips[0][1] if trips else ())
    }
    return Unit(
        language,
        document,
        0 if row is None else row.label,
        sum(length * value for length, value, *_ in values) / total,
        sum(length * value for length, _, value, *_ in values) / total,
        mean if len(trips) == len(values) else None,
        sum(length * value for length, *_, value in values) / total,
    )
