"""`mtcheck score`: rows of text in, one JSON line out for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from mtcheck.article import Article, Paragraph
from mtcheck.errors import MtcheckError
from mtcheck.judge import Judge
from mtcheck.odds import from_log_odds, log_odds
from mtcheck.pipeline import DEFAULTS, Options, open_judge, scan_articles
from mtcheck.readers.decode import writable
from mtcheck.readers.fold import fold_region
from mtcheck.results import ArticleResult, SentenceResult
from mtcheck.streams import open_text
from mtcheck.tables import cell, open_table, position
from mtcheck.verdict import is_flagged

BATCH_ROWS = 500
_LINE_ENDS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}


def read_rows(file: str, column: str | None) -> Iterator[str]:
    """The texts of a UTF-8 file or of standard input (`-`): its lines, or one column of a table.

    MtcheckError for what cannot be read, is not UTF-8, or is no table with that column.
    """
    if column is None and file.lower().endswith((".csv", ".tsv")):
        raise MtcheckError(f"{file} is a table: name the column to judge with --column.")
    if column is None:
        with open_text(file) as stream:
            yield from (line.rstrip("\r\n") for line in stream)
        return
    with open_table(file) as (names, rows):
        where = position(names, column, file)
        yield from (cell(row, where) for row in rows)


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A text, its quality (None: it could not be judged), and its article-like result (None: it holds no text)."""

    text: str
    quality: float | None
    flagged: bool
    result: ArticleResult | None

    def line(self, *, explain: bool) -> str:
        """The row as one JSON line; `explain` adds what the scan's JSON holds."""
        fields: dict[str, object] = {"text": writable(self.text), "quality": self.quality, "flagged": self.flagged}
        if explain:
            result = self.result
            fields["language"] = None if result is None else result.language
            fields["unscored_because"] = None if self.quality is not None else reason(result)
            fields["sentences"] = [] if result is None else [asdict(sentence) for sentence in result.sentences]
        # JSON escapes the line ends of ASCII only, and a line that others break in two is no row.
        return json.dumps(fields, ensure_ascii=False).translate(_LINE_ENDS)


def score(
    texts: str | Iterable[str], options: Options = DEFAULTS, *, judge: Judge | None = None
) -> Iterator[ScoredRow]:
    """Judge texts (or one text), in order, some hundreds at a time; a text may hold several sentences.

    A lone surrogate or a NUL, which no file can hold, is read as U+FFFD.
    """
    texts = [texts] if isinstance(texts, str) else texts
    judge = judge or open_judge(options)
    threshold = judge.score.threshold if options.threshold is None else options.threshold
    remaining = iter(texts)
    while part := list(islice(remaining, BATCH_ROWS)):
        rows = {index: row for index, text in enumerate(part) if (row := row_article(text, index)) is not None}
        judged = {int(result.path): result for result in scan_articles(rows.values(), judge, options)}
        for index, text in enumerate(part):
            result = judged.get(index)
            quality = None if result is None else row_quality(result.sentences)
            yield ScoredRow(text, quality, is_flagged(quality, threshold), result)


def row_article(text: str, index: int) -> Article | None:
    """A row as an article of one paragraph; offsets count in the row. None where it holds no text."""
    content = fold_region(writable(text), 0, len(text))
    return None if content is None else Article(str(index), (Paragraph(content),))


def reason(result: ArticleResult | None) -> str:
    """Why no sentence of an article-like result could be judged."""
    return "the row holds no text" if result is None else result.unscored_because or "no sentence could be judged"


def row_quality(sentences: tuple[SentenceResult, ...]) -> float | None:
    """A row's quality: its sentences' log-odds averaged by length, so that one sentence keeps its own quality."""
    scored = [(s.quality, len(s.text)) for s in sentences if s.quality is not None]
    if not scored:
        return None
    total = sum(length for _, length in scored)
    mean = sum(log_odds(q) * length for q, length in scored) / total
    return scored[0][0] if len(scored) == 1 else from_log_odds(mean)
