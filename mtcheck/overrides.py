"""Settings for some paths only: `[[overrides]]` in the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from mtcheck.results import FailOn


@dataclass(frozen=True, slots=True)
class Override:
    """What holds for the articles whose path one of the globs matches; None and () leave a setting as it is."""

    paths: tuple[str, ...] = ()
    threshold: float | None = None
    lang: str | None = None
    fail_on: FailOn | None = None
    disable_signs: tuple[str, ...] = ()


NO_OVERRIDE = Override()


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a glob fits the path, a folder above it, the end of either behind a slash, or one part of the path.

    `*` also crosses slashes. A path is taken as it is seen from the folder that mtcheck runs in.
    """
    posix = Path(path).as_posix()
    parts = posix.split("/")
    return any(
        any(fnmatchcase(posix, form) for form in (bare, f"*/{bare}", f"{bare}/*", f"*/{bare}/*"))
        or any(fnmatchcase(part, bare) for part in parts)
        for bare in (pattern.removeprefix("./").rstrip("/") for pattern in patterns)
    )


def override_for(path: str, overrides: Sequence[Override]) -> Override:
    """What all overrides that fit a path say together: the last to set something wins, signs left out add up."""
    found = NO_OVERRIDE
    for one in overrides:
        if matches(path, one.paths):
            found = replace(
                found,
                threshold=found.threshold if one.threshold is None else one.threshold,
                lang=one.lang or found.lang,
                fail_on=one.fail_on or found.fail_on,
                disable_signs=tuple(dict.fromkeys((*found.disable_signs, *one.disable_signs))),
            )
    return found


def given_for_all(
    overrides: Iterable[Override], *, threshold: bool = False, lang: bool = False, fail_on: bool = False
) -> tuple[Override, ...]:
    """The overrides without what is given for all articles, as on the command line or with a request."""
    return tuple(
        replace(
            one,
            threshold=None if threshold else one.threshold,
            lang=None if lang else one.lang,
            fail_on=None if fail_on else one.fail_on,
        )
        for one in overrides
    )
