"""Plain text: paragraphs by blank lines, by lines, or by undoing a hard wrap, whichever the file uses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from mtcheck.article import Paragraph
from mtcheck.readers.boilerplate import ends_sentence, kinds
from mtcheck.readers.fold import fold_region

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_ITEM = re.compile(r"\s*(?:[-–—•·*▪◦‣]|\d{1,2}[.)])\s+\S")
_TAIL_OF_SENTENCE = re.compile(r"[,;.:!?…)\]»”](?:\s|$)")
_WIDEST_WRAP = 100
_NARROWEST_WRAP = 40
_FULL_SHARE = 0.75
"""Share of a wrapped file's inner lines that leave no room for the next line's first word."""

_Region = tuple[int, int]


def read_plain(source: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a plain text, in order, with their places in `source`; empty where it holds no text."""
    texts = [text for start, end in _regions(source) if (text := fold_region(source, start, end))]
    found = kinds([text.text for text in texts])  # without marks, what each is follows from the words alone
    return tuple(Paragraph(text, kind) for text, kind in zip(texts, found, strict=True))


def _regions(source: str) -> list[_Region]:
    """Where the paragraphs stand."""
    blocks = _blocks(source)
    join = _continues_wrapped if _is_wrapped(source, blocks) else _continues_broken
    width = max((end - start for block in blocks for start, end in block), default=0)
    regions: list[_Region] = []
    for block in blocks:
        first = block[0][0]
        for before, after in pairwise(block):
            if not join(source[slice(*before)], source[slice(*after)], width):
                regions.append((first, before[1]))
                first = after[0]
        regions.append((first, block[-1][1]))
    return regions


def _blocks(source: str) -> list[list[_Region]]:
    """The file's lines that hold something, as runs without a blank line between them."""
    blocks: list[list[_Region]] = []
    previous_end: int | None = None
    for match in _LINE.finditer(source):
        if match.group().isspace():
            continue
        between = source[previous_end : match.start()] if previous_end is not None else ""
        if previous_end is None or len(_BREAK.findall(between)) > 1:
            blocks.append([])
        blocks[-1].append(match.span())
        previous_end = match.end()
    return blocks


def _is_wrapped(source: str, blocks: Sequence[Sequence[_Region]]) -> bool:
    """Whether the file's lines were broken to a width: most leave no room for the word that follows."""
    lines = [source[start:end].rstrip() for block in blocks for start, end in block]
    pairs = [
        (source[slice(*before)].rstrip(), source[slice(*after)].strip())
        for block in blocks
        for before, after in pairwise(block)
    ]
    if not pairs:
        return False
    width = max(len(line) for line in lines)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    # A text of very even lines, each a sentence, would look wrapped: a wrap ends its lines in the middle of sentences.
    open_ended = [(before, after) for before, after in pairs if not ends_sentence(before)]
    full = sum(_is_full(before, after, width) for before, after in open_ended)
    lower = any(after[:1].islower() for _, after in open_ended)
    return 2 * len(open_ended) >= len(pairs) and lower and full >= _FULL_SHARE * len(open_ended)


def _is_full(before: str, after: str, width: int) -> bool:
    """Whether the first word of the next line had no room on this one (a margin of a tenth for ragged wrapping)."""
    return len(before) + 1 + len(after.split(maxsplit=1)[0]) > 0.9 * width


def _continues_wrapped(before: str, after: str, width: int) -> bool:
    """In wrapped text: whether the paragraph goes on in the next line."""
    if _ITEM.match(after):
        return False
    return _is_full(before.rstrip(), after.strip(), width) or (
        after.strip()[:1].islower() and not ends_sentence(before)
    )


def _continues_broken(before: str, after: str, _width: int) -> bool:
    """In text of one paragraph a line: whether the next line is the rest of a sentence torn at a link."""
    return _TAIL_OF_SENTENCE.match(after) is not None and not ends_sentence(before)
