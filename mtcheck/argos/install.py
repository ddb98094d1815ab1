"""Install Argos packages from a file or from Argos' index, and remove them. What an archive says is not trusted."""

from __future__ import annotations

import lzma
import re
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from mtcheck.argos.engine import Translator
from mtcheck.argos.index import download
from mtcheck.argos.locks import LOCK_NAME, read_lock, record
from mtcheck.argos.packages import (
    BrokenPackageError,
    Folder,
    InstalledPair,
    packages_in,
    parse_pair,
    read_pair,
    search_path,
)
from mtcheck.errors import MtcheckError

MAX_BYTES = 2 * 1024**3
"""How much an archive may hold when unpacked; Argos' largest packages hold about a tenth."""
MAX_FILES = 10_000
_ROOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CHUNK = 1 << 20
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
"""What reading a damaged, unknown or forbidden archive raises."""


def install(pair_or_file: str | Path, directory: Path | None = None) -> InstalledPair:
    """Install a `.argosmodel` file, or the newest package of a pair such as `de-en` from Argos' index.

    It goes into `directory`, by default the first folder of the search path, and its checksums into the lock file
    there. The same pair in the same folder is replaced. MtcheckError, with nothing installed, if the file is not a
    package that can be unpacked safely and loaded, or would overwrite another.
    """
    given = Path(pair_or_file)
    if given.suffix == ".argosmodel" or given.is_file():
        archive = given
        if not archive.is_file():
            raise MtcheckError(f"There is no package file {archive}: give the path of a .argosmodel file.")
    else:
        archive = download(*parse_pair(str(pair_or_file)))
    folder = directory or _default_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        read_lock(folder / LOCK_NAME)  # one that is broken is told before anything is changed
        with tempfile.TemporaryDirectory(prefix=".installing-", dir=folder) as staging:
            unpacked = _unpack(archive, Path(staging))
            pair = _sound(unpacked, archive)
            final = folder / unpacked.name
            _make_room(final, pair, Path(staging))
            unpacked.rename(final)
        record(folder, final)
    except OSError as error:
        message = f"Packages cannot be installed into {folder} ({error}): set ARGOS_PACKAGES_DIR to a folder of yours."
        raise MtcheckError(message) from error
    return read_pair(final, "user")


def _sound(unpacked: Path, archive: Path) -> InstalledPair:
    """The unpacked package, if it can be read and loaded; else MtcheckError that names the archive it came in."""
    try:
        pair = read_pair(unpacked, "user")
    except BrokenPackageError as error:
        raise _refused(archive, error.fault) from error
    try:
        Translator(pair).load()
    except MtcheckError as error:
        raise _refused(archive, "its model or its tokenizer cannot be loaded") from error
    return pair


def _default_folder() -> Path:
    """The first folder of the search path that is the user's."""
    own = next((folder.path for folder in search_path() if folder.origin != "bundled"), None)
    if own is None:
        raise MtcheckError("You have no home folder to install packages into: set ARGOS_PACKAGES_DIR to a folder.")
    return own


def remove(pair: str, folders: tuple[Folder, ...] | None = None) -> tuple[InstalledPair, ...]:
    """Delete every installed version of a pair and return what went. MtcheckError if none or only a bundled one is."""
    codes = parse_pair(pair)
    every = [(folder, packages_in(folder)[0]) for folder in (search_path() if folders is None else folders)]
    there = [(folder, found) for folder, pairs in every for found in pairs if (found.from_code, found.to_code) == codes]
    own = [(folder, found) for folder, found in there if folder.origin != "bundled"]
    if not own:
        if there:
            raise MtcheckError(
                f"{pair} ships with mtcheck and cannot be removed: install another package to replace it."
            )
        raise MtcheckError(f"No package {pair} is installed: `mtcheck models list` shows those that are.")
    for folder, _ in own:
        read_lock(folder.path / LOCK_NAME)
    for folder, found in own:
        try:
            shutil.rmtree(found.path)
            record(folder.path, None, forget=found.path)
        except OSError as error:
            raise MtcheckError(f"{found.path} cannot be deleted ({error}): mend its permissions.") from error
    return tuple(found for _, found in own)


def _make_room(final: Path, pair: InstalledPair, staging: Path) -> None:
    """Move an older package of the same pair out of the way, into the folder that is about to be deleted."""
    if not final.exists() and not final.is_symlink():
        return
    try:
        same = read_pair(final, "user").name == pair.name
    except MtcheckError:
        same = False
    if not same:
        raise MtcheckError(f"{final} is there and is not a package {pair.name}: move it away, then install again.")
    final.rename(staging / ".replaced")


def _unpack(archive: Path, staging: Path) -> Path:
    """Unpack an archive whose every member is safe into `staging`; return its one root folder."""
    with _blaming(archive):
        file = zipfile.ZipFile(archive)
    with file:
        with _blaming(archive):
            members, root = _safe_members(archive, file)
        for member in members:
            target = staging / member.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            # Declared sizes were summed before; a member that holds more than it declares fails its checksum.
            with target.open("xb") as sink:
                for chunk in _chunks(archive, file, member):
                    sink.write(chunk)
    return staging / root


def _chunks(archive: Path, file: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member, in pieces. What fails while one is read is the archive's fault, not its reader's."""
    with _blaming(archive), file.open(member) as source:
        while chunk := source.read(_CHUNK):
            yield chunk


@contextmanager
def _blaming(archive: Path) -> Iterator[None]:
    """Turn whatever goes wrong while an archive is read into a MtcheckError that names it."""
    try:
        yield
    except _UNREADABLE as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise MtcheckError(
                f"{archive} cannot be read ({error.strerror}): check its permissions and its disk."
            ) from error
        # bz2 raises an OSError without a number for damaged data
        raise _refused(archive, f"not a readable zip archive ({error})") from error


def _safe_members(archive: Path, file: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], str]:
    """Return the archive's files and their one root folder. MtcheckError names the first fault."""
    members = file.infolist()
    if len(members) > MAX_FILES:
        raise _refused(archive, f"it holds {len(members)} files, more than {MAX_FILES}")
    total = sum(member.file_size for member in members)
    if total > MAX_BYTES:
        raise _refused(archive, f"unpacked it takes {total / 1024**3:.1f} GB, more than {MAX_BYTES / 1024**3:.0f}")
    names = [member.filename.rstrip("/").casefold() for member in members]
    if len(set(names)) != len(names):
        raise _refused(archive, "it holds the same name twice")
    for member in members:
        fault = _fault(member)
        if fault:
            raise _refused(archive, f"{member.filename!r} {fault}")
    files = [member for member in members if not member.is_dir()]
    inside = {str(above) for name in names for above in PurePosixPath(name).parents}
    if any(member.filename.casefold() in inside for member in files):
        raise _refused(archive, "it holds the same name as a file and as a folder")
    roots = {member.filename.split("/")[0] for member in members}
    if len(roots) != 1 or any("/" not in member.filename for member in files):
        raise _refused(archive, "it must hold exactly one folder and nothing beside it")
    root = roots.pop()
    if not _ROOT.fullmatch(root):
        raise _refused(archive, f"its folder has the name {root!r}")
    if f"{root}/metadata.json" not in {member.filename for member in files}:
        raise _refused(archive, "metadata.json is missing")
    return files, root


def _fault(member: zipfile.ZipInfo) -> str | None:
    """Return what makes a member unsafe to unpack, as half a sentence."""
    name = member.orig_filename
    if name.startswith("/") or "\\" in name or ":" in name or not name.isprintable():
        return "is not a plain relative path"
    if any(part in {"", ".", ".."} for part in name.removesuffix("/").split("/")):
        return "leads out of its folder"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a special file"
    if member.flag_bits & 0x1:
        return "is encrypted"
    return None


def _refused(archive: Path, fault: str) -> MtcheckError:
    return MtcheckError(
        f"{archive} is not a sound Argos package ({fault}): get the file again from a source you trust."
    )
