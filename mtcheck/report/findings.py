"""What every report says of the results: counts, order, passages and reasons. No format in here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from mtcheck.reasons import OF_ARTICLE
from mtcheck.results import (
    ArticleResult,
    FailOn,
    Head,
    Passage,
    Reason,
    Results,
    SentenceResult,
    Verdict,
    heads,
    in_records,
)
from mtcheck.shelf import Picked
from mtcheck.verdict import fails_gate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MOST_REASONS: Final = 3
"""More reasons than these explain nothing more."""

MOST_UNUSED: Final = 20

_ORDER: Final[dict[Verdict, int]] = {"garbled": 0, "unscored": 1, "clean": 2}


@dataclass(frozen=True, slots=True)
class Summary:
    """How many articles got each verdict, and of how many sentences how many were flagged or had no quality."""

    articles: int
    garbled: int
    clean: int
    unscored: int
    sentences: int
    flagged: int
    sentences_unscored: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class Language:
    """What was found in one language (None: unknown); of how many `scored` sentences `round_trips` have one."""

    code: str | None
    articles: int
    garbled: int
    sentences: int
    flagged: int
    scored: int
    round_trips: int
    calibrated: bool


def summary(results: Results) -> Summary:
    """Count articles and sentences."""
    verdicts = Counter(head.verdict for head in results.heads)
    sentences = sum(head.sentences for head in results.heads)
    return Summary(
        articles=len(results.heads),
        garbled=verdicts["garbled"],
        clean=verdicts["clean"],
        unscored=verdicts["unscored"],
        sentences=sentences,
        flagged=sum(head.sentences_flagged for head in results.heads),
        sentences_unscored=sentences - sum(head.scored for head in results.heads),
        suppressed=sum(_silenced(head, results.threshold) for head in results.heads),
    )


def _silenced(head: Head, threshold: float) -> int:
    """Count the sentences that would be flagged but for an ignore in the text or the baseline."""
    own = threshold if head.threshold is None else head.threshold
    return sum(quality < own for quality in head.suppressed)


def worst_first(articles: Sequence[ArticleResult]) -> Picked:
    """Order articles: garbled, then unscored, then clean; within each the lowest quality first, then by path."""
    known = heads(articles)

    def worth(index: int) -> tuple[int, float, str, str]:
        head = known[index]
        return _ORDER[head.verdict], 1.0 if head.quality is None else head.quality, head.path, head.id or ""

    return Picked(articles, sorted(range(len(known)), key=worth))


def those(articles: Sequence[ArticleResult], wanted: Callable[[Head], bool]) -> Picked:
    """Those articles whose head is wanted, in order; articles that lie on disk stay there."""
    return Picked(articles, [index for index, head in enumerate(heads(articles)) if wanted(head)])


def languages(results: Results) -> list[Language]:
    """Sum up each language, by code; an unknown language last."""
    codes = sorted({head.language for head in results.heads}, key=lambda code: (code is None, code or ""))
    return [_language(code, [head for head in results.heads if head.language == code]) for code in codes]


def _language(code: str | None, articles: Sequence[Head]) -> Language:
    """Sum up the articles of one language."""
    return Language(
        code=code,
        articles=len(articles),
        garbled=sum(article.verdict == "garbled" for article in articles),
        sentences=sum(article.sentences for article in articles),
        flagged=sum(article.sentences_flagged for article in articles),
        scored=sum(article.scored for article in articles),
        round_trips=sum(article.round_trips for article in articles),
        calibrated=any(article.calibrated for article in articles),
    )


def passages(article: ArticleResult) -> list[Passage]:
    """List what to show of an article: its passages, and each flagged sentence outside them.

    Those with the worst sentence come first: a long passage must not hide it behind a middling average.
    """
    covered = {index for passage in article.passages for index in passage.sentences}
    single = [
        Passage(sentence.start, sentence.end, (index,), sentence.quality or 0.0)
        for index, sentence in enumerate(article.sentences)
        if sentence.flagged and index not in covered
    ]

    def worst(passage: Passage) -> tuple[float, int]:
        qualities = [article.sentences[index].quality for index in passage.sentences]
        return min((quality for quality in qualities if quality is not None), default=1.0), passage.start

    return sorted([*article.passages, *single], key=worst)


def worst_stretch(sentences: Sequence[SentenceResult], most: int) -> Sequence[SentenceResult]:
    """Take `most` neighbouring sentences of a passage, those around its worst that read worst; all of a shorter one."""
    qualities = [1.0 if sentence.quality is None else sentence.quality for sentence in sentences]
    worst = min(range(len(qualities)), key=qualities.__getitem__, default=0)
    starts = range(max(0, worst - most + 1), max(1, min(worst, len(qualities) - most) + 1))
    start = min(starts, key=lambda start: sum(qualities[start : start + most]), default=0)
    return sentences[start : start + most]


def flagged(article: ArticleResult) -> list[SentenceResult]:
    """List the article's flagged sentences, in order."""
    return [sentence for sentence in article.sentences if sentence.flagged]


def reasons(sentences: Iterable[SentenceResult], most: int = MOST_REASONS) -> list[Reason]:
    """Choose at most `most` reasons: each sentence's weightiest before any's second, no id or message twice."""
    lists = [sentence.reasons for sentence in sentences]
    depth = max(map(len, lists), default=0)
    turns = [listed[turn] for turn in range(depth) for listed in lists if turn < len(listed)]
    if len(lists) > 1:  # the article is that of all, and the sentences around one are for the most part these
        turns.sort(key=lambda reason: reason.id in OF_ARTICLE)
    chosen: list[Reason] = []
    for reason in turns:
        if all(reason.id != other.id and reason.message != other.message for other in chosen):
            chosen.append(reason)
    return chosen[:most]


def common_reasons(results: Results) -> list[tuple[str, str, int]]:
    """Count the flagged sentences that give each reason: (id, a message as example, sentences), commonest first."""
    return count_reasons(those(results.articles, lambda head: head.sentences_flagged > 0))


def count_reasons(articles: Iterable[ArticleResult]) -> list[tuple[str, str, int]]:
    """`common_reasons` of some articles."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for article in articles:
        for sentence in flagged(article):
            counts.update({reason.id for reason in sentence.reasons})
            for reason in sentence.reasons:
                examples.setdefault(reason.id, reason.message)
    return [(id_, examples[id_], count) for id_, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def name(article: ArticleResult | Head) -> str:
    """Name the article: its path, and its record, by id or else by line, where the file holds several."""
    if article.id is not None:
        return f"{article.path} [{article.id}]"
    line = (article if isinstance(article, Head) else Head.of(article)).line
    return article.path if line is None else f"{article.path}:{line}"


def in_record(article: ArticleResult) -> bool:
    """Tell whether offsets count in a record's field (JSON Lines) instead of in the file."""
    return article.id is not None or in_records(article.path)


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Write a count with its noun: `1 article`, `2 articles`."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def number(value: float | None) -> str:
    """Write a quality or another share with two digits, a dash for none. Rounded down: .349 must not read as .35."""
    return "\N{EN DASH}" if value is None else f"{int(value * 100 + 1e-9) / 100:.2f}"


def gate_state(results: Results) -> Literal["passed", "failed", "incomplete"]:
    """Say how the gate stands: where it has not passed and nothing fails it, not all of the work could be done."""
    if results.gate.passed:
        return "passed"
    return "failed" if any(fails_gate(head, results.gate.fail_on) for head in results.heads) else "incomplete"


def gate_line(results: Results) -> str:
    """Say in one line whether the gate passed, and why."""
    total = summary(results)
    own = sum(_fails_alone(head, results.gate.fail_on) for head in results.heads)
    because = {
        "article": [plural(total.garbled, "garbled article")],
        "sentence": [plural(total.flagged, "flagged sentence")],
        "never": [] if own else ["nothing fails it"],
    }[results.gate.fail_on]
    if own:
        because.append(plural(own, "article fails by its own settings", "articles fail by their own settings"))
    unreadable = f", {plural(len(results.errors), 'file or record', 'files or records')} not read"
    unreadable *= bool(results.errors)
    unscored = f", {plural(total.unscored, 'article')} unscored" if total.unscored else ""
    nothing = ", nothing to judge" if nothing_judged(results) else ""
    why = f"{', '.join(because)}{unreadable}{unscored}{nothing}"
    return f"Gate {gate_state(results)}: {why} (fail on: {results.gate.fail_on})"


def _fails_alone(head: Head, fail_on: FailOn) -> bool:
    """Tell whether the article fails the gate by its own settings, and would not by the gate's."""
    if head.fail_on is None:
        return False
    return fails_gate(head, fail_on) and not fails_gate(replace(head, fail_on=None), fail_on)


def nothing_judged(results: Results) -> bool:
    """Tell whether the gate could not pass because there was nothing: no article, and no file that was not read."""
    return not (results.heads or results.errors or results.gate.passed)


def verdict_line(results: Results) -> str:
    """Say in one line how many articles got which verdict."""
    total = summary(results)
    verdicts = f"{total.garbled:,} garbled, {total.clean:,} clean" + f", {total.unscored:,} unscored" * bool(
        total.unscored
    )
    return f"{plural(total.articles, 'article')}: {verdicts}"


def sentence_line(results: Results) -> str:
    """Say in one line how many sentences there are, and how many were flagged or had no quality."""
    total = summary(results)
    return (
        f"{plural(total.sentences, 'sentence')}, {total.flagged:,} flagged (quality below {results.threshold:.3g})"
        + f", {total.suppressed:,} silenced" * bool(total.suppressed)
        + f", {total.sentences_unscored:,} unscored" * bool(total.sentences_unscored)
    )


def fails(article: ArticleResult | Head, fail_on: FailOn) -> bool:
    """Tell whether the article is one to mend: it is garbled, or flagged where a single sentence fails the gate.

    Not where a setting for its path says that it never fails the gate.
    """
    if article.fail_on == "never":
        return False
    single = (article.fail_on or fail_on) == "sentence" and article.sentences_flagged > 0
    return article.verdict == "garbled" or single


def notes(results: Results) -> list[str]:
    """List the scan's own notes, then those on each language."""
    return [*results.notes, *language_notes(results)]


def unused_notes(results: Results) -> list[str]:
    """Say which ignores and entries of the baseline silence nothing, at most `MOST_UNUSED` of them."""
    told = [
        f"{one.path}{'' if one.line is None else f':{one.line}'}: {one.message}" for one in results.unused[:MOST_UNUSED]
    ]
    if len(results.unused) > MOST_UNUSED:
        told.append(f"{len(results.unused) - MOST_UNUSED:,} more ignores or entries of the baseline silence nothing")
    return told


def language_notes(results: Results) -> list[str]:
    """Say, for each language, what its judgement had to do without, but for what the scan's own notes say."""
    notes = []
    for language in languages(results):
        if language.code is None or not language.scored:
            continue
        lacking = []
        if not language.round_trips:
            if not any(note.startswith(f"{language.code}: no round trip") for note in results.notes):
                lacking.append("no round trip (no translation pair installed)")
        elif language.round_trips < language.scored:
            missing = language.scored - language.round_trips
            lacking.append(f"{missing:,} of {plural(language.scored, 'sentence')} without a round trip")
        if not language.calibrated:
            lacking.append("quality is uncalibrated")
        if lacking:
            notes.append(f"{language.code}: {'; '.join(lacking)}")
    return notes
