"""A profile: calibration on a user's own text, laid over the bundled score. Made by `mtcheck calibrate`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path

from mtcheck.errors import MtcheckError
from mtcheck.evidence import Evidence
from mtcheck.odds import from_log_odds, log_odds
from mtcheck.quality import Quality, ScoreModel, signals

FORMAT = 1
_AGAIN = "make it anew with `mtcheck calibrate`"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How a language's round trips enter: a logistic regression's weights of their signals, by name.

    Each signal is taken less its mean and in units of its scale, both those of the fitting data.
    """

    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]

    def part(self, found: Mapping[str, float]) -> float:
        """The round trip's part in the log-odds of being garbled."""
        return sum(
            weight * (found[name] - self.means[name]) / self.scales[name] for name, weight in self.weights.items()
        )


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A language's calibration: log-odds of being garbled become `slope` times what they were, plus `shift`.

    `round_trip` is the signature of the round trip whose evidence entered, or None; `weighing` is there where that is
    of installed packages, which the bundled score does not know. `rate_set` says whether the share of clean sentences
    that may be flagged was set, for which there may have been too few.
    """

    slope: float
    shift: float
    round_trip: str | None = None
    weighing: Weighing | None = None
    rate_set: bool = True

    def part(self, evidence: Evidence, language: str) -> float:
        """What the round trip adds to the log-odds; 0 where it is not weighed here."""
        if self.weighing is None or evidence.round_trip is None or evidence.fluency is None:
            return 0.0
        return self.weighing.part(signals(evidence.text, language, evidence.fluency, evidence.round_trip))


@dataclass(frozen=True, slots=True)
class Profile:
    """What `mtcheck calibrate` found.

    `score`, `fluency` and `signs` name the models it was made with. `threshold` is None where the bundled one stays.
    `made_from` says what it rests on; nothing reads it but people. `digest` names the file's content.
    """

    score: str
    fluency: str
    signs: str
    threshold: float | None
    languages: Mapping[str, Adjustment]
    made_from: Mapping[str, object]
    digest: str = ""

    def as_json(self) -> str:
        """The profile as it is written, the same bytes for the same content."""
        content = {name: value for name, value in asdict(self).items() if name != "digest"}
        return json.dumps({"mtcheck_profile": FORMAT, **content}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def load_profile(path: Path) -> Profile:
    """The profile in a file. MtcheckError for a file that cannot be read or is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MtcheckError(
            f"The profile {path} could not be read ({error.strerror}): check what --profile or the configuration names."
        ) from None
    try:
        stored = json.loads(data)
        form = stored.pop("mtcheck_profile")
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise MtcheckError(f"{path} is no profile: {_AGAIN}.") from None
    if form != FORMAT:
        raise MtcheckError(f"The profile {path} was written by another version of mtcheck: {_AGAIN}.")
    try:
        adjustments = {code: _adjustment(found) for code, found in stored.pop("languages").items()}
        profile = Profile(languages=adjustments, digest=sha256(data).hexdigest()[:8], **stored)
        sound = profile.threshold is None or (not isinstance(profile.threshold, bool) and 0 <= profile.threshold <= 1)
    except (TypeError, KeyError, AttributeError, ValueError, ArithmeticError):
        sound = False
    if not sound:
        raise MtcheckError(f"The profile {path} is damaged: {_AGAIN}.")
    return profile


def _adjustment(stored: dict[str, object]) -> Adjustment:
    found = Adjustment(**stored)  # type: ignore[arg-type]  # checked next
    weighing = Weighing(**stored["weighing"]) if isinstance(stored["weighing"], dict) else None
    numbers = [found.slope, found.shift]
    if weighing is not None:
        numbers += [weighing.weights[name] for name in weighing.weights]
        numbers += [weighing.means[name] + weighing.scales[name] for name in weighing.weights]
        numbers += [1 / weighing.scales[name] for name in weighing.weights]
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in numbers) or found.slope <= 0:
        raise ValueError
    if not isinstance(found.rate_set, bool):
        raise TypeError
    return replace(found, weighing=weighing)


@dataclass(frozen=True, slots=True)
class ProfiledScore(ScoreModel):
    """The bundled score with a profile over it; where the profile says nothing, the bundled score stands."""

    profile: Profile

    def adjustment(self, language: str) -> Adjustment | None:
        """What the profile says of a language."""
        return self.profile.languages.get(language)

    def ignoring(self, language: str) -> ProfiledScore:
        """The same without what the profile says of a language, whose round trips it does not fit."""
        kept = {code: one for code, one in self.profile.languages.items() if code != language}
        return replace(self, profile=replace(self.profile, languages=kept))

    def calibrated(self, language: str, *, round_trip: bool) -> bool:
        """Whether the false-positive rate was set for this language: by the profile, or else at its threshold."""
        if (own := self.adjustment(language)) is not None:
            return own.rate_set
        # not ScoreModel.calibrated through super(): dataclasses with slots are made anew, and lose it
        return self.profile.threshold is None and ScoreModel.calibrated(self, language, round_trip=round_trip)

    def quality(self, evidence: Evidence, language: str, *, without: frozenset[str] = frozenset()) -> Quality | None:
        """The bundled quality, calibrated anew."""
        own = self.adjustment(language)
        if own is None:
            return ScoreModel.quality(self, evidence, language, without=without)
        left_out = without if own.weighing is None else without | {"round_trip"}
        quality = ScoreModel.quality(self, evidence, language, without=left_out)
        if quality is None:
            return None
        trip = 0.0 if "round_trip" in without else own.part(evidence, language)
        found = replace(quality, value=from_log_odds(own.slope * log_odds(quality.value) + own.shift + trip))
        return found if own.weighing is None else replace(found, round_trip=trip)

    @property
    def signature(self) -> str:
        """The bundled score's, and the profile's digest."""
        bundled = ScoreModel.signature.fget(self)  # type: ignore[attr-defined]  # a property has one
        return f"{bundled}|profile:{self.profile.digest}"


def laid_over(score: ScoreModel, profile: Profile, fluency: str, signs: str) -> ProfiledScore:
    """The bundled score with a profile over it. MtcheckError for a profile made with other models."""
    for what, theirs, ours in (
        ("score", profile.score, score.signature),
        ("fluency model", profile.fluency, fluency),
        ("signs", profile.signs, signs),
    ):
        if theirs != ours:
            raise MtcheckError(f"The profile was made with another {what} ({theirs}, now {ours}): {_AGAIN}.")
    own = {field.name: getattr(score, field.name) for field in fields(ScoreModel)}
    threshold = score.threshold if profile.threshold is None else profile.threshold
    return ProfiledScore(**{**own, "threshold": threshold}, profile=profile)
