"""Checksums of package files: recorded when a package is installed, compared by `mtcheck models verify`."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from mtcheck.argos.packages import TOKENIZERS, Folder, InstalledPair, packages_in, search_path
from mtcheck.errors import MtcheckError

if TYPE_CHECKING:
    from pathlib import Path

LOCK_NAME = "mtcheck.lock.json"
"""The lock file beside the packages of a folder; the bundled packages' one is `lock.json` one folder up."""

Status = Literal["ok", "unrecorded", "damaged"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What verification says of one package. `message` is one sentence; for damage it names file and fix."""

    package: str
    path: Path
    status: Status
    message: str


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def package_hash(pair: InstalledPair) -> str:
    """SHA-256 over what decides a package's translations: metadata, tokenizer and model files. Read once a process."""
    model = sorted(path for path in (pair.path / "model").rglob("*") if path.is_file())
    rest = [pair.path / name for name in ("metadata.json", *TOKENIZERS) if (pair.path / name).is_file()]
    lines = [f"{path.relative_to(pair.path).as_posix()} {sha256(path)}\n" for path in (*rest, *model)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def files_of(package: Path) -> list[Path]:
    """Every file below a package's folder, sorted."""
    return sorted(path for path in package.rglob("*") if path.is_file() or path.is_symlink())


def lock_path(folder: Folder) -> Path:
    """Where a folder's lock file stands."""
    return folder.path.parent / "lock.json" if folder.origin == "bundled" else folder.path / LOCK_NAME


def read_lock(path: Path) -> dict[str, str]:
    """Checksum of each file, by its path relative to the lock file. No file, no entries; MtcheckError if broken."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        if all(isinstance(name, str) and isinstance(digest, str) for name, digest in files.items()):
            return dict(files)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise MtcheckError(f"The lock file {path} cannot be read: delete it and install its packages again.")


def record(folder: Path, package: Path | None, forget: Path | None = None) -> None:
    """Write the checksums of `package`'s files into `folder`'s lock and drop those of the package `forget`."""
    path = folder / LOCK_NAME
    kept = read_lock(path)
    for gone in (package, forget):
        if gone is not None:
            kept = {name: digest for name, digest in kept.items() if not name.startswith(f"{gone.name}/")}
    if package is not None:
        kept |= {file.relative_to(folder).as_posix(): sha256(file) for file in files_of(package)}
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(json.dumps({"files": dict(sorted(kept.items()))}, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)


def verify(folders: tuple[Folder, ...] | None = None) -> tuple[Finding, ...]:
    """Compare every installed package, used or not, with its lock. A package without an entry is "unrecorded"."""
    findings: list[Finding] = []
    for folder in search_path() if folders is None else folders:
        findings += _verify_folder(folder)
    return tuple(findings)


def _verify_folder(folder: Folder) -> list[Finding]:
    lock_file = lock_path(folder)
    try:
        lock = read_lock(lock_file)
    except MtcheckError as error:
        return [Finding(lock_file.name, lock_file, "damaged", str(error))]
    pairs, problems = packages_in(folder)
    findings = [Finding(problem.path.name, problem.path, "damaged", problem.message) for problem in problems]
    prefix = f"{folder.path.name}/" if folder.origin == "bundled" else ""
    known: dict[str, dict[str, str]] = {}
    for name, digest in lock.items():
        if name.startswith(prefix):
            package, _, rest = name.removeprefix(prefix).partition("/")
            known.setdefault(package, {})[rest] = digest
    for pair in pairs:
        title = f"{pair.name} {pair.version}"
        recorded = known.get(pair.path.name)
        if recorded is None:
            message = (
                f"{title} at {pair.path}: its checksums are not recorded, because mtcheck did not install it; "
                f"`mtcheck models install {pair.name}`, or that with its .argosmodel file, records them."
            )
            findings.append(Finding(title, pair.path, "unrecorded", message))
            continue
        fault = _first_difference(pair.path, recorded)
        fix = "reinstall mtcheck" if pair.origin == "bundled" else f"run `mtcheck models install {pair.name}`"
        if fault is None:
            findings.append(Finding(title, pair.path, "ok", f"{title} at {pair.path} is as installed."))
        else:
            findings.append(Finding(title, pair.path, "damaged", f"{title} at {pair.path}: {fault}; {fix}."))
    reported = {finding.path.name for finding in findings}
    for package in sorted(known.keys() - reported):
        path = folder.path / package
        fix = "reinstall mtcheck" if folder.origin == "bundled" else "install it again or delete its lines there"
        message = f"The package {path} stands in {lock_file.name} but is missing: {fix}."
        findings.append(Finding(package, path, "damaged", message))
    return findings


def _first_difference(package: Path, recorded: dict[str, str]) -> str | None:
    """Return the first file, by name, that is missing, extra or changed, as half a sentence."""
    present = {path.relative_to(package).as_posix(): path for path in files_of(package)}
    for name in sorted(present.keys() | recorded.keys()):
        if name not in present:
            return f"{name} is missing"
        if name not in recorded:
            return f"{name} was not part of the package"
        if present[name].is_symlink() or sha256(present[name]) != recorded[name]:
            return f"{name} has changed since it was installed"
    return None
