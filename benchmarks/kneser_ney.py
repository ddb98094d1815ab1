"""An interpolated modified Kneser-Ney n-gram model (Chen & Goodman 1998) in numpy: the perplexity others filter with.

It stands in for KenLM, whose estimator is a program that no Python package brings. N-grams are known by 64-bit hashes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Floats = NDArray[np.float64]

ORDER = 5
_TOKEN = re.compile(r"\w+|[^\w\s]")
_UNKNOWN, _BEGIN, _END = 0, 1, 2
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def tokens(text: str) -> list[str]:
    """Words and marks, in lower case; scripts without blanks letter by letter."""
    found = _TOKEN.findall(text.lower())
    return [t for token in found for t in ([token] if token[0] < "\u0e00" or len(token) < 2 else _cut(token))]


def _cut(token: str) -> list[str]:
    dense = any("\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" for c in token)
    return list(token) if dense else [token]


def _mix(context: Hashes, ids: Hashes) -> Hashes:
    """The hash of a context with one word more."""
    mixed = (context ^ (ids + np.uint64(0x7F4A7C15))) * _PRIME
    return np.asarray(mixed ^ (mixed >> _SHIFT), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class _Table:
    """One order: n-grams with their discounted counts, contexts with their total and what was discounted of it."""

    grams: Hashes
    discounted: Floats
    contexts: Hashes
    totals: Floats
    backoffs: Floats

    def look_up(self, grams: Hashes, contexts: Hashes, lower: Floats) -> Floats:
        """Probabilities of n-grams, given those of the order below."""
        here, known = _find(self.contexts, contexts)
        place, seen = _find(self.grams, grams)
        own = np.where(seen, self.discounted[place], 0.0) + self.backoffs[here] * lower
        return np.where(known, own / self.totals[here], lower)


def _find(stored: Hashes, wanted: Hashes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    place = np.minimum(np.searchsorted(stored, wanted), len(stored) - 1)
    return place, stored[place] == wanted


class KneserNey:
    """Learned from sentences; gives each token of others its surprisal."""

    def __init__(self, sentences: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        cut = [tokens(sentence) for sentence in sentences]
        for words in cut:
            counts.update(words)
        kept = sorted(word for word, count in counts.items() if count > 1)
        self.words = {word: number for number, word in enumerate(kept, _END + 1)}
        self.size = sum(map(len, cut))
        ids, _ = self._ids(cut)
        hashes = _hashes(ids)
        real = np.flatnonzero(ids != _BEGIN)
        self._tables: list[_Table] = []
        grams, firsts, numbers = np.unique(hashes[ORDER][real], return_index=True, return_counts=True)
        for order in range(ORDER, 0, -1):
            places = real[firsts]
            self._tables.insert(0, _table(grams, numbers, hashes[order - 1][places - 1]))
            # below the highest order an n-gram counts once for every word seen before it
            grams, firsts, numbers = np.unique(hashes[order - 1][places], return_index=True, return_counts=True)
            real = places

    def _ids(self, cut: Sequence[Sequence[str]]) -> tuple[NDArray[np.int64], list[int]]:
        ids: list[int] = []
        ends = []
        for words in cut:
            ids += [_BEGIN] * (ORDER - 1)
            ids += [self.words.get(word, _UNKNOWN) for word in words]
            ids.append(_END)
            ends.append(len(ids))
        return np.array(ids, dtype=np.int64), ends

    def surprisals(self, sentences: Sequence[str]) -> list[Floats]:
        """For each sentence the surprisal of each token and of its end, in nats."""
        ids, ends = self._ids([tokens(sentence) for sentence in sentences])
        hashes = _hashes(ids)
        probability = np.full(len(ids), 1 / (len(self.words) + 2))
        for order, table in enumerate(self._tables, 1):
            before = np.roll(hashes[order - 1], 1)
            probability = table.look_up(hashes[order], before, probability)
        found = -np.log(np.maximum(probability, 1e-12))
        starts = [0, *ends[:-1]]
        return [found[start + ORDER - 1 : end] for start, end in zip(starts, ends, strict=True)]

    def unknown_share(self, sentence: str) -> float:
        """The share of a sentence's words that the learned text does not hold twice."""
        words = [token for token in tokens(sentence) if token[0].isalpha()]
        return sum(word not in self.words for word in words) / max(1, len(words))


def _hashes(ids: NDArray[np.int64]) -> list[Hashes]:
    """By order from 0: the hash of the n-gram that ends at each place."""
    words = ids.astype(np.uint64)
    found = [np.zeros(len(ids), dtype=np.uint64)]
    for _ in range(ORDER):
        found.append(_mix(np.roll(found[-1], 1), words))
    return found


def _table(grams: Hashes, counts: NDArray[np.int64], contexts: Hashes) -> _Table:
    """Discount the counts of one order by count of counts."""
    many = [max(1, int((counts == n).sum())) for n in (1, 2, 3, 4)]
    ratio = many[0] / (many[0] + 2 * many[1])
    discounts = np.array([0.0, *(n - (n + 1) * ratio * many[n] / many[n - 1] for n in (1, 2, 3))])
    taken = np.clip(discounts, 0, [0, 1, 2, 3])[np.minimum(counts, 3)]
    unique, number = np.unique(contexts, return_inverse=True)
    totals = np.bincount(number, counts)
    return _Table(grams, counts - taken, unique, totals, np.bincount(number, taken))
