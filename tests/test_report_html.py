"""The HTML report: one file that needs nothing else, says everything, and runs nothing but its own script."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from sample_results import HOSTILE, sample_results

from mtcheck.report.html import render
from mtcheck.report.spans import marked
from mtcheck.results import Gate, Results, ScanError, Token

FETCHING = {"src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "manifest", "cite"}
VOID = {"meta", "input", "br", "img", "link", "hr", "rect", "line", "circle", "path"}


class _Page(HTMLParser):
    """A page taken apart: its elements with their attributes, and the text of each sentence, script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[tuple[str, str | None]] = []
        self.texts: dict[str, str] = {}
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; what has an id or is a script collects the text within."""
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag in self.raw:
            self.raw[tag].append("")
        if tag not in VOID:
            self.open.append((tag, attributes.get("id")))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element; one closed out of turn is a fault of the page."""
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Add text to every element with an id around it."""
        for _, id_ in self.open:
            if id_ is not None:
                self.texts[id_] = self.texts.get(id_, "") + data
        if self.open and self.open[-1][0] in self.raw:
            self.raw[self.open[-1][0]][-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """Give the attributes of each element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


def _csp(page: _Page) -> dict[str, str]:
    """Give the directives of the page's Content-Security-Policy."""
    (policy,) = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    return {name: value for name, _, value in (part.strip().partition(" ") for part in policy.split(";"))}


def _hash(text: str) -> str:
    """Name a text as a policy does."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_the_page_is_well_formed() -> None:
    """Every element is closed in turn, and no id stands twice."""
    page = _Page(render(sample_results()))
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_page_needs_no_other_file() -> None:
    """No element names an address outside the page, and the style fetches none."""
    page = _Page(render(sample_results()))
    assert "link" not in {tag for tag, _ in page.elements}
    for tag, attributes in page.elements:
        assert not FETCHING & set(attributes), tag
        for name in ("href", "xlink:href"):
            assert attributes.get(name, "#").startswith("#")
    (style,) = page.raw["style"]
    assert not re.search(r"url\(|@import|https?:", style)
    script = page.raw["script"][-1]
    assert not re.search(r"https?:|fetch\(|XMLHttpRequest|import\(|innerHTML|eval\(", script)


def test_the_policy_lets_nothing_run_but_the_pages_own_script_and_style() -> None:
    """The policy forbids all and names script and style by the hash of what stands in the page."""
    page = _Page(render(sample_results()))
    policy = _csp(page)
    (style,) = page.raw["style"]
    *data, script = page.raw["script"]
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == _hash(style)
    assert policy["script-src"] == _hash(script)
    assert len(data) == 3
    assert all(policy["script-src"] != _hash(block) for block in data)
    assert "unsafe" not in " ".join(policy.values())
    assert not any(name.startswith("on") or name == "style" for _, element in page.elements for name in element)


def test_the_policy_stands_before_what_it_governs() -> None:
    """A policy in a meta element holds for what comes after it."""
    text = render(sample_results())
    assert text.index("Content-Security-Policy") < text.index("<style>") < text.index("<script")


@pytest.mark.parametrize(
    "wild",
    [HOSTILE, "</script><img src=x onerror=alert(1)>", "--></style><svg onload=x>", "{{ 7 * 7 }}{% raw %}", "']]>"],
)
def test_hostile_text_stays_text(wild: str) -> None:
    """No text of an article, path, reason, round trip, error or note adds an element to the page."""

    def scan(text: str) -> Results:
        article = sample_results().articles[0]
        sentence = article.sentences[1]
        trip = replace(sentence.round_trip, pivot=text, back=text, pivot_language=text) if sentence.round_trip else None
        sentence = replace(
            sentence,
            text=text,
            tokens=(),
            reasons=(replace(sentence.reasons[0], id=text, message=text),),
            round_trip=trip,
        )
        judged = replace(article, path=text, id=text, language=text, sentences=(sentence,), passages=())
        unjudged = replace(judged, verdict="unscored", quality=None, unscored_because=text, sentences=())
        return replace(
            sample_results(),
            mtcheck=text,
            signature=text,
            notes=(text,),
            errors=(ScanError(text, text),),
            articles=(judged, unjudged),
        )

    page, plain = _Page(render(scan(wild))), _Page(render(scan("plain")))
    assert [(tag, set(attributes)) for tag, attributes in page.elements] == [
        (tag, set(attributes)) for tag, attributes in plain.elements
    ]
    assert _csp(page) == _csp(plain)
    assert page.texts["a1-s1"] == wild
    assert json.loads(page.texts["data"])["articles"][0][0][2] == [[wild, wild]]


def test_the_data_cannot_end_its_block() -> None:
    """The JSON for the script holds no character that HTML gives a meaning."""
    data = _Page(render(sample_results())).texts["data"]
    assert not set("<>&\u2028\u2029") & set(data)


def test_every_sentence_is_on_the_page() -> None:
    """Each article and each sentence, flagged or not, stands there letter by letter under its own address."""
    page = _Page(render(sample_results()))
    for index, article in enumerate(sample_results().articles, 1):
        assert f"a{index}" in page.texts
        for number, sentence in enumerate(article.sentences, 1):
            assert page.texts[f"a{index}-s{number}"] == sentence.text
    sentences = [element for element in page.all("span") if "s" in element.get("class", "").split() and "id" in element]
    assert len(sentences) == 17
    assert sum("flagged" in element["class"].split() for element in sentences) == 9


def test_the_details_of_every_sentence_are_in_the_page() -> None:
    """Quality, reasons, pivot, way back and scores can be shown for each sentence."""
    data = json.loads(_Page(render(sample_results())).texts["data"])
    assert [len(article) for article in data["articles"]] == [5, 2, 3, 1, 2, 2, 2]
    quality, unscored, reasons, trip, _ = data["articles"][0][1]
    assert (quality, unscored) == (0.12, None)
    assert [id_ for id_, _ in reasons] == ["surprising-words", "wrong-inflection"]
    assert trip == ["en", "The owner took over the shop from his father.",
                    "Der Besitzer übernahm den Laden von seinem Vater.", 4.81, 48.3, 12.7, 63.6]  # fmt: skip
    assert data["articles"][3][0][:2] == [None, "no model covers this language"]


def test_damaged_words_are_shaded_by_strength() -> None:
    """Whole damaged words are marked, stronger damage more strongly, and sound ones not at all."""
    text = render(sample_results())
    assert re.search(r'<mark class="d2" data-d="61">seinen</mark>', text)
    assert re.search(r'<mark class="d3" data-d="93">über genommen worden</mark>', text)
    assert not re.search(r"<mark[^>]*>[^<]*Besitzer", text)


def test_the_worst_article_stands_first() -> None:
    """Articles stand garbled, unscored, clean, each by rising quality, in the list and in the text."""
    page = _Page(render(sample_results()))
    order = ["a1", "a2", "a7", "a4", "a6", "a5", "a3"]
    assert [element["id"] for element in page.all("article")] == order
    assert [f"a{element['data-article']}" for element in page.all("li") if "data-article" in element] == order


def test_the_overview_tells_gate_errors_and_notes() -> None:
    """Outcome, unread files, and what the scan had to do without stand at the top."""
    results = replace(sample_results(), notes=("fr: no round trip: no pair <fr-en> is installed",))
    overview = " ".join(_Page(render(results)).texts["overview"].split())
    assert (
        "Gate failed: 3 garbled articles, 1 file or record not read, 1 article unscored (fail on: article)" in overview
    )
    assert "news/empty.txt is empty: remove it" in overview
    assert "fr: no round trip: no pair <fr-en> is installed" in overview


def test_the_bar_at_the_threshold_is_coloured_by_its_sentences() -> None:
    """Of the bar that the threshold runs through, as much is coloured as it has sentences below the threshold."""
    article = sample_results().articles[2]
    values = (0.1, 0.541, 0.543, 0.545, 0.559, 0.9)
    sentences = tuple(replace(article.sentences[0], quality=value) for value in values)
    page = _Page(render(replace(sample_results(), threshold=0.542, articles=(replace(article, sentences=sentences),))))
    bars = [rect for rect in page.all("rect") if "data-q" in rect]
    (part,) = [rect for rect in page.all("rect") if rect.get("id") == "part"]
    assert [float(bar["data-q"]) for bar in bars if bar.get("class") == "below"][-1] == pytest.approx(0.52)
    (cut,) = [bar for bar in bars if bar["x"] == part["x"]]
    assert float(cut["data-q"]) == pytest.approx(0.54)
    assert float(part["height"]) == pytest.approx(float(cut["height"]) / 4)


def test_an_article_says_what_its_judgement_lacked() -> None:
    """An uncalibrated article and one without a round trip carry a tag; others do not."""
    page = _Page(render(sample_results()))
    assert "uncalibrated" in page.texts["a2"]
    assert "no round trip" in page.texts["a2"]
    assert "uncalibrated" not in page.texts["a1"]
    assert "no round trip" not in page.texts["a1"]


def test_the_page_is_the_same_for_the_same_results() -> None:
    """Two renderings are equal, byte by byte."""
    assert render(sample_results()) == render(sample_results())


def test_an_empty_scan_has_a_page() -> None:
    """No article is no fault of the page."""
    page = _Page(render(replace(sample_results(), articles=(), errors=(), gate=Gate(passed=True, fail_on="article"))))
    assert page.all("article") == []
    assert "Gate passed" in page.texts["overview"]
    page = _Page(render(replace(sample_results(), articles=(), errors=(), gate=Gate(passed=False, fail_on="article"))))
    assert "Gate incomplete: 0 garbled articles, nothing to judge" in " ".join(page.texts["overview"].split())


def test_damage_is_shaded_where_it_is_beside_an_entity_and_a_link() -> None:
    """The file's region of a word with an entity is longer than the word, and the others keep their places."""
    source = '<a href="https://www.example.org/politik/haushalt">Er</a> hat f&uuml;nf Haus gelb gegangen zu Markt.'
    words = ["Er", "hat", "f&uuml;nf", "Haus", "gelb", "gegangen", "zu", "Markt."]
    places = [source.index(f"{word}") for word in words]
    damage = [0.9 if word in {"Haus", "gelb"} else 0.0 for word in words]
    tokens = tuple(
        Token(place, place + len(word), told) for place, word, told in zip(places, words, damage, strict=True)
    )
    sentence = replace(
        sample_results().articles[0].sentences[0],
        text="Er hat fünf Haus gelb gegangen zu Markt.", start=places[0], end=len(source), tokens=tokens,
    )  # fmt: skip
    assert marked(sentence) == "Er hat fünf ‹Haus gelb› gegangen zu Markt."
