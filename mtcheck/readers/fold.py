"""White space folded and soft hyphens dropped, with every remaining character's place in the file kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mtcheck.article import Text

_WORD = re.compile(r"\S+")
_SOFT_HYPHEN = "\u00ad"
"""Where a line may break: layout, as white space is, and no model has learned to read over it."""


@dataclass(slots=True)
class Characters:
    """Characters gathered from a file, in order, each with the region of the file it stands for."""

    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def literal(self, text: str, place: int) -> None:
        """Add `text` as it stands in the file from offset `place`."""
        self.pieces.append(text)
        self.starts.extend(range(place, place + len(text)))
        self.ends.extend(range(place + 1, place + len(text) + 1))

    def resolved(self, text: str, start: int, end: int) -> None:
        """Add `text` for which the file has something else, such as an entity, from `start` to `end`."""
        self.pieces.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))

    def text(self) -> Text | None:
        """All of it with white space folded, or None where there is nothing but white space."""
        return fold("".join(self.pieces), self.starts, self.ends)


def fold_region(source: str, start: int, end: int) -> Text | None:
    """The characters `start` to `end` of a file's text, white space folded; None where there is nothing else."""
    bare = source[start:end].strip()
    if bare and _SOFT_HYPHEN not in bare and " ".join(bare.split()) == bare:
        # Nothing to fold, as in nearly every line: a range says where each character stands.
        place = source.index(bare[0], start)
        return Text(bare, range(place, place + len(bare)), place + len(bare))
    return fold(source[start:end], range(start, end), None)


def fold(text: str, starts: Sequence[int], ends: Sequence[int] | None) -> Text | None:
    """Fold each run of white space in `text` to one blank, drop it at both ends, and keep the places of the rest.

    Soft hyphens are dropped too.

    `starts[i]` and `ends[i]` are the file's region behind `text[i]`; without `ends` each is one character wide. The
    blank stands for the whole run. None where `text` has nothing but white space.
    """
    if _SOFT_HYPHEN in text:
        kept_places = [index for index, char in enumerate(text) if char != _SOFT_HYPHEN]
        text = text.replace(_SOFT_HYPHEN, "")
        starts = [starts[index] for index in kept_places]
        ends = None if ends is None else [ends[index] for index in kept_places]
    words: list[str] = []
    places: list[int] = []
    stops: list[int] = []
    last = 0
    for match in _WORD.finditer(text):
        first, after = match.span()
        if words:
            places.append(starts[last])
            stops.append(starts[first])
        words.append(match.group())
        places.extend(starts[first:after])
        stops.extend(_stops(starts, ends, first, after))
        last = after
    if not words:
        return None
    folded = " ".join(words)
    kept: Sequence[int] = tuple(places)
    if places[-1] - places[0] + 1 == len(folded) and _rising(places):
        kept = range(places[0], places[-1] + 1)
    narrow = ends is None or all(
        stop == place + 1 for place, stop, char in zip(places, stops, folded, strict=True) if char != " "
    )
    return Text(folded, kept, stops[-1], None if narrow else tuple(stops))


def _stops(starts: Sequence[int], ends: Sequence[int] | None, first: int, after: int) -> Iterable[int]:
    """Where the sources of the characters `first` to `after` end."""
    return (place + 1 for place in starts[first:after]) if ends is None else ends[first:after]


def _rising(places: Sequence[int]) -> bool:
    """Whether each place is one after the last."""
    return all(after - before == 1 for before, after in pairwise(places))
