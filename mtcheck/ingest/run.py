"""Judges what arrives: look, judge, write the report, write down the verdict, tell it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mtcheck.delivery import deliver
from mtcheck.errors import MtcheckError
from mtcheck.ingest.ledger import Entry, Ledger, State
from mtcheck.ingest.settled import Settling, look
from mtcheck.pipeline import Options, scan
from mtcheck.readers import path_name
from mtcheck.shelf import Spool
from mtcheck.verdict import fails_gate

if TYPE_CHECKING:
    from mtcheck.judge import Judge
    from mtcheck.results import Results

LONGEST_NAME = 255
"""Bytes of a file's name."""
Tell = Callable[[str], bool]
"""Prints a line; False once nobody reads it."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What to watch: a folder; where reports go, in which formats; how long a file must rest (seconds)."""

    folder: Path
    reports: Path
    formats: Sequence[str]
    patience: float


class Ingest:
    """Gives each finished file of a folder its verdict, once."""

    def __init__(self, watch: Watch, ledger: Ledger, judge: Judge, options: Options) -> None:
        self._watch, self._ledger, self._judge, self._options = watch, ledger, judge, options
        self._settling = Settling(watch.folder, watch.patience, options.exclude)
        self._done: dict[Path, State] = {}
        """Files that need no look into the ledger: judged, and not changed since."""
        self.unread = False
        """Whether a file could not be opened, or changed while it was judged, at the last look."""

    @property
    def waiting(self) -> bool:
        """Whether a file was not finished at the last look."""
        return self._settling.waiting

    def look(self) -> Iterator[list[Entry]]:
        """Judge the files that are finished and new, one at a time; give the verdicts on each."""
        finished = dict(self._settling.finished(time.monotonic(), time.time()))
        self._done = {path: state for path, state in self._done.items() if finished.get(path) == state}
        self.unread = False
        for path, state in finished.items():
            entries = [] if path in self._done else self._judged(path, state)
            if entries is None:
                self.unread = True
                continue
            if entries:
                yield entries
            self._done[path] = state

    def _judged(self, path: Path, state: State) -> list[Entry] | None:
        """The verdicts on a file; none where it was judged before, None where it cannot be judged at this look."""
        name = path_name(path.relative_to(self._watch.folder).as_posix())
        known = self._ledger.state(name)
        if known is not None and (known.size, known.mtime_ns) == (state.size, state.mtime_ns):
            return []
        try:
            with path.open("rb") as stream:
                state = replace(state, digest=file_digest(stream, "sha256").hexdigest())
        except OSError:
            return None  # gone again, or not ours to read yet: the next look tells
        if known is not None and known.digest == state.digest:
            self._ledger.touch(name, state)
            return []
        results = scan([path], self._options, judge=self._judge, spool=Spool())
        after = look(path)
        if after is None or (after.size, after.mtime_ns) != (state.size, state.mtime_ns):
            return None
        self._report(name, results)
        entries = [
            Entry(
                name, number, head.id, head.verdict, head.quality, head.language, head.unscored_because,
                fails=fails_gate(head, self._options.fail_on),
            )
            for number, head in enumerate(results.heads)
        ]  # fmt: skip
        entries += [
            Entry(name, number, None, "error", None, None, error.message)
            for number, error in enumerate(results.errors, len(entries))
        ]
        return entries if self._ledger.record(name, state, entries) else []

    def _report(self, name: str, results: Results) -> None:
        """Write the reports of a file, under its own name; a file judged again gets new ones in their place."""
        failures: list[str] = []
        for form in self._watch.formats:
            failures += deliver(results, form, str(self._watch.reports / report_name(name, form)))
        if failures:
            raise MtcheckError(failures[0])  # without its report a verdict is not written down, and comes again


def report_name(name: str, form: str) -> str:
    """Where a file's report goes below the reports: under the file's own name, or so much of it as a name may be long.

    What is cut off is told apart by the beginning of its sha256.
    """
    above, _, own = name.rpartition("/")
    encoded = os.fsencode(own)
    if len(encoded) + len(f".{form}") > LONGEST_NAME:
        digest = f"-{sha256(encoded).hexdigest()[:12]}"
        kept = encoded[: LONGEST_NAME - len(f".{form}") - len(digest)].decode("utf-8", "ignore")
        own = f"{kept}{digest}"
    return f"{above}/{own}.{form}" if above else f"{own}.{form}"


def line(entry: Entry) -> str:
    """A verdict as one line of JSON."""
    fields = {
        "path": entry.path,
        "id": entry.id,
        "verdict": entry.verdict,
        "quality": entry.quality,
        "language": entry.language,
        "message": entry.message,
    }
    return json.dumps(fields, ensure_ascii=False)


def tell_all(ledger: Ledger, entries: Sequence[Entry], tell: Tell) -> bool:
    """Print verdicts and note that they are told; False once nobody reads them."""
    heard = all(tell(line(entry)) for entry in entries)
    if heard:
        ledger.tell(entries)
    return heard
