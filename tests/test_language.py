"""Which language a text is in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mtcheck.function_words import FUNCTION_WORDS
from mtcheck.language import KNOWN, identify, known_code, load_profiles

TEXTS = {
    "de": "Der Rat hat am Montag lange über die Brücke beraten, und am Ende war niemand mit dem Ergebnis zufrieden.",
    "en": "The council talked about the bridge for a long time on Monday, and in the end nobody was happy with it.",
    "fr": "Le conseil a longuement parlé du pont lundi soir, et à la fin personne n'était content de la décision.",
    "es": "El consejo habló mucho tiempo sobre el puente el lunes, y al final nadie estaba contento con la decisión.",
    "it": "Il consiglio ha parlato a lungo del ponte lunedì sera, e alla fine nessuno era contento della decisione.",
    "nl": "De raad heeft maandag lang over de brug gesproken, en aan het einde was niemand tevreden met het besluit.",
    "pl": "Rada długo rozmawiała w poniedziałek o moście, ale na koniec nikt nie był zadowolony z tej decyzji.",
    "ru": "Совет долго говорил о мосте в понедельник, но в конце концов никто не был доволен этим решением.",
    "nb": "Kommunestyret snakket lenge om broen på mandag, men til slutt var ingen fornøyd med vedtaket som ble gjort.",
    "zh": "市议会星期一讨论了这座桥很长时间，但最后没有人对这个决定感到满意。",
    "ja": "市議会は月曜日に橋について長い間話し合いましたが、結局誰もその決定に満足しませんでした。",
    "ko": "시의회는 월요일에 다리에 대해 오랫동안 이야기했지만 결국 아무도 만족하지 않았다.",
    "el": "Το συμβούλιο μίλησε για πολλή ώρα για τη γέφυρα τη Δευτέρα, αλλά κανείς δεν ήταν ευχαριστημένος.",
    "be": "Савет доўга гаварыў пра мост у панядзелак, але ў рэшце рэшт ніхто не быў задаволены, хоць усе ўжо чакалі.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_text_is_found(code: str) -> None:
    """One sentence of twenty words is enough in many languages and scripts."""
    found = identify([TEXTS[code]])
    assert found.code == code
    assert found.reason is None


@pytest.mark.parametrize("texts", [[], [""], ["1 234 – 5"], ["…"]])
def test_a_text_without_letters_has_no_language(texts: list[str]) -> None:
    """The reason says so."""
    found = identify(texts)
    assert found.code is None
    assert found.reason == "The text has no letters."


def test_a_text_too_short_to_tell_is_not_guessed() -> None:
    """The reason names the option that helps."""
    found = identify(["Ja, genau."])
    assert found.code is None
    assert "--lang" in (found.reason or "")


def test_a_few_foreign_sentences_do_not_change_the_vote() -> None:
    """An article with an English passage stays German."""
    assert identify([TEXTS["de"]] * 8 + [TEXTS["en"]] * 2).code == "de"


def test_a_long_paragraph_votes_as_a_whole() -> None:
    """A record of one paragraph is no article of its beginning."""
    english, german = (
        " ".join([TEXTS[code]] * (size // len(TEXTS[code]) + 1)) for code, size in (("en", 1700), ("de", 8000))
    )
    assert identify([f"{english} {german}"]).code == "de"


def test_the_answer_is_the_same_in_every_thread() -> None:
    """Langdetect draws at random; the seed makes it repeatable."""
    texts = [TEXTS["de"], TEXTS["en"][:40], TEXTS["nl"][:60]]
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: identify(texts), range(12)))
    assert len(found) == 1


def test_the_lists_name_only_known_languages() -> None:
    """Every language with function words can be asked for."""
    assert set(FUNCTION_WORDS) <= KNOWN
    assert all(word == word.lower() for words in FUNCTION_WORDS.values() for word in words)


def test_a_languages_name_is_told_by_its_code_and_region() -> None:
    """Upper case, regions and underscores are no matter; Norwegian of either kind is what the models call it."""
    names = {"DE": "de", "de-AT": "de", "pt_BR": "pt", "nb": "nb", "no": "nb", "no-NO": "nb", "nn-NO": "nb"}
    assert {name: known_code(name) for name in names} == names
    assert [known_code(name) for name in ("", "-", "xx", "german")] == [None] * 4


def test_an_interruption_while_langdetect_loads_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes any exception for a broken profile of its own; Ctrl-C must stay Ctrl-C."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("langdetect.detector_factory.json.load", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load_profiles()
