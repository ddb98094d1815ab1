"""HTML walked in one pass: every visible character with its place in the file, whatever is broken in the markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.article import Text
from mtcheck.readers.fold import Characters
from mtcheck.tags import INLINE
from mtcheck.word_lists import word_set

_INVISIBLE = word_set(
    """
    script style template svg math iframe object select textarea button noembed noframes canvas audio video head
    """
)
_PHRASING = (_INVISIBLE - {"head"}) | {"picture", "img", "input", "source", "noscript"}
"""Tags that end no block either while they stand in a paragraph, as do those of a site's own, with a hyphen."""
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Tags that can hold no block."""
_RAW = word_set("script style textarea title noembed iframe noframes")
"""Tags whose content is no markup."""
_VOID = word_set("area base br col embed hr img input link meta param source track wbr")
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_QUOTED = re.compile(r"[\"'>]")


_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")


def bare(text: str) -> str:
    """Text without white space, soft hyphens and marks of no width, which some readers keep and others drop."""
    return _UNSEEN.sub("", text)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page: its text, and the tags it stands in, from the outside in, with the places of each."""

    content: Text
    tags: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        """The text without white space and what no one sees: the same whoever folds it."""
        return bare(self.content.text)


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closing: bool
    start: int
    end: int
    empty: bool = False
    """Whether it is closed in itself, as in XHTML."""


def blocks(source: str, offset: int = 0) -> Iterator[Block]:
    """The visible blocks of an HTML text, in order, their places counted from `offset`.

    Comments, scripts and forms' controls are left out; inline tags vanish, `<br>` becomes a blank, two of them or any
    block tag end the block. Broken markup never fails: what is not a tag is text.
    """
    open_tags: list[_Tag] = []
    characters = Characters()
    after_break = False
    for piece in _pieces(source):
        if isinstance(piece, tuple):
            if _visible(open_tags):
                _add_text(characters, source, *piece, offset)
                after_break = after_break and source[slice(*piece)].isspace()
            continue
        if piece.name in INLINE:
            continue
        if piece.name == "br" and not after_break:
            characters.resolved(" ", piece.start + offset, piece.end + offset)
            after_break = True
            continue
        if _is_phrase(open_tags, piece):
            _nest(open_tags, piece, within=True)
            continue
        if content := characters.text():
            yield _block(content, open_tags)
        characters = Characters()
        after_break = False
        _nest(open_tags, piece)
    if content := characters.text():
        yield _block(content, open_tags)


def _block(content: Text, open_tags: list[_Tag]) -> Block:
    return Block(content, tuple(tag.name for tag in open_tags), tuple((tag.start, tag.end) for tag in open_tags))


def _visible(open_tags: list[_Tag]) -> bool:
    return not any(tag.name in _INVISIBLE for tag in open_tags)


def _is_phrase(open_tags: list[_Tag], tag: _Tag) -> bool:
    """Whether a tag is part of the sentence that it stands in, or of something that is not shown."""
    hidden = next((place for place, one in enumerate(open_tags) if one.name in _INVISIBLE), len(open_tags))
    if hidden < len(open_tags) and (not tag.closing or tag.name not in {one.name for one in open_tags[: hidden + 1]}):
        return True
    around = _innermost(open_tags[:hidden])
    if not _may_be_phrase(tag) or around < 0 or open_tags[around].name not in _PARAGRAPHS:
        return False
    return not tag.closing or tag.name not in {one.name for one in open_tags[:around]}  # that ends the paragraph, too


def _may_be_phrase(tag: _Tag) -> bool:
    return tag.name in _PHRASING or "-" in tag.name


def _innermost(open_tags: list[_Tag]) -> int:
    """The place of the innermost tag that is no part of a sentence; -1 for none."""
    return next((place for place in range(len(open_tags) - 1, -1, -1) if not _may_be_phrase(open_tags[place])), -1)


def _nest(open_tags: list[_Tag], tag: _Tag, *, within: bool = False) -> None:
    """Open or close a tag as a browser would: a paragraph cannot hold a block, a stray end is ignored.

    `within` says that it is none, but stands in a paragraph.
    """
    if tag.name in _VOID or tag.name.startswith(("!", "?")) or (tag.empty and tag.name in _INVISIBLE):
        return
    if tag.closing:
        _close(open_tags, tag.name)
        return
    around = _innermost(open_tags)
    if not within and around >= 0 and open_tags[around].name in _PARAGRAPHS:
        del open_tags[around:]
    if open_tags and open_tags[-1].name == tag.name and tag.name in {"li", "dt", "dd", "td", "th", "tr", "option"}:
        open_tags.pop()
    if tag.name == "body":
        _close(open_tags, "head")
    if len(open_tags) < _DEEPEST:
        open_tags.append(tag)


def _close(open_tags: list[_Tag], name: str) -> None:
    """Close the innermost element of a name, and what was never closed in it."""
    for index in range(len(open_tags) - 1, -1, -1):
        if open_tags[index].name == name:
            del open_tags[index:]
            return


_DEEPEST = 256
"""Nesting beyond this is broken markup; ignoring it keeps the walk fast."""


def _add_text(characters: Characters, source: str, start: int, end: int, offset: int) -> None:
    """Add a text node, its entities resolved."""
    last = start
    for match in _ENTITY.finditer(source, start, end):
        resolved = html.unescape(match.group())
        if resolved == match.group():
            continue
        characters.literal(source[last : match.start()], last + offset)
        characters.resolved(resolved, match.start() + offset, match.end() + offset)
        last = match.end()
    characters.literal(source[last:end], last + offset)


def _pieces(source: str) -> Iterator[_Tag | tuple[int, int]]:
    """Tags, and the regions of text between them. Linear in the length of the source, however broken."""
    place = 0
    size = len(source)
    no_more: set[str] = set()
    while place < size:
        angle = source.find("<", place)
        while angle >= 0 and not _opens(source, angle):
            angle = source.find("<", angle + 1)
        if angle < 0:
            yield place, size
            return
        if angle > place:
            yield place, angle
        tag = _tag(source, angle, no_more)
        place = tag.end
        if not tag.closing and not tag.empty and tag.name in _RAW:
            yield tag
            place = _raw_end(source, tag, no_more)
            continue
        if not tag.name.startswith("!"):
            yield tag


def _opens(source: str, angle: int) -> bool:
    """Whether a `<` begins a tag or a comment rather than standing for itself."""
    follower = source[angle + 1 : angle + 2]
    if follower == "/":
        follower = source[angle + 2 : angle + 3]
        return follower.isascii() and follower.isalpha()
    return follower in {"!", "?"} or (follower.isascii() and follower.isalpha())


def _tag(source: str, angle: int, no_more: set[str]) -> _Tag:
    """The tag or comment that begins at `angle`; one that never ends takes the rest of the source."""
    if source.startswith("<!--", angle):
        end = _find(source, "-->", angle + 4, no_more)
        # A comment that nothing closes would swallow the page; browsers end it at the first `>`.
        return _Tag("!", closing=False, start=angle, end=end + 3 if end >= 0 else _first_close(source, angle, no_more))
    if source[angle + 1] in "!?":
        return _Tag("!", closing=False, start=angle, end=_first_close(source, angle, no_more))
    closing = source[angle + 1] == "/"
    name = _NAME.match(source, angle + 1 + closing)
    label = name.group()[:32].lower() if name else "!"
    after = name.end() if name else angle + 2
    end = _end_of_tag(source, after, no_more)
    # After an unquoted value the slash is part of it.
    empty = source.endswith("/>", after, end) and (end - 2 == after or source[end - 3] in " \t\r\n\"'")
    return _Tag(label, closing, angle, end, empty)


def _end_of_tag(source: str, place: int, no_more: set[str]) -> int:
    """Where a tag ends: at the first `>` outside quotes, or at the first `>` at all where quotes do not close."""
    start = place
    while match := _QUOTED.search(source, place):
        mark = match.group()
        if mark == ">":
            return match.end()
        # A quote opens a value only after an equals sign; elsewhere it is a stray.
        if source[max(start, match.start() - 3) : match.start()].rstrip().endswith("="):
            close = _find(source, mark, match.end(), no_more)
            if close < 0 or close - match.end() > _LONGEST_VALUE:
                return _first_close(source, start, no_more)
            place = close + 1
        else:
            place = match.end()
    return len(source)


_LONGEST_VALUE = 2_000_000


def _first_close(source: str, place: int, no_more: set[str]) -> int:
    close = _find(source, ">", place, no_more)
    return close + 1 if close >= 0 else len(source)


def _raw_end(source: str, tag: _Tag, no_more: set[str]) -> int:
    """Where the end tag of an element begins whose content is not markup."""
    close = (
        re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(source, tag.end)
        if tag.name not in no_more
        else None
    )
    if close is None:
        no_more.add(tag.name)
        return tag.end
    return close.start()


def _find(source: str, mark: str, place: int, no_more: set[str]) -> int:
    """`str.find`, which remembers what the rest of the source has no more of."""
    if mark in no_more:
        return -1
    found = source.find(mark, place)
    if found < 0:
        no_more.add(mark)
    return found
