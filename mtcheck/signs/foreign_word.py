"""Words left in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.language_names import NAMES
from mtcheck.signs.function_words import function_words, languages, lookalikes, strong_words
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading, Word

ID = "foreign-word"
_DONORS = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "cs", "da", "nb", "ro", "hu", "tr", "fi")
# Too close to tell a leftover from the language's own everyday or older words.
_KIN = (
    frozenset({"da", "nb", "sv"}),
    frozenset({"es", "pt", "gl", "ca", "it"}),
    frozenset({"de", "nl", "af"}),
    frozenset({"cs", "sk", "pl", "hr", "sl", "bs", "sr"}),
)
_MOST = 0.34
"""A sentence with a larger share of its words in runs is foreign as a whole: not this sign's business."""


def _donors(language: str) -> Iterator[str]:
    for donor in _DONORS:
        if donor != language and not any(donor in kin and language in kin for kin in _KIN):
            yield donor


def _runs(reading: Reading, foreign: frozenset[str]) -> Iterator[list[int]]:
    """Yield the indices of neighbouring words that are all foreign function words in lower case."""
    run: list[int] = []
    for index, word in enumerate(reading.words):
        touching = bool(run) and reading.text[reading.words[run[-1]].end : word.start] == " "
        if run and not touching:
            yield run
            run = []
        if word.text in foreign and _stands_alone(reading, word):
            run.append(index)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _stands_alone(reading: Reading, word: Word) -> bool:
    """Whether the word is plain prose: not quoted, not part of a hyphenated or apostrophised form."""
    around = reading.text[max(0, word.start - 1) : word.start] + reading.text[word.end : word.end + 1]
    return not reading.aside(word.start) and all(sign in " .,;:!?" for sign in around)


def _in_name(reading: Reading, first: int, last: int) -> bool:
    """Whether a capitalised word stands right beside the run: "Lord of the Rings", "the Guardian"."""
    words = reading.words
    before = words[first - 1] if first else None
    after = words[last + 1] if last + 1 < len(words) else None
    left = before is not None and before.capitalised and reading.text[before.end : words[first].start] == " "
    right = after is not None and after.capitalised and reading.text[words[last].end : after.start] == " "
    return left or right


def _look(reading: Reading) -> Iterator[Hit]:
    native = function_words(reading.language) | lookalikes(reading.language)
    for donor in _donors(reading.language):
        strong = strong_words(donor) - native
        if not any(word.text in strong for word in reading.words):
            continue
        foreign = function_words(donor) - native
        runs = list(_runs(reading, foreign))
        if sum(map(len, runs)) > _MOST * len(reading.words):
            continue
        for run in runs:
            if not any(reading.words[index].text in strong for index in run):
                continue
            first, last = reading.words[run[0]], reading.words[run[-1]]
            if not _in_name(reading, run[0], run[-1]):
                found = reading.text[first.start : last.end]
                yield Hit(ID, f"“{found}” looks like {NAMES[donor]} left untranslated.", first.start, last.end)


SIGN = Sign(ID, languages(), _look)
