"""Which files of a folder are finished: as large, and changed last at the same time, as some seconds ago."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mtcheck.ingest.ledger import State
from mtcheck.readers import discover

_TEMPORARY = "~"
"""How the names begin that office programs give to a lock beside an article, with its own suffix (`~$a.html`).

Whatever else writes in parts takes a hidden name or a suffix that no scan reads (`.part`, `.tmp`, `.crdownload`,
`.swp`, `~`), so a word is no sign of it: an article may well be called `temperaturen.txt`.
"""


class Settling:
    """Watches how files change. `patience` is the time in seconds that a file must stay as it is."""

    def __init__(self, folder: Path, patience: float, exclude: Sequence[str] = ()) -> None:
        self._folder, self._patience, self._exclude = folder, patience, exclude
        self._seen: dict[Path, tuple[State, float]] = {}
        self.waiting = False
        """Whether a file was still changing at the last look."""

    def finished(self, now: float, clock: float) -> Iterator[tuple[Path, State]]:
        """The files that are finished, sorted by path, with size and time.

        `now` is a clock that only goes forward, `clock` the one that files are stamped by, both in seconds.
        """
        seen: dict[Path, tuple[State, float]] = {}
        ready = []
        self.waiting = False
        for path in discover([self._folder], self._exclude):
            state = None if path.name.startswith(_TEMPORARY) else look(path)
            if state is None:
                continue
            before, since = self._seen.get(path, (None, now))
            if before != state:
                since = now
            seen[path] = state, since
            # What was last changed long ago need not be looked at twice; a stamp from the future says nothing.
            age = clock - state.mtime_ns / 1e9
            if now - since >= self._patience or age >= max(self._patience, 2.0):
                ready.append((path, state))
            else:
                self.waiting = True
        self._seen = seen
        yield from ready


def look(path: Path) -> State | None:
    """Size and time of a plain file; None where there is none."""
    try:
        found = path.stat()
        return State(found.st_size, found.st_mtime_ns) if path.is_file() else None
    except OSError:
        return None
