"""The gate as a team lives with it: a repository, old damage, new damage, and a reason to let some of it stand."""

from __future__ import annotations

import csv
import json
import random
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from command_line import run

CORPUS = Path(__file__).parents[1] / "corpus"
CLEAN = (
    "clean/de/buecher-bus.txt", "clean/de/freibad-mooswiesen.md", "clean/de/schwingfest-chaeserrugg.txt",
    "clean/en/photo-backups.md", "clean/en/swifts-memory.md", "sources/de/handball-pokal.txt",
    "sources/de/kreishaushalt.txt", "sources/de/stadttheater.txt", "sources/de/unwetter-aartal.txt",
)  # fmt: skip
FORMATS = {
    "json": "r.json", "sarif": "r.sarif", "junit": "r.xml", "github": "r.txt", "gitlab": "r.gitlab.json",
    "markdown": "r.md", "csv": "r.csv", "html": "r.html", "terminal": "r.log",
}  # fmt: skip


def _beginning(path: Path) -> str:
    """The first paragraphs of an article, some five sentences."""
    paragraphs = re.split(r"\n{2,}", path.read_text(encoding="utf-8"))
    end = next(n for n in range(1, len(paragraphs) + 1) if len(" ".join(paragraphs[:n])) > 500 or n == len(paragraphs))
    return "\n\n".join(paragraphs[:end]) + "\n"


def wrecked(name: str, seed: int) -> str:
    """An article of a weak translator with the words of each paragraph out of order: no model reads that as sound."""
    words = random.Random(seed)
    paragraphs = []
    for line in _beginning(CORPUS / "garbled" / "de" / name).splitlines():
        sentences = [sentence.split() for sentence in re.split(r"(?<=[.!?])\s+", line.strip()) if sentence]
        for sentence in sentences:
            inner = [word.strip(".,") for word in sentence]
            words.shuffle(inner)
            sentence[:] = inner
        paragraphs.append(" ".join(" ".join(s).capitalize() + "." for s in sentences if s))
    return "\n".join(paragraphs) + "\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh repository with ten articles, one garbled."""
    root = tmp_path_factory.mktemp("newsroom")
    (root / "articles").mkdir()
    for name in CLEAN:
        # Their beginnings are enough, and quicker.
        (root / "articles" / Path(name).name).write_text(_beginning(CORPUS / name), encoding="utf-8")
    (root / "articles" / "old.txt").write_text(wrecked("mt-late-frost.txt", 1), encoding="utf-8")
    (root / "extra.txt").write_text(wrecked("mt-rowing-upset.txt", 3), encoding="utf-8")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)  # noqa: S607  git of the path
    return root


def _flagged(path: Path) -> list[tuple[str, int]]:
    """(file, line) of each flagged sentence, from the JSON report."""
    results = json.loads(path.read_text(encoding="utf-8"))
    return [(a["path"], s["line"]) for a in results["articles"] for s in a["sentences"] if s["flagged"]]


def _places(root: Path) -> dict[str, set[tuple[str, int]]]:
    """By format: (file, line) of each sentence it points at."""
    sarif = json.loads((root / "r.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    located = [r["locations"][0]["physicalLocation"] for r in sarif if r["ruleId"] == "garbled-sentence"]
    gitlab = json.loads((root / "r.gitlab.json").read_text(encoding="utf-8"))
    failure = ET.parse(root / "r.xml").getroot().iter("failure")  # noqa: S314  written a moment ago
    bodies = "\n".join(element.text or "" for element in failure)
    commands = re.findall(
        r"^::error file=(.*?),line=(\d+),.*title=Garbled sentence::", _read(root, "r.txt"), re.MULTILINE
    )
    with (root / "r.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, strict=True) if row["rule"] == "garbled-sentence"]
    return {
        "sarif": {(unquote(one["artifactLocation"]["uri"]), one["region"]["startLine"]) for one in located},
        "gitlab": {
            (i["location"]["path"], i["location"]["lines"]["begin"])
            for i in gitlab
            if i["check_name"] == "garbled-sentence"
        },
        "junit": {(path, int(line)) for path, line in re.findall(r"^(\S+):(\d+):\d+: Reads as", bodies, re.MULTILINE)},
        "github": {(path, int(line)) for path, line in commands},
        "csv": {(row["path"], int(row["line"])) for row in rows},
    }


def _read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def test_a_team_adopts_the_gate_and_keeps_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Green after `baseline create`; one more garbled article fails at the right lines; with a reason green again."""
    monkeypatch.chdir(repository)
    assert run("scan", "articles/") == 1
    assert run("baseline", "create", "articles/", "--reason", "imported in 2019") == 0
    assert run("scan", "articles/", "--format", "json", "--output", "green.json") == 0
    assert "mtcheck-baseline.json" in capsys.readouterr().out
    old = next(a for a in json.loads(_read(repository, "green.json"))["articles"] if a["path"] == "articles/old.txt")
    assert old["verdict"] == "clean"
    assert {s["suppressed_because"] for s in old["sentences"] if s["suppressed_by"]} == {"imported in 2019"}

    new = wrecked("mt-dairy-takeover.txt", 2)
    (repository / "articles" / "new.md").write_text(new.replace("\n", "\n\n"), encoding="utf-8")
    reports = [f"--report={name}={file}" for name, file in FORMATS.items()]
    assert run("scan", "articles/", "--fail-on", "sentence", *reports) == 1
    expected = set(_flagged(repository / "r.json"))
    assert expected
    assert {path for path, _ in expected} == {"articles/new.md"}
    for name, places in _places(repository).items():
        assert places == expected, name
    for name in ("r.md", "r.log", "r.html"):
        assert "new.md" in _read(repository, name), name
    assert "GARBLED  articles/old.txt" not in _read(repository, "r.log")

    comments = "<!-- mtcheck: off a parody, printed as it came -->\n\n" + new.replace("\n", "\n\n")
    (repository / "articles" / "new.md").write_text(comments, encoding="utf-8")
    assert run("scan", "articles/", "--fail-on", "sentence", "--format", "json", "--output", "green.json") == 0
    assert "a parody, printed as it came" in _read(repository, "green.json")
    assert run("report", "green.json", "--fail-on", "sentence", "--threshold", "0.9", "--output", "again.log") in {0, 1}
    assert run("report", "green.json", "--fail-on", "sentence") == 0
    assert run("scan", "articles/", "--no-baseline") == 1


def test_stale_entries_and_unused_ignores_are_told_and_pruned(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mended article leaves stale entries: scan and audit tell, prune drops them, and all is well again."""
    monkeypatch.chdir(repository)
    baseline = repository / "stale.json"
    assert run("baseline", "create", "articles/old.txt", "--baseline", "stale.json") == 0
    before = len(json.loads(baseline.read_text(encoding="utf-8"))["entries"])
    old = _read(repository, "articles/old.txt").splitlines()
    sound = "Die Bürgermeisterin sagte am Montag, dass die Brücke im nächsten Jahr erneuert wird."
    (repository / "articles" / "mended.txt").write_text(f"[mtcheck: ignore it is fine]\n{sound}\n", encoding="utf-8")
    (repository / "articles" / "old.txt").write_text("\n".join(old[:1]) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert run("scan", "articles/old.txt", "articles/mended.txt", "--baseline", "stale.json", "--allow-unscored") == 0
    told = capsys.readouterr().out
    assert "stale" in told
    assert "articles/mended.txt:1" in told.replace("\n", "")
    assert run("baseline", "audit", "--baseline", "stale.json") == 1
    assert "stale" in capsys.readouterr().out
    assert run("baseline", "prune", "--baseline", "stale.json") == 0
    after = json.loads(baseline.read_text(encoding="utf-8"))["entries"]
    assert 0 < len(after) < before
    assert run("baseline", "audit", "--baseline", "stale.json") == 0


def test_a_baseline_is_not_replaced_unasked(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --force the file stays, and the error names both ways on; with it, reasons of what stays are kept."""
    monkeypatch.chdir(repository)
    assert run("baseline", "create", "extra.txt", "--baseline", "own.json", "--reason", "first") == 0
    first = _read(repository, "own.json")
    assert run("baseline", "create", "articles/", "--baseline", "own.json") == 2
    assert "--force" in capsys.readouterr().err
    assert _read(repository, "own.json") == first
    assert run("baseline", "create", "extra.txt", "--baseline", "own.json", "--force", "--reason", "second") == 0
    assert _read(repository, "own.json") == first
    assert run("scan", "extra.txt", "--baseline", "none.json") == 2
    assert "mtcheck baseline create" in capsys.readouterr().err


def test_what_an_editor_saved_is_added(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Entries from elsewhere join the baseline; a reason given later counts, one that is there is not lost."""
    monkeypatch.chdir(repository)
    assert run("baseline", "create", "extra.txt", "--baseline", "whole.json", "--reason", "first") == 0
    whole = json.loads(_read(repository, "whole.json"))
    saved = {"version": 1, "entries": [{**entry, "reason": None} for entry in whole["entries"][:2]]}
    saved["entries"][1]["reason"] = "seen by the desk"
    (repository / "saved.json").write_text(json.dumps(saved), encoding="utf-8")
    for target, before in (("whole.json", len(whole["entries"])), ("made.json", 0)):
        assert run("baseline", "add", "saved.json", "--baseline", target) == 0
        after = {e["fingerprint"]: e.get("reason") for e in json.loads(_read(repository, target))["entries"]}
        assert len(after) == max(2, before)
        assert after[saved["entries"][0]["fingerprint"]] == ("first" if before else None)
        assert after[saved["entries"][1]["fingerprint"]] == "seen by the desk"
    assert "2 new findings" in capsys.readouterr().out
    assert run("baseline", "add", "extra.txt", "--baseline", "whole.json") == 2
