"""Evidence is kept by content, and a cache that fails costs nothing but time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mtcheck.cache import Cache, key
from mtcheck.evidence import DamagedToken, Fluency, RoundTrip, SurprisingToken
from mtcheck.ngrams import Familiarity

READING = Fluency(0.25, (DamagedToken(0, 3, 0.5), DamagedToken(4, 9, 0.01)), Familiarity(4.5, -1.0, 0.5, 0.25))
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


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    """The scan goes on without a cache, and the cache says why."""
    (tmp_path / "file").write_text("not a folder")
    cache = Cache(tmp_path / "file" / "e.sqlite3")
    cache.put({key("a", "de", "s"): READING})
    assert cache.get([key("a", "de", "s")]) == {}
    assert cache.unavailable_because


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
