"""From files to results, through the Python API."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtcheck import MtcheckError, Options, scan, score
from mtcheck.argos.packages import Installed
from mtcheck.models import BUNDLED
from mtcheck.overrides import Override
from mtcheck.report.german import in_german
from mtcheck.round_trip import Route, find_route

TEXT = (
    "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Mühle am Fluss zu sanieren.\n\n"
    "Die Arbeiten sollen im Frühjahr beginnen und rund zwei Jahre dauern, sagte die Bürgermeisterin.\n\n"
    "Mehrere Anwohner hatten sich zuvor über den schlechten Zustand des Daches beschwert.\n"
)


def write(folder: Path, text: str, name: str = "article.txt") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_pair_there_is_no_round_trip_and_the_report_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The article is still judged, by the fluency model alone."""

    def nothing(language: str, _: Installed) -> Route | None:
        return find_route(language, Installed((), ()))

    monkeypatch.setattr("mtcheck.trips.find_route", nothing)
    results = scan([write(tmp_path, TEXT)])
    (article,) = results.articles
    assert article.verdict == "clean"
    assert all(s.round_trip is None for s in article.sentences)
    assert all(s.quality is not None for s in article.sentences)
    assert article.machine_likeness is None
    assert any("de: no round trip" in note and "mtcheck models install" in note for note in results.notes)


def test_installed_packages_are_shown_but_not_weighed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The score was fitted with the bundled pair: another one's round trips change no quality, and a note says so."""
    path = write(tmp_path, TEXT)
    bundled = scan([path])
    alone = scan([path], Options(without=frozenset({"round_trip"})))
    shutil.copytree(BUNDLED / "argos", tmp_path / "packages")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    installed = scan([path])
    qualities = [[s.quality for s in r.articles[0].sentences] for r in (bundled, alone, installed)]
    assert qualities[2] == qualities[1] != qualities[0]
    assert all(s.round_trip is not None for s in installed.articles[0].sentences)
    assert any("installed packages" in note for note in installed.notes)


def test_what_is_left_out_is_said_in_the_report(tmp_path: Path) -> None:
    """Such qualities are no ground for a verdict: the first note says so, and there is none otherwise."""
    path = write(tmp_path, TEXT)
    results = scan([path], Options(without=frozenset({"neighbours", "fluency"})))
    assert results.notes[0] == "without fluency, neighbours: for comparison, not for a gate"
    assert in_german(results.notes[0]) == "ohne Sprachfluss, Nachbarsätze: zum Vergleich, nicht für eine Prüfung"
    assert not any(note.startswith("without") for note in scan([path]).notes)


def test_left_out_the_fluency_model_marks_no_words_and_judges_no_ignore(tmp_path: Path) -> None:
    """What it alone would say stands in no report, and an ignore of what it alone finds is not called useless."""
    path = write(tmp_path, f"<!-- mtcheck: ignore as an example -->\n{TEXT}", "a.md")
    results = scan([path], Options(without=frozenset({"fluency"})))
    assert not any(sentence.tokens for article in results.articles for sentence in article.sentences)
    assert results.unused == ()
    whole = scan([path])
    assert all(sentence.tokens for article in whole.articles for sentence in article.sentences)
    assert len(whole.unused) == 1
    path.write_text(f"<!-- mtcheck: ignore -->\n{TEXT}", encoding="utf-8")
    (refused,) = scan([path], Options(without=frozenset({"fluency"}))).unused
    assert "without a reason" in refused.message


def test_a_pair_that_cannot_be_believed_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that translates garbage fails its self-test, and the bundled pair is used."""
    folder = tmp_path / "packages"
    shutil.copytree(BUNDLED / "argos", folder)
    for package in folder.iterdir():
        if package.is_dir():  # the same network told to write the source language again: a pair in name only
            described = json.loads((package / "metadata.json").read_text(encoding="utf-8"))
            described["target_prefix"] = "<2de>" if described["to_code"] == "en" else "<2en>"
            described["package_version"] = "9.9"
            (package / "metadata.json").write_text(json.dumps(described), encoding="utf-8")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    results = scan([write(tmp_path, TEXT)])
    assert "9.9" not in results.signature
    assert all(s.round_trip is not None for s in results.articles[0].sentences)


def test_a_language_no_model_covers_is_unscored(tmp_path: Path) -> None:
    """Neither clean nor garbled, and the reason names the language."""
    results = scan([write(tmp_path, TEXT)], Options(language="eu"))
    (article,) = results.articles
    assert article.verdict == "unscored"
    assert article.unscored_because is not None
    assert "'eu'" in article.unscored_because
    assert article.quality is None
    assert article.sentences_flagged == 0


def test_a_language_is_named_as_on_the_command_line() -> None:
    """With or without a region, Norwegian as the models have it; what is no language is refused before any work."""
    assert [Options(language=name).language for name in ("DE", "de-AT", "no", "pt_BR")] == ["de", "de", "nb", "pt"]
    with pytest.raises(MtcheckError, match="Unknown language 'german'"):
        Options(language="german")


@pytest.mark.parametrize("several", [list, set, tuple, lambda one: next(iter(one))])
def test_options_take_one_text_or_any_collection_and_paths_as_texts(several: Any) -> None:  # noqa: ANN401  a type
    """One text is one, not its letters."""
    wanted = Options(
        disabled_signs=frozenset({"all"}),
        exclude=("art",),
        allow_words=("Katzen",),
        profile=Path("x.json"),
        overrides=(Override(("a",), lang="de"),),
    )
    given: dict[str, Any] = {
        "disabled_signs": several(["all"]),
        "exclude": several([Path("art")]),
        "allow_words": several(["Katzen"]),
        "profile": "x.json",
        "overrides": (one for one in (Override(("a",), lang="de"),)),
    }
    assert Options(**given) == wanted


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"threshold": 7}, "The threshold 7 is no quality"),
        ({"threshold": float("nan")}, "is no quality"),
        ({"fail_on": "foo"}, "There is no fail_on 'foo'"),
        ({"disabled_signs": frozenset({"spacin"})}, "did you mean 'spacing'"),
        ({"without": frozenset({"fluenzy"})}, "no kind of evidence 'fluenzy'"),
        ({"overrides": (Override(("a",), threshold=7),)}, "The threshold 7 is no quality"),
        ({"overrides": (Override(("a",), disable_signs=("spacin",)),)}, "did you mean 'spacing'"),
        ({"overrides": (Override(("a",), lang="xx"),)}, "Unknown language 'xx'"),
        ({"threshold": "0.2"}, "such as 0.5"),
        ({"threshold": True}, "The threshold True is no quality"),
        ({"language": 5}, "The language 5 is no code"),
        ({"overrides": None}, "overrides must hold Override objects"),
        ({"overrides": ("a",)}, "overrides must hold Override objects"),
        ({"allow_words": ""}, "write it whole"),
        ({"allow_words": ["*"]}, "write it whole"),
        ({"allow_words": 3}, "allow_words must be a text or several"),
        ({"exclude": ["art", 3]}, "exclude must be a text or several"),
        ({"profile": 3}, "profile must be the path of a file"),
    ],
)
def test_options_that_mean_nothing_are_refused(wrong: dict[str, Any], says: str) -> None:
    """A caller of the API hears of a slip as the command line's user does."""
    with pytest.raises(MtcheckError, match=says):
        Options(**wrong)


def test_a_threshold_may_be_a_number_of_numpy() -> None:
    """As it comes out of a search for the best one."""
    assert Options(threshold=np.float32(0.5)) == Options(threshold=0.5)  # type: ignore[arg-type]  # as said above


def test_the_wrong_language_is_unscored(tmp_path: Path) -> None:
    """A German article said to be English is not clean, and the reason says what it looks like."""
    (article,) = scan([write(tmp_path, TEXT)], Options(language="en")).articles
    assert article.verdict == "unscored"
    assert article.unscored_because is not None
    assert "another language (de)" in article.unscored_because


def test_short_sentences_are_unscored_and_the_rest_is_judged(tmp_path: Path) -> None:
    """`Kurz gesagt.` is too short for a judgement; its neighbours are not."""
    results = scan([write(tmp_path, "Kurz gesagt.\n\n" + TEXT)])
    (article,) = results.articles
    assert article.sentences[0].quality is None
    assert article.sentences[0].unscored_because
    assert not article.sentences[0].flagged
    assert article.verdict == "clean"


def test_articles_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """Folders are read in sorted order, whatever order the models like."""
    for name in ("c.txt", "a.txt", "b.md"):
        write(tmp_path, TEXT, name)
    results = scan([tmp_path])
    assert [Path(a.path).name for a in results.articles] == ["a.txt", "b.md", "c.txt"]


def test_the_threshold_moves_flags_not_qualities(tmp_path: Path) -> None:
    """Evidence and quality stay; at 1 everything is flagged, at 0 nothing."""
    path = write(tmp_path, TEXT)
    strict, lax = scan([path], Options(threshold=1.0)), scan([path], Options(threshold=0.0))
    assert [s.quality for s in strict.articles[0].sentences] == [s.quality for s in lax.articles[0].sentences]
    assert strict.articles[0].sentences_flagged == 3
    assert lax.articles[0].sentences_flagged == 0


def test_the_signature_names_every_model(tmp_path: Path) -> None:
    """Score, fluency model and packages stand in it, each with its content's hash."""
    signature = scan([write(tmp_path, TEXT)]).signature
    assert re.search(r"score:[\d.]+@[0-9a-f]{8}\|base:", signature)
    assert re.search(r"fluency:[\d.]+@[0-9a-f]{8} ", signature)
    assert re.search(r"de-en:[\d.]+@[0-9a-f]{8}\+", signature)
    assert "chrF2++|nrefs:1" in signature


def test_score_judges_texts() -> None:
    """Rows of several sentences get one quality, blank rows none."""
    rows = list(score([TEXT.replace("\n", " "), "  "], Options(language="de")))
    assert rows[0].quality is not None
    assert rows[0].result is not None
    assert len(rows[0].result.sentences) == 3
    assert rows[1].quality is None
    assert rows[1].result is None
