"""Reports: one module a format, each a pure function from results to text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from mtcheck.results import Results
from mtcheck.streams import encoded

Render = Callable[[Results], str]


def _late(module: str, function: str) -> Render:
    """Give the function of that module, which is imported when first called: `mtcheck --help` needs no template."""

    def render(results: Results) -> str:
        return cast("str", getattr(import_module(f"mtcheck.report.{module}"), function)(results))

    return render


FORMATS: Final[Mapping[str, Render]] = MappingProxyType(
    {
        "terminal": _late("terminal", "render"),
        "json": _late("json_format", "dump"),
        "html": _late("html", "render"),
        "sarif": _late("sarif", "render"),
        "junit": _late("junit", "render"),
        "github": _late("github", "render"),
        "gitlab": _late("gitlab", "render"),
        "markdown": _late("markdown", "render"),
        "csv": _late("csv_table", "render"),
    }
)
"""Every format of the contract by name: results in, the whole report out, the same for the same results."""


def chunks(form: str, results: Results) -> Iterator[bytes]:
    """The report as UTF-8, in pieces where the format has no need of the whole."""
    if form == "json":
        from mtcheck.report.json_format import parts  # noqa: PLC0415  as late as the others

        yield from parts(results)
    elif form == "html":
        from mtcheck.report.html import parts as html_parts  # noqa: PLC0415  as above

        yield from map(encoded, html_parts(results))
    else:
        yield encoded(FORMATS[form](results))
