"""Connections to the service: so many, and none that says nothing."""

from __future__ import annotations

import asyncio
import sys
from functools import cache

from uvicorn.protocols.http.h11_impl import H11Protocol

BURST = 64
"""Connections that may be taken at once, before one of them is looked at."""
MOST = 512
SILENT_SECONDS = 20.0
"""After so long without a request, or twice as long at most, a connection is closed; also one whose head never ends."""


@cache
def most() -> int:
    """Connections that are held: at the end of open files the event loop would say so without end, and serve nobody."""
    if sys.platform == "win32":
        return MOST
    import resource  # noqa: PLC0415  not everywhere

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(8, min(MOST, (files - BURST) // 2))


class Bounded(H11Protocol):
    """HTTP as uvicorn speaks it, within these bounds."""

    _seen: object = None
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection, or close it where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > most():
            transport.close()
        else:
            self._look = self.loop.call_later(SILENT_SECONDS, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        busy = self.cycle is not None and not self.cycle.response_complete
        if not busy and self.cycle is self._seen:
            self.transport.close()
            return
        self._seen = object() if busy else self.cycle  # the silence after an answer is counted from its end
        self._look = self.loop.call_later(SILENT_SECONDS, self._close_if_silent)
