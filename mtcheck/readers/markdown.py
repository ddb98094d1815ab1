"""Markdown: blocks from markdown-it, each character of them found again in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from mtcheck.article import Kind, Paragraph, Text, line_starts
from mtcheck.errors import MtcheckError
from mtcheck.readers.boilerplate import ends_sentence, kinds
from mtcheck.readers.fold import Characters, fold_region
from mtcheck.readers.markup import blocks

_FRONT_MATTER = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\r|\n)(?P<fields>.*?)(?:\r\n|\r|\n)(?:(?P=fence)|\.\.\.)[ \t]*(?=\r|\n|\Z)",
    re.DOTALL,
)
_COMMENTS = r"\s*(?:#[^\r\n]*(?:\r\n|\r|\n))*"
_KEY = r"""(?:\w[\w.-]*|"[^"\r\n]*"|'[^'\r\n]*')[ \t]*"""
_FIRST_FIELD = {
    "---": re.compile(rf"{_COMMENTS}{_KEY}:(?=\s|\Z)"),
    "+++": re.compile(rf"{_COMMENTS}(?:{_KEY}=|\[+{_KEY}\])"),
}
_YAML_LINE = re.compile(rf"\s|#|-(?=\s|\Z)|[]}}]|(?:{_KEY}|\w[\w .-]{{0,40}}):(?=\s|\Z)|\Z")
"""How a line of a YAML mapping begins; anything else at its left edge would be an error."""
_NOT_BREAK = re.compile(r"[^\r\n]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]|\A\^[^\]\s]{1,40}\]:")
_FOOTNOTE_OPENS = re.compile(r"^\[(?=\^[^\]\s]{1,40}\]:)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:[-’' ][^\W\d_]+)*")
_INDENT = " \t"
_LONGEST_INLINE = 50_000
"""Characters of one paragraph beyond which its marks are left alone: no writer made them."""


_DEEPEST = 200
"""Blocks that may stand inside each other, a list and its item being two; markdown-it takes two calls for each."""


@cache
def _parser() -> MarkdownIt:
    parser = _commonmark()
    parser.core.ruler.at("inline", _parse_inline)
    parser.options["maxNesting"] = _DEEPEST
    return parser


@cache
def _marks() -> MarkdownIt:
    """What reads marks within a block: with its own bound, for brackets in brackets cost the square of it."""
    return _commonmark()


def _commonmark() -> MarkdownIt:
    # text_join melts entities and escapes into the text around them; apart, they keep their places.
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")


def _parse_inline(state: StateCore) -> None:
    """markdown-it's own rule but for paragraphs so long that it would take minutes over their marks."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) <= _LONGEST_INLINE:
            token.children = token.children or []
            _marks().inline.parse(token.content, _marks(), state.env, token.children)


def read_markdown(source: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a Markdown text, in order, with their places in `source`.

    Front matter, code blocks, comments, images and link targets are left out; list items and quotes are prose;
    a table's cells are kept apart unless they hold sentences. Inline code stays only where it is words.
    MtcheckError where lists or quotations are nested so deep that what stands in them would be lost.
    """
    front = _end_of_front_matter(source)
    # Blanked, not cut: every later line keeps its number and every character its place.
    body = _NOT_BREAK.sub(" ", source[:front]) + source[front:]
    # CommonMark takes a footnote for a link's target and drops it; without its bracket it is a paragraph.
    body = _FOOTNOTE_OPENS.sub(" ", body)
    lines = _Lines(body)
    texts: list[Text] = []
    given: list[Kind | None] = []
    quoted: list[bool] = []
    for text, kind, in_quotation in _blocks(body, lines):
        texts.append(text)
        given.append(kind)
        quoted.append(in_quotation)
    found = kinds([text.text for text in texts], given)
    return tuple(map(Paragraph, texts, found, quoted))


def _end_of_front_matter(source: str) -> int:
    """Where the fields at the top end, 0 where there are none: rules between prose look the same but for the prose."""
    front = _FRONT_MATTER.match(source)
    if front is None or not _FIRST_FIELD[front["fence"]].match(front["fields"]):
        return 0
    lines = re.split(r"[\r\n]+", front["fields"])
    return front.end() if front["fence"] == "+++" or all(map(_YAML_LINE.match, lines)) else 0


class _Lines:
    """A text's lines by number, as markdown-it counts them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = (*line_starts(source), len(source))

    def region(self, number: int) -> tuple[int, int]:
        """Offsets of a line without its break."""
        start = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.source)
        while end > start and self.source[end - 1] in "\r\n":
            end -= 1
        return start, end

    def __len__(self) -> int:
        return len(self.starts) - 1


def _tokens(body: str) -> list[Token]:
    """What markdown-it finds; MtcheckError where it skipped what is nested too deep."""
    tokens = _parser().parse(body)
    if any(token.nesting > 0 and token.level + 1 >= _DEEPEST for token in tokens):
        raise MtcheckError(
            f"Lists or quotations are nested more than {_DEEPEST // 2} deep, and what stands deeper would be lost: "
            "flatten them, or save the text as .txt and scan that."
        )
    return tokens


def _blocks(body: str, lines: _Lines) -> Iterator[tuple[Text, Kind | None, bool]]:
    """The texts of the blocks, what their marks say of them, and whether they stand in a quotation."""
    stack: list[str] = []
    cursor = 0
    for token in _tokens(body):
        if token.nesting > 0:
            stack.append(token.type)
        elif token.nesting < 0 and stack:
            stack.pop()
        if token.type == "html_block" and token.map:
            start, end = lines.starts[token.map[0]], lines.starts[min(token.map[1], len(lines))]
            for block in blocks(body[start:end], start):
                yield block.content, None, "blockquote" in block.tags
        if token.type != "inline" or token.map is None:
            continue
        cursor = max(cursor, lines.starts[token.map[0]])
        end = lines.region(token.map[1] - 1)[1]
        if "table_open" in stack:
            places = _cell_places(token.content, (cursor, end), lines)
        else:
            places = _places(token.content, token.map, lines)
        if places is None:
            # Marks and all, for there is no telling them apart: better than losing what the block says.
            text = fold_region(body, cursor, end)
            cursor = end
        else:
            text = _inline(token, places)
            cursor = places[-1]
        if text is not None:
            yield text, _kind(text, stack), "blockquote_open" in stack


def _kind(text: Text, stack: Sequence[str]) -> Kind | None:
    if "heading_open" in stack:
        return "heading"
    if "table_open" in stack:
        return None if ends_sentence(text.text) else "boilerplate"
    if "blockquote_open" in stack or "list_item_open" in stack:
        # One word in a list is a tag or a link of the page.
        return "prose" if len(text.text.split()) > 1 else None
    return None


def _places(content: str, block: Sequence[int], lines: _Lines) -> list[int] | None:
    """The file's offset of each character of a block's content and of its end; None where it is not found.

    Blanks that begin a line share one place: markdown-it makes blanks of a tab of which the list's indent takes a part.
    """
    places: list[int] = []
    number = block[0]
    for part in content.split("\n"):
        bare = part.lstrip(_INDENT)
        found = -1
        while found < 0 and number < min(block[1], len(lines)):
            # The content stands at the end of its line; further left, a list's number may read the same.
            found = lines.source.rfind(bare, *lines.region(number))
            number += 1
        if found < 0:
            return None
        places.extend([found] * (len(part) - len(bare)))
        # One more than the part has characters, for its break.
        places.extend(range(found, found + len(bare) + 1))
    return places


def _cell_places(content: str, region: tuple[int, int], lines: _Lines) -> list[int] | None:
    """The same for the content of a table's cell, in which a stroke is escaped; `region` is what is left of its row."""
    escaped = content.replace("|", "\\|")
    found = lines.source.find(escaped, *region)
    if found < 0:
        return None
    kept = (at for at in range(len(escaped)) if not escaped.startswith("\\|", at))
    return [*(found + at for at in kept), found + len(escaped)]


@dataclass(slots=True)
class _Walk:
    """A block's content, how far it has been read, and the characters found so far."""

    content: str
    places: Sequence[int]
    at: int = 0
    found: Characters = field(default_factory=Characters)

    def literal(self, text: str) -> None:
        """Take `text` over where it next stands; text that markdown-it changed is left out."""
        start = self.content.find(text, self.at)
        if start < 0 or not text:
            return
        for index in range(start, start + len(text)):
            self.found.resolved(self.content[index], self.places[index], self.places[index] + 1)
        self.at = start + len(text)

    def resolved(self, source: str, text: str) -> None:
        """Take over an entity or an escape."""
        start = self.content.find(source, self.at)
        if start >= 0 and source:
            self.at = start + len(source)
            self.found.resolved(text, self.places[start], self.places[self.at - 1] + 1)

    def blank(self) -> None:
        """Put a blank where the content has a break."""
        place = self.places[min(self.at, len(self.places) - 1)]
        self.found.resolved(" ", place, place + 1)

    def skip(self, source: str) -> None:
        """Go past `source`, which is marks."""
        start = self.content.find(source, self.at)
        if start >= 0:
            self.at = start + len(source)


def _inline(token: Token, places: Sequence[int]) -> Text | None:
    """The text of a block's inline content, its marks left out."""
    if len(token.content) > _LONGEST_INLINE and places:
        rest = Characters()
        for char, place in zip(token.content, places, strict=False):
            rest.resolved(char, place, place + 1)
        return rest.text()
    walk = _Walk(token.content, places)
    for child in token.children or []:
        _step(child, walk)
    return walk.found.text()


def _step(child: Token, walk: _Walk) -> None:
    """Take one inline token over: text as text, marks left out."""
    match child.type:
        case "text":
            _prose(child.content, walk)
        case "text_special" if child.markup == child.content:
            walk.literal(child.content)
        case "text_special":
            walk.resolved(child.markup, child.content)
        case "softbreak" | "hardbreak":
            # First the blank: behind the break begins the next line's first word.
            walk.blank()
            walk.skip("\n")
        case "code_inline":
            _code(child, walk)
        case "html_inline":
            walk.skip(child.content)
            if child.content[:3].lower() == "<br":
                walk.blank()
        case _:
            _mark(child, walk)


def _mark(child: Token, walk: _Walk) -> None:
    """Go past the marks of links, images and emphasis."""
    if child.markup == "autolink":
        walk.skip("<" if child.nesting > 0 else ">")
    elif child.type == "link_open":
        walk.skip("[")
    elif child.type == "link_close":
        _skip_target(walk)
    elif child.type == "image":
        walk.skip("![")
        _skip_label(walk)
        _skip_target(walk)
    elif child.markup and walk.content.startswith(child.markup, walk.at):
        walk.at += len(child.markup)


def _prose(text: str, walk: _Walk) -> None:
    """Take text over, footnotes' marks left out."""
    last = 0
    for footnote in _FOOTNOTE.finditer(text):
        walk.literal(text[last : footnote.start()])
        walk.skip(footnote.group())
        last = footnote.end()
    walk.literal(text[last:])


def _code(child: Token, walk: _Walk) -> None:
    """Go past inline code; where it is words, a reader reads them with the sentence."""
    walk.skip(child.markup)
    if _WORD.fullmatch(child.content):
        walk.literal(child.content)
    close = re.compile(rf"(?<!`){re.escape(child.markup)}(?!`)").search(walk.content, walk.at)
    walk.at = close.end() if close else walk.at


def _skip_label(walk: _Walk) -> None:
    """Go past an image's description, brackets in it included, to its closing bracket."""
    depth = 1
    while walk.at < len(walk.content):
        char = walk.content[walk.at]
        if char == "\\":
            walk.at += 1
        depth += (char == "[") - (char == "]")
        if depth == 0:
            return
        walk.at += 1


def _skip_target(walk: _Walk) -> None:
    """Go past what follows a link's text: its closing bracket and `(target "title")` or `[label]`."""
    content = walk.content
    close = content.find("]", walk.at)
    if close < 0:
        return
    walk.at = close + 1
    if content.startswith("(", walk.at):
        end = _end_of_target(content, walk.at + 1)
        if end is not None:
            walk.at = end
    elif content.startswith("[", walk.at):
        end = content.find("]", walk.at)
        walk.at = end + 1 if end >= 0 else walk.at


def _end_of_target(content: str, place: int) -> int | None:
    """Where a link's `(target "title")` ends, if it is one; `place` is after its opening bracket."""
    size = len(content)

    def past_blanks(at: int) -> int:
        while at < size and content[at] in " \t\n":
            at += 1
        return at

    place = past_blanks(place)
    destination = parseLinkDestination(content, place, size)
    if destination.ok:
        place = past_blanks(destination.pos)
        title = parseLinkTitle(content, place, size)
        if title.ok:
            place = past_blanks(title.pos)
    return place + 1 if content.startswith(")", place) else None
