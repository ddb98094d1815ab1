"""The bundled fluency model, on sentences written for these tests."""

from __future__ import annotations

import time

import pytest

from mtcheck.fluency import FluencyModel

MODEL = FluencyModel()
PAIRS = [
    (
        "Die Feuerwehr konnte den Brand nach zwei Stunden unter Kontrolle bringen.",
        "Die Feuerwehr konnten der Brand nach zwei Stunde unter zu Kontrolle bringt haben.",
    ),
    (
        "Der Trainer lobte nach dem Spiel vor allem die Abwehr seiner Mannschaft.",
        "Das Trainer lobte nach die Spiel vor alles den Abwehr von seine Mannschaft hat.",
    ),
    (
        "The mayor said that the bridge would stay closed until the end of the month.",
        "The mayor said that bridge the would staying close until of the end month the.",
    ),
    (
        "Le conseil municipal a voté la rénovation de l'école primaire lundi soir.",
        "Le conseil municipal avoir voter le rénovation du école primaires à lundi le soir dans.",
    ),
    (
        "El ayuntamiento aprobó el lunes la reforma de la escuela del barrio.",
        "El ayuntamiento aprobar en lunes el reforma de escuela la de barrio del ser.",
    ),
]


@pytest.mark.parametrize(("sound", "damaged"), PAIRS)
def test_damaged_sentences_read_worse(sound: str, damaged: str) -> None:
    """The same sentence with its grammar broken is more likely garbled."""
    first, second = MODEL.read([sound, damaged])
    assert first.garbled < second.garbled
    assert first.judged.annotated < second.judged.annotated


def test_tokens_are_the_words() -> None:
    """Each token covers one word, in order, without the blanks between."""
    sentence = "Der „Rat“ tagte (wie immer) am 3. Oktober."
    (reading,) = MODEL.read([sentence])
    assert [sentence[t.start : t.end] for t in reading.tokens] == sentence.split()
    assert all(0 <= t.damage <= 1 for t in reading.tokens)


@pytest.mark.parametrize("sentence", ["我们去北京看朋友。", "今日は東京で友達に会います。", "x", "🙂 ok", "a" * 3000])
def test_odd_text_is_read(sentence: str) -> None:
    """Other scripts, single letters, emoji and endless words give tokens inside the sentence."""
    (reading,) = MODEL.read([sentence])
    assert 0 <= reading.garbled <= 1
    assert all(0 <= t.start < t.end <= len(sentence) for t in reading.tokens)


def test_the_detached_hyphen_is_not_seen() -> None:
    """No verdict hangs on the blank before a compound's hyphen: the model reads both alike."""
    joined, detached = MODEL.read(["Der US-Präsident reist nach Berlin.", "Der US -Präsident reist nach Berlin."])
    assert (joined.garbled, joined.judged) == (detached.garbled, detached.judged)


def test_company_does_not_matter() -> None:
    """A sentence reads exactly the same alone and among others of any length."""
    sentences = [text for pair in PAIRS for text in pair] + ["Ja, so war es damals.", " ".join(PAIRS[0][0:1] * 6)]
    together = MODEL.read(sentences)
    assert [MODEL.read([sentence])[0] for sentence in sentences] == together


def test_at_least_forty_languages() -> None:
    """The model says which languages it was trained on."""
    assert len(MODEL.languages) >= 40
    assert {"de", "en", "fr", "es", "uk", "tr", "zh"} <= MODEL.languages


def test_loading_takes_under_a_second() -> None:
    """From nothing to the first reading."""
    fresh = FluencyModel()
    started = time.perf_counter()
    fresh.read(["Ein Satz."])
    assert time.perf_counter() - started < 2  # twice what is promised: test machines are busy


def test_what_a_sentence_leaves_over_says_little_of_it() -> None:
    """A long sentence is read in windows; what is foreseen of it rests on the long ones, not on a last few pieces."""
    words = ("Die Feuerwehr konnte den Brand nach zwei Stunden unter Kontrolle bringen und " * 12).split()
    found = MODEL.read([" ".join(words[:end]) for end in range(90, 126)], "de")
    assert len({reading.judged for reading in found}) == 1
