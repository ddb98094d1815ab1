"""How often short runs of word pieces stand in clean text: counts in one hashed table, a few bits each.

They say how familiar a sentence's word sequence is, apart from any network.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Hashes = NDArray[np.uint64]

PATTERNS: tuple[tuple[int, ...], ...] = ((0, 1), (0, 2), (0, 1, 2), (0, 1, 2, 3))
"""What is counted: pairs, pairs with one piece between (unread since fluency 0.7), triples, quadruples (places relative
to the first piece)."""
READINGS = (((0, 1), 1), ((0, 1, 2), 1), ((0, 1, 2), 2), ((0, 1, 2, 3), 3))
"""What is read at each piece: patterns, with the piece in one of their places."""
PADDING, BEGIN, END = 0, 1, 2
FINGERPRINT_BITS, LEVEL_BITS = 11, 5
MAX_LEVEL = (1 << LEVEL_BITS) - 1
LOG_PIECES, LOG_SENTENCES, LOG_BACKOFF = math.log(4e7), math.log(1.5e6), -0.92
"""Of the counted text: pieces and sentences, natural logarithms; and the penalty for backing off by one piece."""
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def level(counts: NDArray[np.int64]) -> NDArray[np.uint16]:
    """Counts as levels: two for each doubling, 0 for none, at most 31."""
    levels = np.ceil(2 * np.log2(np.maximum(counts, 1)) + (counts > 0))
    return np.minimum(levels, MAX_LEVEL).astype(np.uint16, copy=False)  # type: ignore[no-any-return]  # numpy's stubs


@dataclass(frozen=True, slots=True)
class Familiarity:
    """How familiar a sentence's word sequence is, apart from any network.

    `surprisal` is that of an n-gram model with stupid backoff (Brants et al. 2007) in nats a piece; `excess` the same
    minus the surprisal of the pieces by themselves, so that rare words do not count; `novelty` the share of triples,
    0 to 1, that never stand in the counted text; `novelty_of_pairs` likewise.
    """

    surprisal: float
    excess: float
    novelty: float
    novelty_of_pairs: float


def familiarity(read: NDArray[np.uint16]) -> Familiarity:
    """Of one sentence's levels (length, 1 + READINGS), one piece or more."""
    column = {reading: number for number, reading in enumerate(READINGS, start=1)}
    levels = read.astype(np.float64)

    def log_count(reading: tuple[tuple[int, ...], int]) -> NDArray[np.float64]:
        return (levels[:, column[reading]] - 1) / 2 * math.log(2)

    single = (levels[:, 0] - 1) / 2 * math.log(2)
    previous = np.concatenate([[LOG_SENTENCES], single[:-1]])
    pair, triple, quadruple = (log_count((p, len(p) - 1)) for p in ((0, 1), (0, 1, 2), (0, 1, 2, 3)))
    before_pair = np.concatenate([[-1.0], pair[:-1]])
    before_triple = np.concatenate([[-1.0], triple[:-1]])
    alone = single - LOG_PIECES
    score = alone + 2 * LOG_BACKOFF
    score = np.where(pair >= 0, pair - previous + LOG_BACKOFF, score)
    score = np.where((triple >= 0) & (before_pair >= 0), triple - before_pair + LOG_BACKOFF / 2, score)
    score = np.where((quadruple >= 0) & (before_triple >= 0), quadruple - before_triple, score)
    return Familiarity(
        surprisal=round(float(-score.mean()), 4),
        excess=round(float((alone - score).mean()), 4),
        novelty=round(float((levels[:, column[(0, 1, 2), 1]] < 1).mean()), 4),
        novelty_of_pairs=round(float((pair < 0).mean()), 4),
    )


def hashes(ids: Ids, pattern: tuple[int, ...], first: int) -> Hashes:
    """64-bit hashes of the pattern at each column of ids (batch, length), its first place `first` columns away.

    Beyond the ends stand BEGIN and END; padding counts as END.
    """
    framed = np.where(ids == PADDING, END, ids)
    reach = 4
    framed = np.pad(framed, ((0, 0), (reach, reach)))
    framed[:, :reach], framed[:, -reach:] = BEGIN, END
    length = ids.shape[1]
    mixed = np.full(ids.shape, len(pattern) * 8 + pattern[-1], dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in pattern:
            start = reach + first + place
            mixed = (mixed ^ framed[:, start : start + length].astype(np.uint64)) * _MIX[0]
            mixed ^= mixed >> np.uint64(29)
        mixed = mixed * _MIX[1]
    return mixed ^ (mixed >> np.uint64(32))


def slots_of(names: Hashes, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two places in the table where an n-gram may stand."""
    with np.errstate(over="ignore"):
        again = (names * _MIX[0]) >> np.uint64(16)
    return (names % np.uint64(size)).astype(np.int64), (again % np.uint64(size)).astype(np.int64)


def entries_of(names: Hashes, levels: NDArray[np.uint16] | np.uint16) -> NDArray[np.uint16]:
    """What stands in a table for hashed runs: eleven bits to know them by, five of their level."""
    fingerprint = (names >> np.uint64(64 - FINGERPRINT_BITS)).astype(np.uint16)
    return (fingerprint << np.uint16(LEVEL_BITS)) | levels


@dataclass(frozen=True, slots=True)
class NgramTable:
    """`pieces[i]` is piece i's level, `table` holds fingerprints and levels of n-grams (16 bits each)."""

    pieces: NDArray[np.uint16]
    table: NDArray[np.uint16]

    def read(self, ids: Ids) -> NDArray[np.uint16]:
        """Levels for ids (batch, length): (batch, length, 1 + READINGS), the piece's own first."""
        found = np.empty((*ids.shape, 1 + len(READINGS)), dtype=np.uint16)
        found[..., 0] = self.pieces[ids]
        for number, (pattern, offset) in enumerate(READINGS, start=1):
            found[..., number] = self._look_up(hashes(ids, pattern, -offset))
        return found

    def _look_up(self, names: Hashes) -> NDArray[np.uint16]:
        mask = np.uint16(MAX_LEVEL)
        wanted = entries_of(names, np.uint16(0))
        levels = np.zeros(names.shape, dtype=np.uint16)
        for slots in slots_of(names, len(self.table)):
            entry = self.table[slots]
            levels = np.where((entry & ~mask) == wanted, np.maximum(levels, entry & mask), levels)
        return levels

    @classmethod
    def build(
        cls, pieces: NDArray[np.int64], counted: Iterable[tuple[Hashes, NDArray[np.int64], float]], size: int
    ) -> NgramTable:
        """From counts of pieces and (hashes, counts, weight) of n-grams, a pattern each.

        Where the table is full those stay whose count times weight is higher.
        """
        columns = [(names, counts, counts * weight) for names, counts, weight in counted]
        names, counts, worth = (np.concatenate(column) for column in zip(*columns, strict=True))
        order = np.argsort(-worth, kind="stable")
        names, entries = names[order], entries_of(names, level(counts))[order]
        table = np.zeros(size, dtype=np.uint16)
        waiting = np.arange(len(names))
        for choice in (0, 1):
            slots = slots_of(names[waiting], size)[choice]
            _, first = np.unique(slots, return_index=True)
            placed = first[table[slots[first]] == 0]
            table[slots[placed]] = entries[waiting[placed]]
            waiting = np.delete(waiting, placed)
        return cls(level(pieces), table)

    def save(self, path: Path) -> None:
        """Write to an `.npz` file, packed."""
        np.savez_compressed(path, pieces=self.pieces, table=self.table)

    @classmethod
    def load(cls, path: Path) -> NgramTable:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            return cls(stored["pieces"], stored["table"])
