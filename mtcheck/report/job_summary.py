"""The summary page of a GitHub job: the Markdown report, where the runner says that it wants one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mtcheck.errors import MtcheckError

if TYPE_CHECKING:
    from mtcheck.results import Results

VARIABLE = "GITHUB_STEP_SUMMARY"
"""By this variable the runner names the file whose Markdown it shows on the job's page."""


def append_summary(results: Results) -> None:
    """Append the Markdown report to the job's summary; nothing where the variable is not set or empty.

    MtcheckError where the file cannot be written.
    """
    name = os.environ.get(VARIABLE)
    if not name:
        return
    from mtcheck.report.markdown import render  # noqa: PLC0415  only jobs need it

    try:
        with Path(name).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(render(results))
    except OSError as error:
        raise MtcheckError(
            f"The job summary {name!r} could not be written ({error.strerror or error}): check {VARIABLE}."
        ) from error
