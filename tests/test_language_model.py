"""The language model: what it says of a piece after those before it, and how that enters quality and reasons."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from mtcheck.allowed import Allowed
from mtcheck.evidence import Evidence, PredictedToken
from mtcheck.fluency import FluencyModel
from mtcheck.language_model import WINDOW
from mtcheck.quality import score_model, signals
from mtcheck.reasons import MISFIT_WORDS, reasons
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
        assert [(t.surprisal, t.alone) for t in tokens] == [(t.surprisal, t.alone) for t in first]


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
    for kind in ("language_model", "fluency"):
        left = score_model().quality(evidence[1], "de", without=frozenset({kind}))
        assert left is not None
        assert left.language_model == 0 < odd.language_model
        assert left.value > odd.value


def test_the_reason_points_at_whole_words() -> None:
    """The six pieces that follow least from what stands before them, in both languages of the report."""
    (reading,) = MODEL.read([ODD], "de")
    evidence = Evidence(ODD, fluency=reading)
    quality = score_model().quality(evidence, "de")
    assert quality is not None
    told = reasons(evidence, replace(quality, language_model=2.0))
    message, (start, end) = next((message, place) for id_, message, place in told if id_ == MISFIT_WORDS)
    assert ODD[start:end] in message
    assert start == 0 or ODD[start - 1] == " "
    assert end == len(ODD) or ODD[end] == " "
    assert in_german(message).startswith("folgt nicht aus dem, was davor steht: „")
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
    """Mean, mean of what is above 0, the worst fifth and the worst six in a row, in nats."""
    excess = (-2.0, 1.0, -3.0, 4.0, 0.0, -1.0, -2.0, -3.0, -4.0, -5.0)
    tokens = tuple(PredictedToken(i, i + 1, 10.0 + e, 10.0) for i, e in enumerate(excess))
    (reading,) = MODEL.read([GOOD], "de")
    found = signals(GOOD, "de", replace(reading, predicted=tokens), None)
    assert {name: round(value, 6) for name, value in found.items() if name.startswith("language_model")} == {
        "language_model_excess": -1.5,
        "language_model_misfits": 0.5,
        "language_model_worst": 2.5,
        "language_model_window": round(-1 / 6, 6),
    }


def test_another_language_model_is_another_fluency_model(tmp_path: Path) -> None:
    """Its files are part of the signature, and so of the names under which evidence is kept."""
    folder = tmp_path / "fluency"
    shutil.copytree(MODEL.folder, folder)
    assert FluencyModel(folder).signature == MODEL.signature
    with (folder / "language_models" / "de" / "model.onnx").open("ab") as file:
        file.write(b"x")
    assert FluencyModel(folder).signature != MODEL.signature
