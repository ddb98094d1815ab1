"""The results of a scan, field for field what the JSON says (`results.schema.json`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from mtcheck.ignores import Ignore
from mtcheck.ranges import Amount, Offset, Ordinal, Share

Verdict = Literal["clean", "garbled", "unscored"]
FailOn = Literal["article", "sentence", "never"]
"""What fails the gate: a garbled article, a flagged sentence, or nothing."""
FAIL_ON: tuple[FailOn, ...] = get_args(FailOn)
KINDS = ("fluency", "language_model", "round_trip", "signs", "neighbours", "wording")
"""The kinds of evidence that a scan can go without."""
SuppressedBy = Literal["inline", "baseline"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence looks damaged: a sign's or signal's id, a message for an editor, the region in the file."""

    id: str
    message: str
    start: Offset
    end: Offset


@dataclass(frozen=True, slots=True)
class Token:
    """A word or word piece in the file and its probability, 0 to 1, of being damaged."""

    start: Offset
    end: Offset
    damage: Share


@dataclass(frozen=True, slots=True)
class RoundTripResult:
    """The round trip as reported: texts and scores (`evidence.RoundTrip` gives the units)."""

    pivot_language: str
    pivot: str
    back: str
    chrf: Amount
    bleu: Amount
    ter: Amount | None
    surprisal: Amount


@dataclass(frozen=True, slots=True)
class SentenceResult:
    """One sentence: where it stands, its quality, and why.

    One that is silenced, by an ignore in the text or by the baseline, is never flagged and says by what and why.
    `end_line` and `end_column` are those of the character after its last; results of older versions have none.
    """

    text: str
    start: Offset
    end: Offset
    line: Ordinal
    column: Ordinal
    quality: Share | None
    flagged: bool
    unscored_because: str | None
    reasons: tuple[Reason, ...]
    tokens: tuple[Token, ...]
    round_trip: RoundTripResult | None
    end_line: Ordinal | None = None
    end_column: Ordinal | None = None
    suppressed_by: SuppressedBy | None = None
    suppressed_because: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of neighbouring sentences (by index) that together read as garbled."""

    start: Offset
    end: Offset
    sentences: tuple[Offset, ...]
    quality: Share


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One article: its verdict and what it rests on.

    `threshold` and `fail_on` are its own, where a per-path setting gives some; None stands for the scan's. `ignores`
    are those that stand in its text, obeyed or not.
    """

    path: str
    id: str | None
    language: str | None
    verdict: Verdict
    quality: Share | None
    machine_likeness: Share | None
    calibrated: bool
    unscored_because: str | None
    sentences_flagged: Offset
    passages: tuple[Passage, ...]
    sentences: tuple[SentenceResult, ...]
    threshold: Share | None = None
    fail_on: FailOn | None = None
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What of an article fits in memory a million times: its verdict, and how many sentences it has of which kind.

    `scored` sentences have a quality; `round_trips` of them have a round trip too; `suppressed` are the qualities of
    those that are silenced. `line` is that of a record without an id, which nothing else tells from its file's others.
    The other fields are the article's.
    """

    path: str
    id: str | None
    language: str | None
    verdict: Verdict
    quality: float | None
    calibrated: bool
    unscored_because: str | None
    sentences_flagged: int
    sentences: int
    scored: int
    round_trips: int
    suppressed: tuple[float, ...] = ()
    threshold: float | None = None
    fail_on: FailOn | None = None
    line: int | None = None

    @classmethod
    def of(cls, article: ArticleResult) -> Head:
        """The head of a whole article."""
        scored = [s for s in article.sentences if s.quality is not None]
        return cls(
            path=article.path,
            id=article.id,
            language=article.language,
            verdict=article.verdict,
            quality=article.quality,
            calibrated=article.calibrated,
            unscored_because=article.unscored_because,
            sentences_flagged=article.sentences_flagged,
            sentences=len(article.sentences),
            scored=len(scored),
            round_trips=sum(s.round_trip is not None for s in scored),
            suppressed=tuple(s.quality for s in article.sentences if s.suppressed_by and s.quality is not None),
            threshold=article.threshold,
            fail_on=article.fail_on,
            line=record_line(article.path, article.id, [s.line for s in article.sentences[:1]]),
        )


def in_records(path: str) -> bool:
    """Tell whether a file of this name holds a record a line (JSON Lines)."""
    return path.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))


def record_line(path: str, id_: str | None, lines: Sequence[int]) -> int | None:
    """The line of a record without an id, given those of its sentences; None for what has another name."""
    return lines[0] if id_ is None and lines and in_records(path) else None


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether the scan passes, and what would make it fail. A scan that could not look at everything does not.

    Unless `allow_unscored` says that articles which could not be judged do not matter.
    """

    passed: bool
    fail_on: FailOn
    allow_unscored: bool = False


@dataclass(frozen=True, slots=True)
class ScanError:
    """A file that could not be read, and why."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Unused:
    """An ignore or a baseline entry that silences nothing or was refused: where it stands, and what to do.

    `line` is None for an entry of the baseline, whose `path` is that of the article it was meant for.
    """

    path: str
    line: Ordinal | None
    message: str


@dataclass(frozen=True, slots=True)
class Results:
    """A whole scan. `notes` say in words what it had to do without, such as a translation pair.

    `articles` is a tuple, or lies on disk (`shelf.Shelf`): go through it, and through `heads`, rather than copy it.
    """

    mtcheck: str
    schema: Ordinal
    signature: str
    threshold: Share
    gate: Gate
    errors: tuple[ScanError, ...]
    articles: Sequence[ArticleResult]
    notes: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()

    @property
    def heads(self) -> Sequence[Head]:
        """The head of each article, in order, without looking at the articles where they lie on disk."""
        return heads(self.articles)


def heads(articles: Sequence[ArticleResult]) -> Sequence[Head]:
    """The head of each article, in order."""
    known: Sequence[Head] | None = getattr(articles, "heads", None)
    return [Head.of(article) for article in articles] if known is None else known
