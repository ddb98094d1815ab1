"""The baseline: findings that were there before, by fingerprint, so that only new damage fails the gate.

The file is JSON, made to be read in a diff:
`{"version": 1, "entries": [{"fingerprint": "…", "path": "…", "id": …, "text": "…", "reason": …}]}`.
Paths are relative to the folder the file stands in. `id` (a record's) and `reason` may be missing or null.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtcheck.errors import MtcheckError
from mtcheck.fingerprint import fingerprints, renamed, tidy_path
from mtcheck.results import ArticleResult
from mtcheck.streams import STDIN

FILE = "mtcheck-baseline.json"
"""The baseline that a scan uses without being told, where the configuration or the current folder has it."""
VERSION = 1
_FINGERPRINT = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One known finding. `path` has forward slashes; `reason` says why it may stay, where somebody said so."""

    fingerprint: str
    path: str
    text: str
    id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a file; `path` is the file, `root` the folder that the entries' paths start from."""

    entries: tuple[Entry, ...]
    path: Path
    by_fingerprint: dict[str, Entry] = field(init=False, repr=False, compare=False)
    paths: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", frozenset(entry.path for entry in self.entries))
        object.__setattr__(self, "by_fingerprint", {entry.fingerprint: entry for entry in self.entries})

    def fingerprints(self, article: ArticleResult) -> list[str]:
        """The fingerprints of an article's sentences as this file would name them."""
        path = relative(article.path, self.path)
        return fingerprints(path, article.id, (sentence.text for sentence in article.sentences))


def relative(path: str, baseline: Path) -> str:
    """A scanned path as seen from the baseline's folder, so that a scan may be started anywhere."""
    if path == STDIN:
        return path
    root = baseline.absolute().parent
    if not Path(path).is_absolute() and Path.cwd() == root:
        return tidy_path(path)
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:  # another drive of Windows
        return tidy_path(path)


def moved(entry: Entry, root: Path, baseline: Path) -> Entry:
    """An entry whose path counts from `root`, as `baseline` names it. MtcheckError for a fingerprint not its own."""
    path = entry.path if entry.path == STDIN else relative(str(root / entry.path), baseline)
    if path == entry.path:
        return entry
    fingerprint = renamed(entry.fingerprint, (entry.path, path), entry.id, entry.text)
    if fingerprint is None:
        raise MtcheckError(
            f"The fingerprint of {entry.text!r} is not that of its path and text, so it cannot be named from another "
            "folder: save the findings anew."
        )
    return replace(entry, fingerprint=fingerprint, path=path)


def create(articles: Iterable[ArticleResult], path: Path, *, reason: str | None = None) -> Baseline:
    """A baseline of every flagged sentence of these articles, to be written to `path`."""
    empty = Baseline((), path)
    entries = [
        Entry(fingerprint, relative(article.path, path), sentence.text, article.id, reason)
        for article in articles
        for fingerprint, sentence in zip(empty.fingerprints(article), article.sentences, strict=True)
        if sentence.flagged
    ]
    return Baseline(tuple(dict.fromkeys(entries)), path)


def dump(baseline: Baseline) -> str:
    """The file's text: entries by path, in the order they were found, the same for the same entries."""
    entries = [
        {
            "fingerprint": entry.fingerprint,
            "path": entry.path,
            **({} if entry.id is None else {"id": entry.id}),
            "text": entry.text,
            **({} if entry.reason is None else {"reason": entry.reason}),
        }
        for entry in sorted(baseline.entries, key=lambda entry: (entry.path, entry.id or ""))
    ]
    return json.dumps({"version": VERSION, "entries": entries}, ensure_ascii=False, indent=1) + "\n"


def load(path: Path) -> Baseline:
    """Read a baseline. MtcheckError, naming the file and what to do, where it cannot be read or is none."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise MtcheckError(
            f"The baseline {path} does not exist: make it with `mtcheck baseline create`, or check what "
            "--baseline or the configuration names."
        ) from None
    except OSError as error:
        raise MtcheckError(f"The baseline {path} could not be read ({error.strerror}): check the path.") from None
    except (ValueError, RecursionError) as error:
        raise MtcheckError(f"The baseline {path} is not JSON ({error}): mend it or create it again.") from None
    if not isinstance(data, dict) or not isinstance(data.get("entries"), list):
        raise MtcheckError(f"{path} is not a baseline: make one with `mtcheck baseline create`.")
    if data.get("version") != VERSION or isinstance(data["version"], bool):
        raise MtcheckError(
            f"The baseline {path} has version {data.get('version')!r}, and this mtcheck reads version {VERSION}: "
            "create it again."
        )
    entries = [_entry(value, f"{path}: entries[{index}]") for index, value in enumerate(data["entries"])]
    return Baseline(tuple(dict.fromkeys(entries)), path)


def _entry(value: object, where: str) -> Entry:
    if not isinstance(value, dict):
        raise MtcheckError(f"{where} should be an object: mend it or create the baseline again.")
    for key, needed in (("fingerprint", True), ("path", True), ("text", True), ("id", False), ("reason", False)):
        text = value.get(key)
        if not isinstance(text, str) and (needed or text is not None):
            raise MtcheckError(f"{where}.{key} should be a text: mend it or create the baseline again.")
    if not _FINGERPRINT.fullmatch(value["fingerprint"]):
        raise MtcheckError(f"{where}.fingerprint should be 64 hexadecimal digits: create the baseline again.")
    return Entry(value["fingerprint"], value["path"], value["text"], value.get("id"), value.get("reason") or None)
