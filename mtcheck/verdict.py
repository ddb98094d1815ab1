"""Thresholds: which sentences are flagged, what that says of the article, and whether the gate passes.

Everything here reads what stands in the results (qualities, places, which sentences are untranslated or silenced), so a
new threshold needs no model (`mtcheck report`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from mtcheck.odds import from_log_odds, log_odds
from mtcheck.results import ArticleResult, FailOn, Gate, Head, Passage, ScanError, SentenceResult, Verdict

BOUND = 0.18
"""An article's excess (`article_quality`) from which it is garbled. Of clean news, and of pieces of it of each length
that there are two hundred of, at most one in two hundred would be above .15 with two sentences flagged, if all their
sentences were worse by half a standard deviation between kinds of clean text (`training/score/articles.py`); the rest
is for languages whose wording is not read."""
SLOPE = 2.0
"""The odds that an article is garbled are its excess over the bound to this power: Platt scaling (Platt 1999) of the
logarithm through the point where the verdict changes, at one garbled article in ten (from the same script)."""
SOFTNESS = 0.25
"""Of the bend at the threshold, in log-odds: a sentence somewhat below it counts a little, too."""
LARGEST_EVIDENCE = 3.0
"""No sentence says more for or against its article."""
LONGEST = 40
"""Sentences, of the longest pieces that the bound was set on: to have more of them makes nothing surer."""
FEW, MOST_OF_MANY = 4, 1
"""An article of `FEW` sentences or more is clean if at most so many are flagged, so that no single one decides.
A shorter one is pooled as if it had `FEW`, the others sound (`excess`)."""
PRIOR = 0.02
"""Share of garbled articles assumed of one that nothing is heard of: all its sentences are silenced."""
ARTICLE_THRESHOLD = 0.5
MAX_GAP = 1
MIN_SCORED_SHARE = 0.5
"""Of an article's text; where more of it could not be judged, the article is neither clean nor garbled."""
UNTRANSLATED = "untranslated-passage"
"""Id of the reason that stands in every sentence which a passage in another language takes part of. Such a sentence
has quality 0: it is a finding, not a judgement of the models, so it is left out of the pooled quality."""
UNTRANSLATED_SHARE = 0.1
"""Of an article's text; from here on an article with untranslated passages is garbled, however the rest reads."""


def article_rule() -> str:
    """Names the rule that articles are judged by, by its constants: part of the signature."""
    constants = (BOUND, SLOPE, SOFTNESS, LARGEST_EVIDENCE, LONGEST, FEW, MOST_OF_MANY)
    return "articles:" + ",".join(f"{one:g}" for one in constants)


@dataclass(frozen=True, slots=True)
class ArticleJudgement:
    """An article's verdict, its quality (1 minus the probability that it is garbled) and its garbled passages."""

    verdict: Verdict
    quality: float | None
    passages: tuple[Passage, ...]


def is_flagged(quality: float | None, threshold: float) -> bool:
    """A sentence is flagged when its quality is below the threshold."""
    return quality is not None and quality < threshold


@lru_cache(maxsize=1 << 16)  # as in odds.py
def _evidence(quality: float, threshold: float) -> float:
    """How much a sentence says for a garbled article, in nats, counted from the threshold."""
    return min(LARGEST_EVIDENCE, max(-LARGEST_EVIDENCE, log_odds(quality) - log_odds(threshold)))


def enough_flagged(flagged: int, sentences: int) -> bool:
    """Whether so many flagged sentences, of so many in all, may make their article garbled."""
    return flagged > (MOST_OF_MANY if sentences >= FEW else 0)


def article_quality(qualities: Iterable[float | None], threshold: float) -> float | None:
    """Pool sentence qualities by how far the article exceeds the threshold.

    What counts is how far sentences lie beyond the threshold, in log-odds (peaks over a threshold), summed and divided
    by the root of their number, `FEW` at least, by which such a sum varies among clean articles. What lies well below
    says nothing: hardly any system garbles every sentence, and kinds of text differ in how good their good sentences
    seem. A higher threshold makes articles fail sooner. Returns None without a scored sentence.
    """
    evidence = [_evidence(quality, threshold) for quality in qualities if quality is not None]
    if not evidence:
        return None
    return from_log_odds(SLOPE * math.log(excess(evidence) / BOUND))


def excess(evidence: Sequence[float]) -> float:
    """By how much an article exceeds the threshold, given its sentences' evidence in log-odds (one or more).

    In fewer than `FEW` sentences it says no more than if there were so many and the others sound: no lone sentence is
    condemned that is barely flagged.
    """
    beyond = sum(SOFTNESS * math.log1p(math.exp(one / SOFTNESS)) for one in evidence)
    number = max(FEW, len(evidence))
    return beyond / number * math.sqrt(min(number, LONGEST))


def passages(sentences: Sequence[tuple[int, int, float | None]], threshold: float) -> tuple[Passage, ...]:
    """Runs of flagged sentences, given as (start, end, quality), with at most one sentence not flagged between two."""
    runs: list[list[int]] = []
    for index, (_, _, quality) in enumerate(sentences):
        if is_flagged(quality, threshold):
            if runs and index - runs[-1][-1] <= MAX_GAP + 1:
                runs[-1].extend(range(runs[-1][-1] + 1, index + 1))
            else:
                runs.append([index])
    found = []
    for run in runs:
        values = [quality for i in run if (quality := sentences[i][2]) is not None]
        mean = sum(map(log_odds, values)) / len(values)
        found.append(Passage(sentences[run[0]][0], sentences[run[-1]][1], tuple(run), from_log_odds(mean)))
    return tuple(found)


def judge_article(
    sentences: Sequence[tuple[int, int, float | None]],
    threshold: float,
    suppressed: Collection[int] = (),
    untranslated: Mapping[int, int] = MappingProxyType({}),
    lengths: Sequence[int] | None = None,
) -> ArticleJudgement:
    """Judge an article by its sentences, given as (start, end, quality).

    Those whose indices are `suppressed` count as judged, but say nothing for or against the article. `untranslated`
    says of sentences, by index, how many of their characters are in another language, `lengths` how many each has where
    that is not as many as its region in the file: addresses of links and other markup are no text.
    """
    heard = sentences
    if suppressed:
        heard = [(s, e, None if index in suppressed else q) for index, (s, e, q) in enumerate(sentences)]
    quality = article_quality((s[2] for i, s in enumerate(heard) if i not in untranslated), threshold)
    if quality is None and any(s[2] is not None for s in sentences):
        quality = 1 - PRIOR
    if lengths is None:
        lengths = [end - start for start, end, _ in sentences]
    whole = sum(lengths)
    scored = sum(length for length, (_, _, q) in zip(lengths, sentences, strict=True) if q is not None)
    foreign = sum(characters for index, characters in untranslated.items() if index not in suppressed)
    share = foreign / whole if whole else 0.0
    if share >= UNTRANSLATED_SHARE:
        quality = min(1.0 if quality is None else quality, round(ARTICLE_THRESHOLD * (1 - share), 4))
    elif quality is None or scored < MIN_SCORED_SHARE * whole:
        return ArticleJudgement("unscored", None, ())
    told = share >= UNTRANSLATED_SHARE and threshold > 0
    flagged = sum(is_flagged(q, threshold) for i, (_, _, q) in enumerate(heard) if i not in untranslated)
    if not told and not enough_flagged(flagged, len(sentences)):
        # Hardly anything to point at: many sentences a little worse than usual are a style, not damage.
        quality = max(quality, ARTICLE_THRESHOLD)
    verdict: Verdict = "garbled" if quality < ARTICLE_THRESHOLD else "clean"
    return ArticleJudgement(verdict, quality, passages(heard, threshold))


class Told(Protocol):
    """What judging needs of a reason."""

    @property
    def id(self) -> str:
        """The sign's or signal's id."""

    @property
    def start(self) -> int:
        """Offset of the first character it points at."""

    @property
    def end(self) -> int:
        """Offset just after the last."""


class Judgeable(Protocol):
    """What judging needs of a sentence: all of it stands in the results, so that they can be judged again."""

    @property
    def start(self) -> int:
        """Offset of the first character."""

    @property
    def end(self) -> int:
        """Offset just after the last."""

    @property
    def text(self) -> str:
        """What it says, without markup."""

    @property
    def quality(self) -> float | None:
        """The sentence's quality, if it has one."""

    @property
    def reasons(self) -> Sequence[Told]:
        """Why it looks damaged."""

    @property
    def suppressed_by(self) -> str | None:
        """What silences the sentence, if anything does."""


def untranslated_characters(sentences: Iterable[Judgeable]) -> dict[int, int]:
    """Of each sentence with an untranslated passage, by index: how many of its characters that takes."""
    found: dict[int, int] = {}
    for index, sentence in enumerate(sentences):
        taken = sum(reason.end - reason.start for reason in sentence.reasons if reason.id == UNTRANSLATED)
        if taken:
            region = max(1, sentence.end - sentence.start)  # results may come from anywhere
            found[index] = -(-min(taken, region) * len(sentence.text) // region)
    return found


def judge(sentences: Sequence[Judgeable], threshold: float) -> tuple[list[bool], ArticleJudgement]:
    """Which sentences of an article are flagged, and what that makes of the article; what is silenced stays silenced.

    All judging comes through here, also that of results read from a file, where only these fields are looked at.
    """
    flags = [is_flagged(s.quality, threshold) and s.suppressed_by is None for s in sentences]
    suppressed = {index for index, s in enumerate(sentences) if s.suppressed_by is not None}
    untranslated = untranslated_characters(sentences)
    regions = [(s.start, s.end, s.quality) for s in sentences]
    judged = judge_article(regions, threshold, suppressed, untranslated, [len(s.text) for s in sentences])
    return flags, judged


def commonest_reason(results: Sequence[SentenceResult]) -> str:
    """Why most of an article's unscored text is."""
    lengths: Counter[str] = Counter()
    for result in results:
        if result.unscored_because is not None:
            lengths[result.unscored_because] += len(result.text)
    if not lengths:
        return "no sentence could be judged"
    reason = lengths.most_common(1)[0][0]
    return reason if all(r.quality is None for r in results) else f"most of it could not be judged: {reason}"


def rejudge_article(article: ArticleResult, threshold: float) -> ArticleResult:
    """The article as it would have been judged at another threshold, or with other sentences silenced.

    With what there was to say of it silenced, it may have too little left to judge: then it says why.
    """
    flags, judged = judge(article.sentences, threshold)
    sentences = tuple(
        s if s.flagged == flag else replace(s, flagged=flag) for s, flag in zip(article.sentences, flags, strict=True)
    )
    reason = article.unscored_because
    if judged.verdict == "unscored" and reason is None:
        reason = commonest_reason(sentences)
    return replace(
        article,
        verdict=judged.verdict,
        quality=judged.quality,
        unscored_because=reason,
        passages=judged.passages,
        sentences=sentences,
        sentences_flagged=sum(flags),
    )


def fails_gate(article: Head | ArticleResult, fail_on: FailOn) -> bool:
    """Whether the article fails the gate, at its own level or else at `fail_on`."""
    level = article.fail_on or fail_on
    garbled = article.verdict == "garbled" or (level == "sentence" and article.sentences_flagged > 0)
    return garbled and level != "never"


def gate(
    articles: Sequence[Head | ArticleResult],
    fail_on: FailOn,
    errors: Sequence[ScanError] = (),
    *,
    allow_unscored: bool = False,
    allow_empty: bool = False,
) -> Gate:
    """Whether everything could be looked at, and nothing was flagged at the level of `fail_on`, or an article's own.

    Where there was nothing to look at, nothing has passed, unless `allow_empty` says that this is as it should be.
    """
    passed = not errors and (allow_empty or bool(articles))
    passed = passed and not any(
        fails_gate(article, fail_on) or (article.verdict == "unscored" and not allow_unscored) for article in articles
    )
    return Gate(passed=passed, fail_on=fail_on, allow_unscored=allow_unscored)
