"""Sentences side by side in rows of one length, as a network trains on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from network import BEGIN, END
from torch import Tensor
from torch.nn import functional

LENGTH = 128
UNIT = 200  # marks and labels are stored in 200ths
NONE = 255  # where there is no mark or label


@dataclass(frozen=True)
class Sentences:
    """Pieces one after another with their marks, and of each sentence its length, its label and its language."""

    ids: np.ndarray
    marks: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray
    languages: np.ndarray

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **vars(self))

    @classmethod
    def load(cls, path: Path) -> Sentences:
        with np.load(path) as stored:
            return cls(**stored)

    @classmethod
    def of(cls, found: list[tuple[str, list[int], list[float], float]]) -> Sentences:
        """From (language, pieces, marks, label): 0 sound to 1, below 0 none."""

        def packed(values: np.ndarray) -> np.ndarray:
            return np.where(values < 0, NONE, np.rint(values * UNIT)).astype(np.uint8)

        return cls(
            np.concatenate([np.array(ids, np.uint16) for _, ids, _, _ in found]),
            packed(np.concatenate([np.array(marks, np.float32) for _, _, marks, _ in found])),
            np.array([len(ids) for _, ids, _, _ in found], np.uint16),
            packed(np.array([label for *_, label in found], np.float32)),
            np.array([language for language, *_ in found]),
        )


@dataclass(frozen=True)
class Rows:
    """ids, segments and marks (n, LENGTH), the labels of each row's sentences (n, most), each row's first sentence."""

    ids: Tensor
    segments: Tensor
    marks: Tensor
    labels: Tensor
    first: Tensor

    def taken(self, numbers: Tensor, most: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """These rows, their labels `most` wide."""
        labels = functional.pad(self.labels[numbers], (0, most - self.labels.shape[1]), value=NONE)
        return self.ids[numbers].long(), self.segments[numbers].long(), self.marks[numbers], labels

    def to(self, device: str) -> Rows:
        return Rows(*(part.to(device) for part in vars(self).values()))


def loss_of(logits: Tensor, wanted: Tensor) -> Tensor:
    """Binary cross-entropy, the mean over what is known of `wanted`, which is in 200ths; 0 where nothing is."""
    known = wanted != NONE
    lost = functional.binary_cross_entropy_with_logits(
        logits.float()[known], wanted[known].float() / UNIT, reduction="sum"
    )
    return lost / known.sum().clamp(min=1)


def _within(sizes: np.ndarray) -> np.ndarray:
    """0, 1, … of each."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1]) - np.repeat(ends - sizes, sizes)


def rows_of(sentences: Sentences) -> Rows:
    """The sentences as they come, each between BEGIN and END; what is longer than a row is cut."""
    lengths = sentences.lengths.astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    sizes = np.minimum(lengths, LENGTH - 2)
    row_of, place_of, number_of = (np.zeros(len(lengths), np.int64) for _ in range(3))
    row, place, number = 0, 0, 0
    for i, size in enumerate(sizes.tolist()):
        if place + size + 2 > LENGTH:
            row, place, number = row + 1, 0, 0
        row_of[i], place_of[i], number_of[i] = row, place, number
        place, number = place + size + 2, number + 1
    first = row_of * LENGTH + place_of
    into = np.repeat(first + 1, sizes) + _within(sizes)
    source = np.repeat(starts, sizes) + _within(sizes)
    ids = np.zeros((row + 1) * LENGTH, np.int16)
    segments = np.zeros(len(ids), np.uint8)
    marks = np.full(len(ids), NONE, np.uint8)
    labels = np.full((row + 1, number_of.max() + 1), NONE, np.uint8)
    ids[into], ids[first], ids[first + sizes + 1] = sentences.ids[source], BEGIN, END
    segments[np.repeat(first, sizes + 2) + _within(sizes + 2)] = np.repeat(number_of + 1, sizes + 2)
    marks[into] = sentences.marks[source]
    labels[row_of, number_of] = sentences.labels
    wide = (part.reshape(row + 1, LENGTH) for part in (ids, segments, marks))
    return Rows(*map(torch.from_numpy, (*wide, labels, np.flatnonzero(number_of == 0))))
