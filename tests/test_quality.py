"""From evidence to quality, with the bundled score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mtcheck.evidence import DamagedToken, Evidence, Fluency, Hit, RoundTrip
from mtcheck.ngrams import Familiarity
from mtcheck.quality import Quality, Regression, count_words, score_model, sign_part, signals

SCORE = score_model()
TEXT = "Der Rat hat am Dienstag die alte Mühle besucht und gelobt."


def evidence(garbled: float, damage: float, *hits: str) -> Evidence:
    """A sentence whose words are all as damaged as that."""
    tokens = tuple(DamagedToken(i, i + 1, damage) for i in range(11))
    familiarity = Familiarity(5.0, -3.0, 0.5, 0.1)
    return Evidence(TEXT, None, Fluency(garbled, tokens, familiarity), tuple(Hit(h, "x", 0, 1) for h in hits))


def quality(one: Evidence, language: str = "de") -> float:
    """Its quality, which must be there."""
    found = SCORE.quality(one, language)
    assert found is not None
    return found.value


def test_damage_lowers_quality() -> None:
    """The more the fluency model doubts, the lower."""
    values = [quality(evidence(p, p)) for p in (0.02, 0.2, 0.5, 0.9)]
    assert values == sorted(values, reverse=True)
    assert values[0] - values[-1] > 0.2


def test_without_a_reading_there_is_no_quality() -> None:
    """Signs and round trips alone are not enough."""
    assert SCORE.quality(Evidence(TEXT), "de") is None


def test_no_number_of_signs_exceeds_their_cap() -> None:
    """One sign moves the log-odds a little, all of them no more than the cap."""

    def part(*signs: str) -> float:
        return sign_part(evidence(0.1, 0.1, *signs), SCORE.sign_cap)

    from_one = part("detached-hyphen")
    from_many = part("detached-hyphen", "mojibake", "placeholder", "repeated-word")
    assert 0 < from_one <= from_many <= SCORE.sign_cap
    assert part(*["mojibake"] * 50) == part("mojibake")


def test_signs_alone_do_not_flag_a_sound_sentence() -> None:
    """A sentence that reads well keeps a quality above the threshold with any one sign."""
    assert quality(evidence(0.05, 0.03, "detached-hyphen")) > SCORE.threshold


def test_length_does_not_enter() -> None:
    """The same readings of a sentence twice as long give the same quality."""
    one = evidence(0.3, 0.3)
    assert quality(one) == quality(replace(one, text=f"{TEXT} {TEXT}"))


def test_evidence_can_be_left_out() -> None:
    """An ablation leaves the others as they are."""
    one = evidence(0.7, 0.6, "mojibake")
    full, no_signs = SCORE.quality(one, "de"), SCORE.quality(one, "de", without=frozenset({"signs"}))
    assert full is not None
    assert no_signs is not None
    assert no_signs.signs == 0
    assert no_signs.fluency == full.fluency
    assert no_signs.value > full.value


def test_the_round_trip_has_its_own_regression() -> None:
    """With a round trip its signals are there; without, they are not."""
    trip = RoundTrip("en", "The council visited the old mill.", TEXT, 80.0, 60.0, 20.0, 2.0, 1.5)
    reading = evidence(0.3, 0.3).fluency
    assert reading is not None
    assert any(name.startswith("round_trip") for name in signals(TEXT, "de", reading, trip))
    assert not any(name.startswith("round_trip") for name in signals(TEXT, "de", reading, None))


def likeness(language: str, *values: float) -> float | None:
    """Machine-likeness of sentences of these qualities, where only the language's intercept tells: -2 and 1."""
    told = {code: Regression((), (), (), (), intercept) for code, intercept in (("de", -2.0), ("en", 1.0))}
    trip = RoundTrip("en", "The council visited the old mill.", TEXT, 80.0, 60.0, 20.0, 2.0, 1.5)
    known = [replace(evidence(0.3, 0.3), round_trip=trip) for _ in values]
    qualities = [Quality(value, 0.0, 0.0, 0.0, 0.0, 0.0) for value in values]
    return replace(SCORE, machine_likeness=told).machine_likeness_of(known, qualities, language)


def test_machine_likeness_has_a_regression_for_each_language() -> None:
    """Each is asked for its own language and no other; without one, or with two sentences, there is none."""
    german, english = likeness("de", 0.99, 0.99, 0.99), likeness("en", 0.99, 0.99, 0.99)
    assert german is not None
    assert english is not None
    assert german < 0.5 < english
    assert likeness("fr", 0.99, 0.99, 0.99) is None
    assert likeness("de", 0.99, 0.99) is None


def test_what_is_garbled_counts_as_a_machines() -> None:
    """A quality that says garbled makes a text machine-like, whatever the regression says of it."""
    garbled = likeness("de", 0.1, 0.1, 0.1)
    assert garbled is not None
    assert garbled > 0.5


def test_calibrated_languages_are_named() -> None:
    """German with and without a round trip; a language without clean text is not calibrated."""
    assert SCORE.calibrated("de", round_trip=True)
    assert SCORE.calibrated("fr", round_trip=False)
    assert not SCORE.calibrated("fr", round_trip=True)
    assert not SCORE.calibrated("la", round_trip=False)


@pytest.mark.parametrize(("text", "language", "words"), [("Ja, 3 – genau!", "de", 2), ("我们今天去北京。", "zh", 3)])
def test_words_are_counted(text: str, language: str, words: int) -> None:
    """Numbers and dashes are no words; where no blanks stand, two letters are one."""
    assert count_words(text, language) == words
