"""Letters of another script: inside a word, or whole words of one in the running text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign
from mtcheck.word_lists import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading, Word

ID = "wrong-script"
_RANGES = {
    "Latin": "A-Za-zªºÀ-ÖØ-öø-ʯᴀ-ᶿḀ-ỿ",
    "Greek": "Ͱ-Ͽἀ-῿",
    "Cyrillic": "Ѐ-ԯ",
    "Armenian": "Ա-֏",
    "Hebrew": "א-ת",
    "Arabic": "ؠ-يٮ-ۓݐ-ݿ",
    "Devanagari": "ऄ-ह",
    "Bengali": "অ-হ",
    "Thai": "ก-ะ",
    "Georgian": "Ⴀ-ჿ",
    "Korean": "가-힣",
    "Japanese": "ぁ-ヿ",
    "Chinese": "㐀-鿿",
}
_SCRIPTS = {name: re.compile(f"[{letters}]") for name, letters in _RANGES.items()}
_ALPHABETS = frozenset({"Latin", "Greek", "Cyrillic"})
"""Scripts whose letters look alike: no word of any language mixes them."""
_LATIN_LANGUAGES = word_set(
    "af az bs ca cs cy da de en es et fi fr gl hr hu id is it lt lv ms mt nb nl pl pt ro sk sl sv tl tr vi"
)

_SYMBOL = 2


def _scripts(word: Word) -> frozenset[str]:
    return frozenset(name for name, letters in _SCRIPTS.items() if letters.search(word.text))


def _look(reading: Reading) -> Iterator[Hit]:
    for word in reading.words:
        if word.text.isascii():
            continue
        scripts = _scripts(word)
        mixed = scripts & _ALPHABETS
        if len(mixed) > 1:
            # A Greek letter may stand before or after a Latin one in a unit or a formula: "µm", "ΔT".
            few_greek = mixed == {"Latin", "Greek"} and len(_SCRIPTS["Greek"].findall(word.text)) == 1
            if not few_greek:
                names = " and ".join(sorted(mixed))
                yield Hit(ID, f"“{word.text}” mixes {names} letters.", word.start, word.end)
        elif reading.language in _LATIN_LANGUAGES and "Latin" not in scripts and scripts:
            name = min(scripts)
            alone = name == "Greek" and len(word.text) <= _SYMBOL
            if not alone and not reading.aside(word.start):
                yield Hit(ID, f"“{word.text}” is written in another script ({name}).", word.start, word.end)


SIGN = Sign(ID, None, _look)
