"""`mtcheck watch`: finished files only, each judged once, whatever happens in between."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command_line import run

from mtcheck.errors import MtcheckError
from mtcheck.ingest.ledger import Entry, Ledger, State
from mtcheck.ingest.settled import Settling
from mtcheck.ingest.wake import waker

ROOT = Path(__file__).parents[1]
TEXT = "Am {} haben die Helfer im Dorf die alte Brücke über den Bach wieder aufgebaut und gefeiert.\n"
ENTRY = Entry("a.txt", 0, None, "clean", 0.9, "de", None)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder without a configuration above it, with a folder to watch in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mtcheck.toml").touch()
    (tmp_path / "in").mkdir()


def write(name: str, text: str, age: float = 60.0) -> Path:
    """A file of the watched folder that was last changed `age` seconds ago."""
    path = Path("in") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - age,) * 2)
    return path


def watch(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, list[dict[str, Any]]]:
    """The status of `mtcheck watch in --once`, and the lines it printed."""
    status = run("watch", "in", "--once", "--lang", "de", *more)
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# --- finished files ---


def test_a_file_is_finished_once_it_rests(tmp_path: Path) -> None:
    """A file that has just been written waits; one that grows waits anew; one that rests is finished."""
    settling = Settling(tmp_path / "in", 2.0)
    path = write("a.txt", "Ein Anfang", age=0)
    stamp = path.stat().st_mtime
    assert list(settling.finished(0.0, stamp)) == []
    assert settling.waiting
    path.write_text("Ein Anfang und mehr", encoding="utf-8")
    os.utime(path, (stamp, stamp))
    assert list(settling.finished(1.9, stamp)) == []
    assert list(settling.finished(3.8, stamp)) == []
    ((found, state),) = settling.finished(3.9, stamp)
    assert (found.name, state.size) == ("a.txt", 19)
    assert not settling.waiting


def test_temporary_hidden_and_unknown_files_are_passed_over(tmp_path: Path) -> None:
    """Programs write under such names before they rename; only what a scan reads is looked at."""
    partial = [
        f"a.txt{suffix}" for suffix in (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp", "~", "#")
    ]
    for name in ("~$a.txt", ".a.txt", ".a.txt.x7Gh2k", "#a.txt#", ".#a.txt", "e.pdf", "g.md", *partial):
        write(name, "x")
    assert [path.name for path, _ in Settling(tmp_path / "in", 2.0).finished(0.0, time.time())] == ["g.md"]


def test_an_article_may_begin_like_a_temporary_file(tmp_path: Path) -> None:
    """Its name is a word like any other: what is being written says so by its suffix or is hidden."""
    names = ["#1 der Woche.txt", "Temp. am Fluss.txt", "temperaturen.txt", "tmp-im-Text.html"]
    for name in names:
        write(name, "x")
    assert [path.name for path, _ in Settling(tmp_path / "in", 2.0).finished(0.0, time.time())] == names


# --- the ledger ---


def test_the_same_content_is_written_down_once(tmp_path: Path) -> None:
    """Of two processes that judge the same file at once, the second writes nothing."""
    first, second = Ledger(tmp_path / "s" / "l.db"), Ledger(tmp_path / "s" / "l.db")
    assert first.record("a.txt", State(3, 4, "d"), [ENTRY])
    assert not second.record("a.txt", State(3, 5, "d"), [ENTRY])
    assert second.untold() == [ENTRY]
    first.tell([ENTRY])
    assert second.untold() == []
    assert first.record("a.txt", State(3, 6, "e"), [ENTRY])
    assert first.state("a.txt") == State(3, 6, "e")
    assert second.untold() == [ENTRY]


def test_a_ledger_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    """Without it everything would be judged again, so a sentence names the option."""
    (tmp_path / "l.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(MtcheckError, match="--state"):
        Ledger(tmp_path / "l.db")


# --- the command ---


def test_each_article_gets_one_verdict_and_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    """A second run tells nothing; a touched file is not judged again, a changed one is."""
    write("a.txt", TEXT.format("Montag"))
    write("sub/b.md", TEXT.format("Dienstag"))
    status, lines = watch(capsys, "--format", "json", "--format", "html")
    assert status == 0
    assert [(line["path"], line["verdict"]) for line in lines] == [("a.txt", "clean"), ("sub/b.md", "clean")]
    report = json.loads(Path("mtcheck-reports/sub/b.md.json").read_text(encoding="utf-8"))
    assert report["articles"][0]["quality"] == lines[1]["quality"]
    assert Path("mtcheck-reports/a.txt.html").is_file()
    assert watch(capsys) == (0, [])
    os.utime("in/a.txt", (time.time() - 30,) * 2)
    assert watch(capsys) == (0, [])
    write("a.txt", TEXT.format("Mittwoch"))
    assert [line["path"] for line in watch(capsys)[1]] == ["a.txt"]


def test_a_file_that_cannot_be_read_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Its verdict is "error" with the reason, and the status 2; the others are judged."""
    write("bad.txt", "")
    write("good.txt", TEXT.format("Freitag"))
    status, lines = watch(capsys)
    assert status == 2
    assert [line["verdict"] for line in lines] == ["error", "clean"]
    assert "no text" in lines[0]["message"]
    assert watch(capsys) == (0, [])


def test_a_verdict_that_was_not_told_is_told_at_the_next_start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader who left, or a kill between the book and the line, loses nothing."""
    write("a.txt", TEXT.format("Samstag"))
    with monkeypatch.context() as patch:
        patch.setattr("mtcheck.commands.watch.put", lambda _: False)
        assert watch(capsys) == (0, [])
    assert [line["path"] for line in watch(capsys)[1]] == ["a.txt"]
    assert watch(capsys) == (0, [])


def test_a_verdict_told_late_counts_for_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    """What a killed run could not tell any more decides the status of the run that tells it."""
    ledger = Ledger(Path("mtcheck-reports/.mtcheck-watch.sqlite3"))
    for number, (verdict, fails) in enumerate([("garbled", True), ("error", False)]):
        told = Entry(f"{number}.txt", 0, None, verdict, None, None, None, fails=fails)
        ledger.record(told.path, State(1, 1, str(number)), [told])
        status, lines = watch(capsys)
        assert (status, [line["verdict"] for line in lines]) == (number + 1, [verdict])
    assert watch(capsys) == (0, [])


def test_a_long_name_gets_a_report_too(capsys: pytest.CaptureFixture[str]) -> None:
    """The report's name is cut where the file's name and the format's are longer together than a name may be."""
    for letter in "ab":
        write("ä" * 124 + letter + ".md", TEXT.format("Sonntag"))
    status, lines = watch(capsys)
    assert (status, len(lines)) == (0, 2)
    assert len(list(Path("mtcheck-reports").glob("ä*.json"))) == 2


def test_a_state_that_fails_later_is_an_error(tmp_path: Path) -> None:
    """As when the disk is full: a sentence that names the file, and no bug of mtcheck's."""
    ledger = Ledger(tmp_path / "l.db")
    ledger.close()
    for use in (lambda: ledger.state("a"), ledger.untold, lambda: ledger.tell([ENTRY])):
        with pytest.raises(MtcheckError, match=r"l\.db.*--state"):
            use()


def test_an_older_state_is_gone_on_with(tmp_path: Path) -> None:
    """One that was begun before the gate's word was kept in it."""
    with sqlite3.connect(tmp_path / "l.db") as database:
        database.execute(
            "CREATE TABLE verdicts (path TEXT, number INTEGER, id TEXT, verdict TEXT, quality REAL, language TEXT,"
            " message TEXT, told INTEGER DEFAULT 0, PRIMARY KEY (path, number))"
        )
        database.execute("INSERT INTO verdicts VALUES ('a.txt', 0, NULL, 'clean', 0.9, 'de', NULL, 0)")
    database.close()
    assert Ledger(tmp_path / "l.db").untold() == [ENTRY]


@pytest.mark.parametrize(("arguments", "says"), [(["nowhere"], "no folder"), (["in", "--reports", "in/r"], "outside")])
def test_folders_that_cannot_be_are_refused(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reports in the watched folder would be taken for articles."""
    assert run("watch", *arguments) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("with_library", [True, False])
def test_waiting_ends_when_something_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, with_library: bool
) -> None:
    """The system wakes it, or without the library the interval is over."""
    if not with_library:
        monkeypatch.setitem(sys.modules, "watchfiles", None)
    wait = waker(tmp_path / "in", 0.3)
    write("a.txt", "x")
    started = time.monotonic()
    wait(False)  # noqa: FBT003  a function of one argument
    assert time.monotonic() - started < 9


def test_kills_neither_lose_nor_double_a_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed at random moments and started again, every article has one verdict."""
    names = [f"{number}.txt" for number in range(6)]
    for name in names:
        write(name, TEXT.format(f"{name[0]}. Mai"))
    told: list[str] = []
    chance = random.Random(3)
    for stop in (signal.SIGKILL,):  # benchmarks/kills.py does this twenty times
        command = [sys.executable, "-m", "mtcheck", "watch", "in", "--lang", "de"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
        )
        assert process.stdout is not None
        told.append(process.stdout.readline())  # it has begun
        time.sleep(chance.random() / 10)
        process.send_signal(stop)
        told += process.stdout.readlines()
        process.wait()
    told += [json.dumps(line) for line in watch(capsys)[1]]
    assert sorted({json.loads(line)["path"] for line in told if line.rstrip().endswith("}")}) == names
    ledger = Ledger(tmp_path / "mtcheck-reports" / ".mtcheck-watch.sqlite3")
    assert all(ledger.state(name) is not None for name in names)
    assert ledger.untold() == []
