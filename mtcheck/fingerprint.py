"""What a finding is known by from scan to scan: its file, its words, which of their kind it is; never its line."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from posixpath import normpath

_MOST_ALIKE = 10_000
"""Sentences of an article that read the same, beyond which none is looked for."""


def tidy_path(path: str) -> str:
    """Write `./a//b` as `a/b`: services compare paths letter by letter."""
    return normpath(path)


def normalised(text: str) -> str:
    """Leave out what an edit to the layout changes: blanks, case, and the form of characters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def digest(*parts: str | int | None) -> str:
    """The sha256, 64 hex digits, of what identifies a finding."""
    return sha256(json.dumps(parts).encode()).hexdigest()


def fingerprints(path: str, id_: str | None, texts: Iterable[str]) -> list[str]:
    """A fingerprint for each sentence of an article, in order.

    It hashes the path, the record's id, the normalised sentence, and which one (from 1) of the article's sentences
    that read the same it is. Records without an id in one file share the fingerprints of sentences they share.
    """
    seen: Counter[str] = Counter()
    found = []
    for text in texts:
        words = normalised(text)
        seen[words] += 1
        found.append(digest(tidy_path(path), id_, words, seen[words]))
    return found


def renamed(fingerprint: str, paths: tuple[str, str], id_: str | None, text: str) -> str | None:
    """A sentence's fingerprint when its file goes from the first name to the second; None where it is not its own."""
    before, after = map(tidy_path, paths)
    words = normalised(text)
    for number in range(1, _MOST_ALIKE + 1):
        if digest(before, id_, words, number) == fingerprint:
            return digest(after, id_, words, number)
    return None
