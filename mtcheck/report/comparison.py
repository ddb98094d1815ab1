"""Two scans of the same articles: what got better, what got worse, what is new and what is gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mtcheck.fingerprint import normalised, tidy_path
from mtcheck.report.findings import Summary, summary
from mtcheck.results import heads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mtcheck.results import ArticleResult, Head, Results, SentenceResult, Verdict

Change = Literal["worse", "better", "added", "gone"]
"""What became of an article or a sentence that both scans, or only one of them, saw."""
CHANGES: Final[tuple[Change, ...]] = ("worse", "added", "better", "gone")

ARTICLE_MOVED: Final = 0.05
SENTENCE_MOVED: Final = 0.1
"""A quality that moves less than this says nothing, as long as verdict and flag stay."""

_RANK: Final[dict[Verdict, int]] = {"clean": 0, "unscored": 1, "garbled": 2}


@dataclass(frozen=True, slots=True)
class Side:
    """How one scan judged an article."""

    verdict: Verdict
    quality: float | None
    sentences_flagged: int


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence judged differently. `line` and `column` are those of the newer scan that has it.

    `flagged` and `quality` are (before, after); None stands for a scan that has no such sentence, or no quality.
    """

    change: Change
    text: str
    line: int
    column: int
    flagged: tuple[bool | None, bool | None]
    quality: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article judged differently; a side is None where that scan has no such article."""

    change: Change
    path: str
    id: str | None
    before: Side | None
    after: Side | None
    sentences: tuple[SentenceChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scans side by side; of the articles only those that changed, the worse first.

    `notes` say in words what besides the articles differs between the scans, such as their models.
    """

    before: Summary
    after: Summary
    thresholds: tuple[float, float]
    articles: tuple[ArticleChange, ...]
    notes: tuple[str, ...]

    def count(self, change: Change) -> int:
        """How many articles changed like that."""
        return sum(article.change == change for article in self.articles)

    @property
    def unchanged(self) -> int:
        """How many articles both scans have and judge alike."""
        return self.after.articles - sum(article.after is not None for article in self.articles)


def compare(before: Results, after: Results) -> Comparison:
    """Compare two scans, each judged as it stands. Articles are known by path and id, sentences by their words."""
    old, new = _keyed(before.articles), _keyed(after.articles)
    changes: list[ArticleChange] = []
    for key, index in new.items():
        article = after.articles[index]
        if key in old:
            changes += _article(before.articles[old[key]], article)
        else:
            changes.append(_only("added", article))
    changes += [_only("gone", before.articles[index]) for key, index in old.items() if key not in new]
    return Comparison(
        before=summary(before),
        after=summary(after),
        thresholds=(before.threshold, after.threshold),
        articles=tuple(sorted(changes, key=_order)),
        notes=tuple(_notes(before, after)),
    )


def _keyed(articles: Sequence[ArticleResult]) -> dict[tuple[str, str | None, int], int]:
    """Index articles by path, id, and which one of those of that name; records need not have an id."""
    seen: Counter[tuple[str, str | None]] = Counter()
    keyed = {}
    for index, head in enumerate(heads(articles)):
        key = tidy_path(head.path), head.id
        keyed[*key, seen[key]] = index
        seen[key] += 1
    return keyed


def _side(article: ArticleResult | Head) -> Side:
    return Side(article.verdict, article.quality, article.sentences_flagged)


def _only(change: Change, article: ArticleResult) -> ArticleChange:
    """An article of one scan."""
    side = _side(article)
    new = change == "added"
    sentences = [_alone(change, sentence) for sentence in article.sentences if sentence.flagged]
    return ArticleChange(
        change, article.path, article.id, None if new else side, side if new else None, tuple(sentences)
    )


def _article(before: ArticleResult, after: ArticleResult) -> Iterator[ArticleChange]:
    """The change between two judgements of an article, if there is one."""
    sentences = tuple(_sentences(before.sentences, after.sentences))
    worse = _RANK[after.verdict] - _RANK[before.verdict]
    moved = _moved(before.quality, after.quality, ARTICLE_MOVED)
    flagged = after.sentences_flagged - before.sentences_flagged
    if not (worse or moved or flagged or sentences):
        return
    turned = sum({"worse": 1, "added": 1, "better": -1, "gone": -1}[one.change] for one in sentences)
    direction = worse or flagged or -moved or turned
    yield ArticleChange(
        "worse" if direction > 0 else "better", after.path, after.id, _side(before), _side(after), sentences
    )


def _moved(before: float | None, after: float | None, least: float) -> float:
    """By how much a quality rose, 0 where that is less than `least` or one is missing."""
    if before is None or after is None:
        return 0
    return after - before if abs(after - before) >= least else 0


def _sentences(before: Iterable[SentenceResult], after: Iterable[SentenceResult]) -> Iterator[SentenceChange]:
    """The sentences judged differently, in the order of the newer scan, then those that are gone."""
    left = dict(_known(before))
    for key, sentence in _known(after):
        other = left.pop(key, None)
        if other is None:
            if sentence.flagged:
                yield _alone("added", sentence)
            continue
        moved = _moved(other.quality, sentence.quality, SENTENCE_MOVED)
        turned = sentence.flagged - other.flagged
        if turned or moved:
            worse = turned > 0 or (not turned and moved < 0)
            yield SentenceChange(
                "worse" if worse else "better",
                sentence.text,
                sentence.line,
                sentence.column,
                (other.flagged, sentence.flagged),
                (other.quality, sentence.quality),
            )
    yield from (_alone("gone", sentence) for sentence in left.values() if sentence.flagged)


def _known(sentences: Iterable[SentenceResult]) -> Iterator[tuple[tuple[str, int], SentenceResult]]:
    """Sentences with what they are known by: their words, and which one of those that read the same."""
    seen: Counter[str] = Counter()
    for sentence in sentences:
        words = normalised(sentence.text)
        yield (words, seen[words]), sentence
        seen[words] += 1


def _alone(change: Change, sentence: SentenceResult) -> SentenceChange:
    """A sentence of one scan."""
    new = change == "added"
    return SentenceChange(
        change,
        sentence.text,
        sentence.line,
        sentence.column,
        (None, sentence.flagged) if new else (sentence.flagged, None),
        (None, sentence.quality) if new else (sentence.quality, None),
    )


def _order(change: ArticleChange) -> tuple[int, float, str, str]:
    """Worse before new before better before gone; among each the worst quality first, then by path."""
    side = change.after or change.before
    quality = 1.0 if side is None or side.quality is None else side.quality
    return CHANGES.index(change.change), quality, change.path, change.id or ""


def _notes(before: Results, after: Results) -> Iterator[str]:
    if before.signature != after.signature:
        yield "the scans used different models or options"
    if before.threshold != after.threshold:
        yield f"the threshold was {before.threshold:.3g} and is {after.threshold:.3g}: --threshold judges both alike"
