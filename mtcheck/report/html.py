"""The report for an editor: one HTML file that needs nothing else and sends nothing anywhere.

Articles may come one at a time: `Page.add` keeps of each what the page shows of it, `Page.finish` writes the page, the
worst article first. The verdicts are computed again in the page when its threshold is moved (`judging.js` does what
`verdict.py` does, with the constants given here).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from mtcheck import verdict
from mtcheck.fingerprint import fingerprints, tidy_path
from mtcheck.odds import LEAST_QUALITY
from mtcheck.report.findings import (
    common_reasons,
    count_reasons,
    gate_line,
    gate_state,
    in_record,
    languages,
    name,
    nothing_judged,
    summary,
    worst_first,
)
from mtcheck.report.german import in_german
from mtcheck.report.html_words import ENGLISH, GERMAN, TITLES
from mtcheck.report.page import block, csp_hash, encode, environment, script, style
from mtcheck.report.spans import Piece, pieces
from mtcheck.results import ArticleResult, Results, RoundTripResult, SentenceResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

BINS: Final = 50
"""Bars of the histogram of sentence quality."""

REASONS: Final = 8
"""Most kinds of reasons listed in the overview."""

# A gap in the file this wide (characters) between two sentences of one line is markup: another block begins.
_MARKUP_GAP: Final = 7
# One this wide holds text of its own that was not judged.
_TEXT_GAP: Final = 40
_LONG: Final = 200
_CHIEF_REASONS: Final = 3
_SCRIPTS: Final = ("words", "judging", "differences", "review", "report")
# Stands for every round trip where only whether there is one counts.
_SOME_TRIP: Final = RoundTripResult("", "", "", 0.0, 0.0, None, 0.0)


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
class _Listed:
    """An article as the list and the plots show it: its number in the results from 1."""

    number: int
    name: str
    result: ArticleResult

    @property
    def base(self) -> str:
        """Last part of the name."""
        return self.name[len(self.folder) :]

    @property
    def folder(self) -> str:
        """What stands before the last part of the path, with its slash."""
        return self.name[: self.result.path.rfind("/") + 1]


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar of the histogram: the quality it begins at, and its height in percent of the highest.

    `below` is how much of that height stands for sentences below the threshold.
    """

    quality: float
    count: int
    height: float
    below: float


def render(results: Results) -> str:
    """Write the report as one HTML page: no address outside it, the same bytes for the same results."""
    return "".join(parts(results))


def parts(results: Results) -> Iterator[str]:
    """`render` in pieces; articles that lie on disk are looked at once, one at a time."""
    page = Page()
    for article in results.articles:
        page.add(article)
    yield from page.finish(results)


def constants() -> Mapping[str, float]:
    """Give what a page needs to judge articles as `verdict.py` does."""
    return {
        "bound": verdict.BOUND,
        "slope": verdict.SLOPE,
        "softness": verdict.SOFTNESS,
        "largestEvidence": verdict.LARGEST_EVIDENCE,
        "longest": verdict.LONGEST,
        "few": verdict.FEW,
        "mostOfMany": verdict.MOST_OF_MANY,
        "prior": verdict.PRIOR,
        "articleThreshold": verdict.ARTICLE_THRESHOLD,
        "maxGap": verdict.MAX_GAP,
        "minScoredShare": verdict.MIN_SCORED_SHARE,
        "leastQuality": LEAST_QUALITY,
        "untranslatedShare": verdict.UNTRANSLATED_SHARE,
    }


class Page:
    """A page in the making: of each article, its text as HTML, its details as JSON, and its qualities."""

    def __init__(self) -> None:
        self._articles: list[ArticleResult] = []
        self._texts: list[str] = []
        self._details: list[str] = []
        self._judged: list[str] = []
        self._german: dict[str, str] = {}

    def add(self, article: ArticleResult) -> None:
        """Take the next article of the scan."""
        index = len(self._articles) + 1
        self._texts.append(_text(article, index))
        prints = fingerprints(article.path, article.id, (sentence.text for sentence in article.sentences))
        details = [_details(sentence, own) for sentence, own in zip(article.sentences, prints, strict=True)]
        self._details.append(encode(details))
        self._judged.append(encode(_judged(article)))
        self._say_in_german(article.unscored_because)
        for sentence in article.sentences:
            self._say_in_german(sentence.unscored_because)
            for reason in sentence.reasons:
                self._say_in_german(reason.message)
        self._articles.append(_lean(article))

    def finish(self, results: Results) -> Iterator[str]:
        """Write the page in pieces: of the articles added, and of what `results` say of the whole."""
        whole = replace(results, articles=tuple(self._articles))
        said = [*whole.notes, *(error.message for error in whole.errors), *(unused.message for unused in whole.unused)]
        for message in said:
            self._say_in_german(message)
        numbers = {id(article): index for index, article in enumerate(whole.articles, 1)}
        listed = [_Listed(numbers[id(one)], name(one), one) for one in worst_first(whole.articles)]
        look, code = style(), script(_SCRIPTS)
        total = summary(whole)
        template = environment().get_template("report.html.j2")
        before, after = template.render(
            t=ENGLISH,
            results=whole,
            gate_line=gate_line(whole),
            gate_state=gate_state(whole),
            article_threshold=verdict.ARTICLE_THRESHOLD,
            total=total,
            lead=_lead(total.garbled, total.articles),
            articles=listed,
            scored=[one for one in sorted(listed, key=_quality) if one.result.quality is not None],
            histogram=_histogram(whole),
            cut=min(int(whole.threshold * BINS), BINS - 1),
            languages=languages(whole),
            by_language=_by_language(listed),
            reasons=common_reasons(whole)[:REASONS],
            # The style and script are ours; the hashes let them run and nothing else.
            style=Markup(look),  # noqa: S704  a file of this package
            style_hash=csp_hash(look),
            script_hash=csp_hash(code),
            split=Markup(_SPLIT),  # noqa: S704  ours
        ).split(_SPLIT)
        yield before
        yield from (self._texts[one.number - 1] for one in listed)
        yield after
        yield from self._data(whole)
        yield f"<script>{code}</script>\n</body>\n</html>\n"

    def _say_in_german(self, message: str | None) -> None:
        if message is not None and message not in self._german:
            german = in_german(message)
            if german is not None:
                self._german[message] = german

    def _data(self, results: Results) -> Iterator[str]:
        """Write what the script reads: the interface's words, what it judges by, and details shown on demand."""
        yield block("words", encode({"en": dict(ENGLISH), "de": dict(GERMAN), "titles": dict(TITLES)}))
        judging = {
            "threshold": results.threshold,
            "failOn": results.gate.fail_on,
            "unread": len(results.errors),
            "nothing": nothing_judged(results),
            "allowUnscored": results.gate.allow_unscored,
            "constants": constants(),
        }
        yield block("judging", f'{encode(judging)[:-1]},"articles":[{",".join(self._judged)}]}}')
        german = encode(dict(sorted(self._german.items())))
        yield block("data", f'{{"german":{german},"articles":[{",".join(self._details)}]}}')


_SPLIT: Final = "<!-- the articles -->"


def _lead(garbled: int, articles: int) -> str:
    """Say in a sentence how many articles are garbled."""
    key = "lead_none" if garbled == 0 else "lead_one" if garbled == 1 else "lead_many"
    return ENGLISH[key].format(n=f"{garbled:,}", m=f"{articles:,}")


def _quality(article: _Listed) -> float:
    """Order articles by quality alone, for the plot."""
    return 1.0 if article.result.quality is None else article.result.quality


def _by_language(listed: Iterable[_Listed]) -> Mapping[str | None, Sequence[_Listed]]:
    found: dict[str | None, list[_Listed]] = {}
    for one in listed:
        found.setdefault(one.result.language, []).append(one)
    return found


def _judged(article: ArticleResult) -> dict[str, object]:
    """Give what judging an article again needs, and how the scan judged it; `lengths` are in characters of text."""
    silent = [index for index, sentence in enumerate(article.sentences) if sentence.suppressed_by is not None]
    foreign = verdict.untranslated_characters(article.sentences)
    return {
        "verdict": article.verdict,
        "quality": article.quality,
        "passages": [[part.sentences[0], part.sentences[-1], part.quality] for part in article.passages],
        "qualities": [sentence.quality for sentence in article.sentences],
        "lengths": [len(sentence.text) for sentence in article.sentences],
        "path": tidy_path(article.path),
        "id": article.id,
        **({"suppressed": silent} if silent else {}),
        **({"untranslated": foreign} if foreign else {}),
        **({} if article.fail_on is None else {"failOn": article.fail_on}),
    }


def _details(sentence: SentenceResult, fingerprint: str) -> list[object]:
    """List what the panel shows of a sentence: quality or why none, reasons, round trip, fingerprint, silencer."""
    trip = sentence.round_trip
    return [
        sentence.quality,
        sentence.unscored_because,
        [[reason.id, reason.message] for reason in sentence.reasons],
        trip and [trip.pivot_language, trip.pivot, trip.back, trip.surprisal, trip.chrf, trip.bleu, trip.ter],
        fingerprint,
        *([] if sentence.suppressed_by is None else [[sentence.suppressed_by, sentence.suppressed_because]]),
    ]


def _lean(article: ArticleResult) -> ArticleResult:
    """Leave out what the overview does not count: texts, tokens, round trips, reasons of sentences not flagged."""
    return replace(
        article,
        sentences=tuple(
            replace(
                sentence,
                text="",
                tokens=(),
                reasons=sentence.reasons if sentence.flagged else (),
                round_trip=sentence.round_trip and _SOME_TRIP,
            )
            for sentence in article.sentences
        ),
    )


def _histogram(results: Results) -> list[_Bar]:
    """Count the sentences of each range of quality. Heights go by the square root: a single sentence must show."""
    counts, below = [0] * BINS, [0] * BINS
    for article in results.articles:
        for sentence in article.sentences:
            if sentence.quality is not None:
                index = min(int(sentence.quality * BINS), BINS - 1)
                counts[index] += 1
                below[index] += verdict.is_flagged(sentence.quality, results.threshold)
    most = max(counts) or 1
    bars = []
    for index, (count, low) in enumerate(zip(counts, below, strict=True)):
        height = 100 * (count / most) ** 0.5
        bars.append(_Bar(index / BINS, count, round(height, 2), round(height * low / max(count, 1), 2)))
    return bars


def _text(article: ArticleResult, index: int) -> str:
    """Write an article as HTML."""
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
    return (
        environment()
        .get_template("article.html.j2")
        .render(
            t=ENGLISH,
            article=_Listed(index, name(article), article),
            result=article,
            paragraphs=paragraphs,
            chiefly=count_reasons([article])[:_CHIEF_REASONS],
            round_trips=any(sentence.round_trip is not None for sentence in article.sentences),
            long=len(article.sentences) > _LONG,
        )
    )


def _new_paragraph(article: ArticleResult, before: SentenceResult, sentence: SentenceResult) -> bool:
    """Guess whether a paragraph begins: results say where sentences stand, not what stands between them."""
    gap = sentence.start - before.end
    if gap >= _MARKUP_GAP:
        return True
    if in_record(article):
        return gap > 1
    return sentence.line > before.line and (gap > 1 or sentence.column == 1)
