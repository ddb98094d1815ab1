"""The table of n-gram counts gives back what was counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mtcheck.ngrams import FEATURES, PATTERNS, READINGS, NgramTable, hashes, level


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
    features = table(IDS, 4).features(IDS)
    assert features.shape == (1, 8, FEATURES)
    inside = features[0, 3, 1:]
    assert np.allclose(inside, 5 / 31)


def test_runs_in_another_order_are_not_found() -> None:
    """Swapping two pieces leaves hardly any run known around them."""
    swapped = IDS.copy()
    swapped[0, [3, 4]] = swapped[0, [4, 3]]
    found = table(IDS, 4).features(swapped)[0, 3, 1:]
    assert (found > 0).sum() <= len(READINGS) // 4


def test_padding_reads_as_nothing() -> None:
    """A padded row has the same features as alone, and zeros at its padding."""
    known = table(IDS, 4)
    padded = np.pad(IDS, ((0, 0), (0, 3)))
    features = known.features(padded)
    assert np.array_equal(features[:, :8], known.features(IDS))
    assert not features[:, 8:].any()


def test_a_saved_table_reads_the_same(tmp_path: Path) -> None:
    """Writing and reading changes nothing."""
    known = table(IDS, 4)
    known.save(tmp_path / "n.npz")
    again = NgramTable.load(tmp_path / "n.npz")
    assert np.array_equal(known.features(IDS), again.features(IDS))
