"""HTML: the article is found, the page is not, and offsets hold through broken markup."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.errors import MtcheckError
from mtcheck.readers.html import read_html
from mtcheck.readers.markup import blocks

PAGE = """<!DOCTYPE html><html><head><title>Streit um die Brücke | Blatt</title><script>a="<p>no</p>"</script></head>
<body><nav><ul><li><a href=/>Start</a></li><li>Politik</li></ul></nav>
<div class=cookie><p>Wir verwenden Cookies, um Ihnen ein besseres Erlebnis zu bieten.</p><button>OK</button></div>
<article><h1>Streit um die Br&uuml;cke</h1>
<p class=lead>Der Rat hat am Montag &uuml;ber die Br&uuml;cke beraten, und niemand war
zufrieden &ndash; nicht einer&hellip;
<figure><img src=a><figcaption>Die Br&uuml;cke. Foto: Max Muster/dpa</figcaption></figure>
<p>Der <b>B&uuml;rger</b>meister sagte, er habe <a href="x">das alles</a> schon im M&auml;rz
kommen sehen.<br>Niemand h&ouml;rte zu.
<h2>Wie es weitergeht</h2>
<p>Besonders umstritten ist der Neubau, der doppelt so teuer wird wie geplant.
&bdquo;Ein Skandal&ldquo;, sagte eine R&auml;tin.</p>
<div class="related"><h3>Lesen Sie auch</h3><ul><li><a href=1>Andere Nachricht aus dem Ort</a></li></ul></div>
<p>Im Herbst soll der Rat noch einmal abstimmen. Bis dahin bleibt die Br&uuml;cke geschlossen und der Zaun stehen.</p>
</article><section id=comments><h3>Kommentare</h3><p>Das ist doch alles Unsinn, was da steht, liebe Leute.</p></section>
<footer><p>&copy; 2025 Blatt. Alle Rechte vorbehalten.</p></footer></body></html>"""


def plain(markup: str) -> str:
    """A region of a page without tags and comments, entities resolved, white space folded."""
    bare = re.sub(r"<br[^>]*>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", bare, flags=re.DOTALL)).split())


def test_the_article_is_found_and_the_page_left_out() -> None:
    """Headline, text and subheading come out in order; navigation, banner, teaser, comments and footer do not."""
    found = [
        (paragraph.kind, paragraph.content.text) for paragraph in read_html(PAGE) if paragraph.kind != "boilerplate"
    ]
    assert [kind for kind, _ in found] == ["heading", "prose", "prose", "heading", "prose", "prose"]
    whole = " ".join(text for _, text in found)
    assert whole.startswith("Streit um die Brücke Der Rat hat am Montag über die Brücke beraten")
    assert "Der Bürgermeister sagte, er habe das alles schon im März kommen sehen. Niemand hörte zu." in whole
    for other in ("Cookies", "Start", "Andere", "Unsinn", "Rechte", "Foto"):
        assert other not in whole


def test_offsets_hold_on_a_page() -> None:
    """The file's region of each paragraph and of its parts reads as the text."""
    for paragraph in read_html(PAGE):
        text = paragraph.content
        assert plain(PAGE[text.start : text.end]) == text.text
        start, end = text.region(0, 30)
        assert plain(PAGE[start:end]) == text.text[:30].strip()


def test_cells_of_numbers_are_kept_apart_and_list_items_are_prose() -> None:
    """A data table is no text; an item of the article's list is, also without a full stop."""
    text = "<p>Der Rat hat am Montag lange beraten, und niemand war am Ende zufrieden. Im Herbst geht es weiter.</p>"
    table = "<table><tr><th>Jahr</th><th>Wert</th></tr><tr><td>2020</td><td>3</td></tr></table>"
    items = "<ul><li>Die Brücke wird saniert</ul>"
    page = f"<html><body><article><h1>Titel</h1>{text * 2}{table}{items}{text}</article></body></html>"
    found = {paragraph.content.text: paragraph.kind for paragraph in read_html(page)}
    assert found.get("2020", "boilerplate") == "boilerplate"
    assert found["Die Brücke wird saniert"] == "prose"


def test_an_entity_at_the_end_of_a_part_is_wholly_in_its_region() -> None:
    """A region does not cut an entity in two."""
    (block,) = blocks("<p>Ja&hellip; nein</p>")
    start, end = block.content.region(0, 3)
    assert "<p>Ja&hellip; nein</p>"[start:end] == "Ja&hellip;"


def test_a_page_without_an_article_is_an_error_that_names_the_fix() -> None:
    """Navigation alone is not an article."""
    with pytest.raises(MtcheckError, match="No article was found"):
        read_html("<html><body><nav><a href=a>Start</a><a href=b>Politik</a></nav></body></html>")


@pytest.mark.parametrize(
    "unit", ["<a ", "<!--", "&", "<", '<a "', "</", "<!", "<a href='", "<p>x</p>", "<script>", "&#", "a"]
)
def test_hostile_markup_does_not_hang(unit: str) -> None:
    """The walk over 300,000 characters of the worst markup takes seconds at most."""
    source = unit * (300_000 // len(unit))
    began = time.process_time()
    list(blocks(source))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "name", ["teaser" + "_" * 500 + ":", "teaser" + "_a" * 500 + ":", "teaser" + "box" * 500 + "-"]
)
def test_long_names_of_elements_cost_no_time(name: str) -> None:
    """However a name of many parts could be taken to pieces: that would take for ever."""
    began = time.process_time()
    assert _two("<article>{}</article>", f"<article class='{name}'>{{}}</article>") == BOTH
    assert time.process_time() - began < 5


PIECES = st.sampled_from(
    [
        *(
            "Haus",
            " ",
            "Der Fluß. ",
            "\n",
            "&amp;",
            "&ouml;",
            "&#8222;",
            "&nix;",
            "& ",
            "<b>",
            "</b>",
            "<i class='a>b'>",
        ),
        *("<p>", "</p>", "<div>", "</div>", "<!-- x -->", "<h2>", "</h2>", "<li>", "<a href=x>", "</a>", "𝕏", "1 < 2"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=40))
def test_every_character_of_any_markup_stands_at_its_place(parts: list[str]) -> None:
    """What the file has at a character's place resolves to that character, and no letter outside tags is lost."""
    source = "".join(parts)
    found = list(blocks(source))
    for block in found:
        text = block.content
        ends = text.ends or [place + 1 for place in text.places]
        for char, place, end in zip(text.text, text.places, ends, strict=True):
            assert char == " " or html.unescape(source[place:end]) == char
    visible = re.sub(r"<!--.*?-->|<i class='a>b'>|<[^>\s][^>]*>", "", source)
    assert "".join(block.key for block in found) == "".join(html.unescape(visible).split())


def _told(number: int) -> str:
    """A sentence unlike any other."""
    return f"In Gemeinde {number:04d} hat der Rat am Montag über Brücke {number:04d} und den Weg dorthin beraten."


@pytest.mark.parametrize("tag", ["font", "b"])
def test_tags_that_old_pages_never_close_cost_no_text(tag: str) -> None:
    """Below the depth at which the parser gives up, too."""
    page = "".join(f"<{tag}>{_told(number)}<br><br>\n" for number in range(400))
    found = [paragraph.content for paragraph in read_html(f"<html><body>{page}</body></html>")]
    assert [text.text for text in found][-300:] == [_told(number) for number in range(100, 400)]


def test_a_page_nested_too_deep_is_refused_rather_than_read_in_part() -> None:
    """Where blocks are never closed there is no telling what belongs where: the error names the fix."""
    page = "".join(f"<div>{_told(number)}" for number in range(300))
    with pytest.raises(MtcheckError, match="nests its elements"):
        read_html(f"<html><body>{page}</body></html>")


def test_every_whole_article_of_a_page_is_read() -> None:
    """Articles side by side are all read, in order and at their places; teasers and comments are not."""

    def article(first: int, paragraphs: int, mark: str = "") -> str:
        told = "".join(f"<p>{_told(number)} Beschlossen ist nichts.</p>" for number in range(first, first + paragraphs))
        return f"<article {mark}><h2>Meldung {first:04d} aus dem Rat</h2>{told}</article>"

    parts = article(0, 5), article(100, 4), article(200, 1), article(300, 4, "class=comment"), article(400, 3)
    page = f"<html><body><div>{'</div><div>'.join(parts)}</div></body></html>"
    found = [paragraph.content for paragraph in read_html(page) if paragraph.kind == "prose"]
    numbers = [int(text.text[12:16]) for text in found]
    assert numbers == [*range(5), *range(100, 104), *range(400, 403)]
    assert all(plain(page[text.start : text.end]) == text.text for text in found)


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("<section id='comments'>", "", "</section>"),
        ("<div class='kommentare'><div>", "", "</div></div>"),
        ("<aside class=related>", "", "</aside>"),
        ("", "hidden", ""),
        ("", "style='display: none'", ""),
        ("", "data-x='a>b' class='comment'", ""),
    ],
)
def test_what_is_called_something_else_is_no_further_article(before: str, mark: str, after: str) -> None:
    """Comments, related articles and what nobody sees, by their own tag or by one around them."""
    told = ["".join(f"<p>{_told(n)} Beschlossen ist nichts.</p>" for n in range(at, at + 5)) for at in (0, 100)]
    first, other = (f"<h2>Meldung aus dem Rat</h2>{text}</article>" for text in told)
    shell = "<html><body class='has-comments'><main>{}</main></body></html>"
    page = shell.format(f"<article>{first}{before}<article {mark}>{other}{after}")
    assert [int(p.content.text[12:16]) for p in read_html(page) if p.kind == "prose"] == [*range(5)]
    plain_page = shell.format(f"<article>{first}<section><article>{other}</section>")
    assert len([p for p in read_html(plain_page) if p.kind == "prose"]) == 10


def _two(first: str, second: str, shell: str = "<main>{}</main>") -> list[int]:
    """The numbers of the sentences read of a page with two articles of five sentences, put into these marks."""
    told = ["".join(f"<p>{_told(n)} Beschlossen ist nichts.</p>" for n in range(at, at + 5)) for at in (0, 100)]
    page = "".join(
        mark.format(f"<h2>Meldung aus dem Rat</h2>{text}") for mark, text in zip((first, second), told, strict=True)
    )
    found = read_html(f"<html>{shell.format(page)}</html>")
    return [int(paragraph.content.text[12:16]) for paragraph in found if paragraph.kind == "prose"]


BOTH = [*range(5), *range(100, 105)]


@pytest.mark.parametrize(
    "mark",
    [
        'data-comments="12"',
        'class="post type-post category-discussion"',
        'class="post comments-open"',
        'id="more-123"',
        'data-url="/forum/2026/x"',
        'itemprop="discussionUrl"',
        'class="promoted"',
        "data-forumid=3",
        "data-hidden='no'",
        "title='mit hidden =so'",
        "class='kommentar'",
        "class='kommentar-artikel'",
        "style='-webkit-backface-visibility: hidden; color: red'",
        "class='opinion post-response'",
        "class='m-discussion'",
    ],
)
def test_an_article_is_not_left_out_for_a_part_of_a_word(mark: str) -> None:
    """Counts, addresses and what a theme says of comments do not make an article a comment, nor does its wrapper."""
    for second in (f"<article {mark}>{{}}</article>", f"<div {mark}><article>{{}}</article></div>"):
        assert _two("<article>{}</article>", second) == BOTH
    assert _two("<article>{}</article>", "<div class='col more-top-stories'><article>{}</article></div>") == BOTH


@pytest.mark.parametrize(
    "mark",
    [
        'class="comment-list"',
        'id="comment-12"',
        'id="div-comment-12"',
        'class="x comments-area"',
        "class=comment__body",
        "id=disqus_thread",
        'class="related-posts"',
        "class=c-teaser",
        'class="more-news"',
        'class="mehr-artikel"',
        'class="leserkommentare"',
        'class="kommentar-12"',
        'style="visibility:hidden"',
        'style="display : none"',
        'class="commentlist"',
        'class="commentBody"',
        'class="m-teaser"',
        'class="teaser--small"',
        'class="relatedArticles"',
        'class="sidebar-related"',
        'itemscope itemtype="https://schema.org/Comment"',
        'itemprop="comment"',
        "role=comment",
        "HIDDEN",
        "aria-hidden=true",
    ],
)
def test_comments_and_teasers_are_left_out_by_the_names_that_sites_give_them(mark: str) -> None:
    """A whole word of the class, id or role says so, also with the parts and numbers that follow it."""
    assert _two("<article>{}</article>", f"<article {mark}>{{}}</article>") == [*range(5)]


@pytest.mark.parametrize(
    "shell", ['<main class="more-news">{}</main>', '<body class="single comments"><div>{}</div></body>']
)
def test_a_name_around_both_articles_says_nothing_of_either(shell: str) -> None:
    """Whichever of them is chosen, and where the other stands."""
    bare, chosen = "<article>{}</article>", "<article><div class='post-content'>{}</div></article>"
    assert _two(bare, chosen, shell) == _two(chosen, bare, shell) == BOTH


def test_an_unclosed_paragraph_is_not_around_the_article_that_follows() -> None:
    """As in a browser, which ends it there."""
    assert _two("<article>{}</article><p class=promo>Werbung", "<article>{}</article>") == BOTH


def test_end_tags_of_nothing_cost_no_time() -> None:
    """A page of two articles with 40,000 stray end tags is read in about as long as without them."""
    began = time.process_time()
    assert _two("<article>{}</article>", "<article>{}</article>" + "<p></section>" * 40_000) == BOTH
    assert time.process_time() - began < 5


_LONG = [
    "Die Arbeiten an der Brücke begannen im Frühjahr und dauern bis heute an.",
    "Der Stadtrat hatte dafür im Herbst zwei Millionen Euro bewilligt, mehr als je zuvor.",
    "Finanziert wird das alles zur Hälfte aus einem Programm des Landes, der Rest kommt aus der Stadtkasse.",
    "Im kommenden Jahr sollen auch die Wege am Ufer erneuert werden, sagte die Sprecherin.",
]


@pytest.mark.parametrize(
    "put",
    [
        '<svg class="icon" aria-hidden="true"/>Programm',
        "<glossary-term>Programm</glossary-term>",
        "Programm<script>document.write('<p>Anzeige</p>');</script>",
        "Programm<svg viewBox='0 0 1 1'><title>Pfeil</title><g><path d='M0'/><circle r='1'></circle></g></svg>",
        "<img class='emoji' src='a.png'>Programm",
        "<button type='button'>?</button>Programm",
    ],
)
def test_what_stands_in_a_sentence_does_not_cut_it(put: str) -> None:
    """Pictures, scripts and a site's own elements leave a paragraph whole, and what follows is read."""
    body = "".join(f"<p>{text.replace('Programm', put)}</p>" for text in _LONG)
    page = f"<html><body><article><h1>Die Brücke wird endlich neu gebaut</h1>{body}</article></body></html>"
    assert [p.content.text for p in read_html(page) if p.kind == "prose"] == _LONG


@pytest.mark.parametrize("empty", ['<iframe src="film" title="Film"/>', "<canvas/>", '<script src="a.js"/>'])
def test_an_element_closed_in_itself_hides_nothing(empty: str) -> None:
    """As in XHTML: what follows it is read."""
    body = "".join(f"<p>{text}</p>{empty}" for text in _LONG)
    page = f"<html><head>{empty}</head><body><h1>Die Brücke wird endlich neu gebaut</h1>{body}</body></html>"
    assert [p.content.text for p in read_html(page) if p.kind == "prose"] == _LONG


def test_a_block_ends_the_paragraph_around_it() -> None:
    """Also from inside an element of the site's own."""
    found = [b.content.text for b in blocks("<p>Eins <x-card><div>Zwei</div></x-card> drei</p><p>Vier</p>")]
    assert found == ["Eins", "Zwei", "drei", "Vier"]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<noscript><p>He came home.</noscript>She left.", ["He came home.", "She left."]),
        ("<div><script src=https://x.org/a/>var code=1;</script>Hi there</div>", ["Hi there"]),
    ],
)
def test_what_ends_a_paragraph_from_outside_or_only_looks_empty(markup: str, texts: list[str]) -> None:
    """An end tag around an open paragraph ends it; a slash after an unquoted value closes nothing."""
    assert [block.content.text for block in blocks(markup)] == texts
