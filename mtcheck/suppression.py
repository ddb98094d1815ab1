"""Which findings are silenced: by an ignore in the text, or by the baseline. A pure step over one judged article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mtcheck.baseline import Baseline, relative
from mtcheck.results import ArticleResult, SuppressedBy, Unused
from mtcheck.verdict import is_flagged, rejudge_article

KNOWN = "known before (baseline)"
"""What is said of an entry that gives no reason."""
_MOST_WORDS = 60

Silenced = Mapping[int, tuple[SuppressedBy, str]]


def silenced(article: ArticleResult, baseline: Baseline | None, *, inline: bool = True) -> Silenced:
    """By sentence index: by what a sentence is silenced, and why. An ignore in the text comes before the baseline."""
    found: dict[int, tuple[SuppressedBy, str]] = {}
    if baseline is not None and relative(article.path, baseline.path) in baseline.paths:
        for index, fingerprint in enumerate(baseline.fingerprints(article)):
            if entry := baseline.by_fingerprint.get(fingerprint):
                found[index] = "baseline", entry.reason or KNOWN
    for index, sentence in enumerate(article.sentences):
        for ignore in article.ignores if inline else ():
            if ignore.reason is not None and ignore.covers(sentence.start, sentence.end):
                found[index] = "inline", ignore.reason
    return found


def suppress(article: ArticleResult, found: Silenced, threshold: float) -> ArticleResult:
    """The article judged without the silenced sentences; those that were silenced before stay so."""
    if not found:
        return article
    sentences = tuple(
        replace(sentence, suppressed_by=found[index][0], suppressed_because=found[index][1])
        if index in found
        else sentence
        for index, sentence in enumerate(article.sentences)
    )
    return rejudge_article(replace(article, sentences=sentences), threshold)


class Suppressions:
    """Silences findings article by article, and remembers which ignores and entries silenced nothing.

    What it remembers does not grow with the articles: the unused ignores, and the baseline's own entries. Where the
    evidence is not `complete`, an ignore may silence what the rest of it finds, and none is called useless.
    """

    def __init__(self, baseline: Baseline | None = None, *, inline: bool = True, complete: bool = True) -> None:
        self._baseline = baseline
        self._inline = inline
        self._complete = complete
        self._seen: set[str] = set()
        self._unjudged: set[str] = set()
        self._there: set[str] = set()
        self._unused: list[Unused] = []

    def apply(self, article: ArticleResult, threshold: float) -> ArticleResult:
        """The article with what is silenced in it; `threshold` is the article's own."""
        if self._inline:
            self._remember_ignores(article, threshold)
        self._remember_entries(article)
        return suppress(article, silenced(article, self._baseline, inline=self._inline), threshold)

    def unused(self) -> tuple[Unused, ...]:
        """What silenced nothing or was refused, once all articles have passed: ignores first, then stale entries."""
        return (*self._unused, *(Unused(path, None, message) for path, message in self._stale()))

    def stale(self) -> frozenset[str]:
        """The fingerprints of entries whose file was judged and holds no such sentence any more.

        One that passes today may have failed at the threshold, or by the models, that the baseline was made with.
        """
        if self._baseline is None:
            return frozenset()
        judged = self._seen - self._unjudged
        return frozenset(
            entry.fingerprint
            for entry in self._baseline.entries
            if entry.path in judged and entry.fingerprint not in self._there
        )

    def _stale(self) -> list[tuple[str, str]]:
        stale = self.stale()
        return [
            (
                entry.path,
                f"the baseline's entry for {_quoted(entry.text)} is stale: `mtcheck baseline prune` removes it",
            )
            for entry in (self._baseline.entries if self._baseline is not None else ())
            if entry.fingerprint in stale
        ]

    def _remember_ignores(self, article: ArticleResult, threshold: float) -> None:
        for ignore in article.ignores:
            if ignore.fault is not None:
                self._unused.append(Unused(article.path, ignore.line, ignore.fault))
            elif (
                self._complete
                and article.verdict != "unscored"
                # something to silence may be flagged, or silenced already
                and not any(
                    is_flagged(s.quality, threshold) and ignore.covers(s.start, s.end) for s in article.sentences
                )
            ):
                self._unused.append(Unused(article.path, ignore.line, "this ignore silences nothing: remove it"))

    def _remember_entries(self, article: ArticleResult) -> None:
        if self._baseline is None or (path := relative(article.path, self._baseline.path)) not in self._baseline.paths:
            return
        self._seen.add(path)
        if article.verdict == "unscored":
            self._unjudged.add(path)
        self._there.update(self._baseline.fingerprints(article))


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _MOST_WORDS else text[: _MOST_WORDS - 1] + '…'}”"
