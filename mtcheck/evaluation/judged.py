"""Labelled rows → their qualities, in order, each read in the language of its document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtcheck.evaluation.table import LabelledRow
from mtcheck.judge import Judge
from mtcheck.language import identify
from mtcheck.pipeline import Options
from mtcheck.quality import count_words
from mtcheck.rows import score


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


def judge_rows(rows: Sequence[LabelledRow], judge: Judge, options: Options) -> list[Judged]:
    """The rows' qualities, as `mtcheck score` gives them; `options.language` None means it is identified."""
    codes = languages(rows, options.language)
    found: dict[int, Judged] = {}
    for code in sorted(set(codes), key=str):
        places = [place for place, own in enumerate(codes) if own == code]
        scored = score([rows[place].text for place in places], replace(options, language=code), judge=judge)
        for place, one in zip(places, scored, strict=True):
            reason = None if one.result is None else one.result.unscored_because
            found[place] = Judged(
                rows[place],
                code,
                count_words(rows[place].text, code or "en"),
                one.quality,
                None if one.quality is not None else (reason or "").rstrip(".") or "no sentence of it could be judged",
            )
    return [found[place] for place in range(len(rows))]
