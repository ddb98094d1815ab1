"""The language model: what it says of a piece after those before it, and how that enters quality and reasons."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from mtcheck.allowed import Allowed
from mtcheck.cache import Cache
from mtcheck.evidence import Evidence, Judgement, PredictedToken
from mtcheck.fluency import FluencyModel
from mtcheck.judge import Judge
from mtcheck.language_model import WINDOW
from mtcheck.quality import FAR, MOST_FORESEEN, SATURATED, score_model, signals
from mtcheck.reasons import LOW_FLUENCY, MISFIT_WORDS, reasons
from mtcheck.report.german import in_german

MODEL = FluencyModel()
GOOD = "Der Stadtrat hat am Montag beschlossen, die alte Brücke im nächsten Jahr zu sanieren."
ODD = "Der Stadtrat hat am Montag die beschlossen, alte Brücke sanieren nächsten zu im Jahr."


def predicted(*sentences: str) -> list[tuple[PredictedToken, ...]]:
    """What the German model says of each."""
    found = [reading.predicted for reading in MODEL.read(sentences, "de")]
    assert all(tokens is not None for tokens in found)
    return [tokens for tokens in found if tokens is not None]


def mean_excess(tokens: tuple[PredictedToken, ...]) -> float:
    """Nats a piece by which what stands before makes pieces less likely."""
    return sum(token.excess for token in tokens) / len(tokens)


def test_words_out_of_order_are_less_expected() -> None:
    """The same words, and so the same frequencies; only what stands before each differs."""
    good, odd = predicted(GOOD, ODD)
    assert mean_excess(good) < mean_excess(odd) - 0.3


def test_a_word_is_expected_where_it_belongs() -> None:
    """A separable verb's prefix after its verb, and the same prefix where there is none to separate."""
    right, wrong = predicted("Der Zug fährt um acht Uhr ab.", "Der Zug ist um acht Uhr ab.")
    last = [next(t for t in reversed(tokens) if t.end - t.start > 1) for tokens in (right, wrong)]
    assert last[0].excess < last[1].excess


def test_a_sentence_reads_alike_in_any_company() -> None:
    """Batches hold no padding, so nothing hangs on what else is read."""
    sentences = [GOOD, ODD, "Das Wetter bleibt gut.", GOOD + " " + ODD]
    assert [predicted(sentence)[0] for sentence in sentences] == predicted(*sentences)


@pytest.mark.parametrize(
    "sentence",
    [GOOD, "Sie sagte: „Ich komme … vielleicht“ – und ging.", "Der US -Präsident und die CDU -Chefin reisen ab."],
)
def test_pieces_point_at_their_own_characters(sentence: str) -> None:
    """In order, without overlap, every letter in one of them: also where quotes and hyphens are read in one style."""
    (tokens,) = predicted(sentence)
    assert all(before.end <= after.start for before, after in pairwise(tokens))
    covered = {index for token in tokens for index in range(token.start, token.end)}
    assert all(index in covered for index, char in enumerate(sentence) if char.isalnum())
    assert tokens[-1].end == len(sentence)


def test_the_style_of_quotes_says_nothing() -> None:
    """German, French, English and typewriter marks read alike."""
    first, *others = predicted(*(f"Er nannte das {a}große Glück{b} eine Last." for a, b in ("„“", "»«", "“”", '""')))
    for tokens in others:
        assert [(t.surprisal, t.damage) for t in tokens] == [(t.surprisal, t.damage) for t in first]


def test_a_long_sentence_is_read_to_its_end() -> None:
    """What the model cannot look at in one go is read part by part."""
    sentence = ", ".join([GOOD.rstrip(".")] * 20) + "."
    (tokens,) = predicted(sentence)
    assert len(tokens) > WINDOW
    assert tokens[-1].end == len(sentence)


def test_most_languages_have_no_model() -> None:
    """Their sentences are judged by the regression that knows of none."""
    (reading,) = MODEL.read(["Le conseil a voté lundi la rénovation du vieux pont."], "fr")
    assert reading.predicted is None
    assert not any(name.startswith("language_model") for name in signals("x", "fr", reading, None))
    quality = score_model().quality(Evidence("Le conseil a voté lundi.", fluency=reading), "fr")
    assert quality is not None
    assert quality.language_model == 0


def test_what_does_not_follow_counts_against_a_sentence() -> None:
    """And can be left out of the quality by itself, or with everything else that says how the sentence reads."""
    evidence = [
        Evidence(text, fluency=reading)
        for text, reading in zip((GOOD, ODD), MODEL.read([GOOD, ODD], "de"), strict=True)
    ]
    good, odd = (score_model().quality(one, "de") for one in evidence)
    assert good is not None
    assert odd is not None
    assert good.language_model < odd.language_model
    assert odd.language_model > 0
    by_the_network, by_nothing = (
        score_model().quality(evidence[1], "de", without=frozenset({kind})) for kind in ("language_model", "fluency")
    )
    assert by_the_network is not None
    assert by_nothing is not None
    assert by_the_network.language_model == by_nothing.language_model == 0
    assert by_the_network.fluency > odd.fluency  # not its value: the network by itself may be surer than both
    assert by_nothing.value > odd.value


@pytest.mark.parametrize("garbled", [0.5, 0.9, 0.999])
def test_what_a_model_says_of_the_whole_ends_somewhere(garbled: float) -> None:
    """However sure both models are that a sentence is garbled, each says no more than the cap; by itself one does."""
    (reading,) = MODEL.read([ODD], "de")
    found = signals(ODD, "de", replace(reading, garbled=garbled, predicted_garbled=garbled), None)
    assert found["fluency_sentence"] == found["language_model_sentence"] == SATURATED
    (alone,) = MODEL.read([ODD])
    assert signals(ODD, "de", replace(alone, garbled=garbled), None)["fluency_sentence"] > SATURATED


def told_of(excess: Sequence[float], damage: float = 0.0) -> list[tuple[str, str, tuple[int, int]]]:
    """The reasons of a sentence of one-letter words whose pieces are that much out of place."""
    text = " ".join("abcdefghijklmnopqrstuvwxyz"[: len(excess)])
    (reading,) = MODEL.read([text], "de")
    predicted = tuple(PredictedToken(max(0, 2 * i - 1), 2 * i + 1, 10 + e, 10, damage) for i, e in enumerate(excess))
    evidence = Evidence(text, fluency=replace(reading, tokens=(), predicted=predicted))
    quality = score_model().quality(evidence, "de")
    assert quality is not None
    return list(reasons(evidence, replace(quality, fluency=0.0, language_model=2.0)))


def test_the_reason_points_at_the_words_that_fit_least() -> None:
    """The six pieces in a row that follow least from what stands before them, in both languages of the report."""
    ((id_, message, place),) = told_of([-1.0, -1, -1, 2, 3, 1, 2, 3, 2, -1, 4, -1])
    assert id_ == MISFIT_WORDS
    assert place == (6, 17)
    assert message.endswith("“d e f g h i”")
    assert in_german(message) == "folgt nicht aus dem, was davor steht: „d e f g h i“"


@pytest.mark.parametrize("excess", [[-0.5] * 12, [3.0, 3, 3, 3, 3, 3, -1, -1, -1, -1, -1, -1]])
def test_no_words_are_said_not_to_follow_that_do(excess: list[float]) -> None:
    """Not where every word fits better here than elsewhere, nor at the beginning, before which nothing stands."""
    ((id_, _, place),) = told_of(excess)
    assert id_ == LOW_FLUENCY
    assert place == (0, 23)


def test_a_reason_names_whole_words() -> None:
    """Also where the pieces are parts of words."""
    (reading,) = MODEL.read([ODD], "de")
    evidence = Evidence(ODD, fluency=reading)
    quality = score_model().quality(evidence, "de")
    assert quality is not None
    told = reasons(evidence, replace(quality, language_model=2.0))
    message, (start, end) = next((message, place) for id_, message, place in told if id_ == MISFIT_WORDS)
    assert ODD[start:end] in message
    assert start == 0 or ODD[start - 1] == " "
    assert end == len(ODD) or ODD[end] == " "
    assert not any(id_ == MISFIT_WORDS for id_, *_ in reasons(evidence, replace(quality, language_model=0.1)))


def test_allowed_words_never_count_against_a_sentence() -> None:
    """They fit as words of clean text do, or better, so that no allow-list makes a sentence worse."""
    for text, reading in zip((GOOD, ODD), MODEL.read([GOOD, ODD], "de"), strict=True):
        plain = Evidence(text, fluency=reading)
        before = score_model().quality(plain, "de")
        assert before is not None
        for words in (("Brücke",), ("die", "beschlossen"), tuple(text.split())):
            allowed = Allowed(words).applied(plain)
            after = score_model().quality(allowed, "de")
            assert after is not None
            assert after.language_model <= before.language_model
            assert after.value >= before.value
            assert allowed.fluency is not None
            assert allowed.fluency.predicted is not None
            assert reading.predicted is not None
            assert all(
                new.excess <= old.excess for new, old in zip(allowed.fluency.predicted, reading.predicted, strict=True)
            )
    assert after.language_model < before.language_model - 0.3


def test_the_signals_are_what_they_are_called() -> None:
    """Mean, mean of what is above 0, the worst fifth and the worst six in a row, in nats; of damage in log-odds."""
    excess = (-2.0, 1.0, -3.0, 4.0, 0.0, -1.0, -2.0, -3.0, -4.0, -5.0)
    damage = (0.5, 0.5, 0.5, 0.5, 0.5, 0.9, 0.5, 0.5, 0.5, 0.7)
    pairs = enumerate(zip(excess, damage, strict=True))
    tokens = tuple(PredictedToken(i, i + 1, 10.0 + e, 10.0, d) for i, (e, d) in pairs)
    (reading,) = MODEL.read([GOOD], "de")
    foreseen = Judgement(assessed=-7.0, annotated=7.0)
    found = signals(
        GOOD, "de", replace(reading, predicted=tokens, predicted_garbled=0.2, predicted_judged=foreseen), None
    )
    assert {name: round(value, 6) for name, value in found.items() if name.startswith("language_model")} == {
        "language_model_excess": -1.5,
        "language_model_misfits": 0.5,
        "language_model_worst": 2.5,
        "language_model_window": round(-1 / 6, 6),
        "language_model_damage": round((math.log(9) + math.log(7 / 3)) / 10, 6),
        "language_model_damage_worst": round(math.log(4), 6),
        "language_model_damage_window": round(math.log(0.6 / 0.4), 6),
        "language_model_sentence": round(-math.log(4), 6),
        "language_model_assessed": -FAR,
        "language_model_annotated": MOST_FORESEEN["de"],  # beyond which it says no more
    }


def test_words_out_of_order_are_damaged() -> None:
    """The detector says so of each piece, as a probability."""
    good, odd = (sum(t.damage for t in tokens) / len(tokens) for tokens in predicted(GOOD, ODD))
    assert 0 <= good < odd - 0.2 <= 0.8


def test_the_detector_says_it_of_the_whole_sentence_too() -> None:
    """As a probability; of what is read in parts it is that of the worst."""
    many = " ".join([GOOD] * 14)  # longer than the model reads at once, and its second part ends badly
    good, odd, long, broken = (
        reading.predicted_garbled for reading in MODEL.read([GOOD, ODD, many, f"{many} {ODD} {ODD}"], "de")
    )
    assert 0 <= good < odd - 0.3 <= 0.7
    assert long < 0.3
    assert long < broken


def test_what_readers_would_mark_is_foreseen() -> None:
    """In German they would mark more where words are out of order, and in good text what they mark in any."""
    good, odd = (r.predicted_judged.annotated for r in MODEL.read([GOOD, ODD], "de"))
    assert abs(good) < 0.2
    assert odd > 0.5


def test_what_people_would_say_is_foreseen() -> None:
    """They would think less of English words out of order; of what is read in parts, it is that of the worst."""
    good = "The city council decided on Monday to repair the old bridge next year, despite the cost."
    odd = "The city council on Monday the decided to, old bridge repair year next despite cost in the."
    many = " ".join([good] * 14)
    first, second, long, broken = (
        reading.predicted_judged.assessed for reading in MODEL.read([good, odd, many, f"{many} {odd} {odd}"], "en")
    )
    assert first < second - 0.1
    assert long < broken


def test_left_out_it_marks_no_words() -> None:
    """What stands in the report of a scan without it is what the others say."""
    with_it, without = (
        Judge(Cache(None), without=frozenset(kinds)).evidence([ODD], "de")[0].fluency
        for kinds in ((), ("language_model",))
    )
    assert with_it is not None
    assert without is not None
    assert without.words == with_it.tokens != with_it.words


def test_numbers_are_as_short_as_they_are_exact() -> None:
    """Three decimals, in the results too."""
    (tokens,) = predicted(ODD)
    assert all(value == round(value, 3) for t in tokens for value in (t.surprisal, t.alone, t.damage))


def test_another_language_model_is_another_fluency_model(tmp_path: Path) -> None:
    """Its files are part of the signature, and so of the names under which evidence is kept."""
    folder = tmp_path / "fluency"
    shutil.copytree(MODEL.folder, folder)
    assert FluencyModel(folder).signature == MODEL.signature
    with (folder / "language_models" / "de" / "model.onnx").open("ab") as file:
        file.write(b"x")
    assert FluencyModel(folder).signature != MODEL.signature
