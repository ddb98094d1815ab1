"""Runs of words and of word endings: what is counted, and how surprising a sentence is by that."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mtcheck.wordruns import RunTable, WordRuns, frame, runs, whole

PIECES = ("<pad>", "<s>", "</s>", "\u2581Der", "\u2581Hund", "\u2581be", "llt", ".", "\u2581laut", "<0xE2>")
SENTENCE, OTHER = [3, 4, 5, 6, 7], [3, 8, 4, 5, 6, 7]


def padded(*rows: list[int]) -> np.ndarray:
    """Rows of ids, filled up with padding."""
    width = max(map(len, rows))
    return np.array([row + [0] * (width - len(row)) for row in rows], dtype=np.int64)


@pytest.fixture
def reader() -> WordRuns:
    """Has counted SENTENCE eight times."""
    blank = WordRuns.of(PIECES, ["der"], RunTable(np.zeros(4, np.uint16)), 0.0)
    found: list[np.ndarray] = []
    for kind, names in enumerate(blank.names(padded(SENTENCE))[:2]):
        found += [runs(names, number, kind)[whole(names, number)] for number in (1, 2, 3, 4)[: 3 + kind]]
    names = np.concatenate(found)
    counts = np.full(len(names), 8, dtype=np.int64)
    return WordRuns.of(PIECES, ["der"], RunTable.build(names, counts, counts * 1.0, 400), math.log(40))


def test_what_was_counted_is_no_surprise_and_another_order_is(reader: WordRuns) -> None:
    """A counted sentence has less surprisal, in words and in frames, than the same with a word put in."""
    reading = reader.read(padded(SENTENCE, OTHER))
    assert reading.words[0].mean() < reading.words[1].mean()
    assert reading.frames[0].mean() < reading.frames[1].mean()
    assert reading.words[0][1] == pytest.approx(0.0, abs=1e-9)  # "Hund" always follows "Der"


def test_a_sentence_reads_alike_in_any_company(reader: WordRuns) -> None:
    """What is read of a sentence does not depend on the other rows or on padding."""
    alone, among = reader.read(padded(SENTENCE)), reader.read(padded(OTHER, SENTENCE, OTHER))
    assert np.array_equal(alone.words[0], among.words[1])
    assert np.array_equal(alone.frames[0], among.frames[1])


def test_every_word_has_a_surprisal_and_so_has_the_end(reader: WordRuns) -> None:
    """Pieces of one word count together."""
    reading = reader.read(padded(SENTENCE))
    assert len(reading.words[0]) == len(reading.frames[0]) == 5


def test_bytes_outside_the_vocabulary_are_read(reader: WordRuns) -> None:
    """A piece that is a byte counts as an unknown mark, alone in its sentence too."""
    reading = reader.read(padded([9], [3, 9, 4]))
    assert np.isfinite(reading.words[0]).all()
    assert len(reading.words[0]) == 2


def test_frames_keep_common_forms_apart() -> None:
    """A frame is the last letters and the capital; a number is its length; short words have no letters left."""
    assert frame("Regierungen") == "^gen"
    assert frame("gegangen") == "_gen"
    assert frame("2024") == "#4"
    assert frame("Ei") == "^"


def test_a_full_table_keeps_the_worthier_runs() -> None:
    """With more runs than room, the ones of greater worth stay and can be looked up."""
    names = np.random.default_rng(5).integers(1, 2**63, 4000).astype(np.uint64)
    counts = np.full(4000, 4, dtype=np.int64)
    worth = np.where(np.arange(4000) < 1000, 2.0, 1.0)
    table = RunTable.build(names, counts, worth, 2000)
    found = table.look_up(names) > 0
    assert found[:1000].mean() > 0.99
    assert 0.2 < found[1000:].mean() < 0.45
    missing = np.random.default_rng(6).integers(1, 2**63, 20_000).astype(np.uint64)
    assert (table.look_up(missing) > 0).mean() < 0.01
