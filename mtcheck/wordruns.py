"""How often short runs of words, and of word endings, stand in clean text: counts in a second table.

Beside the words themselves their frame is counted: common words as they are, every other word by its last letters and
whether it begins with a capital. A run of frames that was never seen is mostly a wrong form or a wrong order, and not
merely a rare word: this is a class-based n-gram model (Brown et al. 1992) whose classes are made of spelling, so that
a few megabytes of text will do for a language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtcheck.ngrams import MAX_LEVEL, entries_of, level, slots_of

Ids = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Levels = NDArray[np.uint16]
Floats = NDArray[np.float64]

WORDS, FRAMES = 3, 4
"""The longest runs of words and of frames."""
TOKEN = re.compile(r"\w+|[^\w\s]")
GAP, BEGIN, END = 0, 1, 2
_LETTERS = 3
_BACKOFF = math.log(0.4)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_AROUND = FRAMES - 1
_BUCKET = 4
_MOST_KNOWN = 50_000  # a bound on memory; to read a word anew takes microseconds


@dataclass(frozen=True, slots=True)
class RunTable:
    """Fingerprints and levels of hashed runs, 16 bits each, in buckets of four; a run stands in one of two buckets.

    A run that was never counted is taken for another eight times in 2,048.
    """

    entries: NDArray[np.uint16]

    def look_up(self, names: Hashes) -> Levels:
        """Levels of hashed runs, 0 for those not in the table."""
        mask = np.uint16(MAX_LEVEL)
        wanted = entries_of(names, np.uint16(0))
        found = np.zeros(names.shape, dtype=np.uint16)
        buckets = self.entries.reshape(-1, _BUCKET)
        for place in slots_of(names, len(buckets)):
            entries = buckets[place]
            same = (entries & ~mask) == wanted[:, None]
            found = np.maximum(found, np.where(same, entries & mask, np.uint16(0)).max(axis=1))
        return found

    @classmethod
    def build(cls, names: Hashes, counts: NDArray[np.int64], worth: Floats, size: int) -> RunTable:
        """From runs and their counts; where the table is full the worthier ones stay. `size`: how many it can hold."""
        order = np.argsort(-worth, kind="stable")
        names = names[order]
        entries = entries_of(names, level(counts[order]))
        number = size // _BUCKET
        table, used = np.zeros((number, _BUCKET), dtype=np.uint16), np.zeros(number, dtype=np.int64)
        for part in np.array_split(np.arange(len(names)), 16):  # so that the worthier choose first
            waiting = part
            for choice in (0, 1):
                place = slots_of(names[waiting], number)[choice]
                by_place = np.argsort(place, kind="stable")
                ordered = place[by_place]
                slot = used[ordered] + np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
                fits = slot < _BUCKET
                chosen = by_place[fits]
                table[ordered[fits], slot[fits]] = entries[waiting[chosen]]
                used += np.bincount(place[chosen], minlength=number)
                waiting = np.delete(waiting, chosen)
        return cls(table.ravel())


@dataclass(frozen=True, slots=True)
class Reading:
    """Of a batch: each sentence's surprisals, in nats a word, by words and by frames.

    They are those of an n-gram model with stupid backoff (Brants et al. 2007), the sentence's end included.
    """

    words: tuple[Floats, ...]
    frames: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class WordRuns:
    """`strings[i]` is what piece i spells; `common` the words that are their own frame; `table` the counted runs."""

    strings: tuple[str, ...]
    common: frozenset[str]
    table: RunTable
    log_size: float
    _known: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, pieces: Sequence[str], common: Iterable[str], table: RunTable, log_size: float) -> WordRuns:
        """From a vocabulary's pieces; `log_size` is the natural logarithm of the number of German words counted."""
        return cls(tuple(_spelt(p) for p in pieces), frozenset(common), table, log_size, {})

    @classmethod
    def load(cls, path: Path, pieces: Sequence[str]) -> WordRuns:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            return cls.of(pieces, str(stored["common"]).split(), RunTable(stored["table"]), float(stored["log_size"]))

    def save(self, path: Path) -> None:
        """Write to an `.npz` file, packed."""
        common = np.array(" ".join(sorted(self.common)))
        np.savez_compressed(path, table=self.table.entries, common=common, log_size=self.log_size)

    def names(self, ids: Ids) -> tuple[Hashes, Hashes, NDArray[np.int64]]:
        """Words and frames of ids (batch, length) in one row, sentences apart; and where sentences begin.

        Padding stands at the end of each row of ids.
        """
        text = "\n".join("".join(self.strings[i] for i in row[row > 0].tolist()) for row in ids)
        found = [(m.start(), self._name(m.group())) for m in TOKEN.finditer(text)]
        begins = np.array([0, *(i + 1 for i, c in enumerate(text) if c == "\n")])
        starts = np.array([start for start, _ in found], dtype=np.int64)
        hashed = np.array([name for _, name in found], dtype=np.uint64).reshape(-1, 2)
        owner = np.searchsorted(begins, starts, side="right") - 1
        # between sentences: END, a gap as wide as the longest run reaches, BEGIN
        first = np.searchsorted(owner, np.arange(len(ids)))
        bounds = np.arange(len(ids)) * (_AROUND + 2) + first + _AROUND
        places = np.arange(len(starts)) + owner * (_AROUND + 2) + _AROUND + 1
        rows = np.zeros((2, len(starts) + len(ids) * (_AROUND + 2) + _AROUND), dtype=np.uint64)
        rows[:, places] = hashed.T
        rows[:, bounds] = BEGIN
        ends = np.append(bounds[1:] - _AROUND - 1, rows.shape[1] - _AROUND - 1)
        rows[:, ends] = END
        return rows[0], rows[1], bounds

    def read(self, ids: Ids) -> Reading:
        """Read ids (batch, length), 0 = padding at the end of a row."""
        words, frames, bounds = self.names(ids)
        ends = np.append(bounds[1:] - _AROUND, len(words) - _AROUND)
        surprisals = []
        for names, longest, kind in ((words, WORDS, 0), (frames, FRAMES, 1)):
            found = self._surprisal([self._levels(names, number, kind) for number in range(1, longest + 1)])
            surprisals.append(tuple(found[b + 1 : e] for b, e in zip(bounds, ends, strict=True)))
        return Reading(*surprisals)

    def _surprisal(self, levels: Sequence[Levels]) -> Floats:
        """Surprisal of each word from the words before it."""
        logs: list[Floats] = [(found.astype(np.float64) - 1) / 2 * math.log(2) for found in levels]
        score = np.where(levels[0] > 0, logs[0], math.log(0.5)) - self.log_size + _BACKOFF * (len(levels) - 1)
        for number in range(2, len(levels) + 1):
            run, seen = logs[number - 1], levels[number - 1] > 0
            context, known = logs[number - 2], levels[number - 2] > 0
            found = np.where(seen & known, run - context + _BACKOFF * (len(levels) - number), np.nan)
            found = np.roll(found, number - 1)
            score = np.where(np.isnan(found), score, found)
        return np.maximum(0.0, -score)

    def _levels(self, names: Hashes, number: int, kind: int) -> Levels:
        return np.where(whole(names, number), self.table.look_up(runs(names, number, kind)), 0).astype(np.uint16)

    def _name(self, word: str) -> tuple[int, int]:
        known = self._known.get(word)
        if known is None:
            lower = word.lower()
            known = (_hash(lower), _hash("=" + lower if lower in self.common else frame(word)))
            if len(self._known) < _MOST_KNOWN:
                self._known[word] = known
        return known


def frame(word: str) -> str:
    """What is left of a word that is not common: a capital or none and its last letters; a number's digits."""
    if word.isdigit():
        return "#" + str(min(len(word), 5))
    return ("^" if word[:1].isupper() else "_") + (word.lower()[-_LETTERS:] if len(word) > 2 else "")  # noqa: PLR2004


def runs(names: Hashes, number: int, kind: int) -> Hashes:
    """64-bit hashes of the runs of `number` names that begin at each place; `kind` keeps words and frames apart."""
    mixed = np.full(len(names), number * 2 + kind, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(number):
            mixed = (mixed ^ np.roll(names, -place)) * _MIX
            mixed ^= mixed >> np.uint64(29)
        mixed *= _MIX
    return mixed ^ (mixed >> np.uint64(32))


def whole(names: Hashes, number: int) -> NDArray[np.bool_]:
    """Whether the run of `number` names that begins at each place lies in one sentence."""
    inside: NDArray[np.bool_] = names != GAP
    kept: NDArray[np.bool_] = inside.copy()
    for place in range(1, number):
        kept &= np.roll(inside, -place)
    return kept


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") | 4  # above GAP, BEGIN and END


def _spelt(piece: str) -> str:
    if piece.startswith("<") and piece.endswith(">"):  # a byte, or a mark of the vocabulary's own
        return "\u25a1"
    return piece.replace("\u2581", " ").replace("\n", " ")
