"""What a file of translations holds, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from mtcheck.article import Text


@dataclass(frozen=True, slots=True)
class Segment:
    """A translated text with its places in the file, and the source it was made from ("" where that is not known)."""

    target: Text
    source: str


@dataclass(frozen=True, slots=True)
class Translations:
    """Segments from one language into another; `name` tells those of one file apart. Languages as the file has them."""

    name: str | None
    source_language: str | None
    target_language: str | None
    segments: tuple[Segment, ...]
