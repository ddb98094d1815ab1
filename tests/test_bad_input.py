"""What people feed by mistake: each thing gets a sentence with its fix, and the rest is done."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_cli import CLEAN, run
from tiny_argos import make_pair

from mtcheck.trips import STANDS_IN

LANGUAGE = ("--lang", "de")


def bad_files(folder: Path) -> dict[str, str]:
    """Files that cannot be read, by name, with what their message has to say."""
    contents = {
        "binary.txt": (b"\x00\x01\x02" * 99, "binary"),
        "empty.txt": (b"", "holds no text"),
        "blank.md": (b" \n\n\t", "holds no text"),
        "latin.txt": ("Die Brücke wäre schön.".encode("latin-1"), "iconv"),
        "picture.html": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image"),
        "nothing.html": (b"<html><body><nav><a href=/>Start</a></nav></body></html>", "No article"),
        "code.md": (b"```\nx = 1\n```\n", "besides code"),
        "broken.jsonl": (b'{"text": "Der Rat\n{"id": 3}\n[]\n', "Line 1"),
        "cut.jsonl.gz": (gzip.compress(b'{"text": "Der Rat tagt."}\n' * 99)[:30], "gzip"),
    }
    for name, (data, _) in contents.items():
        (folder / name).write_bytes(data)
    return {name: said for name, (_, said) in contents.items()}


def test_every_bad_file_is_named_and_the_others_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2, one line on stderr for each with its path and its fix, no traceback, and the good article's verdict."""
    expected = bad_files(tmp_path)
    (tmp_path / "good.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "word.txt").write_text(CLEAN + "\n\n" + "a" * 300_000, encoding="utf-8")
    long = tmp_path / ("x" * 300)
    status = run("scan", tmp_path, tmp_path / "missing.txt", long, *LANGUAGE, "--format", "json", "--no-cache")
    shown = capsys.readouterr()
    assert status == 2
    assert "Traceback" not in shown.err
    verdicts = {Path(a["path"]).name: a["verdict"] for a in json.loads(shown.out)["articles"]}
    assert verdicts["good.txt"] == "clean"
    assert "word.txt" in verdicts
    lines = shown.err.splitlines()
    for name, said in (*expected.items(), ("missing.txt", "does not exist"), (long.name, "too long")):
        own = [line for line in lines if f"/{name}:" in line]
        assert own, name
        assert said in own[0], own[0]
        assert own[0].endswith("."), own[0]


def test_what_cannot_be_kept_is_said_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cache folder that cannot be written: the scan's status is its own, and the message names the way out."""
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "good.txt").write_text(CLEAN, encoding="utf-8")
    monkeypatch.setenv("MTCHECK_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert run("scan", tmp_path / "good.txt", *LANGUAGE) == 0
    assert "MTCHECK_CACHE_DIR" in capsys.readouterr().err


def test_a_broken_package_is_named_once_and_the_bundled_pair_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that is none and one that cannot be loaded: stderr says which and what to do, the reports what stands in."""
    packages = tmp_path / "packages"
    there, _ = make_pair(packages)
    (there / "model" / "model.bin").write_bytes(b"no model")
    (packages / "translate-fr_en").mkdir()
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(packages))
    texts = {"de": CLEAN, "en": "The council decided on Tuesday evening to repair the old mill by the river.\n" * 3}
    for code, text in texts.items():
        (tmp_path / f"{code}.txt").write_text(text, encoding="utf-8")
    assert run("scan", *(tmp_path / f"{code}.txt" for code in texts), "--format", "json") == 0
    shown = capsys.readouterr()
    none, broken = shown.err.splitlines()
    assert "translate-fr_en is not an Argos package" in none
    assert none.endswith("install it again or delete the folder. Until then it is not used.")
    assert str(there) in broken
    assert broken.endswith("install the package again.")
    results = json.loads(shown.out)
    assert all(sentence["round_trip"] for article in results["articles"] for sentence in article["sentences"])
    assert [STANDS_IN in note for note in results["notes"]] == [True, True]
    assert run("doctor") == 2
    assert f"WRONG: de: {STANDS_IN}" in capsys.readouterr().out


def test_a_home_that_cannot_be_written_hinders_nothing(tmp_path: Path) -> None:
    """Models are listed and packages searched without a folder of one's own."""
    nowhere = tmp_path / "file"
    nowhere.write_text("no folder")
    environment = {**os.environ, "HOME": str(nowhere), "XDG_DATA_HOME": str(nowhere / "data")}
    environment.pop("ARGOS_PACKAGES_DIR", None)
    command = [sys.executable, "-m", "mtcheck", "models", "list"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "de-en" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_a_report_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is named, and the other report is written."""
    (tmp_path / "good.txt").write_text(CLEAN, encoding="utf-8")
    other = tmp_path / "r.json"
    reports = ("--report", "html=/dev/full", "--report", f"json={other}")
    assert run("scan", tmp_path / "good.txt", *LANGUAGE, *reports, "--no-cache") == 2
    error = capsys.readouterr().err
    assert "/dev/full" in error
    assert "Traceback" not in error
    assert json.loads(other.read_text(encoding="utf-8"))["gate"]["passed"]


def test_ctrl_c_is_status_130_and_a_sentence(tmp_path: Path) -> None:
    """At whatever moment after the start; nothing but the sentence is printed."""
    fifo = tmp_path / "endless.txt"
    os.mkfifo(fifo)
    # A test runner in the background is started with the signal ignored, which its children inherit.
    heard = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from mtcheck.cli import main; main()"
    )
    command = [sys.executable, "-c", heard, "scan", str(fifo), *LANGUAGE]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # The scan waits for the pipe's other end; once that opens it has begun.
    end = os.open(fifo, os.O_WRONLY)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=120)
    os.close(end)
    assert process.returncode == 130
    assert out == ""
    assert error.startswith("mtcheck: interrupted;")
    assert len(error.splitlines()) == 1
