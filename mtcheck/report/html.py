"""The report for an editor: one HTML file that needs nothing else and sends nothing anywhere."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mtcheck.report.findings import (
    common_reasons,
    gate_line,
    gate_state,
    in_record,
    languages,
    name,
    number,
    summary,
    worst_first,
)
from mtcheck.report.html_words import ENGLISH
from mtcheck.report.spans import Piece, pieces
from mtcheck.verdict import ARTICLE_THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtcheck.results import ArticleResult, Results, SentenceResult

BINS: Final = 50
"""Bars of the histogram of sentence quality."""

# A gap in the file this wide (characters) between two sentences of one line is markup: another block begins.
_MARKUP_GAP: Final = 7
# One this wide holds text of its own that was not judged.
_TEXT_GAP: Final = 40
_LONG: Final = 200


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence to show: its number in the article from 1, its pieces, and the passage that begins with it."""

    number: int
    result: SentenceResult
    pieces: Sequence[Piece]
    in_passage: bool
    passage_quality: float | None


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Sentences shown as one paragraph; `gap` says that text of the file before it is left out."""

    gap: bool
    sentences: Sequence[_Sentence]


@dataclass(frozen=True, slots=True)
class _Article:
    """An article to show: its number in the results from 1."""

    number: int
    name: str
    result: ArticleResult
    paragraphs: Sequence[_Paragraph]
    round_trips: int
    long: bool


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar of the histogram: the quality it begins at, and its height in percent of the highest."""

    quality: float
    count: int
    height: float


def render(results: Results) -> str:
    """Write the report as one HTML page: no address outside it, the same bytes for the same results."""
    templates = resources.files("mtcheck.report") / "templates"
    style = templates.joinpath("report.css").read_text(encoding="utf-8")
    script = templates.joinpath("report.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("mtcheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    numbers = {id(article): index for index, article in enumerate(results.articles, 1)}
    ordered = [_article(article, numbers[id(article)]) for article in worst_first(results.articles)]
    return environment.get_template("report.html.j2").render(
        t=ENGLISH,
        results=results,
        gate_line=gate_line(results),
        gate_state=gate_state(results),
        article_threshold=ARTICLE_THRESHOLD,
        total=summary(results),
        articles=ordered,
        scored=[article for article in sorted(ordered, key=_quality) if article.result.quality is not None],
        histogram=_histogram(results),
        languages=languages(results),
        reasons=common_reasons(results)[:8],
        # The style and script are ours; the hashes let them run and nothing else.
        style=Markup(style),  # noqa: S704  a file of this package
        script=Markup(script),  # noqa: S704  a file of this package
        style_hash=_csp_hash(style),
        script_hash=_csp_hash(script),
        data=Markup(_data(results)),  # noqa: S704  _data escapes all that could end the block
    )


def _quality(article: _Article) -> float:
    """Order articles by quality alone, for the plot."""
    return 1.0 if article.result.quality is None else article.result.quality


def _csp_hash(text: str) -> str:
    """Name the text as a Content-Security-Policy source."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _data(results: Results) -> str:
    """Write what the page shows on demand as JSON that cannot end the element it stands in."""
    data = {
        "threshold": results.threshold,
        "words": dict(ENGLISH),
        "articles": [[_details(sentence) for sentence in article.sentences] for article in results.articles],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _details(sentence: SentenceResult) -> list[object]:
    """List what the panel shows of a sentence: quality, why it has none, reasons, round trip."""
    trip = sentence.round_trip
    return [
        sentence.quality,
        sentence.unscored_because,
        [[reason.id, reason.message] for reason in sentence.reasons],
        trip and [trip.pivot_language, trip.pivot, trip.back, trip.surprisal, trip.chrf, trip.bleu, trip.ter],
    ]


def _histogram(results: Results) -> list[_Bar]:
    """Count the sentences of each range of quality. Heights go by the square root: a single sentence must show."""
    counts = [0] * BINS
    for article in results.articles:
        for sentence in article.sentences:
            if sentence.quality is not None:
                counts[min(int(sentence.quality * BINS), BINS - 1)] += 1
    most = max(counts) or 1
    return [_Bar(index / BINS, count, round(100 * (count / most) ** 0.5, 2)) for index, count in enumerate(counts)]


def _article(article: ArticleResult, index: int) -> _Article:
    """Arrange an article for the page."""
    starts = {passage.sentences[0]: passage.quality for passage in article.passages if passage.sentences}
    inside = {index for passage in article.passages for index in passage.sentences}
    paragraphs: list[_Paragraph] = []
    current: list[_Sentence] = []
    gap = False
    for position, sentence in enumerate(article.sentences):
        if position and _new_paragraph(article, article.sentences[position - 1], sentence):
            paragraphs.append(_Paragraph(gap, current))
            current = []
            gap = sentence.start - article.sentences[position - 1].end >= _TEXT_GAP
        current.append(_Sentence(position + 1, sentence, pieces(sentence), position in inside, starts.get(position)))
    if current:
        paragraphs.append(_Paragraph(gap, current))
    return _Article(
        number=index,
        name=name(article),
        result=article,
        paragraphs=paragraphs,
        round_trips=sum(sentence.round_trip is not None for sentence in article.sentences),
        long=len(article.sentences) > _LONG,
    )


def _new_paragraph(article: ArticleResult, before: SentenceResult, sentence: SentenceResult) -> bool:
    """Guess whether a paragraph begins: results say where sentences stand, not what stands between them."""
    gap = sentence.start - before.end
    if gap >= _MARKUP_GAP:
        return True
    if in_record(article):
        return gap > 1
    return sentence.line > before.line and (gap > 1 or sentence.column == 1)
