"""The report as CSV (RFC 4180, UTF-8): a row a finding, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from mtcheck.report.annotations import Annotation, annotate, one_line

if TYPE_CHECKING:
    from mtcheck.results import Results

COLUMNS: Final = (
    "rule",
    "level",
    "path",
    "id",
    "line",
    "column",
    "end_line",
    "end_column",
    "start",
    "end",
    "quality",
    "reasons",
    "message",
    "text",
    "fingerprint",
)
"""The header. `reasons` are ids with blanks between; `text` is empty for findings about more than a sentence."""

# A spreadsheet would run such a cell as a formula; an apostrophe makes it text (OWASP, CSV injection).
_FORMULA: Final = re.compile(r"\s*[=+\-@]|[\t\r]")


def render(results: Results) -> str:
    """Write a header and a row a finding, the most pressing first, as in the other reports."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(annotation) for annotation in annotate(results))
    return stream.getvalue()


def _row(found: Annotation) -> list[str | int | float | None]:
    end_line, end_column = found.end or (None, None)
    start, end = found.region or (None, None)
    return [
        found.rule,
        found.level,
        _cell(found.path),
        _cell(found.record or ""),
        found.line,
        found.column,
        end_line,
        end_column,
        start,
        end,
        found.quality,
        " ".join(found.reasons),
        _cell(found.message),
        _cell(found.text or ""),
        found.fingerprint,
    ]


def _cell(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula; what no encoding can write is replaced."""
    text = one_line(text)
    return f"'{text}" if _FORMULA.match(text) else text
