"""XLIFF 1.2 and 2.x, and TMX 1.4: every target segment with its place in the file, and the source beside it.

The file is first held to be well-formed by Python's expat, which also refuses entities of its own (they can grow
without bound, and no such file needs them); then it is walked as text, because only that tells characters' places.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from mtcheck.article import Text
from mtcheck.errors import MtcheckError
from mtcheck.readers.fold import Characters
from mtcheck.readers.translations import Segment, Translations

_PIECE = re.compile(
    r"<!--.*?-->|<!\[CDATA\[(?P<cdata>.*?)\]\]>|<\?.*?\?>|<!(?:[^<>\[]|\[[^\]]*\])*>"
    r"|<(?P<close>/?)(?P<name>[^\s/>]+)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<empty>/?)>|(?P<text>[^<]+)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY = re.compile(r"&(?:#[0-9]+|#x[0-9A-Fa-f]+|lt|gt|amp|quot|apos);")
_CODES = frozenset(["bpt", "ept", "ph", "it", "ut"])
"""Elements inside a segment that hold markup of the original format, not words."""
_UNTRANSLATED = frozenset(["new", "needs-translation", "initial"])
"""States of an XLIFF target (1.2) or segment (2.x) that is no translation yet."""


@dataclass(slots=True)
class _Element:
    """An open element."""

    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A segment's element with its text, where it stands: the elements around it from the outside in."""

    around: tuple[_Element, ...]
    element: _Element
    text: Text | None
    unit: int


def read_xliff(source: str) -> Iterator[Translations]:
    """The translations of an XLIFF file, one part for each of its `<file>` elements.

    `translate="no"` is left out, and targets that are marked as still to be translated: often they hold the source.
    MtcheckError where it is not well-formed, or no XLIFF.
    """
    _check(source, "xliff")
    parts: dict[int, list[Segment]] = {}
    files: dict[int, tuple[_Element, _Element]] = {}
    sources: dict[int, str] = {}
    for found in _segments(source, frozenset({"source", "target"}), frozenset({"trans-unit", "segment"})):
        names = [element.name for element in found.around]
        if "file" not in names or found.unit == 0 or "alt-trans" in names or "matches" in names:
            continue
        if any(element.attributes.get("translate") == "no" for element in found.around):
            continue
        if any(element.attributes.get("state") in _UNTRANSLATED for element in (*found.around, found.element)):
            continue
        own = found.around[names.index("file")]
        part = id(own)
        files.setdefault(part, (found.around[0], own))
        if found.element.name == "source":
            sources[found.unit] = "" if found.text is None else found.text.text
        elif found.text is not None:
            parts.setdefault(part, []).append(Segment(found.text, sources.get(found.unit, "")))
    for part, segments in parts.items():
        root, own = files[part]
        yield Translations(
            own.attributes.get("original") or own.attributes.get("id"),
            own.attributes.get("source-language") or root.attributes.get("srcLang"),
            own.attributes.get("target-language") or root.attributes.get("trgLang"),
            tuple(segments),
        )


def read_tmx(source: str) -> Iterator[Translations]:
    """The translations of a TMX file, one part for each target language.

    The source language is the unit's own or the header's, its region apart if need be; where it is `*all*` the first
    variant of a unit is its source. MtcheckError where it is not well-formed, or no TMX.
    """
    header = _check(source, "tmx").get("srclang", "")
    units: dict[int, list[tuple[str, Text]]] = {}
    origins: dict[int, str] = {}
    for found in _segments(source, frozenset({"seg"}), frozenset({"tu"})):
        variants = [element for element in found.around if element.name == "tuv"]
        if variants and found.text is not None:
            language = variants[-1].attributes.get("xml:lang") or variants[-1].attributes.get("lang") or ""
            units.setdefault(found.unit, []).append((language, found.text))
            own = next((e.attributes.get("srclang") for e in found.around if e.name == "tu"), None)
            origins[found.unit] = own or header
    parts: dict[tuple[str, str], list[Segment]] = {}
    for unit, variants_of_unit in units.items():
        origin = _origin([code.lower() for code, _ in variants_of_unit], origins[unit].lower())
        code, meant = ("", "") if origin is None else (variants_of_unit[origin][0], variants_of_unit[origin][1].text)
        for index, (language, text) in enumerate(variants_of_unit):
            if index != origin:
                parts.setdefault((code.lower(), language.lower()), []).append(Segment(text, meant))
    for (code, language), segments in parts.items():
        yield Translations(language or None, code or None, language or None, tuple(segments))


def _origin(languages: Sequence[str], source: str) -> int | None:
    """Which of a unit's variants is its source."""
    if source in {"", "*all*"}:
        return 0 if len(languages) > 1 else None
    if source in languages:
        return languages.index(source)
    plain = [re.split("[-_]", code)[0] for code in (source, *languages)]
    return plain.index(plain[0], 1) - 1 if plain[0] in plain[1:] else None


def _check(source: str, root: str) -> Mapping[str, str]:
    """Hold the file to be well-formed; return the attributes of a TMX header. MtcheckError where it is not."""
    parser = expat.ParserCreate("utf-8")
    first: list[str] = []
    header: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not first:
            first.append(local)
        if local == "header":
            header.update(attributes)

    def entity(*_: object) -> None:
        raise MtcheckError("The file declares entities of its own, which are not read: remove its DOCTYPE.")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(source.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003  expat takes no keyword
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise MtcheckError(f"The file is not well-formed XML ({reason} in line {error.lineno}): mend it.") from None
    if first != [root]:
        raise MtcheckError(f"The file is no {root.upper()}: its root is {first[0]!r}. Check its name.")
    return header


def _segments(source: str, wanted: frozenset[str], units: frozenset[str]) -> Iterator[_Found]:
    """The wanted elements of a well-formed file, each with its text; `unit` counts the units from 1, 0 is outside."""
    walk = _Walk(wanted, units)
    for match in _PIECE.finditer(source):
        if match["name"] is None:
            walk.text(source, match)
        elif match["close"]:
            if (found := walk.close()) is not None:
                yield found
        elif not match["empty"]:
            walk.open(_Element(match["name"].rpartition(":")[2], _attributes(match["attributes"])))


@dataclass(slots=True)
class _Walk:
    """Where in the file the walk is: the open elements, the open units, the segment that is being read."""

    wanted: frozenset[str]
    units: frozenset[str]
    stack: list[_Element] = field(default_factory=list)
    counted: int = 0
    inside: list[int] = field(default_factory=list)
    reading: Characters | None = None
    depth: int = 0
    codes: int = 0

    def open(self, element: _Element) -> None:
        self.stack.append(element)
        if element.name in self.units:
            self.counted += 1
            self.inside.append(self.counted)
        if self.reading is not None:
            self.codes += element.name in _CODES
        elif element.name in self.wanted:
            self.reading, self.depth = Characters(), len(self.stack)

    def text(self, source: str, match: re.Match[str]) -> None:
        if self.reading is not None and not self.codes and (match["text"] or match["cdata"]):
            _add(self.reading, source, match)

    def close(self) -> _Found | None:
        element, found = self.stack.pop(), None
        if self.reading is not None and len(self.stack) < self.depth:
            unit = self.inside[-1] if self.inside else 0
            found = _Found(tuple(self.stack), element, self.reading.text(), unit)
            self.reading = None
        elif self.reading is not None:
            self.codes -= element.name in _CODES
        if element.name in self.units:
            self.inside.pop()
        return found


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)}


def _add(characters: Characters, source: str, match: re.Match[str]) -> None:
    """Add a piece of text; entities stand for characters, except in CDATA."""
    if match["cdata"] is not None:
        characters.literal(match["cdata"], match.start("cdata"))
        return
    last, end = match.span("text")
    for entity in _ENTITY.finditer(source, last, end):
        characters.literal(source[last : entity.start()], last)
        characters.resolved(html.unescape(entity.group()), entity.start(), entity.end())
        last = entity.end()
    characters.literal(source[last:end], last)
