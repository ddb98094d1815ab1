"""The pipeline: files → articles → sentences → evidence → quality → verdict → results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from numbers import Real
from pathlib import Path

from mtcheck import untranslated
from mtcheck.allowed import Allowed
from mtcheck.article import Article, Sentence
from mtcheck.baseline import Baseline
from mtcheck.cache import Cache, default_path
from mtcheck.config import CACHE_MEGABYTES, is_allowable
from mtcheck.earlier import Earlier, Place
from mtcheck.errors import MtcheckError
from mtcheck.evidence import Evidence
from mtcheck.judge import Judge
from mtcheck.language import KNOWN, identify, language_code
from mtcheck.overrides import Override, override_for
from mtcheck.profile import load_profile
from mtcheck.quality import Quality
from mtcheck.readers import discover, read
from mtcheck.reasons import fair, reasons
from mtcheck.report.json_format import SCHEMA
from mtcheck.results import (
    FAIL_ON,
    KINDS,
    ArticleResult,
    FailOn,
    Reason,
    Results,
    RoundTripResult,
    ScanError,
    SentenceResult,
    Token,
    heads,
)
from mtcheck.segment import sentences
from mtcheck.shelf import Spool
from mtcheck.signs import check_ids
from mtcheck.suppression import Suppressions
from mtcheck.verdict import commonest_reason, gate, is_flagged, rejudge_article
from mtcheck.verdict import judge as judge_sentences

BATCH_SENTENCES = 1000
"""Sentences gathered, over as many articles as that takes, before the models look at them together."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to scan. `threshold` None is the calibrated default; `language` None means it is identified.

    `threshold` is a quality, 0 to 1. A language is an ISO 639-1 code, with or without a region. `disabled_signs` holds
    ids of signs, or "all". MtcheckError for what is none of these.
    What `overrides` say holds for the articles of their paths, instead of what the other fields say. `allow_empty` lets
    the gate pass where there is no article, as where none has changed. `cache_megabytes` is the most that a scan leaves
    in the cache. `spared` are files that are not read: the reports that the scan itself writes.
    """

    threshold: float | None = None
    fail_on: FailOn = "article"
    language: str | None = None
    disabled_signs: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    profile: Path | None = None
    use_cache: bool = True
    cache_path: Path | None = None
    cache_megabytes: int = CACHE_MEGABYTES
    exclude: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    text_field: str = "text"
    id_field: str = "id"
    baseline: Baseline | None = None
    inline_ignores: bool = True
    allow_words: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    allow_unscored: bool = False
    allow_empty: bool = False

    def __post_init__(self) -> None:
        """Write everything as the rest has it, and refuse what would silently mean something else."""
        given = {name: _texts(name, getattr(self, name)) for name in (*_SETS, *_LISTS)}
        overrides = tuple(self.overrides) if isinstance(self.overrides, Iterable) else (self.overrides,)
        if stray := [one for one in overrides if not isinstance(one, Override)]:
            raise MtcheckError(f"overrides must hold Override objects, not {stray[0]!r}.")
        own = [replace(one, lang=_code(one.lang), threshold=_quality(one.threshold)) for one in overrides]
        written: dict[str, object] = {
            **{name: frozenset(given[name]) for name in _SETS},
            **{name: given[name] for name in _LISTS},
            **{name: _path(name, getattr(self, name)) for name in ("profile", "cache_path")},
            "threshold": _quality(self.threshold),
            "language": _code(self.language),
            "overrides": tuple(own),
        }
        for name, value in written.items():
            object.__setattr__(self, name, value)
        for fail_on in (self.fail_on, *(one.fail_on for one in own)):
            if fail_on is not None and fail_on not in FAIL_ON:
                raise MtcheckError(f"There is no fail_on {fail_on!r}: choose from {', '.join(FAIL_ON)}.")
        if wrong := [word for word in self.allow_words if not is_allowable(word)]:
            raise MtcheckError(f"The allowed word {wrong[0]!r} is none: write it whole, with a * at its end at most.")
        check_ids(self.disabled_signs, "disabled_signs")
        check_ids((sign for one in own for sign in one.disable_signs), "overrides")
        if unknown := sorted(self.without - set(KINDS)):
            raise MtcheckError(
                f"There is no kind of evidence {unknown[0]!r} to go without: {', '.join(KINDS)} are there."
            )


_SETS = ("disabled_signs", "without")
_LISTS = ("exclude", "spared", "allow_words")


def _quality(value: object) -> float | None:
    """A threshold, which may be a number of numpy too."""
    if value is None:
        return None
    if not isinstance(value, Real) or isinstance(value, bool) or not 0 <= float(value) <= 1:
        raise MtcheckError(f"The threshold {value!r} is no quality: give one from 0 to 1, such as 0.5.")
    return float(value)


def _code(value: object) -> str | None:
    if not isinstance(value, str | None):
        raise MtcheckError(f"The language {value!r} is no code: give one such as 'de', or None.")
    return None if value is None else language_code(value)


def _texts(name: str, value: object) -> tuple[str, ...]:
    """What is given for an option that takes several texts or paths; one alone is one, not its letters."""
    several = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
    texts = tuple(str(one) for one in several if isinstance(one, str | Path))
    if len(texts) < len(several):
        raise MtcheckError(f"{name} must be a text or several, not {value!r}.")
    return texts


def _path(name: str, value: object) -> Path | None:
    if value is not None and not isinstance(value, str | Path):
        raise MtcheckError(f"{name} must be the path of a file, not {value!r}.")
    return None if value is None else Path(value)


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with its own settings, its language and sentences, waiting for the models."""

    article: Article
    own: Override
    language: str | None
    sentences: tuple[Sentence, ...]
    unscored_because: str | None
    foreign: Mapping[int, Evidence]
    """Sentences in another language, by index: no model reads them rightly, so none is asked."""
    unheard: frozenset[int] = frozenset()
    """Sentences that say nothing of those around them, by index."""
    place: Place | None = None

    @property
    def group(self) -> _Group:
        """What it shares with the articles whose sentences are looked at together with its own."""
        return self.language or "", self.own.disable_signs, self.article.source_language or ""


Progress = Callable[[str], None]
_Item = Prepared | ArticleResult | ScanError
"""On its way: an article to be judged, one that an earlier scan has judged, or what could not be read."""
_Group = tuple[str, tuple[str, ...], str]
"""A language, the signs left out for some paths only, and the language of known sources."""
_Asked = tuple[_Group, str, str | None]
"""A sentence and its source, where that is known, in the group it is looked at with."""


def prepare(article: Article, options: Options, place: Place | None = None) -> Prepared:
    """Find the article's own settings and language, unless that is given, and cut it into sentences."""
    own = override_for(article.path, options.overrides)
    language = own.lang or options.language or (article.language if article.language in KNOWN else None)
    reason = None
    if language is None:
        identified = identify([p.content.text for p in article.paragraphs if p.kind != "boilerplate"])
        language, reason = identified.code, identified.reason
    found = sentences(article, language or "en")
    if not found:
        reason = "it holds no sentence to judge, only boilerplate"
    disabled = options.disabled_signs | set(own.disable_signs)
    foreign = untranslated.evidence(found, language, disabled) if language is not None else {}
    reason = reason if language is None or not found else None
    unheard = _passed_over(article, found) if options.inline_ignores else frozenset()
    return Prepared(article, own, language, found, reason, foreign, unheard, place)


def _passed_over(article: Article, found: Sequence[Sentence]) -> frozenset[int]:
    """The sentences that the text itself asks to be passed over, by index, whether there is anything to silence."""
    asked = [ignore for ignore in article.ignores if ignore.reason is not None]
    return frozenset(
        index
        for index, sentence in enumerate(found)
        if any(ignore.covers(sentence.content.start, sentence.content.end) for ignore in asked)
    )


def scan_articles(articles: Iterable[Article], judge: Judge, options: Options) -> Iterator[ArticleResult]:
    """Judge articles, in order."""
    prepared = (prepare(article, options) for article in articles)
    for result in _judged(prepared, judge, options, suppressions_of(options)):
        if not isinstance(result, ScanError):  # articles are read already
            yield result


def scan_files(
    paths: Iterable[str | Path], judge: Judge, options: Options, suppressions: Suppressions
) -> Iterator[ArticleResult | ScanError]:
    """Judge files and folders, in order, a batch of sentences at a time; an unchanged file is not read again.

    Who gives the `suppressions` can ask them afterwards what was unused.
    """
    earlier = Earlier(judge, options)
    found = discover(paths, options.exclude, options.spared, judge.warn)
    return _judged(_from_files(found, options, earlier), judge, options, suppressions, earlier)


def _from_files(files: Iterable[Path], options: Options, earlier: Earlier) -> Iterator[_Item]:
    """What the files hold: articles to be judged, articles judged before, and what could not be read."""
    for path in files:
        before = _state(path)  # before the digest: what changes in between is not kept under it
        key = earlier.key(path)
        count, known = (0, iter(())) if key is None else earlier.articles(key, path)
        given = 0
        for article in known:
            given += 1
            yield article
        if not count or given < count:  # what a broken cache did not give is read
            yield from islice(_read(path, key, options, before), given, None)


def _read(
    path: Path, key: bytes | None, options: Options, before: tuple[int, int] | None
) -> Iterator[Prepared | ScanError]:
    """A file's articles, ready to be judged; the last knows that it is the last."""
    waiting: Prepared | None = None
    number = 0
    for found in read(path, text_field=options.text_field, id_field=options.id_field):
        if waiting is not None:
            yield waiting
            waiting = None
        if isinstance(found, ScanError):
            key = None  # a file with a fault is read again next time
            yield found
        else:
            waiting = prepare(found, options, None if key is None else Place(key, number, last=False))
            number += 1
    if waiting is not None:
        whole = key is not None and _state(path) == before
        yield replace(waiting, place=Place(key, number - 1, last=True) if key is not None and whole else None)


def _state(path: Path) -> tuple[int, int] | None:
    """Size and time of last change: equal before and after, nobody has written in between."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def suppressions_of(options: Options) -> Suppressions:
    """What silences findings in a scan with these options."""
    return Suppressions(options.baseline, inline=options.inline_ignores, complete=not options.without)


def _judged(
    items: Iterable[_Item],
    judge: Judge,
    options: Options,
    suppressions: Suppressions,
    earlier: Earlier | None = None,
) -> Iterator[ArticleResult | ScanError]:
    """Judge what is not judged yet, the sentences of several articles at a time; everything comes out in order."""
    default = judge.score.threshold if options.threshold is None else options.threshold
    waiting: list[_Item] = []
    size = 0

    def finished() -> Iterator[ArticleResult | ScanError]:
        for item in _judge_batch(waiting, judge, default, earlier):
            if isinstance(item, ScanError):
                yield item
            else:  # what is kept hangs on no threshold and no baseline
                threshold = default if item.threshold is None else item.threshold
                yield fair(suppressions.apply(rejudge_article(item, threshold), threshold), threshold)

    for item in items:
        waiting.append(item)
        size += 1 if isinstance(item, ScanError) else max(1, len(item.sentences))
        if size >= BATCH_SENTENCES:
            yield from finished()
            waiting, size = [], 0
    yield from finished()
    judge.trim_cache(options.cache_megabytes)


def _judge_batch(
    batch: Sequence[_Item], judge: Judge, threshold: float, earlier: Earlier | None
) -> Iterator[ArticleResult | ScanError]:
    """Judge some articles together: each language's sentences in one go."""
    evidence: dict[_Asked, Evidence] = {}
    prepared = [item for item in batch if isinstance(item, Prepared)]
    for group in sorted({p.group for p in prepared if p.language is not None}):
        own = [p for p in prepared if p.group == group]
        asked = dict.fromkeys((s.text, s.source) for p in own for i, s in enumerate(p.sentences) if i not in p.foreign)
        while asked:  # a text with several sources is asked about once with each
            sources = dict(reversed(asked))
            known = {text: source for text, source in sources.items() if source is not None}
            for one in judge.evidence(list(sources), group[0], frozenset(group[1]), known, group[2]):
                evidence[group, one.text, sources[one.text]] = one
            asked = {pair: None for pair in asked if (group, *pair) not in evidence}
    alone = [_known(p, evidence) for p in prepared]
    read: dict[int, list[Evidence]] = dict(enumerate(alone))
    for code in sorted({p.language for p in prepared if p.language is not None}):
        at = [i for i, p in enumerate(prepared) if p.language == code]
        again = judge.acquainted([alone[i] for i in at], code, [prepared[i].unheard for i in at])
        read.update(zip(at, again, strict=True))
    results = [_article_result(p, alone[i], read[i], judge, threshold) for i, p in enumerate(prepared)]
    if earlier is not None:
        earlier.keep((p.place, result) for p, result in zip(prepared, results, strict=True))
    judged = iter(results)
    for item in batch:
        yield next(judged) if isinstance(item, Prepared) else item


def _known(prepared: Prepared, evidence: dict[_Asked, Evidence]) -> list[Evidence]:
    """What is known of each of an article's sentences by itself."""
    return [
        prepared.foreign[i]
        if i in prepared.foreign
        else evidence[prepared.group, s.text, s.source]
        if prepared.language is not None
        else Evidence(s.text, unscored_because="language unknown")
        for i, s in enumerate(prepared.sentences)
    ]


def _article_result(
    prepared: Prepared, known: Sequence[Evidence], read: Sequence[Evidence], judge: Judge, threshold: float
) -> ArticleResult:
    """An article's result from its sentences' evidence: that of each by itself, and as read in the article."""
    article, language = prepared.article, prepared.language
    qualities = [None] * len(read) if language is None else judge.qualities(read, language, prepared.unheard)
    results = tuple(
        sentence_result(article, sentence, one, quality, threshold)
        for sentence, one, quality in zip(prepared.sentences, read, qualities, strict=True)
    )
    if "fluency" in judge.without:
        results = tuple(replace(one, tokens=()) for one in results)
    _, judged = judge_sentences(results, threshold)
    reason = prepared.unscored_because
    if judged.verdict == "unscored" and reason is None:
        reason = commonest_reason(results)
    known_rate = language is not None and "fluency" not in judge.without  # a score without it was set on no clean text
    has_trips = language is not None and judge.weighs_round_trip(language)
    return ArticleResult(
        path=article.path,
        id=article.id,
        language=language,
        verdict=judged.verdict,
        quality=judged.quality,
        machine_likeness=None if language is None else judge.machine_likeness(known, qualities, language),
        calibrated=language is not None and known_rate and judge.score.calibrated(language, round_trip=has_trips),
        unscored_because=reason if judged.verdict == "unscored" else None,
        sentences_flagged=sum(r.flagged for r in results),
        passages=judged.passages,
        sentences=results,
        threshold=prepared.own.threshold,
        fail_on=prepared.own.fail_on,
        ignores=article.ignores,
    )


def sentence_result(
    article: Article, sentence: Sentence, evidence: Evidence, quality: Quality | None, threshold: float
) -> SentenceResult:
    """One sentence's evidence and quality, with every place mapped into the file."""
    value = 0.0 if evidence.untranslated else None if quality is None else quality.value
    content = sentence.content
    line, column = article.line_and_column(content.start)
    end_line, end_column = article.line_and_column(content.end)
    trip = evidence.round_trip
    return SentenceResult(
        text=sentence.text,
        start=content.start,
        end=content.end,
        line=line,
        column=column,
        quality=value,
        flagged=is_flagged(value, threshold),
        unscored_because=evidence.unscored_because,
        reasons=tuple(
            Reason(id_, message, *content.region(*place)) for id_, message, place in reasons(evidence, quality)
        ),
        tokens=tuple(
            Token(*content.region(t.start, t.end), t.damage)
            for t in (evidence.fluency.words if evidence.fluency is not None else ())
        ),
        round_trip=None
        if trip is None
        else RoundTripResult(
            trip.pivot_language, trip.pivot, trip.back, trip.chrf, trip.bleu, trip.ter, trip.surprisal
        ),
        end_line=end_line,
        end_column=end_column,
    )


def open_judge(options: Options, warn: Callable[[str], None] = lambda _: None) -> Judge:
    """The models and the cache that a scan with these options uses; `warn` as `Judge.warn`."""
    path = (options.cache_path or default_path()) if options.use_cache else None
    profile = None if options.profile is None else load_profile(options.profile)
    judge = Judge(Cache(path), options.disabled_signs, options.without, profile, Allowed(options.allow_words))
    judge.warn = warn
    return judge


def scan(
    paths: str | Path | Iterable[str | Path],
    options: Options = DEFAULTS,
    *,
    judge: Judge | None = None,
    done: Progress = lambda _: None,
    spool: Spool | None = None,
) -> Results:
    """Scan files and folders.

    Nothing is raised for what is in a file: what could not be read stands in `errors`, and the rest is judged. The
    articles of the results stand in memory, or with a `spool` in that, on disk.
    """
    judge = judge or open_judge(options)
    paths = [paths] if isinstance(paths, str | Path) else paths
    suppressions = suppressions_of(options)
    errors: list[ScanError] = []
    in_memory: list[ArticleResult] = []
    for result in scan_files(paths, judge, options, suppressions):
        if isinstance(result, ScanError):
            errors.append(result)
            continue
        (in_memory if spool is None else spool).append(result)
        done(result.path)
    articles = tuple(in_memory) if spool is None else spool
    return replace(results_of(articles, judge, options, errors), unused=suppressions.unused())


def results_of(
    articles: Sequence[ArticleResult], judge: Judge, options: Options, errors: Sequence[ScanError] = ()
) -> Results:
    """The results of a scan whose articles are judged."""
    known = heads(articles)
    languages = sorted({head.language for head in known if head.language is not None})
    left_out = ", ".join(sorted(judge.without))
    notes = [f"without {left_out}: for comparison, not for a gate"] if left_out else []
    return Results(
        mtcheck=version("mtcheck"),
        schema=SCHEMA,
        signature=judge.signature(languages),
        threshold=judge.score.threshold if options.threshold is None else options.threshold,
        gate=gate(
            known,
            options.fail_on,
            errors,
            allow_unscored=options.allow_unscored,
            allow_empty=options.allow_empty,
        ),
        errors=tuple(errors),
        articles=articles,
        notes=(*notes, *(f"{code}: {judge.notes[code]}" for code in languages if code in judge.notes)),
    )
