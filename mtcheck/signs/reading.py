"""A sentence as the signs read it: what must be left alone masked, words and quoted stretches found once."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtcheck.signs.quotes import Pairing, pair_quotes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.evidence import RoundTrip

MASK = "\ufffc"
"""Stands for every masked character: neither letter, digit, blank nor punctuation a rule looks for."""

_TLD = "com|org|net|info|biz|gov|edu|eu|de|at|ch|fr|es|it|pt|nl|be|uk|us|pl|cz|ru|ua|se|dk|tr|tv|io|ai|co|me|jp|br|in"
_FILE = "pdf|html?|php|jpe?g|png|gif|docx?|xlsx?|pptx?|txt|md|py|js|ts|java|cpp|exe|dll|zip|gz|csv|tsv|json|xml|mp[34]"
_MASKED = re.compile(
    rf"""
    `[^`]+`                                             # code
    | \b(?:https?|ftp)://[^\s<>"'»«“”„]*[\w/]           # addresses with a scheme
    | \bwww\.[^\s<>"'»«“”„]*[\w/]
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                      # e-mail
    | \b[\w-]+(?:\.[\w-]+)*\.(?:{_TLD})\b(?:/[^\s<>"'»«“”„]*[\w/])?
    | \b[\w-]+\.(?:{_FILE})\b                           # file names
    | (?<![\w\#&])\#\w+                                 # hashtags
    | (?<![\w@])@\w+                                    # handles
    """,
    re.VERBOSE,
)

# Python's \w leaves out the combining signs without which words of many scripts fall apart.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u0900-\u0963\u0971-\u109f\u200c\u200d"
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_WORD = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)*")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, with inner apostrophes, and its characters `start` to `end` (exclusive)."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence made ready for the signs.

    `text` has the sentence's length; web and e-mail addresses, file names, code, hashtags and handles are replaced by
    `MASK`, so offsets hold and no rule sees them. `asides` are the stretches inside quotes or brackets.
    """

    text: str
    language: str
    words: tuple[Word, ...]
    quotes: Pairing
    asides: tuple[tuple[int, int], ...]
    round_trip: RoundTrip | None = None

    def aside(self, offset: int) -> bool:
        """Whether the character at `offset` stands inside quotes or brackets."""
        return any(start <= offset < end for start, end in self.asides)

    def neighbours(self) -> Iterator[tuple[Word, Word]]:
        """Pairs of words with nothing but one blank between them."""
        for left, right in zip(self.words, self.words[1:], strict=False):
            if self.text[left.end : right.start] == " ":
                yield left, right

    def word_before(self, offset: int) -> Word | None:
        """Find the last word that ends at or before `offset`."""
        index = bisect_right(self.words, offset, key=lambda word: word.end)
        return self.words[index - 1] if index else None

    def word_after(self, offset: int) -> Word | None:
        """Find the first word that starts at or after `offset`."""
        return next((word for word in self.words if word.start >= offset), None)


def mask(text: str) -> str:
    """Replace everything in the text that is not prose by `MASK`, character for character."""
    return _MASKED.sub(lambda match: MASK * len(match.group()), text)


def read(sentence: str, language: str, round_trip: RoundTrip | None = None) -> Reading:
    """Prepare a sentence: mask it, find its words, quotes and brackets."""
    text = mask(sentence)
    words = tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text))
    quotes = pair_quotes(text)
    brackets = tuple(match.span() for match in _BRACKETED.finditer(text))
    return Reading(text, language, words, quotes, (*quotes.spans(len(text)), *brackets), round_trip)
