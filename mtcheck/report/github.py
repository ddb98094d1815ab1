"""The report as GitHub workflow commands, which become annotations on a pull request's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mtcheck.report.annotations import Annotation, annotate
from mtcheck.report.findings import gate_line, notes

if TYPE_CHECKING:
    from mtcheck.results import Results

_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = _DATA | str.maketrans({":": "%3A", ",": "%2C"})
"""What the runner's toolkit escapes in a message, and in a property's value."""


def render(results: Results) -> str:
    """Write a command a finding, the most pressing first (GitHub shows ten errors and ten warnings of a step)."""
    lines = [_command(annotation) for annotation in annotate(results)]
    lines += [f"::notice title=mtcheck::{note.translate(_DATA)}" for note in notes(results)]
    return "\n".join([*lines, gate_line(results)]) + "\n"


def _command(annotation: Annotation) -> str:
    """Write one command; articles are named in the message, because a record has no address of its own."""
    properties = {"file": annotation.path, "line": str(annotation.line)}
    if annotation.column is not None:
        properties["col"] = str(annotation.column)
    if annotation.end is not None:
        line, column = annotation.end
        properties["endLine"] = str(line)
        if line == annotation.line:  # the service refuses columns of several lines
            properties["endColumn"] = str(column)
        else:
            properties.pop("col", None)
    properties["title"] = annotation.title
    written = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{annotation.level} {written}::{annotation.message.translate(_DATA)}"
