"""The pipeline: files → articles → sentences → evidence → quality → verdict → results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from mtcheck import untranslated
from mtcheck.allowed import Allowed
from mtcheck.article import Article, Sentence
from mtcheck.baseline import Baseline
from mtcheck.cache import Cache, default_path
from mtcheck.evidence import Evidence
from mtcheck.judge import Judge
from mtcheck.language import identify
from mtcheck.overrides import Override, override_for
from mtcheck.profile import load_profile
from mtcheck.readers import discover, read
from mtcheck.reasons import placed, reasons
from mtcheck.results import (
    ArticleResult,
    FailOn,
    Results,
    RoundTripResult,
    ScanError,
    SentenceResult,
    Token,
)
from mtcheck.segment import sentences
from mtcheck.suppression import Suppressions
from mtcheck.verdict import gate, is_flagged, judge_article, untranslated_characters

SCHEMA = 1
BATCH_SENTENCES = 1000
"""Sentences gathered, over as many articles as that takes, before the models look at them together."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to scan. `threshold` None is the calibrated default; `language` None means it is identified.

    What `overrides` say holds for the articles of their paths, instead of what the other fields say.
    """

    threshold: float | None = None
    fail_on: FailOn = "article"
    language: str | None = None
    disabled_signs: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    profile: Path | None = None
    use_cache: bool = True
    cache_path: Path | None = None
    exclude: tuple[str, ...] = ()
    text_field: str = "text"
    id_field: str = "id"
    baseline: Baseline | None = None
    inline_ignores: bool = True
    allow_words: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An article with its own settings, its language and sentences, waiting for the models."""

    article: Article
    own: Override
    language: str | None
    sentences: tuple[Sentence, ...]
    unscored_because: str | None
    foreign: Mapping[int, Evidence]
    """Sentences in another language, by index: no model reads them rightly, so none is asked."""

    @property
    def group(self) -> _Group:
        """What it shares with the articles whose sentences are looked at together with its own."""
        return self.language or "", self.own.disable_signs


Progress = Callable[[str], None]
_Group = tuple[str, tuple[str, ...]]
"""A language, and the signs left out for some paths only."""


def prepare(article: Article, options: Options) -> _Prepared:
    """Find the article's own settings and language, unless that is given, and cut it into sentences."""
    own = override_for(article.path, options.overrides)
    language = own.lang or options.language
    reason = None
    if language is None:
        identified = identify([p.content.text for p in article.paragraphs if p.kind != "boilerplate"])
        language, reason = identified.code, identified.reason
    found = sentences(article, language or "en")
    if not found:
        reason = "it holds no sentence to judge, only boilerplate"
    disabled = options.disabled_signs | set(own.disable_signs)
    foreign = untranslated.evidence(found, language, disabled) if language is not None else {}
    return _Prepared(article, own, language, found, reason if language is None or not found else None, foreign)


def scan_articles(
    articles: Iterable[Article],
    judge: Judge,
    options: Options,
    done: Progress = lambda _: None,
    suppressions: Suppressions | None = None,
) -> Iterator[ArticleResult]:
    """Judge articles, in order. `done` is told the path of each one finished.

    `suppressions` are those of the options unless given; who gives them can ask afterwards what was unused.
    """
    suppressions = suppressions or suppressions_of(options)
    waiting: list[_Prepared] = []
    for article in articles:
        waiting.append(prepare(article, options))
        if sum(len(p.sentences) for p in waiting) >= BATCH_SENTENCES:
            yield from _judge_batch(waiting, judge, options, suppressions, done)
            waiting = []
    yield from _judge_batch(waiting, judge, options, suppressions, done)


def suppressions_of(options: Options) -> Suppressions:
    """What silences findings in a scan with these options."""
    return Suppressions(options.baseline, inline=options.inline_ignores)


def _judge_batch(
    batch: Sequence[_Prepared], judge: Judge, options: Options, suppressions: Suppressions, done: Progress
) -> Iterator[ArticleResult]:
    """Judge some articles together: each language's sentences in one go."""
    evidence: dict[tuple[_Group, str], Evidence] = {}
    for group in sorted({p.group for p in batch if p.language is not None}):
        texts = (s.text for p in batch if p.group == group for i, s in enumerate(p.sentences) if i not in p.foreign)
        for one in judge.evidence(list(dict.fromkeys(texts)), group[0], frozenset(group[1])):
            evidence[group, one.text] = one
    for prepared in batch:
        wanted = (prepared.own.threshold, options.threshold, judge.score.threshold)
        threshold = next(value for value in wanted if value is not None)
        result = _article_result(prepared, evidence, judge, threshold)
        yield suppressions.apply(result, threshold)
        done(prepared.article.path)


def _article_result(
    prepared: _Prepared, evidence: dict[tuple[_Group, str], Evidence], judge: Judge, threshold: float
) -> ArticleResult:
    article, language = prepared.article, prepared.language
    known = [
        prepared.foreign[i]
        if i in prepared.foreign
        else evidence[prepared.group, s.text]
        if language is not None
        else Evidence(s.text, unscored_because="language unknown")
        for i, s in enumerate(prepared.sentences)
    ]
    results = tuple(
        sentence_result(article, sentence, one, language or "", judge, threshold)
        for sentence, one in zip(prepared.sentences, known, strict=True)
    )
    regions = [(r.start, r.end, r.quality) for r in results]
    judged = judge_article(regions, threshold, untranslated=untranslated_characters(results))
    reason = prepared.unscored_because
    if judged.verdict == "unscored" and reason is None:
        reason = _commonest_reason(results)
    has_trips = language is not None and judge.weighs_round_trip(language)
    return ArticleResult(
        path=article.path,
        id=article.id,
        language=language,
        verdict=judged.verdict,
        quality=judged.quality,
        machine_likeness=judge.score.machine_likeness_of(known, language) if language is not None else None,
        calibrated=language is not None and judge.score.calibrated(language, round_trip=has_trips),
        unscored_because=reason if judged.verdict == "unscored" else None,
        sentences_flagged=sum(r.flagged for r in results),
        passages=judged.passages,
        sentences=results,
        threshold=prepared.own.threshold,
        fail_on=prepared.own.fail_on,
        ignores=article.ignores,
    )


def _commonest_reason(results: Sequence[SentenceResult]) -> str:
    """Why most of an article's unscored text is."""
    lengths: Counter[str] = Counter()
    for result in results:
        if result.unscored_because is not None:
            lengths[result.unscored_because] += result.end - result.start
    if not lengths:
        return "no sentence could be judged"
    reason = lengths.most_common(1)[0][0]
    return reason if all(r.quality is None for r in results) else f"most of it could not be judged: {reason}"


def sentence_result(  # noqa: PLR0913, PLR0917  one sentence's whole story
    article: Article,
    sentence: Sentence,
    evidence: Evidence,
    language: str,
    judge: Judge,
    threshold: float,
) -> SentenceResult:
    """One sentence's evidence, judged, with every place mapped into the file."""
    quality = None
    if evidence.unscored_because is None:
        quality = judge.score.quality(evidence, language, without=judge.left_out(language))
    value = 0.0 if evidence.untranslated else None if quality is None else quality.value
    content = sentence.content
    line, column = article.line_and_column(content.start)
    end_line, end_column = article.line_and_column(content.end)
    trip = evidence.round_trip
    why = reasons(evidence, quality)
    return SentenceResult(
        text=sentence.text,
        start=content.start,
        end=content.end,
        line=line,
        column=column,
        quality=value,
        flagged=is_flagged(value, threshold),
        unscored_because=evidence.unscored_because,
        reasons=placed(why, [content.region(*place) for _, _, place in why]),
        tokens=tuple(
            Token(*content.region(t.start, t.end), t.damage)
            for t in (evidence.fluency.tokens if evidence.fluency is not None else ())
        ),
        round_trip=None
        if trip is None
        else RoundTripResult(
            trip.pivot_language, trip.pivot, trip.back, trip.chrf, trip.bleu, trip.ter, trip.surprisal
        ),
        end_line=end_line,
        end_column=end_column,
    )


def open_judge(options: Options) -> Judge:
    """The models and the cache that a scan with these options uses."""
    path = (options.cache_path or default_path()) if options.use_cache else None
    profile = None if options.profile is None else load_profile(options.profile)
    return Judge(Cache(path), options.disabled_signs, options.without, profile, Allowed(options.allow_words))


def scan(
    paths: str | Path | Iterable[str | Path],
    options: Options = DEFAULTS,
    *,
    judge: Judge | None = None,
    done: Progress = lambda _: None,
) -> Results:
    """Scan files and folders.

    Nothing is raised for what is in a file: what could not be read stands in `errors`, and the rest is judged.
    """
    judge = judge or open_judge(options)
    paths = [paths] if isinstance(paths, str | Path) else paths
    errors: list[ScanError] = []

    def articles() -> Iterator[Article]:
        for path in discover(paths, options.exclude):
            for found in read(path, text_field=options.text_field, id_field=options.id_field):
                if isinstance(found, ScanError):
                    errors.append(found)
                else:
                    yield found

    suppressions = suppressions_of(options)
    results = tuple(scan_articles(articles(), judge, options, done, suppressions))
    languages = [a.language for a in results if a.language is not None]
    return Results(
        mtcheck=version("mtcheck"),
        schema=SCHEMA,
        signature=judge.signature(languages),
        threshold=judge.score.threshold if options.threshold is None else options.threshold,
        gate=gate(results, options.fail_on),
        errors=tuple(errors),
        articles=results,
        notes=tuple(f"{code}: {judge.notes[code]}" for code in sorted(set(languages) & set(judge.notes))),
        unused=suppressions.unused(),
    )
