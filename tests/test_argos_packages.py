"""Finding, installing, verifying and removing Argos packages."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
import tiny_argos

from mtcheck.argos import install as installing
from mtcheck.argos.engine import Translator
from mtcheck.argos.install import install, remove
from mtcheck.argos.locks import LOCK_NAME, package_hash, verify
from mtcheck.argos.packages import BUNDLED, Folder, find, parse_pair, read_pair, search_path
from mtcheck.argos.upstream import argos_package
from mtcheck.errors import MtcheckError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a real German-English package as a `.argosmodel` file."""
    folder = tmp_path_factory.mktemp("made")
    package = tiny_argos.make_package(folder / "translate-de_en-1_2", "de", "en", tiny_argos.DE_EN, version="1.2")
    return tiny_argos.zip_package(package, folder / "de_en.argosmodel")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty package folder that is the only one searched besides an empty default."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "packages"


def only(folder: Path) -> tuple[Folder, ...]:
    """Make a search path of one folder."""
    return (Folder(folder, "user"),)


def metadata_only(folder: Path, from_code: str, to_code: str, version: str) -> Path:
    """Make a folder that looks like a package from outside, for tests that load nothing."""
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "model.bin").write_bytes(b"model")
    (folder / "sentencepiece.model").write_bytes(b"pieces")
    said = {"package_version": version, "from_code": from_code, "to_code": to_code}
    (folder / "metadata.json").write_text(json.dumps(said))
    return folder


def test_a_package_lives_from_install_to_remove(archive: Path, folder: Path) -> None:
    """An installed file is found, translates, verifies, and is gone after removal."""
    pair = install(archive)
    assert (pair.name, pair.version, pair.path.parent) == ("de-en", "1.2", folder)
    found = find().get("de", "en")
    assert found is not None
    assert found.origin == "user"
    assert Translator(found).translate(["der Hund bellt"])[0].text == "the dog barks"
    assert [finding.status for finding in verify(only(folder))] == ["ok"]
    assert [gone.name for gone in remove("de_en")] == ["de-en"]
    assert find(only(folder)).pairs == ()
    assert json.loads((folder / LOCK_NAME).read_text()) == {"files": {}}


def test_installing_twice_leaves_one_whole_package(archive: Path, folder: Path) -> None:
    """The same pair in the same folder is replaced, and nothing of the work is left behind."""
    (install(archive).path / "README.md").write_text("of the first one")
    install(archive)
    assert sorted(path.name for path in folder.iterdir()) == [LOCK_NAME, "translate-de_en-1_2"]
    assert not (folder / "translate-de_en-1_2" / "README.md").exists()
    assert [finding.status for finding in verify(only(folder))] == ["ok"]


def test_a_broken_lock_is_told_before_anything_changes(archive: Path, folder: Path) -> None:
    """Nothing is installed or removed that the lock could not be told of."""
    there = install(archive).path
    (there / "README.md").write_text("of the first one")
    (folder / LOCK_NAME).write_text("no lock")
    for attempt in (lambda: install(archive), lambda: remove("de-en")):
        with pytest.raises(MtcheckError, match="lock file"):
            attempt()
    assert (there / "README.md").read_text() == "of the first one"


def test_install_never_overwrites_another_package(archive: Path, folder: Path) -> None:
    """A package folder of another pair, or of the user's own making, stays as it is."""
    other = metadata_only(folder / "translate-de_en-1_2", "fr", "en", "1.0")
    before = (other / "metadata.json").read_text()
    with pytest.raises(MtcheckError, match="move it away"):
        install(archive)
    assert (other / "metadata.json").read_text() == before


def test_a_flipped_byte_is_found(archive: Path, folder: Path) -> None:
    """Verification names the changed file and what to do, and the package's hash changes."""
    pair = install(archive)
    hash_before = package_hash(pair)
    model = pair.path / "model" / "model.bin"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)
    package_hash.cache_clear()
    (finding,) = verify(only(folder))
    assert finding.status == "damaged"
    assert "model/model.bin has changed" in finding.message
    assert "mtcheck models install de-en" in finding.message
    assert package_hash(pair) != hash_before


@pytest.mark.parametrize(("name", "fault"), [("model/config.json", "is missing"), ("extra.bin", "was not part")])
def test_missing_and_extra_files_are_found(archive: Path, folder: Path, name: str, fault: str) -> None:
    """A file too few or too many is damage."""
    file = install(archive).path / name
    if file.exists():
        file.unlink()
    else:
        file.write_bytes(b"?")
    (finding,) = verify(only(folder))
    assert finding.status == "damaged"
    assert f"{name} {fault}" in finding.message


def test_a_deleted_package_is_missed(archive: Path, folder: Path) -> None:
    """A package that the lock knows and the disk does not is damage."""
    shutil.rmtree(install(archive).path)
    (finding,) = verify(only(folder))
    assert finding.status == "damaged"
    assert "missing" in finding.message


def test_a_package_of_argos_own_is_unrecorded(folder: Path) -> None:
    """Without a lock entry there is nothing to compare, and that is no error."""
    metadata_only(folder / "de_en", "de", "en", "1.0")
    assert [finding.status for finding in verify(only(folder))] == ["unrecorded"]


def test_bundled_packages_are_verified_against_the_bundled_lock(tmp_path: Path) -> None:
    """The lock beside the bundled folder is used, and other models' lines in it are left alone."""
    package = metadata_only(tmp_path / "argos" / "de_en", "de", "en", "1.0")
    checksums = {
        "argos/de_en/metadata.json": sha256(package / "metadata.json"),
        "argos/de_en/model/model.bin": sha256(package / "model" / "model.bin"),
        "argos/de_en/sentencepiece.model": sha256(package / "sentencepiece.model"),
        "fluency/model.onnx": "0" * 64,
    }
    (tmp_path / "lock.json").write_text(json.dumps({"files": checksums}))
    bundled = (Folder(tmp_path / "argos", "bundled"),)
    assert [finding.status for finding in verify(bundled)] == ["ok"]
    (package / "sentencepiece.model").write_bytes(b"others")
    (finding,) = verify(bundled)
    assert "sentencepiece.model has changed" in finding.message
    assert "reinstall mtcheck" in finding.message


def sha256(path: Path) -> str:
    """SHA-256 as the standard tools compute it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_broken_folder_hides_no_other(folder: Path) -> None:
    """What is no package is reported with its path, and the packages beside it are found."""
    metadata_only(folder / "de_en", "de", "en", "1.0")
    (folder / "aa_empty").mkdir()
    (folder / "bb_text").mkdir()
    (folder / "bb_text" / "metadata.json").write_text("not json")
    found = find(only(folder))
    assert [pair.name for pair in found.pairs] == ["de-en"]
    assert [problem.path.name for problem in found.problems] == ["aa_empty", "bb_text"]
    assert "metadata.json is missing" in found.problems[0].message


@pytest.mark.parametrize(
    "change",
    [
        {"from_code": "../x"},
        {"to_code": "de"},
        {"to_code": 7},
        {"package_version": []},
        {"target_prefix": 3},
        {"max_tokens": 0},
    ],
)
def test_insane_metadata_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """A package whose metadata cannot be true is no package."""
    package = metadata_only(tmp_path / "de_en", "de", "en", "1.0")
    said = json.loads((package / "metadata.json").read_text()) | change
    (package / "metadata.json").write_text(json.dumps(said))
    with pytest.raises(MtcheckError, match="not an Argos package"):
        read_pair(package, "user")


def test_highest_version_wins_in_a_folder_and_the_users_folder_over_the_bundled(tmp_path: Path) -> None:
    """1.10 is newer than 1.9; a user's older package still takes the place of the bundled one."""
    metadata_only(tmp_path / "user" / "a", "de", "en", "1.9")
    metadata_only(tmp_path / "user" / "b", "de", "en", "1.10")
    metadata_only(tmp_path / "bundled" / "c", "de", "en", "2.0")
    metadata_only(tmp_path / "bundled" / "d", "en", "de", "2.0")
    folders = (Folder(tmp_path / "user", "user"), Folder(tmp_path / "bundled", "bundled"))
    assert [(pair.name, pair.version, pair.origin) for pair in find(folders).pairs] == [
        ("de-en", "1.10", "user"),
        ("en-de", "2.0", "bundled"),
    ]


def test_search_path_follows_argos_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's folder comes first, then Argos' default, then the bundled one; the first is optional."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "mine"))
    assert [folder.origin for folder in search_path()] == ["user", "argos", "bundled"]
    assert [folder.path for folder in search_path()][:2] == [
        tmp_path / "mine",
        tmp_path / "argos-translate" / "packages",
    ]
    monkeypatch.delenv("ARGOS_PACKAGES_DIR")
    assert [folder.origin for folder in search_path()] == ["argos", "bundled"]


def test_bundled_packages_cannot_be_removed(tmp_path: Path) -> None:
    """A bundled package is refused with a sentence, and stays."""
    package = metadata_only(tmp_path / "de_en", "de", "en", "1.0")
    with pytest.raises(MtcheckError, match="ships with mtcheck"):
        remove("de-en", (Folder(tmp_path, "bundled"),))
    assert package.exists()


def test_removing_what_is_not_there_says_so(tmp_path: Path) -> None:
    """The message names the command that lists packages."""
    with pytest.raises(MtcheckError, match="mtcheck models list"):
        remove("de-en", only(tmp_path))


@pytest.mark.parametrize("text", ["de", "de-de", "german-english", "", "de en", "../de-en"])
def test_pairs_are_two_codes(text: str) -> None:
    """Anything but two language codes is refused with an example."""
    with pytest.raises(MtcheckError, match="such as de-en"):
        parse_pair(text)


def write_zip(path: Path, members: dict[str, bytes], *, attributes: dict[str, int] | None = None) -> Path:
    """Make an archive with members named as given, however wrong."""
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (attributes or {}).get(name, stat.S_IFREG | 0o644) << 16
            file.writestr(info, data)
    return path


META = json.dumps({"package_version": "1.0", "from_code": "de", "to_code": "en"}).encode()


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"p/metadata.json": META, "p/../../outside": b"x"}, "leads out"),
        ({"p/metadata.json": META, "/outside": b"x"}, "plain relative path"),
        ({"p/metadata.json": META, "p\\..\\outside": b"x"}, "plain relative path"),
        ({"p/metadata.json": META, "C:/outside": b"x"}, "plain relative path"),
        ({"p/metadata.json": META, "q/metadata.json": META}, "exactly one folder"),
        ({"p/metadata.json": META, "outside": b"x"}, "exactly one folder"),
        ({"p/metadata.json": META, "p/Metadata.json": META}, "same name twice"),
        ({".hidden/metadata.json": META}, "has the name"),
        ({"p/model/model.bin": b"x"}, "metadata.json is missing"),
        ({"p/metadata.json": b"[]"}, "not a JSON object"),
        ({"p/metadata.json": META}, "model.bin is missing"),
        ({}, "exactly one folder"),
    ],
)
def test_unsafe_archives_are_refused(tmp_path: Path, folder: Path, members: dict[str, bytes], fault: str) -> None:
    """A malicious or broken archive is refused with its fault, and nothing of it stays anywhere."""
    archive = write_zip(tmp_path / "bad.argosmodel", members)
    with pytest.raises(MtcheckError, match=fault) as refusal:
        install(archive)
    # The folder it was unpacked in is gone; what the user can get again is the archive.
    assert str(archive) in str(refusal.value)
    assert ".installing" not in str(refusal.value)
    assert list(folder.iterdir()) == []
    assert not (tmp_path / "outside").exists()


def test_links_in_archives_are_refused(tmp_path: Path, folder: Path) -> None:
    """A symbolic link could point anywhere."""
    members = {"p/metadata.json": META, "p/link": b"/etc/passwd"}
    archive = write_zip(tmp_path / "bad.argosmodel", members, attributes={"p/link": stat.S_IFLNK | 0o777})
    with pytest.raises(MtcheckError, match="is a link"):
        install(archive)
    assert list(folder.iterdir()) == []


def forge_size(archive: Path, size: int) -> None:
    """Make the archive's directory declare another unpacked size for its last member."""
    data = bytearray(archive.read_bytes())
    struct.pack_into("<L", data, data.rindex(b"PK\x01\x02") + 24, size)
    archive.write_bytes(data)


def test_huge_archives_are_refused_before_unpacking(tmp_path: Path, folder: Path) -> None:
    """What declares gigabytes is not unpacked."""
    archive = write_zip(tmp_path / "bad.argosmodel", {"p/metadata.json": META, "p/bomb": b"0" * 100})
    forge_size(archive, 3 * 1024**3)
    with pytest.raises(MtcheckError, match=r"takes 3\.0 GB"):
        install(archive)
    assert list(folder.iterdir()) == []


def test_archives_that_lie_about_their_size_are_refused(tmp_path: Path, folder: Path) -> None:
    """A member larger than declared fails its checksum instead of filling the disk."""
    archive = write_zip(tmp_path / "bad.argosmodel", {"p/metadata.json": META, "p/bomb": b"0" * 100_000})
    forge_size(archive, 10)
    with pytest.raises(MtcheckError, match="not a readable zip"):
        install(archive)
    assert list(folder.iterdir()) == []


def test_archives_of_too_many_files_are_refused(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of members is capped."""
    monkeypatch.setattr(installing, "MAX_FILES", 3)
    archive = write_zip(tmp_path / "bad.argosmodel", {"p/metadata.json": META} | {f"p/{n}": b"" for n in range(3)})
    with pytest.raises(MtcheckError, match="more than 3"):
        install(archive)
    assert list(folder.iterdir()) == []


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, folder: Path) -> None:
    """A download error page saved as a package gets a sentence, not a traceback."""
    (tmp_path / "page.argosmodel").write_text("<html>404</html>")
    with pytest.raises(MtcheckError, match="not a readable zip"):
        install(tmp_path / "page.argosmodel")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["model/model.bin", "sentencepiece.model"])
def test_a_package_that_does_not_load_is_not_installed(archive: Path, tmp_path: Path, folder: Path, name: str) -> None:
    """Model and tokenizer are loaded once before the package is put in its place."""
    with zipfile.ZipFile(archive) as file:
        file.extractall(tmp_path)
    package = tmp_path / "translate-de_en-1_2"
    (package / name).write_bytes(b"garbage" * 50)
    with pytest.raises(MtcheckError, match=r"broken\.argosmodel.*cannot be loaded"):
        install(tiny_argos.zip_package(package, tmp_path / "broken.argosmodel"))
    assert list(folder.iterdir()) == []


def test_a_missing_package_file_is_named(tmp_path: Path, folder: Path) -> None:
    """A path that is not there is an error about the path, not about the network."""
    assert not folder.exists()
    with pytest.raises(MtcheckError, match="There is no package file"):
        install(tmp_path / "nowhere.argosmodel")


def point_index(monkeypatch: pytest.MonkeyPatch, folder: Path, entries: object | None) -> None:
    """Give Argos an index of our own: a file, so that no socket is opened."""
    settings = argos_package().settings
    folder.mkdir(parents=True, exist_ok=True)
    index = folder / "index.json"
    if entries is not None:
        index.write_text(json.dumps(entries))
    monkeypatch.setattr(settings, "remote_package_index", index.as_uri())
    monkeypatch.setattr(settings, "local_package_index", folder / "local.json")
    monkeypatch.setattr(settings, "downloads_dir", folder)


def test_offline_install_by_pair_says_what_to_do(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the index the message names the two ways out, and nothing else is said."""
    point_index(monkeypatch, tmp_path / "index", None)
    with pytest.raises(MtcheckError, match=r"check the network, or install from a \.argosmodel file"):
        install("de-en")
    assert caplog.records == []
    assert not folder.exists()


def test_install_by_pair_takes_the_newest_of_the_index(
    archive: Path, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among several versions the highest is fetched; a pair the index lacks is an error that says what it has."""
    offer = {"from_code": "de", "to_code": "en", "links": ["https://example.org/old"], "package_version": "1.9"}
    newest = offer | {"links": ["https://example.org/new"], "package_version": "1.10"}
    point_index(monkeypatch, tmp_path / "index", [offer, newest])
    asked: list[str] = []

    def fetch(urls: list[str]) -> bytes:
        asked.extend(urls)
        return archive.read_bytes()

    monkeypatch.setattr(argos_package().networking, "get_from", fetch)
    assert install("de-en").path.parent == folder
    assert asked == ["https://example.org/new"]
    with pytest.raises(MtcheckError, match="from de it goes to en"):
        install("de-fr")


@pytest.mark.parametrize(("source", "target"), [("de", "en"), ("en", "de")])
def test_argos_itself_loads_the_bundled_pair(source: str, target: str) -> None:
    """What ships is an Argos package: Argos' own class reads it, and its tokenizer is the model's."""
    folder = BUNDLED / f"translate-{source}_{target}"
    package = argos_package().Package(folder)
    assert (package.from_code, package.to_code) == (source, target)
    assert package.target_prefix == f"<2{target}>"
    assert package.tokenizer.decode(package.tokenizer.encode("Eine Probe, a sample.")) == "Eine Probe, a sample."
