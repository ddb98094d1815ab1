"""A sentence that stops at a word that needs another after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "truncated"
_SHORTEST = 4
# Articles, prepositions and conjunctions that nothing but another word can follow. Those that also end good sentences
# as pronoun, adverb or verbal particle ("der", "ein", "mit", "in") are left out.
_OPEN = {
    "de": "und oder sowie dass weil des im zum zur vom beim ins eines sondern bzw deren dessen für seitens",
    "en": "the a an and or my your our their than whose because",
    "fr": "le les des du de et ou au aux que dans par ses leurs cette ces",
    "es": "el los las del al y e o u de en con por mi tu su sus que",
    "it": "il lo gli i del dello della dei degli di e o con per nel nella al alla dal dalla che",
    "pt": "os do dos de e ou em no na nas ao com por pelo pela que seu",
    "nl": "de en of een omdat wegens",
    "sv": "och samt",
    "da": "og eller samt",
    "nb": "og eller samt",
    "pl": "i oraz w z do albo lub że ze dla od przez",
    "cs": "a v z ze nebo k ke do že pro od",
    "ro": "și sau de la cu pe în un din",
    "hu": "a az és hogy",
    "tr": "ve veya",
    "fi": "ja tai että",
    "ru": "и или в на с к из для от по что о",
    "uk": "і й та або в у на з до для від що",
}
_WORDS = {language: frozenset(words.split()) for language, words in _OPEN.items()}
_END = re.compile(r"[.!][\"”“»]?")


def _look(reading: Reading) -> Iterator[Hit]:
    if len(reading.words) < _SHORTEST:
        return
    last = reading.words[-1]
    before = reading.text[last.start - 1]
    # An ellipsis, a dash or a colon says that the writer stopped on purpose; in quotes a word is being named.
    if before == " " and last.text in _WORDS[reading.language] and _END.fullmatch(reading.text, last.end):
        yield Hit(ID, f"The sentence breaks off after “{last.text}”.", last.start, last.end)


SIGN = Sign(ID, frozenset(_OPEN), _look)
