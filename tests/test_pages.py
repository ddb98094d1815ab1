"""Pages in the shapes of real news sites: the article is found, and the rest of the page is kept apart.

Every file of `pages/` holds an article of the corpus, named in a comment, among what sites put around it: paywalls,
cookie walls, menus, captions, comments, tables of layout, broken markup. All of it was written for these tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mtcheck.article import Article
from mtcheck.readers import read
from mtcheck.readers.markup import bare

HERE = Path(__file__).parent
PAGES = sorted((HERE / "pages").glob("*.html"))


def article_of(page: Path) -> Article:
    """What the reader makes of a page."""
    (article,) = read(page)
    assert isinstance(article, Article), article
    return article


def lines_of(page: Path) -> list[str]:
    """The paragraphs that the page's article has, without white space."""
    match = re.search(rb"<!-- article: (\S+) -->", page.read_bytes())
    assert match is not None
    text = (HERE.parent / match[1].decode()).read_text(encoding="utf-8")
    return [bare(line) for line in text.splitlines() if line.strip()]


def test_there_are_pages_enough() -> None:
    """Twenty shapes at the least."""
    assert len(PAGES) >= 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_article_is_found_and_nothing_else_is_judged(page: Path) -> None:
    """All of its paragraphs, each once and in order; what else the reader keeps is boilerplate."""
    judged = [bare(p.content.text) for p in article_of(page).paragraphs if p.kind != "boilerplate"]
    assert judged == lines_of(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_word_of_a_page_stands_at_its_place(page: Path) -> None:
    """The page's characters behind each word begin and end as the word does, entities aside."""
    raw = page.read_bytes()
    source = raw.decode("latin-1" if b"iso-8859-1" in raw else "utf-8").replace("\r\n", "\r\n")
    for paragraph in article_of(page).paragraphs:
        text = paragraph.content
        for match in re.finditer(r"\S+", text.text):
            region = source[slice(*text.region(*match.span()))]
            if not set("&<\u00ad") & set(region):
                assert region == match.group()
