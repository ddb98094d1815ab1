"""Evidence is kept by content, and a cache that fails costs nothing but time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mtcheck.cache import STAMP_SECONDS, Cache, key
from mtcheck.evidence import DamagedToken, Fluency, Judgement, PredictedToken, RoundTrip, SurprisingToken
from mtcheck.ngrams import Familiarity

READING = Fluency(
    0.25,
    (DamagedToken(0, 3, 0.5), DamagedToken(4, 9, 0.01)),
    Familiarity(4.5, -1.0, 0.5, 0.25),
    (PredictedToken(0, 4, 2.5, 7.5, 0.125),),
    0.375,
    Judgement(0.5, -0.25, 0.125),
    Judgement(-0.5, 0.75),
)
TRIP = RoundTrip("en", "A pivot.", "Zurück.", 55.5, 10.0, None, 2.5, 1.5, (SurprisingToken(0, 3, 2.5),))


def test_what_is_put_is_got(tmp_path: Path) -> None:
    """Readings, round trips and reasons come back equal, from another connection too."""
    first = Cache(tmp_path / "c" / "e.sqlite3")
    values = {key("a", "de", "s"): READING, key("b", "de", "s"): TRIP, key("c", "de", "s"): "the model loops"}
    first.put(values)
    second = Cache(tmp_path / "c" / "e.sqlite3")
    assert second.get(list(values)) == values


def test_keys_tell_sentence_language_and_models_apart() -> None:
    """Evidence of one model is never taken for another's."""
    names = {key("a", "de", "s"), key("b", "de", "s"), key("a", "en", "s"), key("a", "de", "t")}
    assert len(names) == 4


def test_what_was_used_longest_ago_leaves_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Evidence and files go whole, until nine tenths of the most are left; to be asked for is to be used."""
    cache = Cache(tmp_path / "e.sqlite3")
    now = monkeypatched_clock(monkeypatch)
    names = [key(str(number), "de", "s") for number in range(100)]
    for name in names:
        now[0] += 10
        cache.put({name: "x" * 20_000})
    file = b"f" * 32
    cache.keep_articles([(file, number, b"y" * 20_000) for number in range(5)], [(file, 5, "de", "s")])
    now[0] += 2 * STAMP_SECONDS
    assert set(cache.get(names[:10])) == set(names[:10])
    cache.trim(10_000_000)
    with sqlite3.connect(tmp_path / "e.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM evidence").fetchone() == (100,)
        database.execute("UPDATE uses SET used = 0 WHERE key IN (?, ?)", (names[98], names[99]))
    Cache(tmp_path / "e.sqlite3").trim(1_000_000)
    left = Cache(tmp_path / "e.sqlite3")
    kept = [name in left.get(names) for name in names]
    assert kept[:10] == [True] * 10
    assert kept[98:] == [False] * 2
    assert kept[10:98] == sorted(kept[10:98])
    assert 30 < sum(kept) < 45
    assert left.file(file) == (5, "de", "s")
    left.trim(1)
    assert (left.file(file), list(left.articles(file)), left.get(names)) == (None, [], {})


def test_a_cache_far_too_large_is_not_emptied(tmp_path: Path) -> None:
    """Values of a usual size take much more room in the file than their own: what is left fills most of what may be."""
    cache = Cache(tmp_path / "e.sqlite3")
    names = [key(str(number), "de", "s") for number in range(2_000)]
    cache.put(dict.fromkeys(names, "x" * 1_200))
    whole = (tmp_path / "e.sqlite3").stat().st_size + (tmp_path / "e.sqlite3-wal").stat().st_size
    cache.trim(3_000_000)
    assert whole > 7_000_000
    assert 500 < len(cache.get(names)) < 900


def test_uses_are_noted_once_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second scan of the day writes nothing, not even that it was there."""
    now = monkeypatched_clock(monkeypatch)
    cache = Cache(tmp_path / "e.sqlite3")
    name, file = key("a", "de", "s"), b"f" * 32
    cache.put({name: READING})
    cache.keep_articles([(file, 0, b"y")], [(file, 1, "de", "s")])
    other = sqlite3.connect(tmp_path / "e.sqlite3")
    for passed, written in ((60, False), (STAMP_SECONDS, True), (60, False)):
        now[0] += passed
        before = other.execute("PRAGMA data_version").fetchone()
        cache.get([name])
        cache.file(file)
        cache.trim(10**9)
        assert (other.execute("PRAGMA data_version").fetchone() != before) == written


def monkeypatched_clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the cache sees, in seconds, to be set."""
    now = [1e9]
    monkeypatch.setattr("mtcheck.cache.time", lambda: now[0])
    return now


def test_an_older_version_shares_the_file(tmp_path: Path) -> None:
    """What it keeps has no note of use, is found, and leaves first; it may write on after this version has."""
    path = tmp_path / "e.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE evidence (key BLOB PRIMARY KEY, value TEXT) WITHOUT ROWID")
    Cache(path).put({key("new", "de", "s"): "x" * 50_000})
    with sqlite3.connect(path) as database:
        old = key("old", "de", "s")
        database.execute("INSERT OR REPLACE INTO evidence VALUES (?, ?)", (old, '["str","' + "x" * 50_000 + '"]'))
    Cache(path).trim(100_000)
    assert list(Cache(path).get([old, key("new", "de", "s")])) == [key("new", "de", "s")]


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    """The scan goes on without a cache, and the cache says why."""
    (tmp_path / "file").write_text("not a folder")
    cache = Cache(tmp_path / "file" / "e.sqlite3")
    cache.put({key("a", "de", "s"): READING})
    assert cache.get([key("a", "de", "s")]) == {}
    assert cache.unavailable_because
    cache.trim(1)


def test_without_a_file_nothing_is_kept() -> None:
    """That is what --no-cache asks for: every method works and does nothing."""
    cache = Cache(None)
    cache.put({key("a", "de", "s"): READING})
    cache.keep_articles([(b"f", 0, b"y")], [(b"f", 1, "de", "s")])
    cache.trim(1)
    assert (cache.get([key("a", "de", "s")]), cache.file(b"f"), list(cache.articles(b"f"))) == ({}, None, [])


def test_a_broken_file_keeps_nothing(tmp_path: Path) -> None:
    """A file that is no database is not believed and not fatal."""
    path = tmp_path / "e.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    cache = Cache(path)
    cache.put({key("a", "de", "s"): READING})
    assert cache.get([key("a", "de", "s")]) == {}


def test_a_broken_value_is_not_believed(tmp_path: Path) -> None:
    """What cannot be read back is computed again."""
    path = tmp_path / "e.sqlite3"
    Cache(path).put({key("a", "de", "s"): READING})
    with sqlite3.connect(path) as database:
        database.execute("UPDATE evidence SET value = '[\"Fluency\", {}]'")
    assert Cache(path).get([key("a", "de", "s")]) == {}
