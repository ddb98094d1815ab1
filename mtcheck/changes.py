"""Which files git says have changed, for a gate on new articles only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from mtcheck.errors import MtcheckError
from mtcheck.readers import STDIN, discover


def changed_since(revision: str, paths: Sequence[str] = (), exclude: Sequence[str] = ()) -> list[str]:
    """What a scan of `paths` reads, as far as it differs from `revision` or git does not know it yet.

    `paths` are files, folders and globs, inside the current folder or not, each in the repository it lies in (a
    submodule is one of its own); none means the current folder and what is below it, not the whole repository. As in
    any scan, folders give the files of known suffixes that no pattern of `exclude` matches, and a file named by itself
    counts whatever its suffix. Deleted files are left out, and those git ignores. Standard input and paths that do not
    exist are handed on, so that the scan reads or reports them.

    MtcheckError without git, outside a repository, or for an unknown revision.
    """
    if revision.startswith("-"):
        raise MtcheckError(f"{revision!r} is no git revision: give a commit, a tag or a branch, such as origin/main.")
    changed: dict[str, frozenset[str]] = {}
    chosen: dict[str, None] = {}
    real = cache(os.path.realpath)
    for path in paths or (".",):
        files = [str(file) for file in discover([path], exclude)]
        here = path if os.path.lexists(path) else next((file for file in files if os.path.isfile(file)), None)  # noqa: PTH113  as text
        if path == STDIN or here is None:
            chosen |= dict.fromkeys(files)
            continue
        root = _repository(here)
        if root not in changed:
            changed[root] = _changed(revision, root)
        for file in files:
            # What is no file, such as a folder that cannot be listed, is handed on too.
            if not os.path.isfile(file) or changed[root] & _names(file, real):  # noqa: PTH113  as text
                chosen[file] = None
    return list(chosen)


def _repository(path: str) -> str:
    """The nearest folder with a `.git`, from `path` upwards; without one a folder from which git may know better.

    Found here and not by git, which would have to be started for each of many paths.
    """
    folder = Path(os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path)))  # noqa: PTH112, PTH120  as text
    return str(next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder))


def _names(file: str, real: Callable[[str], str]) -> frozenset[str]:
    """The absolute names git may know a file by: its own, and if it is a link that of the file it leads to."""
    folder, name = os.path.split(file)
    own = os.path.join(real(folder), name)  # noqa: PTH118  compared as text
    return frozenset({own, real(file)} if os.path.islink(file) else {own})  # noqa: PTH114  as text


def _changed(revision: str, root: str) -> frozenset[str]:
    """The absolute names of all changed and new files of a repository."""
    top = os.path.realpath(_git(root, "rev-parse", "--show-toplevel").removesuffix("\n"))
    changed = _git(top, "diff", "--name-only", "--diff-filter=d", "-z", revision, "--")
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return frozenset(os.path.join(top, name) for name in (changed + new).split("\0") if name)  # noqa: PTH118  as above


def _git(folder: str, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  the revision cannot be an option
            ["git", "-C", folder, *arguments],  # noqa: S607  git is where the user has it
            capture_output=True,
            check=True,
        )
    except FileNotFoundError as error:
        raise MtcheckError("--changed-since needs git, which is not on the PATH: install it.") from error
    except subprocess.CalledProcessError as error:
        last = (os.fsdecode(error.stderr).strip().splitlines() or ["git failed"])[0]
        raise MtcheckError(f"git could not say what changed ({last}): check the revision and the folder.") from error
    return os.fsdecode(done.stdout)
