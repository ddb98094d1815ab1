"""The table of n-gram counts gives back what was counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mtcheck.ngrams import PATTERNS, READINGS, NgramTable, hashes, level


def table(ids: np.ndarray, times: int) -> NgramTable:
    """Every run of the patterns in `ids`, counted `times` times."""
    counted = []
    for pattern in PATTERNS:
        names = np.unique(hashes(ids, pattern, 0).ravel())
        counted.append((names, np.full(len(names), times, dtype=np.int64), 1.0))
    return NgramTable.build(np.bincount(ids.ravel(), minlength=50).astype(np.int64), counted, 2048)


IDS = np.array([[11, 12, 13, 14, 15, 16, 17, 18]])


def test_levels_rise_with_counts() -> None:
    """None is 0, one is 1, each doubling adds two, and 31 is the most."""
    assert level(np.array([0, 1, 2, 4, 1000, 10**9])).tolist() == [0, 1, 3, 5, 21, 31]


def test_runs_that_were_counted_are_found() -> None:
    """Inside the sentence every reading is at the level it was counted at."""
    levels = table(IDS, 4).read(IDS)
    assert levels.shape == (1, 8, 1 + len(READINGS))
    assert levels[0, 3, 1:].tolist() == [5] * len(READINGS)


def test_runs_in_another_order_are_not_found() -> None:
    """Swapping two pieces leaves no run known at them."""
    swapped = IDS.copy()
    swapped[0, [3, 4]] = swapped[0, [4, 3]]
    assert not table(IDS, 4).read(swapped)[0, 3, 1:].any()


def test_a_saved_table_reads_the_same(tmp_path: Path) -> None:
    """Writing and reading changes nothing."""
    known = table(IDS, 4)
    known.save(tmp_path / "n.npz")
    again = NgramTable.load(tmp_path / "n.npz")
    assert np.array_equal(known.read(IDS), again.read(IDS))
