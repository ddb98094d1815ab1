"""Which round trip a language has: that of its packages, or of the bundled pair where those cannot be believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtcheck.argos.packages import find, search_path
from mtcheck.cache import Cache, key
from mtcheck.errors import MtcheckError
from mtcheck.round_trip import RoundTripper, find_route

STANDS_IN = "the bundled pair stands in for packages that cannot be used:"
"""How the note of a language begins whose installed packages are broken."""
_SHOWN = (
    "round trips by installed packages are shown, but do not enter the quality: "
    "the score was fitted with the bundled pair"
)


@dataclass(frozen=True, slots=True)
class Trip:
    """A language's round trip, if it has one; `note` says why there is none, or not that of the packages installed."""

    tripper: RoundTripper | None
    note: str | None = None


def find_trip(language: str, cache: Cache, warn: Callable[[Sequence[Path], str], None]) -> Trip:
    """The first round trip of a language that passes its self-test.

    `warn` is told, with the paths it is about and in a sentence, which installed packages cannot be used.
    """
    bundled = tuple(folder for folder in search_path() if folder.origin == "bundled")
    everything = find()
    for problem in everything.problems:
        warn([problem.path], f"{problem.message.rstrip('.')}. Until then it is not used.")
    fault = None
    for installed in (everything, find(bundled)):  # the bundled pair stands in for one that cannot be believed
        route = find_route(language, installed)
        if route is None:
            continue
        own = {route.there.origin, route.back.origin} != {"bundled"}
        tripper = RoundTripper(route)
        before = fault
        try:
            fault = _fault(tripper, language, cache)
        except (MtcheckError, OSError) as error:
            fault = str(error)
        if not fault:
            return Trip(tripper, f"{STANDS_IN} {before}" if before else _SHOWN if own else None)
        if own:
            paths = sorted(pair.path for pair in (route.there, route.back) if pair.origin != "bundled")
            warn(paths, f"The installed {' and '.join(map(str, paths))} cannot be used: {fault}")
    missing = (
        f"no Argos pair for {language!r} is installed (`mtcheck models install {language}-en` and `en-{language}`)"
    )
    return Trip(None, f"no round trip: {fault or missing}")


def _fault(tripper: RoundTripper, language: str, cache: Cache) -> str:
    """Why the pair cannot be believed, or nothing; its self-test is run once and kept."""
    name = key("self-test", language, tripper.signature())
    kept = cache.get([name]).get(name)
    if isinstance(kept, str):
        return kept
    tested = tripper.self_test()
    fault = "" if tested.passed else tested.reason or "its self-test failed"
    cache.put({name: fault})
    return fault
