"""Names that an article repeats: whoever has met them is not surprised by them a second time.

A model that reads each sentence alone takes the rare name of a company for a misspelt word, in every sentence of the
article that it stands in. Damage is seldom done twice to the same word, so what an article repeats, with a capital, is
taken for a name, and read with a well-known name in its place (the idea of a cache language model, Kuhn & De Mori 1990:
a word that a text has used is likely there).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from mtcheck.evidence import DamagedToken, Fluency, PredictedToken

STAND_IN = "Google"
"""Known in every language of the models, of any gender."""
SUSPICIOUS = -1.5
"""Log-odds of being garbled from which a sentence is read again: below, nothing would come of it."""
REPEATED = 2
"""Sentences, each with other words, that a name stands in."""
MOST_CAPITALS = 0.75
"""Share of words with a capital letter above which capitals tell nothing: headlines, text in capitals."""
_WORD = re.compile(r"\w[\w.\-]*\w|\w")
_SPAN = tuple[int, int]


def repeated(sentences: Iterable[str]) -> frozenset[str]:
    """The words with a capital letter, case kept, that stand in two sentences of an article or more."""
    found: Counter[str] = Counter()
    for sentence in set(sentences):
        found.update({word for word in _WORD.findall(sentence) if _capital(word)})
    return frozenset(word for word, times in found.items() if times >= REPEATED)


def standing_in(sentence: str, names: Collection[str], is_known: Callable[[str], bool]) -> Read | None:
    """The sentence with each of the names that is not known replaced; None where it holds none."""
    words = [match for match in _WORD.finditer(sentence) if any(c.isalpha() for c in match.group())]
    if sum(_capital(match.group()) for match in words) > MOST_CAPITALS * len(words):
        return None
    places = [match.span() for match in words if match.group() in names and not is_known(match.group())]
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
    return Read("".join(text), tuple(origins))


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence as it is read; of each of its characters, from where to where that stands in the sentence itself."""

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


def _capital(word: str) -> bool:
    return any(c.isupper() for c in word)
