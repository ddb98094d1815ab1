"""Names that an article repeats: whoever has met them is not surprised by them again.

A model that reads each sentence alone takes the rare name of a company for a misspelt word, in every sentence of the
article that it stands in. What an article says with a capital in several sentences is taken for a name, and read with a
well-known one in its place (the idea of a cache language model, Kuhn & De Mori 1990: a word that a text has used is
likely there). That may excuse a noun that is garbled the same way each time, for in German nouns have capitals, too;
damage to the words around it shows as before.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from mtcheck.evidence import DamagedToken, Fluency, PredictedToken

STAND_IN = "Google"
"""A name that the models have met in most languages."""
SUSPICIOUS = -1.5
"""Log-odds of being garbled from which a sentence is read again: below, nothing would come of it."""
REPEATED = 3
"""Sentences, each with other words, that a name stands in: twice the same mistake is not so rare."""
MOST_CAPITALS = 0.75
"""Share of words with a capital letter above which capitals tell nothing: headlines, text in capitals."""
_UNSEEN = "\u00ad\u200b-\u200d\u2060"
_WORD = re.compile(rf"\w(?:[\w\u0300-\u036f{_UNSEEN}.\-]*[\w\u0300-\u036f])?")
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
_SPAN = tuple[int, int]


def names_rule() -> str:
    """Names how names are told, by its constants: part of the signature."""
    return f"names:{STAND_IN},{REPEATED},{SUSPICIOUS:g},{MOST_CAPITALS:g}"


def repeated(sentences: Iterable[str]) -> frozenset[str]:
    """The words with a capital letter, case kept and composed (NFC), that stand in several sentences of an article."""
    words = (tuple(_folded(match.group()) for match in _WORD.finditer(sentence)) for sentence in sentences)
    found: Counter[str] = Counter()
    for different in {tuple(map(str.casefold, of_one)): of_one for of_one in words}.values():
        found.update({word for word in different if _capital(word)})
    return frozenset(word for word, times in found.items() if times >= REPEATED)


def with_stand_ins(sentence: str, names: Collection[str], is_known: Callable[[str], bool]) -> Renamed | None:
    """The sentence with each of the names that is not known replaced; None where it holds none."""
    words = [(match.span(), _folded(match.group())) for match in _WORD.finditer(sentence)]
    words = [(place, word) for place, word in words if any(c.isalpha() for c in word)]
    if sum(_capital(word) for _, word in words) > MOST_CAPITALS * len(words):
        return None
    places = [place for place, word in words if word in names and not is_known(word)]
    if not places:
        return None
    text: list[str] = []
    origins: list[_SPAN] = []
    last = 0
    for start, end in [*places, (len(sentence), len(sentence))]:
        text.append(sentence[last:start])
        origins += [(i, i + 1) for i in range(last, start)]
        if start < end:
            text.append(STAND_IN)
            origins += [(start, end)] * len(STAND_IN)
        last = end
    return Renamed("".join(text), tuple(origins))


@dataclass(frozen=True, slots=True)
class Renamed:
    """A sentence with other names; of each of its characters, from where to where that stands in the sentence."""

    text: str
    origins: tuple[_SPAN, ...]

    def placed(self, reading: Fluency) -> Fluency:
        """What is said of `text`, in the places of the sentence itself."""
        tokens = tuple(DamagedToken(*self._place(t.start, t.end), t.damage) for t in reading.tokens)
        predicted = reading.predicted and tuple(
            PredictedToken(*self._place(t.start, t.end), t.surprisal, t.alone, t.damage) for t in reading.predicted
        )
        return replace(reading, tokens=tokens, predicted=predicted)

    def _place(self, start: int, end: int) -> _SPAN:
        return self.origins[start][0], self.origins[max(start, end - 1)][1]


def _folded(word: str) -> str:
    """A word as a reader sees it: composed, without soft hyphens and the like."""
    return unicodedata.normalize("NFC", _NOT_SEEN.sub("", word))


def _capital(word: str) -> bool:
    return any(c.isupper() for c in word)
