"""What a CI service shows beside a line of a file: every finding of a scan, the most pressing first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from mtcheck.fingerprint import digest, fingerprints, tidy_path
from mtcheck.report.findings import fails, in_record, name, number, plural, reasons, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mtcheck.results import ArticleResult, Results, ScanError, SentenceResult, Unused

Rule = Literal["unreadable-file", "garbled-article", "garbled-sentence", "unscored-article", "unused-suppression"]
Level = Literal["error", "warning"]

RULES: Final[Mapping[Rule, str]] = MappingProxyType(
    {
        "unreadable-file": "A file could not be read, so it was not judged.",
        "garbled-article": "The article as a whole reads as garbled machine translation.",
        "garbled-sentence": "The sentence reads as garbled machine translation.",
        "unscored-article": "The article could not be judged.",
        "unused-suppression": "An ignore in the text, or an entry of the baseline, silences nothing or was refused.",
    }
)
"""Every rule an annotation can name, and what it says."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One finding at one place.

    `path` is normalised, with forward slashes. `line` and `column` count from 1; `end` is (line, column) of the
    character after the last; `region` is (start, exclusive end) in characters of the file. Column, end and region are
    None for whole articles, and for records, whose offsets do not count in the file. `fingerprint` is unique within a
    scan and stays the same when other text changes. `text` is that of a sentence.
    """

    rule: Rule
    level: Level
    path: str
    line: int
    column: int | None
    end: tuple[int, int] | None
    region: tuple[int, int] | None
    record: str | None
    title: str
    message: str
    quality: float | None
    reasons: tuple[str, ...]
    fingerprint: str
    text: str | None = None


def annotate(results: Results) -> list[Annotation]:
    """List all findings: unread files, garbled articles and their sentences worst first, then what was not judged.

    Services show only the first few, so every garbled article stands before the first sentence.
    """
    ordered = worst_first(results.articles)
    seen: Counter[str] = Counter()
    articles = [_article(article, seen) for article in ordered if article.verdict == "garbled"]
    sentences: list[Annotation] = []
    for article in ordered:
        level: Level = "error" if fails(article, results.gate.fail_on) else "warning"
        found = list(_sentences(article, level, seen))
        sentences += sorted(found, key=lambda annotation: annotation.quality or 0.0)
    return [
        *[_unread(error, seen) for error in results.errors],
        *articles,
        *sorted(sentences, key=lambda annotation: annotation.level != "error"),
        *[_unscored(article, seen) for article in ordered if article.verdict == "unscored"],
        *[_unused(one, seen) for one in results.unused],
    ]


def one_line(text: str) -> str:
    """Put a text on one line; control characters and what no encoding can write become U+FFFD."""
    return re.sub(
        "[^\\S ]|[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]",
        lambda found: " " if found[0].isspace() else "\N{REPLACEMENT CHARACTER}",
        text,
    )


def explanation(sentence: SentenceResult) -> str:
    """Say what is wrong with a flagged sentence: its quality and the weightiest reasons."""
    why = "; ".join(one_line(reason.message) for reason in reasons([sentence]))
    return f"Reads as garbled machine translation, quality {number(sentence.quality)}" + (f": {why}" if why else "")


def _unread(error: ScanError, seen: Counter[str]) -> Annotation:
    """Annotate a file that could not be read."""
    return Annotation(
        rule="unreadable-file",
        level="error",
        path=tidy_path(error.path),
        line=int(record[1]) if (record := re.match(r"Line (\d+): ", error.message)) else 1,
        column=None,
        end=None,
        region=None,
        record=None,
        title="File not read",
        message=one_line(error.message),
        quality=None,
        reasons=(),
        fingerprint=_unique(seen, digest("unreadable-file", tidy_path(error.path), error.message)),
    )


def _article(article: ArticleResult, seen: Counter[str]) -> Annotation:
    """Annotate a garbled article, at its first garbled passage."""
    first = article.sentences[article.passages[0].sentences[0]].line if article.passages else _line(article)
    amount = f"{article.sentences_flagged:,} of {plural(len(article.sentences), 'sentence')} flagged"
    uncalibrated = "" if article.calibrated else ", uncalibrated"
    return Annotation(
        rule="garbled-article",
        level="warning" if article.fail_on == "never" else "error",
        path=tidy_path(article.path),
        line=first,
        column=None,
        end=None,
        region=None,
        record=article.id,
        title="Garbled article",
        message=f"{one_line(name(article))} reads as garbled machine translation, "
        f"quality {number(article.quality)}{uncalibrated}: {amount}",
        quality=article.quality,
        reasons=(),
        fingerprint=_unique(seen, digest("garbled-article", tidy_path(article.path), article.id)),
    )


def _sentences(article: ArticleResult, level: Level, seen: Counter[str]) -> Iterator[Annotation]:
    """Annotate the flagged sentences of an article, in order."""
    record = in_record(article)
    for sentence, fingerprint in zip(
        article.sentences, fingerprints(article.path, article.id, (s.text for s in article.sentences)), strict=True
    ):
        if not sentence.flagged:
            continue
        yield Annotation(
            rule="garbled-sentence",
            level=level,
            path=tidy_path(article.path),
            line=sentence.line,
            column=None if record else sentence.column,
            end=None if record or sentence.end_line is None else (sentence.end_line, sentence.end_column or 1),
            region=None if record else (sentence.start, sentence.end),
            record=article.id,
            title="Garbled sentence",
            message=explanation(sentence),
            quality=sentence.quality,
            reasons=tuple(dict.fromkeys(reason.id for reason in sentence.reasons)),
            fingerprint=_unique(seen, fingerprint),
            text=sentence.text,
        )


def _unscored(article: ArticleResult, seen: Counter[str]) -> Annotation:
    """Annotate an article that could not be judged."""
    return Annotation(
        rule="unscored-article",
        level="warning",
        path=tidy_path(article.path),
        line=_line(article),
        column=None,
        end=None,
        region=None,
        record=article.id,
        title="Article not judged",
        message=f"{one_line(name(article))} was not judged: {one_line(article.unscored_because or 'no reason given')}",
        quality=None,
        reasons=(),
        fingerprint=_unique(seen, digest("unscored-article", tidy_path(article.path), article.id)),
    )


def _unused(unused: Unused, seen: Counter[str]) -> Annotation:
    """Annotate an ignore or an entry of the baseline that silences nothing."""
    return Annotation(
        rule="unused-suppression",
        level="warning",
        path=tidy_path(unused.path),
        line=unused.line or 1,
        column=None,
        end=None,
        region=None,
        record=None,
        title="Unused ignore" if unused.line is not None else "Stale baseline entry",
        message=one_line(unused.message),
        quality=None,
        reasons=(),
        fingerprint=_unique(seen, digest("unused-suppression", tidy_path(unused.path), unused.message)),
    )


def _line(article: ArticleResult) -> int:
    """Line where the article begins."""
    return article.sentences[0].line if article.sentences else 1


def _unique(seen: Counter[str], fingerprint: str) -> str:
    """Tell apart what shares a fingerprint: records without an id that hold the same sentence, a file read twice."""
    seen[fingerprint] += 1
    return fingerprint if seen[fingerprint] == 1 else digest(fingerprint, seen[fingerprint])
