"""The book of verdicts: one SQLite file, one transaction a file, so that a kill neither loses nor doubles one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtcheck.cache import open_database
from mtcheck.errors import MtcheckError

_TABLES = (
    # What the file looked like when it was judged: it is judged again only if its content is another.
    "files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, digest TEXT)",
    """verdicts (path TEXT, number INTEGER, id TEXT, verdict TEXT, quality REAL, language TEXT, message TEXT,
    told INTEGER DEFAULT 0, PRIMARY KEY (path, number))""",
)


@dataclass(frozen=True, slots=True)
class State:
    """What tells one version of a file from another: its size in bytes, time of last change (ns), sha256 in hex."""

    size: int
    mtime_ns: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The verdict on one article of a file. `verdict` is "error" for a file that could not be read.

    `number` counts the file's articles from 0. `message` says why there is no quality.
    """

    path: str
    number: int
    id: str | None
    verdict: str
    quality: float | None
    language: str | None
    message: str | None


class Ledger:
    """The verdicts on the files of one folder. Several processes may use the same file."""

    def __init__(self, path: Path) -> None:
        """Open or create the book. MtcheckError where that cannot be done: without it nothing would be remembered."""
        try:
            self._database = open_database(path, _TABLES, "FULL")  # a verdict that was told is not forgotten
        except (OSError, sqlite3.Error) as error:
            raise MtcheckError(f"The state {path} cannot be used ({error}): name another file with --state.") from error

    def state(self, path: str) -> State | None:
        """The version of the file that was judged last."""
        row = self._database.execute("SELECT size, mtime_ns, digest FROM files WHERE path = ?", (path,)).fetchone()
        return None if row is None else State(*row)

    def touch(self, path: str, state: State) -> None:
        """Note that the same content has another time."""
        query = "UPDATE files SET size = ?, mtime_ns = ? WHERE path = ? AND digest = ?"
        self._database.execute(query, (state.size, state.mtime_ns, path, state.digest))

    def record(self, path: str, state: State, entries: Sequence[Entry]) -> bool:
        """Write down a file's verdicts in the place of its earlier ones, all or none.

        False, and nothing written, where another process has judged the same content meanwhile.
        """
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            known = self.state(path)
            if known is not None and known.digest == state.digest:
                return False
            self._database.execute("DELETE FROM verdicts WHERE path = ?", (path,))
            self._database.executemany(
                "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                [(e.path, e.number, e.id, e.verdict, e.quality, e.language, e.message) for e in entries],
            )
            values = (path, state.size, state.mtime_ns, state.digest)
            self._database.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", values)
        return True

    def untold(self) -> list[Entry]:
        """Verdicts that nobody has been told yet."""
        query = "SELECT path, number, id, verdict, quality, language, message FROM verdicts WHERE told = 0"
        return [Entry(*row) for row in self._database.execute(f"{query} ORDER BY path, number")]

    def tell(self, entries: Sequence[Entry]) -> None:
        """Note that these have been told."""
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            query = "UPDATE verdicts SET told = 1 WHERE path = ? AND number = ?"
            self._database.executemany(query, [(entry.path, entry.number) for entry in entries])

    def close(self) -> None:
        """Close the file."""
        self._database.close()
