"""How much of a sentence comes back from its round trip: chrF++, BLEU and TER over text made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from mtcheck.language import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_TER_TOKENS = 60
"""TER's cost explodes with length: seconds for 240 words."""

_CHARACTER_BLEU = UNSPACED | {"ko"}

_REWRITTEN = str.maketrans(
    dict.fromkeys("„“”‟«»〝〞＂「」『』", '"')
    | dict.fromkeys("‚‘’‛‹›`´ʼ′", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
    | {"…": "..."}
)
_WORD = re.compile(
    r"(?:https?://|www\.)\S*[\w/]"  # web address
    r"|[\w.+-]+@[\w-]+\.[\w.-]*\w"  # mail address
    r"|[@#]\w+"  # handle
    r"|\d+(?:[.,:/'-]\d+| \d{3}(?!\d))*"  # number
    r"|[^\W\d](?:[\w]|['-](?=\w))*"  # word
)
_MIN_LETTERS = 4
_MIN_NAME_LETTERS = 3


def normalise(text: str) -> str:
    """Text as compared: NFC, plain quotes and dashes, nothing invisible, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_REWRITTEN).split())


def mask_copies(sentence: str, pivot: str, back: str) -> tuple[str, str]:
    """Take out of sentence and back-translation what merely passed through unchanged.

    A copy is a word that stands, case aside, in the sentence, in the pivot and in the back-translation, and is one of:
    a web or mail address or a handle; a number (its digits decide); a word of four letters or more; a name of three
    letters (capital first in all three) or an abbreviation of two (all capitals). A word is taken out as often as
    it stands in all three; further repetitions stay and count. All texts are given normalised.
    """
    words = [list(_WORD.finditer(text)) for text in (sentence, pivot, back)]
    shapes = [_shapes(match[0] for match in found) for found in words]
    shared = shapes[0] & shapes[1] & shapes[2]
    copies = Counter({key: count for (key, is_copy), count in shared.items() if is_copy})
    return _without(sentence, words[0], copies), _without(back, words[2], copies)


class Similarity:
    """sacrebleu's metrics for one language, objects used again. It normalises texts; hypotheses come first."""

    def __init__(self, language: str) -> None:
        self._unspaced = language in UNSPACED
        tokenizer = "char" if language in _CHARACTER_BLEU else "13a"
        self._chrf = CHRF(word_order=2, lowercase=True)
        self._bleu = BLEU(effective_order=True, lowercase=True, tokenize=tokenizer)
        self._ter = TER()

    def chrf(self, hypothesis: str, reference: str) -> float:
        """chrF++ (Popović 2017), 0 to 100, case aside."""
        return round(float(self._chrf.sentence_score(self._spaced(hypothesis), [self._spaced(reference)]).score), 4)

    def bleu(self, hypothesis: str, reference: str) -> float:
        """BLEU of effective order, 0 to 100, case aside; of characters for Chinese, Japanese, Korean and Thai."""
        return round(float(self._bleu.sentence_score(normalise(hypothesis), [normalise(reference)]).score), 4)

    def ter(self, hypothesis: str, reference: str) -> float | None:
        """Return the translation edit rate, 0 and up, case aside. None where either text has more than 60 tokens."""
        texts = self._spaced(hypothesis), self._spaced(reference)
        if max(len(text.split()) for text in texts) > MAX_TER_TOKENS:
            return None
        return round(float(self._ter.sentence_score(texts[0], [texts[1]]).score), 4)

    def words(self, text: str) -> int:
        """How many words a text has; of a language without blanks, half its characters."""
        found = [match[0] for match in _WORD.finditer(text)]
        return sum(map(len, found)) // 2 if self._unspaced else len(found)

    def signature(self) -> str:
        """Return the metrics' settings and sacrebleu's version, as sacrebleu writes them."""
        for metric in (self._chrf, self._bleu, self._ter):
            metric.sentence_score("a", ["a"])  # sacrebleu signs only what has been used
        named = (("chrF2++", self._chrf), ("BLEU", self._bleu), ("TER", self._ter))
        return " ".join(f"{name}|{metric.get_signature()}" for name, metric in named)

    def _spaced(self, text: str) -> str:
        text = normalise(text)
        return " ".join(text.replace(" ", "")) if self._unspaced else text


def _key(word: str) -> str:
    """Return what makes two words the same: case aside, and a number's digits without their separators."""
    return re.sub(r"\D", "", word) if word[0].isdigit() else word.casefold()


def _shapes(words: Iterable[str]) -> Counter[tuple[str, bool]]:
    """How often each word stands in a text, by key and whether it looks like a copy."""
    return Counter((_key(word), _looks_copied(word)) for word in words)


def _looks_copied(word: str) -> bool:
    if not word.isalpha() and not set(word) <= set("-'") | set(filter(str.isalpha, word)):
        return True
    letters = sum(map(str.isalpha, word))
    return (
        letters >= _MIN_LETTERS
        or (letters >= _MIN_NAME_LETTERS and word[0].isupper())
        or (letters > 1 and word.isupper())
    )


def _without(text: str, words: Iterable[re.Match[str]], copies: Counter[str]) -> str:
    """Return the text without its copies, the first ones of each first."""
    left = copies.copy()
    parts: list[str] = []
    position = 0
    for match in words:
        if left[_key(match[0])] > 0:
            left[_key(match[0])] -= 1
            parts.append(text[position : match.start()])
            position = match.end()
    return " ".join("".join([*parts, text[position:]]).split())
