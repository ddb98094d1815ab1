"""`mtcheck baseline` where paths are odd, mistyped, elsewhere or gone. Every sentence of garbled*.txt is flagged."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from test_cli import run
from test_gate_story import wrecked

DE = ("--lang", "de")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the current folder one with two garbled articles in folders of their own, and a configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mtcheck.toml").write_text('lang = "de"\n', encoding="utf-8")
    for name, article, seed in (("north", "mt-late-frost.txt", 1), ("south", "mt-rowing-upset.txt", 3)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(wrecked(article, seed), encoding="utf-8")
    return tmp_path


def known(file: Path) -> list[str]:
    """The paths of a baseline's entries."""
    return [entry["path"] for entry in json.loads(file.read_text(encoding="utf-8"))["entries"]]


def test_pipes_and_links_are_written_to_folders_made_and_nothing_else_is_lost(folder: Path) -> None:
    """A baseline goes where a report may go, and leaves what it finds there as a report does."""
    os.mkfifo(folder / "pipe")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append((folder / "pipe").read_text(encoding="utf-8")), daemon=True)
    reader.start()
    assert run("baseline", "create", "north", "--baseline", "pipe") == 0
    reader.join(30)
    assert "north/a.txt" in got[0]
    assert (folder / "pipe").is_fifo()
    (folder / "link.json").symlink_to("real.json")
    (folder / "link.json.part").write_text("mine", encoding="utf-8")
    assert run("baseline", "create", "north", "--baseline", "link.json") == 0
    assert (folder / "link.json").is_symlink()
    assert set(known(folder / "real.json")) == {"north/a.txt"}
    assert (folder / "link.json.part").read_text(encoding="utf-8") == "mine"
    assert run("baseline", "create", "north", "--baseline", "new/folder/b.json") == 0
    assert set(known(folder / "new" / "folder" / "b.json")) == {"../../north/a.txt"}


@pytest.mark.parametrize("target", ["", "north", "mtcheck.toml/b.json", "north/known.jsonl"])
def test_a_place_that_cannot_hold_a_baseline_is_refused_before_the_scan(
    target: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name, a folder, below a file, or where the next scan would read it as records: status 2 and a sentence."""
    monkeypatch.setattr("mtcheck.pipeline.scan", None)
    assert run("baseline", "create", "north", "--baseline", target) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_what_could_not_be_read_costs_no_entry(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped path with --force leaves the baseline as it was, and says so."""
    assert run("baseline", "create", "north") == 0
    before = (folder / "mtcheck-baseline.json").read_text(encoding="utf-8")
    assert run("baseline", "create", "nroth", "south", "--force") == 2
    assert "stays as it was" in capsys.readouterr().err
    assert (folder / "mtcheck-baseline.json").read_text(encoding="utf-8") == before


def test_articles_that_cannot_be_judged_are_named_and_keep_their_entries(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their part of the work is not done: status 2, unless the configuration allows unscored articles."""
    assert run("baseline", "create", "north") == 0
    before = known(folder / "mtcheck-baseline.json")
    (folder / "north" / "a.txt").write_text("Zu kurz.\n", encoding="utf-8")
    assert run("baseline", "create", "north", "--force") == 2
    assert "a.txt: not judged: " in capsys.readouterr().err
    assert known(folder / "mtcheck-baseline.json") == before
    (folder / "mtcheck.toml").write_text('lang = "de"\nallow_unscored = true\n', encoding="utf-8")
    assert run("baseline", "create", "north", "--force") == 0


def test_force_replaces_only_what_the_paths_hold(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder below the baseline's: entries of other folders stay, those of a file that is gone from it do not."""
    (folder / "south" / "b.txt").write_text(wrecked("mt-late-frost.txt", 5), encoding="utf-8")
    assert run("baseline", "create", "north", "south") == 0
    north = known(folder / "mtcheck-baseline.json").count("north/a.txt")
    (folder / "south" / "b.txt").unlink()
    monkeypatch.chdir(folder / "south")
    capsys.readouterr()
    assert run("baseline", "create", ".", "--force") == 0
    assert f"{north} of them kept" in capsys.readouterr().out
    after = known(folder / "mtcheck-baseline.json")
    assert after.count("north/a.txt") == north
    assert set(after) == {"north/a.txt", "south/a.txt"}
    monkeypatch.chdir(folder)
    assert run("scan", "north", "south", "--fail-on", "sentence") == 0


def test_force_keeps_the_entries_of_what_is_left_out(folder: Path) -> None:
    """A file that the configuration excludes is there, and the scan says nothing of it."""
    assert run("baseline", "create", ".") == 0
    before = known(folder / "mtcheck-baseline.json")
    (folder / "mtcheck.toml").write_text('lang = "de"\nexclude = ["south"]\n', encoding="utf-8")
    assert run("baseline", "create", ".", "--force") == 0
    assert sorted(known(folder / "mtcheck-baseline.json")) == sorted(before)


@pytest.mark.parametrize("beside", [True, False])
def test_entries_from_elsewhere_are_named_as_the_baseline_names_them(
    beside: bool,  # noqa: FBT001  a parameter
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a baseline that lies beside its articles, and of one saved elsewhere by a report of the current folder."""
    monkeypatch.chdir(folder / "south")
    assert run("baseline", "create", "a.txt", "--baseline", "own.json") == 0
    if not beside:
        (folder / "downloads").mkdir()
        (folder / "south" / "own.json").rename(folder / "downloads" / "own.json")
    monkeypatch.chdir(folder if beside else folder / "south")
    saved = "south/own.json" if beside else "../downloads/own.json"
    assert run("baseline", "add", saved) == 0
    monkeypatch.chdir(folder)
    assert set(known(folder / "mtcheck-baseline.json")) == {"south/a.txt"}
    assert run("scan", "south/a.txt", "--fail-on", "sentence") == 0


def test_an_entry_that_cannot_be_named_anew_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fingerprint that is not that of path and text would silence nothing in another folder: nothing is written."""
    entry = {"fingerprint": "0" * 64, "path": "a.txt", "text": "Ein Satz."}
    (folder / "south" / "own.json").write_text(json.dumps({"version": 1, "entries": [entry]}), encoding="utf-8")
    assert run("baseline", "add", "south/own.json") == 2
    assert "Ein Satz." in capsys.readouterr().err
    assert not (folder / "mtcheck-baseline.json").exists()


def test_prune_does_not_take_a_missing_folder_for_mended_articles(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where every file is gone, as where a volume is not mounted, nothing is dropped, nor by --force: status 2."""
    assert run("baseline", "create", "north") == 0
    before = (folder / "mtcheck-baseline.json").read_text(encoding="utf-8")
    (folder / "north").rename(folder / "unmounted")
    (folder / "north").mkdir()
    assert run("baseline", "prune") == 2
    assert "mount" in capsys.readouterr().err
    assert run("baseline", "create", "north", "--force") == 2
    assert "there is no article to judge" in capsys.readouterr().err
    assert (folder / "mtcheck-baseline.json").read_text(encoding="utf-8") == before


def test_entries_of_a_file_whose_name_is_not_utf8_are_kept(folder: Path) -> None:
    """Its path stands in the baseline with escapes, and the file is found all the same: by prune, and by --force."""
    try:
        (folder / "north" / "a.txt").rename(folder / "north" / os.fsdecode(b"\xff\xe4.txt"))
    except OSError:
        pytest.skip("this file system has only names in Unicode")
    assert run("baseline", "create", "north", "south") == 0
    before = known(folder / "mtcheck-baseline.json")
    assert "north/\\xff\\xe4.txt" in before
    assert run("baseline", "prune") == 0
    assert known(folder / "mtcheck-baseline.json") == before
    (folder / "mtcheck.toml").write_text('lang = "de"\nexclude = ["north"]\n', encoding="utf-8")
    assert run("baseline", "create", ".", "--force") == 0
    assert known(folder / "mtcheck-baseline.json") == before


def test_force_keeps_what_a_missing_folder_held_and_counts_what_it_drops(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is gone may not be mounted; a file that is gone from its folder is dropped, and that is said."""
    (folder / "south" / "b.txt").write_text(wrecked("mt-late-frost.txt", 5), encoding="utf-8")
    assert run("baseline", "create", ".") == 0
    before = known(folder / "mtcheck-baseline.json")
    (folder / "north").rename(folder.parent / "unmounted")
    (folder / "south" / "b.txt").unlink()
    capsys.readouterr()
    assert run("baseline", "create", ".", "--force") == 0
    assert f"{before.count('south/b.txt')} entries dropped, whose files are gone" in capsys.readouterr().out
    assert sorted(known(folder / "mtcheck-baseline.json")) == sorted(p for p in before if p != "south/b.txt")
