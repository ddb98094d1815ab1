"""Gettext PO: every msgstr with its place in the file, its msgid as its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtcheck.errors import MtcheckError
from mtcheck.readers.fold import Characters
from mtcheck.readers.translations import Segment, Translations

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_KEYWORD = re.compile(r"\s*(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)(?=[\s\"])\s*")
_STRING = re.compile(r'\s*"((?:[^"\\\r\n]|\\.)*)"\s*$')
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": " ", "b": " ", "f": " ", "v": " "}
_HEADER = re.compile(r"^([A-Za-z-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
SOURCE_LANGUAGE = "en"
"""Gettext's convention, unless the header says otherwise (`X-Source-Language`)."""


@dataclass(slots=True)
class _Entry:
    fuzzy: bool = False
    texts: dict[str, Characters] = field(default_factory=dict)

    def said(self, keyword: str) -> str:
        return "".join(self.texts[keyword].pieces) if keyword in self.texts else ""


def read_po(source: str) -> Iterator[Translations]:
    """The translations of a PO file; fuzzy and obsolete ones are left out, as gettext does.

    MtcheckError, with the line, where it is none.
    """
    header: dict[str, str] = {}
    segments: list[Segment] = []
    for entry in _entries(source):
        identifier = entry.said("msgid")
        if not identifier and "msgctxt" not in entry.texts:
            header = {name.lower(): value for name, value in _HEADER.findall(entry.said("msgstr"))}
            continue
        if entry.fuzzy:
            continue
        for keyword, characters in entry.texts.items():
            if keyword.startswith("msgstr") and (text := characters.text()) is not None:
                plural = keyword not in {"msgstr", "msgstr[0]"}
                meant = (entry.said("msgid_plural") or identifier) if plural else identifier
                segments.append(Segment(text, " ".join(meant.split())))
    origin = header.get("x-source-language") or SOURCE_LANGUAGE
    yield Translations(None, origin, header.get("language") or None, tuple(segments))


def _entries(source: str) -> Iterator[_Entry]:
    """The entries, in order."""
    entry, current = _Entry(), None
    for number, match in enumerate(_LINE.finditer(source), 1):
        line = match.group()
        bare = line.strip()
        if bare.startswith("#"):
            if "msgstr" in "".join(entry.texts):
                yield entry
                entry, current = _Entry(), None
            entry.fuzzy |= bare.startswith("#,") and "fuzzy" in bare
            continue
        if not bare:
            continue
        start = match.start()
        keyword = _KEYWORD.match(line)
        if keyword is not None:
            name = keyword[1]
            if name in {"msgctxt", "msgid"} and "msgstr" in "".join(entry.texts):
                yield entry
                entry = _Entry()
            current = entry.texts.setdefault(name, Characters())
            line, start = line[keyword.end() :], start + keyword.end()
        string = _STRING.match(line)
        if string is None or current is None:
            raise MtcheckError(f"Line {number} is no line of a PO file: mend it (`msgfmt -c` says more).")
        _unescape(current, source, start + string.start(1), start + string.end(1))
    if entry.texts:
        yield entry


def _unescape(characters: Characters, source: str, start: int, end: int) -> None:
    """Add a string's characters, its escapes resolved."""
    last = start
    for match in _ESCAPE.finditer(source, start, end):
        characters.literal(source[last : match.start()], last)
        characters.resolved(_resolved(match.group()[1:]), match.start(), match.end())
        last = match.end()
    characters.literal(source[last:end], last)


def _resolved(escape: str) -> str:
    if escape[0] == "x" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    if escape[0] in "01234567":
        return chr(int(escape, 8))
    return _ESCAPES.get(escape, escape)
