"""Waits until something may have changed in a folder: the system says so, or else the clock does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

LONGEST = 10.0
"""Seconds after which the folder is looked at in any case: not every file system says what changes in it."""


def waker(folder: Path, interval: float) -> Callable[[bool], None]:
    """A function that waits; told that a file is not finished yet, it waits `interval` seconds, and no longer.

    With `watchfiles` installed the system wakes it; without, it looks every `interval` seconds.
    """
    try:
        from watchfiles import watch  # noqa: PLC0415  an extra
    except ImportError:
        return lambda _: time.sleep(interval)
    changes = watch(
        folder,
        watch_filter=None,
        debounce=200,
        rust_timeout=int(min(LONGEST, max(interval, 0.1)) * 1000),
        yield_on_timeout=True,
        raise_interrupt=True,
        ignore_permission_denied=True,
    )

    next(changes)  # begins to listen now: what arrives during the first look is not missed

    def wait(unfinished: bool) -> None:  # noqa: FBT001  a function of one argument
        until = time.monotonic() + (interval if unfinished else LONGEST)
        while not next(changes) and time.monotonic() < until:
            pass

    return wait
