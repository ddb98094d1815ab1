"""Clean articles → how many of them are called garbled, by the qualities that their sentences have with a profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtcheck.verdict import judge_article


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """What judging needs of an article.

    `sentences` are (start, end, quality) as a scan without a profile has them. `units` says of those that calibration
    moves which of all clean units they are, `silenced` are passed over, and of `untranslated` ones so many characters
    are in another language; all three by the sentence's index. `lengths` are the sentences' characters.
    """

    language: str
    sentences: tuple[tuple[int, int, float | None], ...]
    units: Mapping[int, int]
    silenced: frozenset[int]
    untranslated: Mapping[int, int]
    lengths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many clean articles are called garbled, of how many; `after` is None where it cannot be told of all."""

    articles: int
    before: int
    after: int | None


def verdicts(
    articles: Sequence[CleanArticle], threshold: float, after: Sequence[tuple[float, float] | None]
) -> Verdicts:
    """Judge articles as they are, at the bundled threshold, and as they come out.

    `after` has a quality and a threshold for each clean unit; those of one article have one threshold.
    """
    before = sum(_is_garbled(article, article.sentences, threshold) for article in articles)
    garbled: list[bool] = []
    for article in articles:
        told = {index: pair for index, place in article.units.items() if (pair := after[place]) is not None}
        if told:
            moved = [
                (start, end, told[index][0] if index in told else quality)
                for index, (start, end, quality) in enumerate(article.sentences)
            ]
            garbled.append(_is_garbled(article, moved, next(iter(told.values()))[1]))
    return Verdicts(len(articles), before, sum(garbled) if len(garbled) == len(articles) else None)


def _is_garbled(article: CleanArticle, sentences: Sequence[tuple[int, int, float | None]], threshold: float) -> bool:
    judged = judge_article(sentences, threshold, article.silenced, article.untranslated, article.lengths)
    return judged.verdict == "garbled"
