"""What the network reads: rows of ids side by side, and how often the runs around each stand in clean text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sentencepiece

from mtcheck import ngrams, wordruns

FEATURES = ngrams.FEATURES + wordruns.FEATURES


def padded(rows: Sequence[Sequence[float]], blank: float = 0, kind: type = np.int64) -> np.ndarray:
    """Rows of any lengths as one array, with `blank` behind their ends."""
    found = np.full((len(rows), max(map(len, rows))), blank, dtype=kind)
    for at, row in enumerate(rows):
        found[at, : len(row)] = row
    return found


class Reading:
    """The vocabulary and the tables of counts in a work folder."""

    def __init__(self, work: Path) -> None:
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "sentencepiece.model"))
        strings = [self.pieces.id_to_piece(i) for i in range(self.pieces.vocab_size())]
        self.ngrams = ngrams.NgramTable.load(work / "ngrams.npz")
        self.runs = wordruns.WordRuns.load(work / "wordruns.npz", strings)

    def counts(self, ids: np.ndarray) -> np.ndarray:
        """What the network reads beside ids (batch, length): (batch, length, FEATURES)."""
        return np.concatenate([self.ngrams.features(ids), self.runs.read(ids).features], axis=2)
