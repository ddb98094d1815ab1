"""`mtcheck score`: rows of text in, one JSON line out for each."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from mtcheck.article import Article, Paragraph, Text
from mtcheck.errors import MtcheckError
from mtcheck.judge import Judge
from mtcheck.pipeline import DEFAULTS, Options, open_judge, scan_articles
from mtcheck.results import ArticleResult, SentenceResult
from mtcheck.verdict import is_flagged

BATCH_ROWS = 500


def read_rows(file: str, column: str | None) -> Iterator[str]:
    """The texts of a file or of standard input (`-`): its lines, or one column of a table."""
    try:
        if file == "-":
            yield from _texts(sys.stdin, file, column)
        else:
            with Path(file).open(encoding="utf-8-sig", newline="") as stream:
                yield from _texts(stream, file, column)
    except UnicodeDecodeError as error:
        raise MtcheckError(f"{file} is not UTF-8: convert it, for example with `iconv -f latin1 -t utf-8`.") from error
    except OSError as error:
        raise MtcheckError(f"{file} could not be read ({error.strerror}): check the path.") from error
    except csv.Error as error:
        raise MtcheckError(f"{file} is not a table that can be read ({error}): check its quoting.") from error


def _texts(stream: IO[str], file: str, column: str | None) -> Iterator[str]:
    if column is None:
        for line in stream:
            yield line.rstrip("\r\n")
        return
    csv.field_size_limit(2**31 - 1)
    if file.endswith(".tsv"):
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        rows = csv.DictReader(stream)
    names = rows.fieldnames or []
    if column not in names:
        raise MtcheckError(f"{file} has no column {column!r}: it has {', '.join(names) or 'no header'}.")
    for row in rows:
        yield row[column] or ""


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A text, its quality (None: it could not be judged), and its article-like result (None: it holds no text)."""

    text: str
    quality: float | None
    flagged: bool
    result: ArticleResult | None

    def line(self, *, explain: bool) -> str:
        """The row as one JSON line; `explain` adds what the scan's JSON holds."""
        fields: dict[str, object] = {"text": self.text, "quality": self.quality, "flagged": self.flagged}
        if explain:
            result = self.result
            fields["language"] = None if result is None else result.language
            fields["unscored_because"] = None if self.quality is not None else _reason(result)
            fields["sentences"] = [] if result is None else [asdict(sentence) for sentence in result.sentences]
        return json.dumps(fields, ensure_ascii=False)


def score(texts: Iterable[str], options: Options = DEFAULTS, *, judge: Judge | None = None) -> Iterator[ScoredRow]:
    """Judge texts, in order, some hundreds at a time; a text may hold several sentences."""
    judge = judge or open_judge(options)
    threshold = judge.score.threshold if options.threshold is None else options.threshold
    remaining = iter(texts)
    while part := list(islice(remaining, BATCH_ROWS)):
        rows = {index: _article(text, index) for index, text in enumerate(part) if text.strip()}
        judged = {int(result.path): result for result in scan_articles(rows.values(), judge, options)}
        for index, text in enumerate(part):
            result = judged.get(index)
            quality = None if result is None else row_quality(result.sentences)
            yield ScoredRow(text, quality, is_flagged(quality, threshold), result)


def _article(text: str, index: int) -> Article:
    """A row as an article of one paragraph; offsets count in the row."""
    places, letters = [], []
    for place, letter in enumerate(text):
        if not letter.isspace():
            letters.append(letter)
            places.append(place)
        elif letters and letters[-1] != " ":
            letters.append(" ")
            places.append(place)
    if letters[-1] == " ":
        del letters[-1], places[-1]
    return Article(str(index), (Paragraph(Text("".join(letters), tuple(places), places[-1] + 1)),))


def _reason(result: ArticleResult | None) -> str:
    return "the row holds no text" if result is None else result.unscored_because or "no sentence could be judged"


def row_quality(sentences: tuple[SentenceResult, ...]) -> float | None:
    """A row's quality: its sentences' log-odds averaged by length, so that one sentence keeps its own quality."""
    scored = [(s.quality, len(s.text)) for s in sentences if s.quality is not None]
    if not scored:
        return None
    total = sum(length for _, length in scored)
    mean = sum(math.log(_bounded(q) / (1 - _bounded(q))) * length for q, length in scored) / total
    return scored[0][0] if len(scored) == 1 else round(1 / (1 + math.exp(-mean)), 4)


def _bounded(quality: float) -> float:
    return min(0.9999, max(0.0001, quality))
