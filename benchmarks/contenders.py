"""What mtcheck is measured against, all without the source: each gives a sentence a badness, higher is worse."""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import labelled
import numpy as np
from kneser_ney import KneserNey
from labelled import Labelled

from mtcheck.evaluation.measures import Floats
from mtcheck.evidence import Evidence, RoundTrip
from mtcheck.judge import Judge
from mtcheck.odds import log_odds
from mtcheck.quality import WINDOW, count_words, signals
from mtcheck.signs import rarity

CHARACTERS = 12_000_000
"""Of clean text that the n-gram model of a language learns from; most languages have less."""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled sentence and all that mtcheck's models say of it."""

    row: Labelled
    evidence: Evidence
    article: tuple[Evidence, ...] = ()
    """The sentences of its document, in order, where the set holds whole documents."""


Contender = Callable[[Sequence[Case]], Floats]


def mtcheck(judge: Judge, *without: str) -> Contender:
    """The log-odds of being garbled, kinds of evidence left out."""

    def badness(cases: Sequence[Case]) -> Floats:
        found = qualities(cases, judge, frozenset(without))
        return np.array([math.nan if value is None else log_odds(value) for value in found])

    return badness


def qualities(cases: Sequence[Case], judge: Judge, without: frozenset[str] = frozenset()) -> list[float | None]:
    """Each sentence's quality in its article, as a scan would have it; without `context`, of the sentence alone."""
    articles: dict[tuple[str, int], dict[int, float | None]] = {}
    found = []
    for case in cases:
        language = case.row.language
        article = case.article if case.article and "context" not in without else (case.evidence,)
        known = (language, id(case.article)) if len(article) > 1 else (language, id(case))
        if known not in articles:
            left_out = judge.left_out(language) | without
            (read,) = judge.acquainted([article], language, without=without) if len(article) > 1 else (article,)
            alone = [None if e.unscored_because else judge.score.quality(e, language, without=left_out) for e in read]
            among = judge.score.among(read, alone, language, without=without)
            articles[known] = {id(e): None if q is None else q.value for e, q in zip(article, among, strict=True)}
        found.append(articles[known][id(case.evidence)])
    return found


def of_trip(measure: Callable[[RoundTrip], float]) -> Contender:
    """A figure of the round trip; NaN where there is none."""
    return lambda cases: np.array(
        [math.nan if (trip := case.evidence.round_trip) is None else measure(trip) for case in cases]
    )


def length(cases: Sequence[Case]) -> Floats:
    """Words: long sentences are worse."""
    return np.array([float(count_words(case.row.text, case.row.language)) for case in cases])


def times_words(contender: Contender) -> Contender:
    """Log-odds and the logarithm of the words: experts deduct for each error, and long sentences hold more of them."""
    return lambda cases: contender(cases) + np.log(np.maximum(1.0, length(cases)))


def signs(cases: Sequence[Case]) -> Floats:
    """The signs' rarity in clean text, added up."""
    return np.array([sum(rarity(id_) for id_ in {hit.id for hit in case.evidence.hits}) for case in cases], dtype=float)


def signal(name: str) -> Contender:
    """One signal of the score alone."""

    def badness(cases: Sequence[Case]) -> Floats:
        return np.array([_signals(case).get(name, math.nan) for case in cases])

    return badness


def without_signal(judge: Judge, name: str | None) -> Contender:
    """The log-odds of the sentence alone, one signal held at its mean; None holds none."""
    score = judge.score
    held = {
        kind: replace(one, weights=tuple(0.0 if n == name else w for n, w in zip(one.names, one.weights, strict=True)))
        for kind, one in score.regressions.items()
    }
    reduced = replace(score, regressions=held)

    def badness(cases: Sequence[Case]) -> Floats:
        found = []
        for case in cases:
            language, evidence = case.row.language, case.evidence
            quality = None
            if not evidence.unscored_because:
                quality = reduced.quality(evidence, language, without=judge.left_out(language))
            found.append(math.nan if quality is None else quality.own)
        return np.array(found)

    return badness


def weighed(judge: Judge, name: str) -> bool:
    """Whether any regression of the score gives the signal a weight that counts."""
    return any(
        weight != 0 and name != "log_words"
        for one in judge.score.regressions.values()
        for n, weight in zip(one.names, one.weights, strict=True)
        if n == name
    )


def signal_names(cases: Sequence[Case]) -> list[str]:
    """All signals that any of the cases has, in order."""
    return list(dict.fromkeys(name for case in cases for name in _signals(case)))


def _signals(case: Case) -> dict[str, float]:
    if case.evidence.fluency is None:
        return {}
    return signals(case.row.text, case.row.language, case.evidence.fluency, case.evidence.round_trip)


def langdetect(cases: Sequence[Case]) -> Floats:
    """How unsure langdetect is that the sentence is in its language."""
    from langdetect import DetectorFactory, LangDetectException, detect_langs  # noqa: PLC0415  slow to import

    codes = {"nb": ("no",), "zh": ("zh-cn", "zh-tw")}
    found = []
    for case in cases:
        DetectorFactory.seed = 0
        try:
            told = {one.lang: one.prob for one in detect_langs(case.row.text)}
        except LangDetectException:
            told = {}
        found.append(1 - sum(told.get(code, 0.0) for code in codes.get(case.row.language, (case.row.language,))))
    return np.array(found, dtype=float)


class Ngrams:
    """The n-gram models, one a language, learned from clean text that no test sentence is of."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._model = cache(self._learn)
        self.sizes: dict[str, int] = {}
        """Tokens learned from, by language."""

    def mean(self, cases: Sequence[Case]) -> Floats:
        """Mean surprisal: the logarithm of the perplexity."""
        return self._read(cases, lambda found: float(found.mean()))

    def window(self, cases: Sequence[Case]) -> Floats:
        """Mean surprisal of the worst run of six tokens."""
        return self._read(cases, _worst)

    def unknown(self, cases: Sequence[Case]) -> Floats:
        """Dictionary misses: the share of words that the learned text does not hold twice."""
        return np.array([self._model(case.row.language).unknown_share(case.row.text) for case in cases])

    def _read(self, cases: Sequence[Case], measure: Callable[[Floats], float]) -> Floats:
        found = np.full(len(cases), math.nan)
        for code in sorted({case.row.language for case in cases}):
            places = [place for place, case in enumerate(cases) if case.row.language == code]
            read = self._model(code).surprisals([cases[place].row.text for place in places])
            found[places] = [measure(own) for own in read]
        return found

    def _learn(self, code: str) -> KneserNey:
        texts, total = [], 0
        for text in self._clean(code):
            texts.append(text)
            total += len(text)
            if total > CHARACTERS:
                break
        model = KneserNey(texts)
        self.sizes[code] = model.size
        return model

    def _clean(self, code: str) -> Iterator[str]:
        """Sentences, and in German lines of documents, that no test is drawn from."""
        for row in labelled.table(self._data / "clean" / "sentences" / f"{code}.tsv.xz"):
            text = labelled.fold(row["text"])
            if row["kind"] != "tatoeba" and not labelled.kept_back(text):
                yield text
        if code == "de":
            for name in ("klexikon", "bundestag_wp20_21", "wikipedia_klexikon"):
                yield from self._documents(name)

    def _documents(self, name: str) -> Iterator[str]:
        size = 0
        with lzma.open(self._data / "clean" / f"de_{name}.jsonl.xz", "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                if not labelled.in_fold(record["id"], 0, 10):
                    texts = [labelled.fold(part) for part in record["text"].splitlines() if part.strip()]
                    yield from texts
                    size += sum(map(len, texts))
                if size > CHARACTERS / 3:
                    return


def _worst(found: Floats) -> float:
    size = min(WINDOW, len(found))
    sums = np.convolve(found, np.ones(size), "valid")
    return float(sums.max() / size)
