"""What was computed, kept by content: evidence of sentences, and files judged whole (`earlier.py`).

One SQLite file (WAL, safe for several scans at once). Evidence is kept by the sentence, its language and the signature
of the models and decoding options that looked at it: raw, so that a new threshold costs nothing. An unchanged file's
articles are kept by its content, with the verdicts they had; who asks for them judges them again. What was used longest
ago leaves first, when a scan that is done finds more than it may keep.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import monotonic, sleep, time
from typing import Any

import msgspec
import platformdirs

from mtcheck.evidence import Fluency, RoundTrip

_Change = tuple[str, Iterable[tuple[object, ...]]]
"""A query, and the values to run it with."""
Stored = Fluency | RoundTrip | str
"""A reading, a round trip, or the reason why there is none."""
_KINDS: dict[str, type[Stored]] = {kind.__name__: kind for kind in (Fluency, RoundTrip, str)}
FORMAT = 3
"""Of the stored values; another number makes old ones unknown."""
WAIT_SECONDS = 60
"""How long a scan waits for another one that writes."""
STAMP_SECONDS = 86_400
"""How old a note of use may become before it is written anew: who scans all day writes it once."""
KEPT_SHARE = 0.9
"""Of the most that may be kept, what is left once something had to go, so that it does not have to each time."""
_CHUNK = 500
_ARTICLES = 64
_ROW_BYTES = 80
_KEYED = ("files", "articles", "evidence", "uses")
_TABLES = (
    # A table of its own: versions that know nothing of it use the same file, and what they keep counts as the oldest.
    "uses (key BLOB PRIMARY KEY, used INTEGER) WITHOUT ROWID",
    "evidence (key BLOB PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "files (key BLOB PRIMARY KEY, articles INTEGER, languages TEXT, signature TEXT) WITHOUT ROWID",
    "articles (key BLOB, number INTEGER, value BLOB, PRIMARY KEY (key, number))",
)


@cache
def made_by() -> str:
    """The versions of everything that evidence passes through: code, tokenizers, run times, metrics."""
    names = ("mtcheck", "ctranslate2", "onnxruntime", "sentencepiece", "sacrebleu", "argostranslate", "sacremoses")
    return " ".join((str(FORMAT), *(version(name) for name in names)))


def default_path() -> Path:
    """`MTCHECK_CACHE_DIR`, or the platform's cache folder for mtcheck."""
    folder = os.environ.get("MTCHECK_CACHE_DIR") or platformdirs.user_cache_dir("mtcheck")
    return Path(folder) / "evidence.sqlite3"


def key(sentence: str, language: str, signature: str) -> bytes:
    """The name under which a sentence's evidence is kept."""
    return sha256(f"{made_by()}\x00{sentence}\x00{language}\x00{signature}".encode("utf-8", "surrogatepass")).digest()


def open_database(path: Path, tables: Iterable[str], synchronous: str) -> sqlite3.Connection:
    """A file with these tables, for several processes at once. OSError or sqlite3.Error where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    _write_ahead(database)
    database.execute(f"PRAGMA synchronous={synchronous}")
    for table in tables:
        database.execute(f"CREATE TABLE IF NOT EXISTS {table}")
    return database


def _write_ahead(database: sqlite3.Connection) -> None:
    """Let readers and one writer work side by side; two scans that begin at once must not both give up on that."""
    until = monotonic() + WAIT_SECONDS
    while True:  # SQLite does not wait for a lock here by itself
        try:
            database.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.05)
        else:
            return


class Cache:
    """A store of evidence. Where the folder cannot be written it holds nothing, and everything else works."""

    def __init__(self, path: Path | None) -> None:
        """Open the store at `path`; None keeps nothing."""
        self.path = path
        self._database: sqlite3.Connection | None = None
        self.unavailable_because: str | None = None
        self._stale: list[bytes] = []
        """Files that were asked for, and whose note of use is old."""
        if path is None:
            return
        try:
            self._database = open_database(path, _TABLES, "NORMAL")
        except (OSError, sqlite3.Error) as error:
            self.unavailable_because = f"{path}: {error}"

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Stored]:
        """What is kept under these keys."""
        found: dict[bytes, Stored] = {}
        stale: list[bytes] = []
        if self._database is None:
            return found
        try:
            for start in range(0, len(keys), _CHUNK):
                part = keys[start : start + _CHUNK]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, value, used FROM evidence LEFT JOIN uses USING (key) WHERE key IN ({marks})"  # noqa: S608  only question marks
                for name, value, used in self._database.execute(query, part):
                    with suppress(ValueError, KeyError, TypeError):  # what cannot be read is computed again
                        found[name] = _load(value)
                    if _is_old(used):
                        stale.append(name)
        except sqlite3.Error as error:
            self._give_up(error)
        if stale:
            self._write(_used_now(stale))
        return found

    def put(self, values: Mapping[bytes, Stored]) -> None:
        """Keep these values; all or none of them."""
        if values:
            self._write(("INSERT OR REPLACE INTO evidence VALUES (?, ?)", _rows(values)), _used_now(values))

    @property
    def available(self) -> bool:
        """Whether anything is kept."""
        return self._database is not None

    def file(self, key: bytes) -> tuple[int, str, str] | None:
        """Of a file kept whole: how many articles it has, their languages, and the signature they were judged by."""
        rows = self._select(
            "SELECT articles, languages, signature, used FROM files LEFT JOIN uses USING (key) WHERE key = ?", key
        )
        if not rows:
            return None
        if _is_old(rows[0][3]):
            self._stale.append(key)
            if len(self._stale) >= _CHUNK:
                self._note_files()
        return int(rows[0][0]), str(rows[0][1]), str(rows[0][2])

    def articles(self, key: bytes) -> Iterator[bytes]:
        """The articles kept of a file, in order, up to the first that is missing."""
        query = "SELECT number, value FROM articles WHERE key = ? AND number >= ? ORDER BY number LIMIT ?"
        number = 0
        while rows := self._select(query, key, number, _ARTICLES):
            for found, value in rows:
                if found != number:
                    return
                yield bytes(value)
                number += 1

    def keep_articles(
        self, articles: Sequence[tuple[bytes, int, bytes]], files: Iterable[tuple[bytes, int, str, str]]
    ) -> None:
        """Keep articles, given as (file's key, number, value), and files that are now whole, as `file` gives them."""
        self._write(
            ("INSERT OR REPLACE INTO articles VALUES (?, ?, ?)", articles),
            ("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", files),
            _used_now({article[0] for article in articles}),
        )

    def trim(self, most: int) -> int:
        """Let what was used longest ago go, where more than `most` bytes are kept. The file itself stays as large.

        Returns how many keys went.
        What goes is looked for without a lock, and deleted a little at a time: other scans neither wait nor notice.
        """
        self._note_files()
        if self._database is None:
            return 0
        try:
            pages, free, page = (
                int(self._database.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "page_size")
            )
            size = (pages - free) * page
            if size <= most:
                return 0
            gone = self._oldest(1 - KEPT_SHARE * most / size)
        except sqlite3.Error as error:
            self._give_up(error)
            return 0
        for start in range(0, len(gone), _CHUNK):
            keys = [(key,) for key in gone[start : start + _CHUNK]]
            self._write(*((f"DELETE FROM {table} WHERE key = ?", keys) for table in _KEYED))  # noqa: S608  ours
        return len(gone) if self.available else 0

    def _oldest(self, share: float) -> list[bytes]:
        """The keys used longest ago that hold this share of what is kept.

        A share, because values take up to three times their own size in the file: freeing bytes would free too much.
        """
        query = f"""SELECT key, size, sum(size) OVER () FROM (
            SELECT key, length(CAST(value AS BLOB)) + {_ROW_BYTES} AS size FROM evidence
            UNION ALL SELECT key, sum(length(value)) + {_ROW_BYTES} FROM articles GROUP BY key
        ) LEFT JOIN uses USING (key) ORDER BY coalesce(used, 0), key"""  # noqa: S608  a number of ours
        gone: list[bytes] = []
        size = 0
        for key, own, whole in [] if self._database is None else self._database.execute(query):
            if size >= share * whole:
                break
            gone.append(key)
            size += own
        return gone

    def _note_files(self) -> None:
        if self._stale:
            self._write(_used_now(self._stale))
        self._stale.clear()

    def _write(self, *changes: _Change) -> None:
        """Make all of these changes, or none."""
        if self._database is None:
            return
        try:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                for query, rows in changes:
                    self._database.executemany(query, rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        if self._database is None:
            return []
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _give_up(self, error: Exception) -> None:
        """A full disk or a broken file costs the cache, not the scan."""
        self.unavailable_because = str(error)
        self._database = None


def _is_old(used: int | None) -> bool:
    return used is None or time() - used > STAMP_SECONDS


def _used_now(keys: Iterable[bytes]) -> _Change:
    """A note that these are used now."""
    return "INSERT OR REPLACE INTO uses VALUES (?, ?)", [(key, int(time())) for key in keys]


def _rows(values: Mapping[bytes, Stored]) -> Iterable[tuple[bytes, str]]:
    for name, value in values.items():
        kind = type(value).__name__
        content = value if isinstance(value, str) else asdict(value)
        yield name, json.dumps([kind, content], ensure_ascii=False, separators=(",", ":"))


def _load(value: str) -> Stored:
    kind, content = json.loads(value)
    return msgspec.convert(content, _KINDS[kind])
