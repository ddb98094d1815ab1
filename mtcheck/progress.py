"""A progress bar for people at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn


@contextmanager
def progress(files: int | None = None, console: Console | None = None) -> Iterator[Callable[[str], None]]:
    """Show on stderr how many articles are done, of how many `files` if that is known, and which was the last.

    The function given is to be told the path of each article done; articles of one file come one after the other.
    """
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:,.0f}" + ("" if files is None else f" of {files:,} files")),
        TextColumn("{task.fields[articles]:,} articles"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[path]}", markup=False),  # a path may hold brackets
    )
    last: str | None = None
    articles = 0

    def done(path: str) -> None:
        nonlocal last, articles
        articles += 1
        bar.update(task, advance=path != last, articles=articles, path=path)
        last = path

    with Progress(*columns, console=console or Console(stderr=True), transient=True) as bar:
        task = bar.add_task("scan", total=files, articles=0, path="")
        yield done
