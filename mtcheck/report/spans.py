"""From offsets in the file back to characters of a sentence's text, and from damaged tokens to marked words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mtcheck.results import SentenceResult, Token

OPEN: Final = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
CLOSE: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
"""Stand around damaged words where there is neither colour nor markup."""

LEVELS: Final = (0.3, 0.5, 0.75)
"""Damage from which a word is shaded lightly (1), clearly (2) and strongly (3)."""

MARKED: Final = 2
"""The level from which a word is marked where there is no shading."""

_CHUNK: Final = re.compile(r"\S+")
_WORD: Final = re.compile(r"\w+(?:['\u2019\-]\w+)*")
# Scripts written without blanks: there a token is the word, and what \w+ finds is a clause.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence's text with one level of damage: 0 none, 1 light, 2 clear, 3 strong; `damage` 0 to 1."""

    text: str
    level: int
    damage: float


def level(damage: float) -> int:
    """Level, 0 to 3, of a damage, 0 to 1."""
    return sum(damage >= bound for bound in LEVELS)


def text_offsets(sentence: SentenceResult) -> Callable[[int], int]:
    """Give the function from an offset in the file to one in the sentence's text.

    Exact where nothing was folded inside the sentence, or where its tokens cover the text; else interpolated between
    the ends of its tokens where these are what stands between blanks, or of the sentence: results do not hold the file.
    """
    length = len(sentence.text)
    in_file, in_text = [sentence.start], [0]
    if sentence.end - sentence.start != length:
        solid = [index for index, character in enumerate(sentence.text) if not character.isspace()]
        widths = [token.end - token.start for token in sentence.tokens]
        chunks = [match.span() for match in _CHUNK.finditer(sentence.text)]
        if sum(widths) == len(solid):
            seen = 0
            for token, width in zip(sentence.tokens, widths, strict=True):
                if width > 0:
                    in_file += [token.start, token.end]
                    in_text += [solid[seen], solid[seen + width - 1] + 1]
                    seen += width
        elif len(chunks) == len(sentence.tokens):  # an entity inside a word is longer in the file
            for token, chunk in zip(sentence.tokens, chunks, strict=True):
                in_file += [token.start, token.end]
                in_text += chunk
    in_file.append(max(sentence.end, in_file[-1]))
    in_text.append(length)

    def place(offset: int) -> int:
        after = bisect_right(in_file, offset)
        if after == 0:
            return 0
        if after == len(in_file):
            return length
        file_low, file_high = in_file[after - 1], in_file[after]
        text_low, text_high = in_text[after - 1], in_text[after]
        return text_low + (offset - file_low) * (text_high - text_low) // (file_high - file_low)

    return place


def pieces(sentence: SentenceResult) -> list[Piece]:
    """Cut the text into stretches of one level of damage each; joined they are the text. A word is never cut."""
    text = sentence.text
    damage = _damage(text, sentence.tokens, text_offsets(sentence))
    known = {value: level(value) for value in set(damage)}  # few values, many characters
    levels = [known[value] for value in damage]
    found: list[Piece] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or levels[index] != levels[start]:
            found.append(Piece(text[start:index], levels[start], max(damage[start:index])))
            start = index
    return found


def _damage(text: str, tokens: Iterable[Token], place: Callable[[int], int]) -> list[float]:
    """Damage of each character: a word takes that of its worst piece, a blank the lesser of its neighbours'."""
    damage = [0.0] * len(text)
    for token in tokens:
        start, end = place(token.start), place(token.end)
        for index in range(start, end):
            damage[index] = max(damage[index], token.damage)
    for match in _WORD.finditer(text):
        if not _UNSPACED.search(match[0]):
            start, end = match.span()
            damage[start:end] = [max(damage[start:end])] * (end - start)
    for index, character in enumerate(text):
        if character.isspace():
            inner = 0 < index < len(text) - 1
            damage[index] = min(damage[index - 1], damage[index + 1]) if inner else 0.0
    return damage


def marked(sentence: SentenceResult, before: str = OPEN, after: str = CLOSE, escape: Callable[[str], str] = str) -> str:
    """Write the sentence with its clearly damaged words between `before` and `after`; `escape` is for the text."""
    parts: list[str] = []
    open_mark = False
    for piece in pieces(sentence):
        if (piece.level >= MARKED) != open_mark:
            parts.append(after if open_mark else before)
            open_mark = not open_mark
        parts.append(escape(piece.text))
    return "".join(parts) + (after if open_mark else "")
