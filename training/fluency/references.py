"""Label weak translations by several good translations of the same source."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from damage import IGNORE, Word, words_of


class References:
    """Words and pairs of neighbouring words that any good translation of a source uses."""

    def __init__(self) -> None:
        self.words: dict[str, set[str]] = defaultdict(set)
        self.pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def add(self, source: str, translation: str) -> None:
        cores = ["", *[w.core.lower() for w in words_of(translation) if w.core], ""]
        self.words[source].update(cores)
        self.pairs[source].update(pairwise(cores))

    def label(self, source: str, words: list[Word], *, spliced: bool = False) -> float:
        """Label the words in place; the sentence's label, 0 sound to 1 garbled, is returned.

        A whole translation may differ from the references in some words and be sound; where a splice differs from the
        translation that it stands in, that is rarely so.
        """
        known, pairs = self.words[source], self.pairs[source]
        real = [w for w in words if w.core]
        cores = ["", *[w.core.lower() for w in real], ""]
        bad = 0.0
        for index, word in enumerate(real, start=1):
            around = (cores[index - 1], cores[index]) in pairs or (cores[index], cores[index + 1]) in pairs
            word.label = 0.0 if around else IGNORE if cores[index] in known else 1.0
            bad += {0.0: 0.0, IGNORE: 0.5, 1.0: 1.0}[word.label]
        if spliced:
            return 0.0 if bad < 1 else min(1.0, 0.15 + 2.2 * (bad - 0.5) / max(8, len(real)))
        share = bad / max(1, len(real))
        return min(1.0, max(0.0, (share - 0.12) / 0.4))
