"""What is known of a sentence before anyone judges it. All offsets count characters of the sentence's text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mtcheck.ngrams import Familiarity


@dataclass(frozen=True, slots=True)
class SurprisingToken:
    """A token of the sentence and how surprised the back-translation model is by it, in nats (0 and up)."""

    start: int
    end: int
    surprisal: float


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A sentence's way into the pivot language and back.

    `chrf` (chrF++, Popović 2017) and `bleu` (effective order) run from 0 to 100, `ter` from 0 up (None beyond its
    length cap), between sentence and `back`, copies masked. `surprisal` is the mean over `tokens`: the forced-decoding
    surprisal of the sentence given `pivot`, nats a token (Thompson & Post 2020). `back_surprisal` is the same of
    `back`, the model's own words.
    """

    pivot_language: str
    pivot: str
    back: str
    chrf: float
    bleu: float
    ter: float | None
    surprisal: float
    back_surprisal: float
    tokens: tuple[SurprisingToken, ...] = ()


@dataclass(frozen=True, slots=True)
class DamagedToken:
    """A token and the fluency model's probability, 0 to 1, that it is damaged."""

    start: int
    end: int
    damage: float


@dataclass(frozen=True, slots=True)
class PredictedToken:
    """A token and how surprising it is after those before it, and by its frequency alone, in nats (0 and up).

    `damage` is the probability, 0 to 1, that it is damaged, by what the language model makes of the whole sentence.
    """

    start: int
    end: int
    surprisal: float
    alone: float
    damage: float

    @property
    def excess(self) -> float:
        """How much less likely what stands before makes the token, in nats; below 0 it makes it likelier."""
        return self.surprisal - self.alone


@dataclass(frozen=True, slots=True)
class Judgement:
    """How bad a sentence is, by what a network's states foresee of three ways to judge translations; higher is worse.

    `assessed` by direct assessment (MLQE-PE) and `annotated` by errors marked in it (MQM; the German language model
    foresees only those that a reader sees), in standard deviations of what was judged; `weak` by comparison with what
    strong systems make of the same source, where sound is 0 and far from them 1, as far as a regression tells. 0 is
    what people's own text of that length has on average, and also where nothing was learned.
    """

    assessed: float = 0.0
    annotated: float = 0.0
    weak: float = 0.0

    def worse(self, other: Judgement) -> Judgement:
        """The worse of two parts of a sentence, in each way."""
        return Judgement(
            max(self.assessed, other.assessed), max(self.annotated, other.annotated), max(self.weak, other.weak)
        )


@dataclass(frozen=True, slots=True)
class Fluency:
    """The fluency model's reading: `garbled` is its probability, 0 to 1, for the sentence as a whole.

    `familiarity` says how familiar the word sequence is by counts alone, `predicted` what a language model says of its
    tokens (None in a language without) and `predicted_garbled` its probability, 0 to 1, for the sentence as a whole.
    `judged` and `predicted_judged` are what the two foresee that people would say (`Judgement`).
    """

    garbled: float
    tokens: tuple[DamagedToken, ...]
    familiarity: Familiarity
    predicted: tuple[PredictedToken, ...] | None = None
    predicted_garbled: float = 0.0
    judged: Judgement = Judgement()
    predicted_judged: Judgement = Judgement()

    @property
    def words(self) -> tuple[DamagedToken, ...]:
        """The words as they are shown: as damaged as the worst that is said of each, or of a piece of it."""
        if self.predicted is None:
            return self.tokens
        return tuple(
            replace(word, damage=max(word.damage, *(p.damage for p in self.predicted if _share(p, word)), 0.0))
            for word in self.tokens
        )


def _share(piece: PredictedToken, word: DamagedToken) -> bool:
    """Whether a character is part of both."""
    return piece.start < word.end and word.start < piece.end


@dataclass(frozen=True, slots=True)
class Hit:
    """A sign found in a sentence: the rule's id, a message for an editor, and the characters it points at."""

    id: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything known of one sentence. `round_trip` and `fluency` are None where no model could look.

    `untranslated` are passages in another language: a sentence that has one is a finding whatever else it says.
    """

    text: str
    round_trip: RoundTrip | None = None
    fluency: Fluency | None = None
    hits: tuple[Hit, ...] = ()
    unscored_because: str | None = None
    untranslated: tuple[Hit, ...] = ()
