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
        hint = _hint(names[0], file) if names else ""
        raise MtcheckError(f"{file} has no column {column!r}: it has {', '.join(names) or 'no header'}{hint}.")
    if names.count(column) > 1:
        raise MtcheckError(f"{file} has {names.count(column)} columns named {column!r}: rename all but one.")
    return names.index(column)


def _hint(name: str, file: str) -> str:
    """What to do about a header whose first name was not cut off where it should be."""
    tabs = file.lower().endswith(".tsv")
    if name.startswith("{"):
        return "; that is JSON, so write it as a table"
    if ";" in name:
        return f"; separate its columns by {'tabs' if tabs else 'commas'}, not semicolons"
    if "\t" in name:
        return "; its columns are separated by tabs, so name it .tsv"
    if tabs and "," in name:
        return "; its columns are separated by commas, so name it .csv"
    return ""


def cell(row: Sequence[str], where: int) -> str:
    """A row's cell; a row that ends before it, such as a blank one, has none."""
    return row[where] if where < len(row) else ""
