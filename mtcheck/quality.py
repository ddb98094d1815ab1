"""Evidence → quality: one calibrated number a sentence, and machine-likeness.

Quality is 1 minus the probability that a reader without the source would call the sentence garbled, at the base rate
that stands in the signature. A logistic regression combines the evidence; its coefficients, fitted by
`training/score/fit.py` and cross-validated by document, are in `bundled/score/score.json`. Every signal's part in a
verdict is its coefficient times its value: that is what the reasons are ordered by.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from mtcheck.evidence import Evidence, Fluency, RoundTrip
from mtcheck.language import UNSPACED
from mtcheck.odds import from_log_odds, log_odds
from mtcheck.signs import rarity
from mtcheck.style import LANGUAGES as STYLES
from mtcheck.style import worded

BUNDLED = Path(__file__).parent / "bundled" / "score" / "score.json"
MIN_WORDS = 4
"""Below this many words nothing can be said of a sentence."""
WINDOW = 6
"""Words or pieces of the worst window of a sentence."""
SATURATED = -1.0
"""Log-odds beyond which what network and language model say of a sentence as a whole says no more, where both do: sure
of some good sentences, too, they would drown what the words tell. (Their own base rate is higher: half of the garbled
sentences lie beyond.)"""
MOST_FORESEEN = {"de": 0.5, "en": 0.5}
"""Standard deviations beyond which what is foreseen of people's judgement says no more, by language, whichever network
foresees it: some good news lies there, too. Elsewhere `FAR`; below 0 that everywhere."""
FAR = 3.0
FEWEST_WORDED = 3
"""Sentences from which on the wording of an article says something; machine-likeness needs as many."""
FURTHEST = 30.0
"""Log-odds, of wording, that are as good as certain."""
ALIKE = 0.2
"""How much the sentences of one text are alike in what makes them machine-like (intraclass correlation)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """A sentence's quality, 0 to 1, and each kind of evidence's part in it, in log-odds of being garbled.

    `own` is what the bundled score says of the sentence alone, as log-odds; `neighbours` the part of those around it,
    and `wording` that of how the article as a whole is worded.
    """

    value: float
    fluency: float
    language_model: float
    round_trip: float
    signs: float
    own: float
    neighbours: float = 0.0
    wording: float = 0.0

    @property
    def context(self) -> float:
        """What the article adds to the sentence's own log-odds."""
        return self.neighbours + self.wording


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the sentences around one say of it: garbled passages come in runs, and an article is of one engine.

    `weight` is what counts of the difference between their log-odds and `usual`, the mean among clean sentences. A
    neighbour counts e^(-distance/reach), up to three times the reach away (in sentences), and says no more than
    `lowest` and `highest` do; a sentence without any is as it is.
    """

    weight: float
    usual: float
    reach: float
    lowest: float
    highest: float

    def parts(self, log_odds: Sequence[float | None]) -> list[float]:
        """Each sentence's part, given the log-odds of an article's sentences in order (None: not judged)."""
        bounded = [None if x is None else min(self.highest, max(self.lowest, x)) - self.usual for x in log_odds]
        nearness_of = [math.exp(-distance / self.reach) for distance in range(1, int(3 * self.reach) + 1)]
        found = []
        for place in range(len(bounded)):
            total, count = 0.0, 1.0
            for distance, nearness in enumerate(nearness_of, 1):
                for other in (place - distance, place + distance):
                    if 0 <= other < len(bounded) and (said := bounded[other]) is not None:
                        total += nearness * said
                        count += nearness
            found.append(self.weight * total / count)
        return found


@dataclass(frozen=True, slots=True)
class Wording:
    """What an article's wording says of its sentences: garbled machine translation is, first of all, a machine's.

    `slope` and `intercept` turn the mean of the sentences' `Worded.any` into the log-odds that a machine wrote them, a
    logistic regression over articles. However an article is worded, a sentence is a machine's by the chance `passages`
    at least: people's articles may hold a garbled passage. By that probability the odds of being garbled, which are
    those of a machine's text, count. An article is taken together with `few` sentences worded as `neutral` says: so is
    a sentence that nothing is known of but itself.
    """

    slope: float
    intercept: float
    passages: float
    few: float
    neutral: float

    def part(self, said: Sequence[float]) -> float:
        """What is added to the log-odds of each sentence, given the wording of all: 0 of fewer than `FEWEST_WORDED`."""
        if len(said) < FEWEST_WORDED:
            return 0.0
        mean = (sum(said) + self.few * self.neutral) / (len(said) + self.few)
        return math.log(self.probability(mean) / self.probability(self.neutral))

    def probability(self, wording: float) -> float:
        """That a sentence is a machine's, given the mean wording of its article."""
        odds = max(-FURTHEST, min(FURTHEST, self.slope * wording + self.intercept))
        return self.passages + (1 - self.passages) / (1 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression over named signals, each given with its mean and scale on the fitting data."""

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def parts(self, signals: Mapping[str, float]) -> dict[str, float]:
        """Each signal's part in the log-odds; length is held at its mean, so that the score does not depend on it."""
        return {
            name: 0.0 if name == "log_words" else weight * (signals[name] - mean) / scale
            for name, mean, scale, weight in zip(self.names, self.means, self.scales, self.weights, strict=True)
        }


@dataclass(frozen=True, slots=True)
class ScoreModel:
    """All that was learned: a regression for each kind of evidence at hand, calibration by language, the threshold."""

    version: str
    digest: str
    base_rate: float
    threshold: float
    sign_cap: float
    regressions: Mapping[str, Regression]
    scales: Mapping[str, Mapping[str, tuple[float, float]]]
    machine_likeness: Mapping[str, Regression]
    neighbours: Neighbours
    wording: Mapping[str, Wording]

    def calibrated(self, language: str, *, round_trip: bool) -> bool:
        """Whether the false-positive rate was set on clean text of this language with this kind of evidence."""
        return language in self.scales["round_trip" if round_trip else "alone"]

    def quality(self, evidence: Evidence, language: str, *, without: frozenset[str] = frozenset()) -> Quality | None:
        """Quality of a sentence, or None without the fluency model's reading.

        `without` names kinds of evidence to leave out (`fluency`, of it `language_model` alone, `round_trip`, `signs`),
        for ablations.
        """
        if evidence.fluency is None:
            return None
        trip = None if "round_trip" in without else evidence.round_trip
        reading = replace(evidence.fluency, predicted=None) if "language_model" in without else evidence.fluency
        kind = kind_of(language, language_model=reading.predicted is not None, round_trip=trip is not None)
        regression = self.regressions[kind]
        parts = regression.parts(signals(evidence.text, language, reading, trip))
        fluency, model, trips = (
            sum(value for name, value in parts.items() if name.startswith(prefix))
            for prefix in ("fluency", "language_model", "round_trip")
        )
        if "fluency" in without:
            fluency = model = 0.0
        signs = 0.0 if "signs" in without else sign_part(evidence, self.sign_cap)
        # Each language's slope and shift give its clean text the middle and the upper end of clean German news.
        slope, shift = self.scales[kind].get(language, (1.0, 0.0))
        logit = slope * (regression.intercept + fluency + model + trips) + shift + signs
        return Quality(from_log_odds(logit), fluency, model, trips, signs, logit)

    def among(
        self,
        evidence: Sequence[Evidence],
        qualities: Sequence[Quality | None],
        language: str,
        unheard: Collection[int] = (),
        *,
        without: frozenset[str] = frozenset(),
    ) -> list[Quality | None]:
        """The qualities of an article's sentences, given in order, each with what the article says of it.

        That is what its neighbours say, and how all are worded. Those whose indices are `unheard` say nothing of the
        others. `without` names what to leave out of these two, `neighbours` or `wording`.
        """
        heard = [None if one is None or place in unheard else one.own for place, one in enumerate(qualities)]
        parts = [0.0] * len(heard) if "neighbours" in without else self.neighbours.parts(heard)
        read, common = self.wording.get(language), 0.0
        if read is not None and "wording" not in without:
            said = (worded(one.text, language).any for one, own in zip(evidence, heard, strict=True) if own is not None)
            common = read.part(list(said))
        return [
            None
            if one is None
            else replace(one, value=from_log_odds(log_odds(one.value) + part + common), neighbours=part, wording=common)
            for one, part in zip(qualities, parts, strict=True)
        ]

    def machine_likeness_of(
        self, evidence: Sequence[Evidence], qualities: Sequence[Quality | None], language: str
    ) -> float | None:
        """How likely, 0 to 1, the text came out of a machine.

        Fluent machine translation shows in the round trip, in how familiar the words are and how they follow each other
        (TSRT, Nguyen-Son et al. 2021, is where the idea comes from), and in how engines word things; what is garbled is
        as likely a machine's as it is garbled. None in a language without a regression, and with fewer than three
        sentences that have all that it reads.
        """
        regression = self.machine_likeness.get(language)
        if regression is None:
            return None
        logits = []
        for one, quality in zip(evidence, qualities, strict=True):
            if quality is not None and one.fluency is not None and one.round_trip is not None:
                found = likeness_signals(one.text, language, one.fluency, one.round_trip)
                if not found.keys() >= set(regression.names):
                    continue
                parts = regression.parts(found)
                garbled = log_odds(quality.value) - quality.wording  # how it is worded is read here already
                logits.append(max(regression.intercept + sum(parts.values()), garbled))
        if len(logits) < FEWEST_WORDED:
            return None
        # Sentences of one text are alike: the design effect (Kish 1965) keeps many of them from feigning certainty.
        effective = len(logits) / (1 + ALIKE * (len(logits) - 1))
        return round(1 / (1 + math.exp(-effective * sum(logits) / len(logits))), 4)

    @property
    def signature(self) -> str:
        """Names the score by its content, with the base rate it is calibrated at."""
        return f"score:{self.version}@{self.digest}|base:{self.base_rate:g}"


@cache
def score_model() -> ScoreModel:
    """The score that ships with mtcheck."""
    content = BUNDLED.read_bytes()
    stored = json.loads(content)

    def regression(fields: Mapping[str, object]) -> Regression:
        columns = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
        return Regression(**columns)  # type: ignore[arg-type]  # the file is our own

    return ScoreModel(
        stored["version"],
        sha256(content).hexdigest()[:8],
        stored["base_rate"],
        stored["threshold"],
        stored["sign_cap"],
        {kind: regression(fields) for kind, fields in stored["regressions"].items()},
        stored["scales"],
        {code: regression(fields) for code, fields in stored["machine_likeness"].items()},
        Neighbours(**stored["neighbours"]),
        {code: Wording(**fields) for code, fields in stored["wording"].items()},
    )


def count_words(text: str, language: str) -> int:
    """Words of a sentence; in scripts without blanks, letters divided by two."""
    if language in UNSPACED:
        return sum(c.isalpha() for c in text) // 2
    return sum(any(c.isalpha() for c in chunk) for chunk in text.split())


def sign_part(evidence: Evidence, cap: float) -> float:
    """What a sentence's signs add to its log-odds: each kind once, by its rarity, at most `cap` in all."""
    return min(cap, sum(0.15 * rarity(id_) for id_ in {hit.id for hit in evidence.hits}))


def kind_of(language: str, *, language_model: bool, round_trip: bool) -> str:
    """Which regression reads evidence of these kinds, besides the fluency model's; each language model has its own."""
    kinds = {f"language_model-{language}": language_model, "round_trip": round_trip}
    return "|".join(name for name, there in kinds.items() if there) or "alone"


def _logit(probability: float) -> float:
    clipped = min(0.999, max(0.001, probability))
    return math.log(clipped / (1 - clipped))


def _foreseen(value: float, language: str) -> float:
    return min(MOST_FORESEEN.get(language, FAR), max(-FAR, value))


def worst_window(values: Sequence[float]) -> tuple[int, int]:
    """The first and the last of the `WINDOW` neighbours whose mean is highest."""
    size = min(WINDOW, len(values))
    first = max(range(len(values) - size + 1), key=lambda i: sum(values[i : i + size]))
    return first, first + size - 1


def _window_mean(values: Sequence[float]) -> float:
    first, last = worst_window(values)
    return sum(values[first : last + 1]) / (last + 1 - first)


def signals(text: str, language: str, fluency: Fluency, trip: RoundTrip | None) -> dict[str, float]:
    """The numbers the regressions read, by name; those of language model and round trip only where there is one."""
    damage = [t.damage for t in fluency.tokens] or [0.0]
    top = sorted(damage, reverse=True)[:3]
    found = {
        "log_words": math.log(max(1, count_words(text, language))),
        "fluency_sentence": _logit(fluency.garbled),
        "fluency_mean": -sum(math.log(max(1e-3, 1 - d)) for d in damage) / len(damage),
        "fluency_top": _logit(sum(top) / len(top)),
        "fluency_window": _window_mean(damage),
        "fluency_share": sum(d > 0.5 for d in damage) / len(damage),  # noqa: PLR2004  likelier damaged than not
        "fluency_surprisal": fluency.familiarity.surprisal,
        "fluency_excess": fluency.familiarity.excess,
        "fluency_novelty": fluency.familiarity.novelty,
        "fluency_novelty_of_pairs": fluency.familiarity.novelty_of_pairs,
        "fluency_assessed": _foreseen(fluency.judged.assessed, language),
        "fluency_annotated": _foreseen(fluency.judged.annotated, language),
        "fluency_weak": fluency.judged.weak,
    }
    if fluency.predicted is not None:
        excess = [token.excess for token in fluency.predicted] or [0.0]
        worst = sorted(excess, reverse=True)[: max(1, len(excess) // 5)]
        pieces = [token.damage for token in fluency.predicted] or [0.0]
        most = sorted(pieces, reverse=True)[: max(1, len(pieces) // 5)]
        found |= {
            "language_model_excess": sum(excess) / len(excess),
            "language_model_misfits": sum(max(0.0, e) for e in excess) / len(excess),
            "language_model_worst": sum(worst) / len(worst),
            "language_model_window": _window_mean(excess),
            "language_model_damage": sum(map(_logit, pieces)) / len(pieces),
            "language_model_damage_worst": _logit(sum(most) / len(most)),
            "language_model_damage_window": _logit(_window_mean(pieces)),
            "fluency_sentence": min(SATURATED, found["fluency_sentence"]),
            "language_model_sentence": min(SATURATED, _logit(fluency.predicted_garbled)),
            "language_model_assessed": _foreseen(fluency.predicted_judged.assessed, language),
            "language_model_annotated": _foreseen(fluency.predicted_judged.annotated, language),
        }
    if trip is not None:
        surprisal = [t.surprisal for t in trip.tokens] or [trip.surprisal]
        found |= {
            "round_trip_surprisal": trip.surprisal,
            "round_trip_window": _window_mean(surprisal),
            "round_trip_contrast": trip.surprisal - trip.back_surprisal,
            "round_trip_chrf": trip.chrf / 100,
            "round_trip_length": abs(math.log((len(trip.back) + 1) / (len(text) + 1))),
        }
    return found


def likeness_signals(text: str, language: str, fluency: Fluency, trip: RoundTrip) -> dict[str, float]:
    """The numbers that machine-likeness is read from: those of `signals`, and how engines word things."""
    found = signals(text, language, fluency, trip)
    if language in STYLES:
        found["style"] = worded(text, language).strong
    return found
