"""Tables as people have them: UTF-8 with a header, tabs without quoting (`.tsv`) or commas with it (any other name)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from mtcheck.errors import MtcheckError
from mtcheck.streams import open_text


@contextmanager
def open_table(file: str) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """The names of a table's columns and its rows; of standard input where `file` is `-`.

    MtcheckError, also while the rows are being read, for what cannot be read, is not UTF-8 or is no table.
    """
    try:
        with open_text(file) as stream:
            rows = _reader(stream, file)
            yield next(rows, []), rows
    except csv.Error as error:
        raise MtcheckError(f"{file} is not a table that can be read ({error}): check its quoting.") from error


def _reader(stream: Iterable[str], file: str) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    if file.lower().endswith(".tsv"):
        return csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
    # Strict: a quote that is never closed would swallow all the rows after it without a word.
    return csv.reader(stream, strict=True)


def position(names: Sequence[str], column: str, file: str) -> int:
    """Where a column stands. MtcheckError, with the columns there are, for one the table lacks."""
    if column not in names:
        raise MtcheckError(f"{file} has no column {column!r}: it has {', '.join(names) or 'no header'}.")
    return names.index(column)


def cell(row: Sequence[str], where: int) -> str:
    """A row's cell; a row that ends before it, such as a blank one, has none."""
    return row[where] if where < len(row) else ""
