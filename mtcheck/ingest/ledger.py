"""The book of verdicts: one SQLite file, one transaction a file, so that a kill neither loses nor doubles one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from mtcheck.cache import open_database
from mtcheck.errors import MtcheckError

_TABLES = (
    # What the file looked like when it was judged: it is judged again only if its content is another.
    "files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, digest TEXT)",
    """verdicts (path TEXT, number INTEGER, id TEXT, verdict TEXT, quality REAL, language TEXT, message TEXT,
    told INTEGER DEFAULT 0, fails INTEGER DEFAULT 0, PRIMARY KEY (path, number))""",
)
_FIELDS = "path, number, id, verdict, quality, language, message, fails"


@dataclass(frozen=True, slots=True)
class State:
    """What tells one version of a file from another: its size in bytes, time of last change (ns), sha256 in hex."""

    size: int
    mtime_ns: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The verdict on one article of a file. `verdict` is "error" for a file that could not be read.

    `number` counts the file's articles from 0. `message` says why there is no quality, `fails` that the gate is failed.
    """

    path: str
    number: int
    id: str | None
    verdict: str
    quality: float | None
    language: str | None
    message: str | None
    fails: bool = False


class Ledger:
    """The verdicts on the files of one folder. Several processes may use the same file."""

    def __init__(self, path: Path) -> None:
        """Open or create the book. MtcheckError where that cannot be done: without it nothing would be remembered."""
        self._path = path
        with self._usable():
            self._database = open_database(path, _TABLES, "FULL")  # a verdict that was told is not forgotten
            columns = {name for _, name, *_ in self._database.execute("PRAGMA table_info(verdicts)")}
            if "fails" not in columns:  # a book that was begun before it was kept
                self._database.execute("ALTER TABLE verdicts ADD COLUMN fails INTEGER DEFAULT 0")

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """MtcheckError where the book cannot be read or written: a full disk, a lock, a file of somebody else's."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise MtcheckError(
                f"The state {self._path} cannot be used ({error}): make room for it, or name another file with --state."
            ) from error

    def state(self, path: str) -> State | None:
        """The version of the file that was judged last."""
        query = "SELECT size, mtime_ns, digest FROM files WHERE path = ?"
        with self._usable():
            row = self._database.execute(query, (path,)).fetchone()
        return None if row is None else State(*row)

    def touch(self, path: str, state: State) -> None:
        """Note that the same content has another time."""
        query = "UPDATE files SET size = ?, mtime_ns = ? WHERE path = ? AND digest = ?"
        with self._usable():
            self._database.execute(query, (state.size, state.mtime_ns, path, state.digest))

    def record(self, path: str, state: State, entries: Sequence[Entry]) -> bool:
        """Write down a file's verdicts in the place of its earlier ones, all or none.

        False, and nothing written, where another process has judged the same content meanwhile.
        """
        with self._usable(), self._database:
            self._database.execute("BEGIN IMMEDIATE")
            known = self.state(path)
            if known is not None and known.digest == state.digest:
                return False
            self._database.execute("DELETE FROM verdicts WHERE path = ?", (path,))
            self._database.executemany(
                f"INSERT INTO verdicts ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  our own names
                [astuple(entry) for entry in entries],
            )
            values = (path, state.size, state.mtime_ns, state.digest)
            self._database.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", values)
        return True

    def untold(self) -> list[Entry]:
        """Verdicts that nobody has been told yet."""
        query = f"SELECT {_FIELDS} FROM verdicts WHERE told = 0 ORDER BY path, number"  # noqa: S608  our own names
        with self._usable():
            return [Entry(*(*fields, bool(fails))) for *fields, fails in self._database.execute(query)]

    def tell(self, entries: Sequence[Entry]) -> None:
        """Note that these have been told."""
        query = "UPDATE verdicts SET told = 1 WHERE path = ? AND number = ?"
        with self._usable(), self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(query, [(entry.path, entry.number) for entry in entries])

    def close(self) -> None:
        """Close the file."""
        self._database.close()
