"""A labelled table: texts, what people said of them, and the documents they stood in."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mtcheck.errors import MtcheckError
from mtcheck.report.findings import plural
from mtcheck.tables import open_table, position

TEXT, LABEL, SCORE, DOCUMENT = "text", "label", "score", "document"
"""Columns that are taken where none is named."""
_LABELS = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "garbled", "bad"), 1),
    **dict.fromkeys(("0", "0.0", "false", "no", "sound", "clean", "ok"), 0),
}
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_RULE = re.compile(r"\s*(<=|>=|<|>|=)\s*(-?[0-9.eE+-]+)\s*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A cut through a graded score, such as `<50`, in the table's own scale."""

    sign: str
    bound: float

    def __call__(self, score: float) -> bool:
        """Whether a score meets it."""
        return _COMPARISONS[self.sign](score, self.bound)


def parse_rule(text: str) -> Rule:
    """A rule as users write it. MtcheckError for anything else."""
    match = _RULE.fullmatch(text)
    try:
        return Rule(match[1], float(match[2])) if match else _refuse(text)
    except ValueError:
        return _refuse(text)


def _refuse(text: str) -> Rule:
    raise MtcheckError(f"{text!r} is no rule: write a comparison and a number in quotes, such as '<50' or '>=10'.")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what. None takes the column of the usual name, where the table has it.

    `higher_is_worse` turns a graded score round. `garbled` and `sound` say which scores are which; without `sound`,
    what is not garbled is.
    """

    text: str | None = None
    label: str | None = None
    score: str | None = None
    document: str | None = None
    higher_is_worse: bool = False
    garbled: Rule | None = None
    sound: Rule | None = None


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A text with its label (1 garbled, 0 sound, None neither), its score (higher is better), and its document.

    The document of a row that names none is its own: its name begins with a NUL.
    """

    text: str
    label: int | None
    score: float | None
    document: str

    @property
    def is_labelled(self) -> bool:
        """Whether people said anything of it."""
        return self.label is not None or self.score is not None


def read_labelled(
    file: str, columns: Columns, warn: Callable[[str], None] = lambda _: None, *, unlabelled_too: bool = False
) -> list[LabelledRow]:
    """The labelled rows of a table; `warn` is told how many without a text or a label (an empty cell) are left out.

    `unlabelled_too` keeps those that have a text: they stand among the others.

    A label is 1, true, yes, garbled or bad, or else 0, false, no, sound, clean or ok. MtcheckError for a missing
    column, a value that is none of these, a score that is no number, a row with more or fewer cells than the
    header, or a table without labelled rows.
    """
    with open_table(file) as (names, rows):
        read = list(_rows(file, names, rows, columns))
    labelled = [row for row in read if row is not None and row.is_labelled]
    if not labelled:
        raise MtcheckError(f"{file} has no labelled row: fill its label column, or name another.")
    found = [row for row in read if row is not None] if unlabelled_too else labelled
    if left_out := len(read) - len(found):
        missing = "text" if unlabelled_too else "text or label"
        warn(f"{file}: {plural(left_out, 'row')} without {missing} left out.")
    return found


def _rows(file: str, names: Sequence[str], rows: Iterator[list[str]], columns: Columns) -> Iterator[LabelledRow | None]:
    """Each row that is not blank; None for one without a text."""
    text = position(names, columns.text or TEXT, file)
    document_name = columns.document or (DOCUMENT if DOCUMENT in names else None)
    document = None if document_name is None else position(names, document_name, file)
    label_name, score_name = _judgement(file, names, columns)
    judged = position(names, label_name or score_name or LABEL, file)
    beside = names.index(SCORE) if label_name not in {None, SCORE} and SCORE in names else None
    for number, row in enumerate(rows, 2):
        if not any(one.strip() for one in row):
            continue
        where = f"{file}, row {number}"
        if len(row) != len(names):  # a text with an unquoted comma would be judged cut, one with a line break lost
            raise MtcheckError(f"{where} has {plural(len(row), 'cell')}, the header {len(names)}: {_mend(file)}.")
        said, words = row[judged].strip(), row[text]
        if not words.strip():
            yield None
            continue
        name = ("" if document is None else row[document].strip()) or f"\0{number}"
        if not said:
            yield LabelledRow(words, None, None, name)
        elif label_name is not None:
            score = None if beside is None else _finite(row[beside])
            yield LabelledRow(words, _label(said, where, label_name), score, name)
        else:
            score = _number(said, where, score_name or SCORE)
            label = _cut(score, columns, where)
            yield LabelledRow(words, label, -score if columns.higher_is_worse else score, name)


def _mend(file: str) -> str:
    """How a row comes to have as many cells as the header."""
    if file.lower().endswith(".tsv"):
        return "take tabs and line breaks out of its text, or write the table as .csv, with quotes"
    return "put texts with commas or line breaks in quotes"


def _judgement(file: str, names: Sequence[str], columns: Columns) -> tuple[str | None, str | None]:
    """The column of labels, or else that of scores."""
    if columns.label is not None or columns.score is not None:
        return columns.label, columns.score
    if LABEL in names:
        return LABEL, None
    if SCORE in names:
        return None, SCORE
    raise MtcheckError(
        f"{file} has neither a column {LABEL!r} nor one {SCORE!r}: name its labels with --label or its graded "
        f"scores with --score (it has {', '.join(names) or 'no header'})."
    )


def _label(said: str, where: str, column: str) -> int:
    label = _LABELS.get(said.lower())
    if label is None:
        raise MtcheckError(
            f"{where}: the label {said[:40]!r} in {column!r} is neither 1 (garbled) nor 0 (sound): "
            "a graded score is named with --score."
        )
    return label


def _number(said: str, where: str, column: str) -> float:
    number = _finite(said)
    if number is None:
        raise MtcheckError(f"{where}: the score {said[:40]!r} in {column!r} is no number: mend or empty the cell.")
    return number


def _finite(said: str) -> float | None:
    try:
        number = float(said)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _cut(score: float, columns: Columns, where: str) -> int | None:
    """The label that the rules give a score."""
    if columns.garbled is None:
        return None
    garbled = columns.garbled(score)
    sound = not garbled if columns.sound is None else columns.sound(score)
    if garbled and sound:
        raise MtcheckError(f"{where}: the score {score:g} is both garbled and sound by the rules: move one of them.")
    return 1 if garbled else 0 if sound else None
