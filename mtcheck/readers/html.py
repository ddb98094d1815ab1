"""HTML: trafilatura says which blocks are the article; where they stand is read off the page itself."""

from __future__ import annotations

import html
import logging
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from xml.etree import ElementTree as ET

from mtcheck.article import Kind, Paragraph
from mtcheck.errors import MtcheckError
from mtcheck.readers.boilerplate import ends_sentence, kinds
from mtcheck.readers.markup import Block, bare, blocks
from mtcheck.readers.nesting import shallow

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CAPTIONS = frozenset({"figcaption", "caption", "figure"})
_QUOTES = frozenset({"blockquote"})
_POST = re.compile(r"pic\.twitter\.com/|//t\.co/|^\s*[—–-] [^()]{1,80}\(@\w{1,30}\)")
"""What an embedded post of a social network has: it is shown by the article, not told."""
_ASIDES = frozenset({"aside", "blockquote", "figure"})
_AROUND = frozenset({"nav", "footer", "aside", "form"})
_TELLING = 25
"""Characters (without blanks) from which a block's text is found by itself; shorter ones need their neighbours."""
_SHORTEST_TITLE = 10
"""Characters (without blanks) of a headline that is told by the page's name alone."""
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_COVERED = 0.6
"""Share of a block that must stand in the extracted article for the block to belong to it."""


def read_html(source: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a page's article, in order, with their places in `source`.

    Raises MtcheckError where the page has no article.
    """
    page = list(blocks(source))
    title = bare(_page_title(source))
    chosen = _chosen(page, _extract(source), title)
    chosen = sorted({*chosen, *_beside(source, page, chosen)})
    if not chosen:
        raise MtcheckError(
            "No article was found on the page: if it holds one, save the article's text as .txt or .md and scan that."
        )
    article = [page[index] for index in chosen]
    found = kinds([block.content.text for block in article], [_marked(block, title) for block in article])
    return tuple(
        Paragraph(block.content, kind, not _QUOTES.isdisjoint(block.tags))
        for block, kind in zip(article, found, strict=True)
    )


def _marked(block: Block, title: str) -> Kind | None:
    """What the page's tags say of a block, and its name of a headline that no tag marks."""
    if _is_called(block, title):
        return "heading"
    if _CAPTIONS.intersection(block.tags) or ("blockquote" in block.tags and _POST.search(block.content.text)):
        return "boilerplate"
    if _HEADINGS.intersection(block.tags):
        return "heading"
    if block.tags[-1:] in {("td",), ("th",)} and not ends_sentence(block.content.text):
        return "boilerplate"
    # One word in a list is a link of the page.
    return "prose" if block.tags[-1:] == ("li",) and " " in block.content.text else None


def _extract(source: str) -> list[str]:
    """The article's paragraphs as trafilatura finds them, each without white space."""
    source = shallow(source)
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
            text = bare("".join(element.itertext()))
            if text:
                found.append(text)
    return found


def _page_title(source: str) -> str:
    """What the page's head calls it, entities resolved; empty where it says nothing."""
    match = _TITLE.search(source)
    return html.unescape(match[1]) if match else ""


def _chosen(page: Sequence[Block], extracted: Sequence[str], title: str) -> list[int]:
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
    chosen = {*long, *short, *_headline(page, long[0], title)} - _pulled(page, long)
    return sorted({*chosen, *_between(page, chosen)})


def _beside(source: str, page: Sequence[Block], chosen: Sequence[int]) -> Iterator[int]:
    """The blocks of further articles beside the chosen one, of which trafilatura reads the first that is long enough.

    Teasers and comments are articles too by their tags: only those count that have a heading and some paragraphs, and
    are not called something else or hidden, by their own tag or by one that stands around them and not the chosen one.
    """
    articles = _articles(page)
    shared = set(page[chosen[len(chosen) // 2]].places) if chosen else set()
    for first, last in articles if len(articles) > 1 and chosen else ():
        part = page[first:last]
        read = bisect_left(chosen, last) > bisect_left(chosen, first)
        around = part[0].places[: part[0].tags.index("article") + 1]
        if (
            not read
            and _is_whole(part)
            and not any(_is_remark(source[slice(*tag)]) for tag in around if tag not in shared)
        ):
            extracted = _extract(f"<html><body>{source[around[-1][0] : part[-1].content.end]}</body></html>")
            yield from (first + index for index in _chosen(part, extracted, ""))


def _articles(page: Sequence[Block]) -> list[tuple[int, int]]:
    """The first block of each outermost `<article>`, and the one after its last."""
    within = [block.places[block.tags.index("article")] if "article" in block.tags else None for block in page]
    runs = ((place, [index for index, _ in run]) for place, run in groupby(enumerate(within), itemgetter(1)))
    return [(run[0], run[-1] + 1) for place, run in runs if place is not None]


def _is_whole(part: Sequence[Block]) -> bool:
    """Whether the blocks of an `<article>` are an article rather than a teaser or a comment."""
    told = [b for b in part if len(b.key) >= _TELLING and ends_sentence(b.content.text) and not _AROUND & set(b.tags)]
    return len(told) >= _FEWEST_PARAGRAPHS and any(_HEADINGS.intersection(block.tags) for block in part)


_FEWEST_PARAGRAPHS = 3
"""Paragraphs from which an `<article>` beside the first is one, and no teaser."""
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_NAMES = frozenset({"class", "id", "role", "itemprop"})
"""Attributes whose words say what an element is; others hold data, counts and addresses."""
_REMARK = re.compile(
    r"""(?:(?:article|c|div|is|js|leser|m|news|o|post|reader|sidebar|the|user)[-_]+)?
    (?:comments?|comment-?list|(?:leser)?kommentare|leserkommentar|comentarios?|commentaires?|repl(?:y|ies)|antworten|responses
    |(?:kommentar|antwort|response|discussion|diskussion(?:en)?)(?=[-_]+(?:area|block|box|item|list|section|thread|widget|wrapper|[0-9]))
    |forum|disqus|teasers?+(?:[-_]++[^\W_]++|box)*+|related|recommend(?:ed|ations?)|verwandte?|similar|promo|sponsored
    |(?:more|mehr)(?=[-_]+(?:news|articles?|stories|posts?|artikel|meldungen|nachrichten)))
    (?:[-_]+(?:area|articles?|artikel|block|body|box|container|content|inner|item|list[ea]?|meldungen|nachrichten|news|posts?
    |sections?|stories|story|thread|widget
    |wrapper|[0-9]+))*""",
    re.IGNORECASE | re.VERBOSE,
)
"""What an element is called, as a whole word, that holds no article of its own: `comments-open` is another word, and
`kommentar` by itself is what papers call an opinion."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNSEEN = re.compile(r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def _is_remark(tag: str) -> bool:
    """Whether an opening tag says that its element holds no article, or that nobody sees it."""
    given = {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(tag)}
    return (
        "hidden" in given
        or given.get("aria-hidden", "").lower() == "true"
        or _UNSEEN.search(given.get("style", "")) is not None
        or given.get("itemtype", "").lower().endswith(("/comment", "/usercomments"))
        or any(_REMARK.fullmatch(_CAMEL.sub("-", word)) for name in _NAMES & set(given) for word in given[name].split())
    )


def _pulled(page: Sequence[Block], long: Sequence[int]) -> set[int]:
    """Asides that say again what stands in one of the article's paragraphs."""
    told = "\n".join(page[index].key for index in long if not _ASIDES.intersection(page[index].tags))
    return {index for index in long if _ASIDES.intersection(page[index].tags) and page[index].key in told}


def _between(page: Sequence[Block], chosen: Collection[int]) -> list[int]:
    """Short blocks right between two of the article's and marked up as they are: headings that are only lines."""
    return [
        index
        for index in range(1, len(page) - 1)
        if index not in chosen
        and {index - 1, index + 1} <= set(chosen)
        and page[index - 1].tags == page[index].tags == page[index + 1].tags
    ]


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


def _headline(page: Sequence[Block], first: int, title: str) -> list[int]:
    """The headline above the article, which trafilatura keeps apart: the last h1, else what the page is called."""
    above = [index for index in range(first) if not _AROUND.intersection(page[index].tags)]
    marked = [index for index in above if "h1" in page[index].tags]
    called = [index for index in above if _is_called(page[index], title)]
    return (marked or called)[-1:]


def _is_called(block: Block, title: str) -> bool:
    """Whether the page's name is this block's text, or that and the site's name."""
    return len(block.key) >= _SHORTEST_TITLE and 2 * len(block.key) >= len(title) and block.key in title
