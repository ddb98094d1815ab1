"""The results of a scan, field for field what the JSON says (`results.schema.json`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtcheck.ignores import Ignore

Verdict = Literal["clean", "garbled", "unscored"]
FailOn = Literal["article", "sentence", "never"]
SuppressedBy = Literal["inline", "baseline"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence looks damaged: a sign's or signal's id, a message for an editor, the region in the file."""

    id: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word or word piece in the file and its probability, 0 to 1, of being damaged."""

    start: int
    end: int
    damage: float


@dataclass(frozen=True, slots=True)
class RoundTripResult:
    """The round trip as reported: texts and scores (`evidence.RoundTrip` gives the units)."""

    pivot_language: str
    pivot: str
    back: str
    chrf: float
    bleu: float
    ter: float | None
    surprisal: float


@dataclass(frozen=True, slots=True)
class SentenceResult:
    """One sentence: where it stands, its quality, and why.

    One that is silenced, by an ignore in the text or by the baseline, is never flagged and says by what and why.
    `end_line` and `end_column` are those of the character after its last; results of older versions have none.
    """

    text: str
    start: int
    end: int
    line: int
    column: int
    quality: float | None
    flagged: bool
    unscored_because: str | None
    reasons: tuple[Reason, ...]
    tokens: tuple[Token, ...]
    round_trip: RoundTripResult | None
    end_line: int | None = None
    end_column: int | None = None
    suppressed_by: SuppressedBy | None = None
    suppressed_because: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of neighbouring sentences (by index) that together read as garbled."""

    start: int
    end: int
    sentences: tuple[int, ...]
    quality: float


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
    quality: float | None
    machine_likeness: float | None
    calibrated: bool
    unscored_because: str | None
    sentences_flagged: int
    passages: tuple[Passage, ...]
    sentences: tuple[SentenceResult, ...]
    threshold: float | None = None
    fail_on: FailOn | None = None
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether the scan passes, and what would make it fail."""

    passed: bool
    fail_on: FailOn


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
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Results:
    """A whole scan. `notes` say in words what it had to do without, such as a translation pair."""

    mtcheck: str
    schema: int
    signature: str
    threshold: float
    gate: Gate
    errors: tuple[ScanError, ...]
    articles: tuple[ArticleResult, ...]
    notes: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
