"""How engines word things: n-grams of words and commas, and the bundled weights."""

import json
import unicodedata
from hashlib import sha256

import pytest

from mtcheck.quality import BUNDLED as SCORE
from mtcheck.quality import score_model
from mtcheck.style import BUNDLED, LANGUAGES, Worded, slots, worded

FREE = (
    "Tja, so ist das halt: Wer nicht will, der hat schon.",
    "Da biss die Maus keinen Faden ab, und der Wirt zuckte bloß mit den Schultern.",
    "Kaum war der Regen durch, hockten alle wieder draußen.",
)
LITERAL = (
    "Dies ist jedoch nicht der Fall, da die Regierung in der Lage ist, die Situation zu verbessern.",
    "Es ist wichtig zu beachten, dass die Maßnahmen in der Lage sein werden, die Auswirkungen zu reduzieren.",
    "Er sagte, dass es nicht möglich sei, die Anzahl der Personen zu bestimmen, die betroffen sind.",
)


def test_typography_says_nothing() -> None:
    """Quotes, dashes, blanks and which digits stand there are the same to it; words and commas are not."""
    assert slots("„Ja“, sagte er – 2021 …") == slots('"Ja", sagte  er - 1999 ...')
    assert slots("Ja, sagte er") != slots("Ja sagte er")


def test_runs_of_words_count() -> None:
    """Two texts of the same runs of characters and the same pairs of words differ by what stands around them."""
    assert slots("eins zwei drei eins drei zwei eins") != slots("eins drei zwei eins zwei drei eins")


def test_composed_and_decomposed_letters_are_the_same() -> None:
    """A file written on a Mac may hold its umlauts in two parts."""
    assert slots(unicodedata.normalize("NFD", "Er fährt über die Brücke.")) == slots("Er fährt über die Brücke.")


def test_a_text_of_any_characters_is_read() -> None:
    """Other scripts and a lone surrogate are no crash, and what holds no word says nothing."""
    assert worded("हिन्दी 中文 é\ud800 ok", "de") != Worded(0, 0)
    assert worded(" … – !", "de") == Worded(0, 0)


@pytest.mark.parametrize("free", FREE)
@pytest.mark.parametrize("literal", LITERAL)
def test_wording_of_engines_is_told_from_free_wording(free: str, literal: str) -> None:
    """The set phrases of translated news are more machine-like than colloquial German."""
    assert worded(literal, "de").strong > worded(free, "de").strong
    assert worded(literal, "de").any > worded(free, "de").any


@pytest.mark.parametrize("texts", [FREE, LITERAL])
def test_length_alone_says_nothing(texts: tuple[str, ...]) -> None:
    """Several sentences together are about as machine-like as they are one by one, not as all of them added up."""
    alone = [worded(text, "de").strong for text in texts]
    together = worded(" ".join(texts), "de").strong
    assert abs(together) < 0.75 * abs(sum(alone))
    assert abs(together) > max(abs(one) for one in alone) / 2


def test_the_score_names_the_weights_it_was_fitted_with() -> None:
    """Its signature covers them, and it reads them in the languages that they were learned for."""
    assert json.loads(SCORE.read_bytes())["style"] == sha256(BUNDLED.read_bytes()).hexdigest()
    score = score_model()
    assert {code for code, told in score.machine_likeness.items() if "style" in told.names} == set(LANGUAGES)
    assert score.wording.keys() == set(LANGUAGES)
