"""The command line as people and pipelines use it, with the bundled models."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import run
from jsonschema import Draft202012Validator

from mtcheck import models

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
CLEAN = (
    "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Mühle am Fluss zu sanieren.\n"
    "Die Arbeiten sollen im Frühjahr beginnen und rund zwei Jahre dauern, sagte die Bürgermeisterin.\n"
    "Mehrere Anwohner hatten sich zuvor über den schlechten Zustand des Daches beschwert.\n"
)
GARBLED = (CORPUS / "garbled" / "de" / "mt-late-frost.txt").read_text(encoding="utf-8")


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A clean article."""
    path = tmp_path / "clean.txt"
    path.write_text(CLEAN, encoding="utf-8")
    return path


@pytest.fixture
def garbled(tmp_path: Path) -> Path:
    """A garbled article."""
    path = tmp_path / "garbled.txt"
    path.write_text(GARBLED, encoding="utf-8")
    return path


def test_status_is_0_for_a_clean_article(clean: Path) -> None:
    """Nothing flagged: the gate is green."""
    assert run("scan", clean) == 0


def test_status_is_1_for_a_garbled_article(clean: Path, garbled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One garbled article among clean ones fails the gate, and is named."""
    assert run("scan", clean, garbled) == 1
    assert "garbled.txt" in capsys.readouterr().out


def test_fail_on_never_turns_1_into_0(garbled: Path) -> None:
    """The report is written, the pipeline goes on."""
    assert run("scan", garbled, "--fail-on", "never") == 0


def test_the_garbled_article_needs_no_signs(garbled: Path) -> None:
    """No verdict hangs on a sign."""
    assert run("scan", garbled, "--disable-sign", "all") == 1


def test_a_missing_path_is_status_2_and_the_rest_is_judged(
    clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence on stderr names the path; the other file is in the results."""
    assert run("scan", clean, tmp_path / "missing.txt", "--format", "json") == 2
    captured = capsys.readouterr()
    assert "missing.txt" in captured.err
    results = json.loads(captured.out)
    assert [a["path"] for a in results["articles"]] == [clean.as_posix()]
    assert results["errors"][0]["path"].endswith("missing.txt")


def test_status_2_outranks_1(garbled: Path, tmp_path: Path) -> None:
    """A garbled article does not hide that another file could not be read."""
    assert run("scan", garbled, tmp_path / "missing.txt") == 2
    assert run("scan", garbled, tmp_path / "missing.txt", "--fail-on", "never") == 2


@pytest.mark.parametrize(
    ("content", "word"), [(b"", "no text"), (b"\x00\x01\x02\x03" * 50, "binary"), (b"   \n\n", "no text")]
)
def test_a_file_without_text_is_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, word: str
) -> None:
    """Empty, blank and binary files get a sentence, never a traceback."""
    path = tmp_path / "odd.txt"
    path.write_bytes(content)
    assert run("scan", path) == 2
    assert word in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan",),
        ("scan", "x.txt", "--no-such-option"),
        ("scan", "x.txt", "--threshold", "7"),
        ("scan", "x.txt", "--lang", "xx"),
        ("scan", "x.txt", "--disable-sign", "detached-hyphens"),
        ("scan", "x.txt", "--report", "html"),
        ("scan", "x.txt", "--format", "docx"),
        ("report", "no-such-results.json"),
        ("models", "install", "no-such-file.argosmodel"),
        ("score", "no-such-file.txt"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_is_status_2_with_a_sentence(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is wrong with the command line, stderr says it in words."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.txt").write_text(CLEAN, encoding="utf-8")
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert error.strip()
    assert "Traceback" not in error


def test_an_unknown_config_key_is_status_2(
    clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key is named, and the one that may have been meant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mtcheck.toml").write_text("treshold = 0.5\n", encoding="utf-8")
    assert run("scan", clean) == 2
    error = capsys.readouterr().err
    assert "treshold" in error
    assert "threshold" in error


def test_a_broken_package_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no Argos package is refused in words."""
    path = tmp_path / "broken.argosmodel"
    path.write_bytes(b"PK\x03\x04 but not really")
    assert run("models", "install", path) == 2
    assert "broken.argosmodel" in capsys.readouterr().err


def test_the_json_keeps_its_schema(clean: Path, garbled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a real scan prints validates against the schema that ships."""
    run("scan", clean, garbled, "--format", "json")
    schema = json.loads((ROOT / "mtcheck" / "report" / "results.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(capsys.readouterr().out))


def test_two_scans_print_the_same_bytes(clean: Path, garbled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a warm cache, a cold one, or none."""
    printed = []
    for more in ([], [], ["--no-cache"]):
        run("scan", garbled, clean, "--format", "json", *more)
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] == printed[2]


def test_every_scored_sentence_has_a_round_trip(clean: Path, garbled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """German ships with its pair: a pivot and a way back stand beside each quality."""
    run("scan", clean, garbled, "--format", "json")
    articles = json.loads(capsys.readouterr().out)["articles"]
    scored = [s for a in articles for s in a["sentences"] if s["quality"] is not None]
    assert len(scored) >= 6
    for sentence in scored:
        assert sentence["round_trip"]["pivot_language"] == "en"
        assert sentence["round_trip"]["pivot"]
        assert sentence["round_trip"]["back"]


def test_offsets_point_into_the_file(garbled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The region of a sentence, of a token and of a reason is what the file says there."""
    run("scan", garbled, "--format", "json")
    (article,) = json.loads(capsys.readouterr().out)["articles"]
    for sentence in article["sentences"]:
        assert GARBLED[sentence["start"] : sentence["end"]] == sentence["text"]
        line = GARBLED.splitlines()[sentence["line"] - 1]
        assert line[sentence["column"] - 1 :].startswith(sentence["text"][:20])
        for token in sentence["tokens"]:
            assert sentence["start"] <= token["start"] < token["end"] <= sentence["end"]
            assert not GARBLED[token["start"] : token["end"]].isspace()


def test_a_report_is_judged_again_without_models(garbled: Path, tmp_path: Path) -> None:
    """`report` gives the same verdict at the same threshold, and another one at another."""
    results = tmp_path / "results.json"
    assert run("scan", garbled, "--format", "json", "--output", results) == 1
    assert run("report", results) == 1
    assert run("report", results, "--threshold", "0") == 0


def test_score_prints_one_line_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows stay in order; an empty one is null, not clean."""
    rows = [GARBLED.splitlines()[2], "", CLEAN.splitlines()[0]]
    path = tmp_path / "rows.txt"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert run("score", path, "--lang", "de") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["text"] for line in lines] == rows
    assert lines[1]["quality"] is None
    assert lines[1]["flagged"] is False
    assert lines[0]["quality"] < lines[2]["quality"]


def test_score_reads_a_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A .tsv has no quoting, a .csv has; a missing column is named."""
    table = tmp_path / "rows.tsv"
    table.write_text('id\ttext\n1\t"Der Rat hat gestern Abend\n', encoding="utf-8")
    assert run("score", table, "--column", "text", "--lang", "de") == 0
    assert json.loads(capsys.readouterr().out)["text"] == '"Der Rat hat gestern Abend'
    assert run("score", table, "--column", "body") == 2
    assert "'body'" in capsys.readouterr().err


def test_several_reports_come_from_one_scan(garbled: Path, tmp_path: Path) -> None:
    """`--report` is repeatable and makes the folders it needs."""
    html, sarif = tmp_path / "out" / "r.html", tmp_path / "out" / "r.sarif"
    assert run("scan", garbled, "--report", f"html={html}", "--report", f"sarif={sarif}") == 1
    assert html.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert json.loads(sarif.read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_only_changed_files_are_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--changed-since` takes what git says differs, and files git does not know yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.txt").write_text(CLEAN, encoding="utf-8")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True, cwd=tmp_path)
    (tmp_path / "new.txt").write_text(CLEAN, encoding="utf-8")
    assert run("scan", "--changed-since", "HEAD", "--format", "json") == 0
    assert [a["path"] for a in json.loads(capsys.readouterr().out)["articles"]] == ["new.txt"]
    assert run("scan", "--changed-since", "no-such-revision") == 2


def test_help_is_quick() -> None:
    """Half a second, on any machine, for people who only look something up."""
    best = min(_seconds([sys.executable, "-m", "mtcheck", "--help"]) for _ in range(3))
    assert best < 0.5


def _seconds(command: list[str]) -> float:
    """Seconds of computing that a command takes, however busy the machine is."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_models_are_listed_and_verified(capsys: pytest.CaptureFixture[str]) -> None:
    """The pair, the fluency model and the score are there, and match their sha256, of which each says so once."""
    assert run("models", "list") == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in ("de-en", "en-de", "fluency", "score"))
    assert run("models", "verify") == 0
    verified = capsys.readouterr().out.splitlines()
    assert all(sum(line.count(name) for line in verified) == 1 for name in ("de-en 0.2", "score/score.json"))


def test_a_flipped_byte_fails_verification(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged bundled model is status 2 and names the file."""
    copy = tmp_path / "bundled"
    shutil.copytree(models.BUNDLED, copy)
    target = copy / "fluency" / "model.onnx"
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    monkeypatch.setattr(models, "BUNDLED", copy)
    assert run("models", "verify") == 2
    assert "model.onnx" in capsys.readouterr().out
