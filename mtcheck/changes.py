"""Which files git says have changed, for a gate on new articles only."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from mtcheck.errors import MtcheckError


def changed_since(revision: str, paths: Sequence[str]) -> list[str]:
    """Files below `paths` (default: the whole repository) that differ from `revision` or that git does not know yet.

    Deleted files are left out, ignored ones too. MtcheckError without git, outside a repository, or for an unknown
    revision.
    """
    if revision.startswith("-"):
        raise MtcheckError(f"{revision!r} is no git revision: give a commit, a tag or a branch, such as origin/main.")
    within = ["--", *paths] if paths else []
    changed = _git("diff", "--name-only", "--relative", "--diff-filter=d", "-z", revision, *within)
    new = _git("ls-files", "--others", "--exclude-standard", "-z", *within)
    return [p for p in dict.fromkeys((changed + new).split("\0")) if p and Path(p).is_file()]


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  the revision cannot be an option, paths follow `--`
            ["git", *arguments],  # noqa: S607  git is where the user has it
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
    except FileNotFoundError as error:
        raise MtcheckError("--changed-since needs git, which is not on the PATH: install it.") from error
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["git failed"])[0]
        raise MtcheckError(f"git could not say what changed ({last}): check the revision and the folder.") from error
    return done.stdout
