"""HTML: trafilatura says which blocks are the article; where they stand is read off the page itself."""

from __future__ import annotations

import logging
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from mtcheck.article import Kind, Paragraph
from mtcheck.errors import MtcheckError
from mtcheck.readers.boilerplate import ends_sentence, kinds
from mtcheck.readers.markup import Block, blocks

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CAPTIONS = frozenset({"figcaption", "caption", "figure"})
_QUOTES = frozenset({"blockquote"})
_AROUND = frozenset({"nav", "footer", "aside", "form"})
_TELLING = 25
"""Characters (without blanks) from which a block's text is found by itself; shorter ones need their neighbours."""
_COVERED = 0.6
"""Share of a block that must stand in the extracted article for the block to belong to it."""


def read_html(source: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a page's article, in order, with their places in `source`.

    Raises MtcheckError where the page has no article.
    """
    page = list(blocks(source))
    extracted = _extract(source)
    chosen = _chosen(page, extracted)
    if not chosen:
        raise MtcheckError(
            "No article was found on the page: if it holds one, save the article's text as .txt or .md and scan that."
        )
    article = [page[index] for index in chosen]
    found = kinds([block.content.text for block in article], [_marked(block) for block in article])
    return tuple(
        Paragraph(block.content, kind, not _QUOTES.isdisjoint(block.tags))
        for block, kind in zip(article, found, strict=True)
    )


def _marked(block: Block) -> Kind | None:
    """What the page's tags say of a block."""
    if _CAPTIONS.intersection(block.tags):
        return "boilerplate"
    if _HEADINGS.intersection(block.tags):
        return "heading"
    if block.tags[-1:] in {("td",), ("th",)} and not ends_sentence(block.content.text):
        return "boilerplate"
    # One word in a list is a link of the page.
    return "prose" if block.tags[-1:] == ("li",) and " " in block.content.text else None


def _extract(source: str) -> list[str]:
    """The article's paragraphs as trafilatura finds them, each without white space."""
    # Late: importing it takes as long as scanning a short text, and only pages need it.
    from trafilatura import extract  # noqa: PLC0415  see above

    # It reports pages it can make nothing of on stderr; mtcheck says so in its own words.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    for recall in (False, True):
        try:
            found = extract(
                source, output_format="xml", include_comments=False, include_tables=True, favor_recall=recall
            )
            root = ET.fromstring(found) if found else None  # noqa: S314  it is trafilatura's own output
        except Exception:  # noqa: BLE001  whatever a broken page does to the parsers below, it has no readable article
            root = None
        if root is not None and (paragraphs := _paragraphs(root)):
            return paragraphs
    return []


def _paragraphs(root: ET.Element) -> list[str]:
    """The texts of trafilatura's blocks."""
    main = root.find("main")
    found: list[str] = []
    for element in () if main is None else main.iter():
        if element.tag in {"p", "head", "item", "quote", "cell", "code", "ab"}:
            text = "".join("".join(element.itertext()).split())
            if text:
                found.append(text)
    return found


def _chosen(page: Sequence[Block], extracted: Sequence[str]) -> list[int]:
    """Which of the page's blocks make up the extracted article, by index, ascending."""
    whole = "\n".join(extracted)
    long = [
        index
        for index, block in enumerate(page)
        if len(block.key) >= _TELLING and _belongs(block.key, extracted, whole)
    ]
    long = _once(page, long, extracted)
    if not long:
        # An article of short lines only: take what stands there word for word.
        lines = set(extracted)
        return [i for i, block in enumerate(page) if block.key in lines and not _AROUND.intersection(block.tags)]
    short = _short(page, long, extracted)
    title = _title(page, long[0])
    return sorted({*long, *short, *title})


def _belongs(key: str, extracted: Sequence[str], whole: str) -> bool:
    """Whether a block's text stands in the extracted article, all of it or most."""
    if key in whole:
        return True
    covered = sum(len(part) for part in extracted[:_MOST_PARTS] if len(part) >= _TELLING and part in key)
    if covered >= _COVERED * len(key):
        return True
    # Trafilatura drops inline pieces (a share link, a footnote): both ends then still stand there.
    third = len(key) // 3
    return (
        third >= _TELLING
        and (key[:third] in whole) + (key[third : 2 * third] in whole) + (key[2 * third :] in whole) > 1
    )


_MOST_PARTS = 2000
"""Extracted paragraphs that are looked for inside a block: a bound for pages that are no articles."""


def _once(page: Sequence[Block], found: Sequence[int], extracted: Sequence[str]) -> list[int]:
    """Of blocks with the same text, keep as many as were extracted: those with the most article around them."""
    allowed = Counter(extracted)
    by_key: dict[str, list[int]] = {}
    for index in found:
        by_key.setdefault(page[index].key, []).append(index)
    kept: list[int] = []
    for key, indexes in by_key.items():
        room = max(1, allowed[key])
        ranked = sorted(indexes, key=lambda index: (-_neighbours(index, found), index))
        kept.extend(ranked[:room])
    return sorted(kept)


def _neighbours(index: int, found: Sequence[int]) -> int:
    """How many of the ascending indexes `found` are near `index`."""
    return bisect_right(found, index + _NEAR) - bisect_left(found, index - _NEAR)


_NEAR = 6
"""Blocks this far apart count as neighbours."""


def _short(page: Sequence[Block], long: Sequence[int], extracted: Sequence[str]) -> list[int]:
    """Short blocks (headings, short sentences) that were extracted and stand among or beside the long ones."""
    wanted = Counter(part for part in extracted if len(part) < _TELLING)
    taken: list[int] = []
    for index in range(max(0, long[0] - _NEAR), min(len(page), long[-1] + _NEAR + 1)):
        key = page[index].key
        if len(key) < _TELLING and wanted[key] > 0 and not _AROUND.intersection(page[index].tags):
            wanted[key] -= 1
            taken.append(index)
    return taken


def _title(page: Sequence[Block], first: int) -> list[int]:
    """The page's headline: the last h1 above the article, which trafilatura keeps apart as metadata."""
    above = [index for index in range(first) if "h1" in page[index].tags and not _AROUND.intersection(page[index].tags)]
    return above[-1:]
