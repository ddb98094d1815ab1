"""Labelled rows → their qualities, in order, each read in the language of its document."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from mtcheck.article import Article, Paragraph
from mtcheck.evaluation.table import LabelledRow
from mtcheck.judge import Judge
from mtcheck.language import identify
from mtcheck.pipeline import Options, scan_articles
from mtcheck.quality import count_words
from mtcheck.readers.decode import writable
from mtcheck.readers.fold import fold_region
from mtcheck.results import ArticleResult, SentenceResult
from mtcheck.rows import reason, row_quality, score

_Found = tuple[float | None, str | None]
"""A row's quality, and why it has none."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled row, its language, its length in words, and its quality (None with the reason)."""

    row: LabelledRow
    language: str | None
    words: int
    quality: float | None
    unscored_because: str | None


def languages(rows: Sequence[LabelledRow], given: str | None) -> list[str | None]:
    """Each row's language: the one given, else its document's, else, where that cannot be told, the commonest."""
    if given is not None:
        return [given] * len(rows)
    by_document: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_document[row.document].append(row.text)
    told = {name: identify(texts).code for name, texts in by_document.items()}
    counts = Counter(code for row in rows if (code := told[row.document]) is not None)
    commonest = min(counts, key=lambda code: (-counts[code], code), default=None)
    return [told[row.document] or commonest for row in rows]


def judge_rows(
    rows: Sequence[LabelledRow], judge: Judge, options: Options, *, in_articles: bool = False
) -> list[Judged]:
    """The rows' qualities, as `mtcheck score` gives them; `options.language` None means it is identified.

    `in_articles` takes the rows of a document, in their order, for the paragraphs of one article, and gives the
    qualities that a scan of it would.
    """
    codes = languages(rows, options.language)
    found: dict[int, Judged] = {}
    for code in sorted(set(codes), key=str):
        places = [place for place, own in enumerate(codes) if own == code]
        of_code, its_options = [rows[place] for place in places], replace(options, language=code)
        said = _among_others(of_code, judge, its_options) if in_articles else _alone(of_code, judge, its_options)
        for place, (quality, why) in zip(places, said, strict=True):
            because = None if quality is not None else why
            found[place] = Judged(rows[place], code, count_words(rows[place].text, code or "en"), quality, because)
    return [found[place] for place in range(len(rows))]


def _alone(rows: Sequence[LabelledRow], judge: Judge, options: Options) -> Iterator[_Found]:
    for one in score([row.text for row in rows], options, judge=judge):
        yield one.quality, _because(one.result)


def _among_others(rows: Sequence[LabelledRow], judge: Judge, options: Options) -> list[_Found]:
    """Each row's quality among the other rows of its document."""
    documents: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        documents[row.document].append(place)
    texts = {name: [writable(rows[place].text) for place in places] for name, places in documents.items()}
    articles = {name: one for name, own in texts.items() if (one := _article(name, own)) is not None}
    found: list[_Found] = [(None, _because(None))] * len(rows)
    its_own = replace(options, overrides=())  # a document's name is no path
    for name, result in zip(articles, scan_articles(articles.values(), judge, its_own), strict=True):
        within: list[list[SentenceResult]] = [[] for _ in texts[name]]
        starts = _starts(texts[name])
        for sentence in result.sentences:
            within[bisect_right(starts, sentence.start) - 1].append(sentence)
        for place, own in zip(documents[name], within, strict=True):
            found[place] = row_quality(tuple(own)), _because(result, own)
    return found


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins, when they stand one after another with a character between."""
    return list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))


def _article(name: str, texts: Sequence[str]) -> Article | None:
    """An article of which each text is a paragraph; offsets count in all of them, one after another."""
    source = "\n".join(texts)
    regions = (fold_region(source, at, at + len(text)) for at, text in zip(_starts(texts), texts, strict=True))
    paragraphs = tuple(Paragraph(content) for content in regions if content is not None)
    return Article(name, paragraphs) if paragraphs else None


def _because(result: ArticleResult | None, sentences: Sequence[SentenceResult] | None = None) -> str:
    """Why a row could not be judged, given its article, and its own sentences where they are not all of it."""
    if sentences is None or result is None or result.language is None or not result.sentences:
        return reason(result).rstrip(".")
    own = next((one.unscored_because for one in sentences if one.unscored_because), None)
    return (own or reason(None)).rstrip(".")
