"""Which Argos packages are installed, read from their metadata alone: one broken hides no other."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mtcheck.errors import MtcheckError

Origin = Literal["user", "argos", "bundled"]

BUNDLED = Path(__file__).parent.parent / "bundled" / "argos"
DEFAULT_MAX_TOKENS = 150
"""Word pieces a model reads well; Argos' own training recipe leaves out longer sentences."""

TOKENIZERS = ("sentencepiece.model", "bpe.model")
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?")
_PAIR = re.compile(rf"({_CODE.pattern})[-_>]({_CODE.pattern})")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){0,4}[A-Za-z0-9.+-]{0,20}")
_METADATA_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder whose sub-folders are packages, and whose it is."""

    path: Path
    origin: Origin


@dataclass(frozen=True, slots=True)
class InstalledPair:
    """A package that translates `from_code` into `to_code`.

    `target_prefix` is the token every translation begins with ("" for none). `max_tokens` is how many word pieces the
    model reads well: `max_tokens` of metadata.json, else `DEFAULT_MAX_TOKENS`.
    """

    from_code: str
    to_code: str
    version: str
    path: Path
    origin: Origin
    target_prefix: str = ""
    max_tokens: int = DEFAULT_MAX_TOKENS

    @property
    def name(self) -> str:
        """The pair as users write it: `de-en`."""
        return f"{self.from_code}-{self.to_code}"

    @property
    def version_key(self) -> tuple[int, ...]:
        """The version's numbers, for comparing: 1.10 comes after 1.9."""
        return tuple(int(number) for number in re.findall(r"\d+", self.version))


class BrokenPackageError(MtcheckError):
    """A folder that should be a package and is none; `fault` says why in half a sentence."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} is not an Argos package ({fault}): install it again or delete the folder.")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Problem:
    """A sub-folder that should be a package and is not, and why, in one sentence that names the fix."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Installed:
    """What the search found: one package a pair, sorted by name, and what could not be read."""

    pairs: tuple[InstalledPair, ...]
    problems: tuple[Problem, ...]

    def get(self, from_code: str, to_code: str) -> InstalledPair | None:
        """Return the package from one language into another, if there is one."""
        return next((pair for pair in self.pairs if (pair.from_code, pair.to_code) == (from_code, to_code)), None)


def argos_folder() -> Path | None:
    """Argos' own default package folder, computed as Argos does; it need not exist. None for a user without a home.

    Argos' settings module would tell too, but creates folders in the user's home when imported.
    """
    try:
        data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    except RuntimeError:  # no HOME and no entry for the user, as containers run under a number have it
        return None
    return Path(data) / "argos-translate" / "packages"


def search_path() -> tuple[Folder, ...]:
    """Folders with packages, the user's first: where two hold the same pair the earlier one is taken."""
    folders = [Folder(BUNDLED, "bundled")]
    if own := argos_folder():
        folders.insert(0, Folder(own, "argos"))
    if chosen := os.environ.get("ARGOS_PACKAGES_DIR"):
        folders.insert(0, Folder(Path(chosen), "user"))
    return tuple(folders)


def parse_pair(text: str) -> tuple[str, str]:
    """Language codes of `de-en`, `de_en` or `de>en`. MtcheckError for anything else."""
    match = _PAIR.fullmatch(text.strip())
    if match is None or match[1] == match[2]:
        raise MtcheckError(f"{text!r} is no language pair: write two language codes such as de-en.")
    return match[1], match[2]


def read_pair(path: Path, origin: Origin) -> InstalledPair:
    """Return the package in the folder `path`, from its metadata. MtcheckError if it is not a whole one."""
    metadata = _metadata(path)
    codes = metadata.get("from_code"), metadata.get("to_code")
    if not all(isinstance(code, str) and _CODE.fullmatch(code) for code in codes) or codes[0] == codes[1]:
        raise _broken(path, f"its metadata.json names no two languages but {codes[0]!r} and {codes[1]!r}")
    version = metadata.get("package_version", "")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise _broken(path, f"its metadata.json gives {version!r} as package_version")
    prefix = metadata.get("target_prefix", "")
    limit = metadata.get("max_tokens", DEFAULT_MAX_TOKENS)
    if not isinstance(prefix, str) or type(limit) is not int or not 0 < limit <= 1024:  # noqa: PLR2004  CTranslate2's own limit
        raise _broken(path, "its metadata.json gives a target_prefix or max_tokens that is none")
    if not (path / "model" / "model.bin").is_file():
        raise _broken(path, "model/model.bin is missing")
    if not any((path / name).is_file() for name in TOKENIZERS):
        raise _broken(path, f"{' or '.join(TOKENIZERS)} is missing")
    return InstalledPair(str(codes[0]), str(codes[1]), version, path, origin, prefix, limit)


def packages_in(folder: Folder) -> tuple[list[InstalledPair], list[Problem]]:
    """Every package in a folder, sorted by name, and every sub-folder that is not one. No folder, no packages."""
    pairs: list[InstalledPair] = []
    problems: list[Problem] = []
    try:
        entries = sorted(entry for entry in folder.path.iterdir() if entry.is_dir() and entry.name[0] not in "._")
    except FileNotFoundError:
        return [], []
    except OSError as error:
        message = f"The package folder {folder.path} cannot be read ({error.strerror}): mend its permissions."
        return [], [Problem(folder.path, message)]
    for entry in entries:
        try:
            # Argos keeps sentence splitters among its packages; they translate nothing.
            if _metadata(entry).get("type", "translate") == "translate":
                pairs.append(read_pair(entry, folder.origin))
        except MtcheckError as error:
            problems.append(Problem(entry, str(error)))
    return pairs, problems


def find(folders: tuple[Folder, ...] | None = None) -> Installed:
    """Return the packages to use: the first folder that has a pair, and there its highest version."""
    chosen: dict[str, InstalledPair] = {}
    problems: list[Problem] = []
    for folder in search_path() if folders is None else folders:
        pairs, broken = packages_in(folder)
        problems += broken
        best: dict[str, InstalledPair] = {}
        for pair in pairs:
            if pair.name not in best or pair.version_key > best[pair.name].version_key:
                best[pair.name] = pair
        chosen = best | chosen
    return Installed(tuple(chosen[name] for name in sorted(chosen)), tuple(problems))


def _metadata(path: Path) -> dict[str, Any]:
    """Return the parsed metadata.json of the package folder `path`."""
    file = path / "metadata.json"
    try:
        if file.stat().st_size > _METADATA_LIMIT:
            raise _broken(path, "its metadata.json is too large")
        metadata = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _broken(path, "metadata.json is missing") from None
    except OSError as error:
        raise _broken(path, f"its metadata.json cannot be read, {error.strerror}") from None
    except (ValueError, RecursionError):
        raise _broken(path, "its metadata.json is not JSON") from None
    if not isinstance(metadata, dict):
        raise _broken(path, "its metadata.json is not a JSON object")
    return metadata


def _broken(path: Path, fault: str) -> BrokenPackageError:
    return BrokenPackageError(path, fault)
