"""A phrase of two words or more said twice in a row, the beginning of a decoder's loop."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.function_words import function_words
from mtcheck.signs.repetition import REDUPLICATING, conjunctions
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading, Word

ID = "repeated-phrase"
_LONGEST = 8
_LOOP = 3
"""Repeated this often, even a figure of speech has become a loop."""


def _look(reading: Reading) -> Iterator[Hit]:
    words = reading.words
    index = 0
    while index < len(words):
        size, times = next(
            ((size, times) for size in range(2, _LONGEST + 1) if (times := _times(reading, index, size)) > 1), (0, 0)
        )
        if size and (times > _LOOP or not _figure_of_speech(reading, index, size)):
            last = words[index + times * size - 1]
            phrase = reading.text[words[index].start : words[index + size - 1].end]
            said = "twice" if times == 2 else f"{times} times"  # noqa: PLR2004  twice is two
            yield Hit(ID, f"The phrase “{phrase}” is said {said} in a row.", words[index].start, last.end)
            index += times * size
        else:
            index += 1


def _times(reading: Reading, first: int, size: int) -> int:
    """How often the `size` words from `first` on are said in a row, with at most a comma between."""
    words = reading.words
    phrase = _lower(words[first : first + size])
    if len(set(phrase)) == 1 or not _unbroken(reading, first, size):
        return 1
    times = 1
    while True:
        start = first + times * size
        between = reading.text[words[start - 1].end : words[start].start] if start < len(words) else ""
        if between not in {" ", ", "} or _lower(words[start : start + size]) != phrase:
            return times
        if not _unbroken(reading, start, size):
            return times
        times += 1


def _lower(words: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(word.lower for word in words)


def _unbroken(reading: Reading, first: int, size: int) -> bool:
    """Whether only blanks stand between the `size` words from `first` on."""
    words = reading.words[first : first + size]
    return all(reading.text[one.end : two.start] == " " for one, two in itertools.pairwise(words))


def _figure_of_speech(reading: Reading, first: int, size: int) -> bool:
    """Whether a phrase said twice is style, a name or spelling rather than damage."""
    both = reading.words[first : first + 2 * size]
    phrase, gap = both[:size], reading.text[both[size - 1].end : both[size].start]
    if all(word.capitalised for word in both) or all(len(word.text) == 1 for word in both):
        return True
    # With a comma a short phrase is said twice for effect: "viel zu viel, viel zu viel".
    if gap != " " and (size < _LOOP + 1 or reading.language in REDUPLICATING):
        return True
    # "again and again and", "Schritt für Schritt für", "Tag und Nacht und Nacht".
    common = function_words(reading.language)
    if size == 2 and phrase[1].lower in common and phrase[0].lower not in common:  # noqa: PLR2004  a pair
        return True
    return bool({phrase[0].lower, phrase[-1].lower} & conjunctions(reading.language)) and size <= _LOOP


SIGN = Sign(ID, None, _look)
