"""`mtcheck doctor`: what it says of a sound installation, and what it calls wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import run
from tiny_argos import make_pair


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with no packages but the bundled ones."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))


def test_a_sound_installation_is_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    """It names versions, models, pairs, the cache, and how each language is judged."""
    assert run("doctor") == 0
    told = capsys.readouterr().out
    for words in (
        "mtcheck 0",
        "ctranslate2 ",
        "de-en ",
        "fluency/model.onnx: matches",
        "Cache\n  in use: ",
        "baseline: none",
    ):
        assert words in told
    assert "(extra serve)" in told or "mtcheck[serve]" in told
    assert "by fluency, language model, round trip and signs: de en\n" in told
    assert "by fluency and signs: " in told
    assert "any other: not judged" in told
    assert told.endswith("Nothing is wrong.\n")


def test_a_broken_package_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An Argos package that cannot be used is marked, and counted at the end."""
    (tmp_path / "packages" / "translate-fr_en").mkdir(parents=True)
    (tmp_path / "packages" / "translate-fr_en" / "metadata.json").write_text("{")
    assert run("doctor") == 2
    told = capsys.readouterr().out
    assert "WRONG: " in told
    assert "translate-fr_en" in told
    assert re.search(r"\d of these (is|are) wrong\.\n$", told)


def test_a_package_without_recorded_checksums_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Argos itself installed it: doctor and `models verify` say what records its checksums, and call nothing wrong."""
    make_pair(tmp_path / "packages")
    remedy = "its checksums are not recorded, because mtcheck did not install it; `mtcheck models install de-en`"
    (told,) = [line for line in _lines(capsys, "doctor") if "WARNING" in line and "de-en" in line]
    assert told.startswith("  WARNING: unrecorded de-en 1.0 at ")
    assert remedy in told
    assert any(remedy in line for line in _lines(capsys, "models", "verify"))


def _lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What a command prints, whatever it makes of the little pair's translations."""
    run(*arguments)
    return capsys.readouterr().out.splitlines()


def test_a_named_baseline_must_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The configuration names one that does not exist: the command that makes it is told."""
    (tmp_path / "mtcheck.toml").write_text('baseline = "known.json"\n')
    assert run("doctor") == 2
    assert "mtcheck baseline create" in capsys.readouterr().out


def test_a_cache_that_is_switched_off_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not that it is in use, and nothing is wrong with that."""
    (tmp_path / "mtcheck.toml").write_text("cache = false\n")
    assert run("doctor") == 0
    told = capsys.readouterr().out
    assert "Cache\n  not in use, every sentence is computed afresh: it is switched off\n" in told


def test_a_cache_that_cannot_be_used_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is no database: doctor says what a scan says, with the fix."""
    monkeypatch.setenv("MTCHECK_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "evidence.sqlite3").write_bytes(b"no database at all " * 300)
    assert run("doctor") == 0
    told = capsys.readouterr().out
    assert "WARNING: nothing is kept for the next scan (" in told
    assert "delete that file" in told
    assert told.endswith("Nothing is wrong. 1 is a warning.\n")


UNKNOWN_SIGN = 'disable_signs = ["no-such-sign"]'


@pytest.mark.parametrize("text", ["threshold = 2", UNKNOWN_SIGN, f'[[overrides]]\npaths = ["a"]\n{UNKNOWN_SIGN}'])
def test_a_configuration_that_cannot_be_used_is_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """One sentence says what is wrong with it."""
    (tmp_path / "mtcheck.toml").write_text(text)
    assert run("doctor") == 2
    assert capsys.readouterr().err.startswith("mtcheck: ")
