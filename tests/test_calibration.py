"""`mtcheck calibrate` and the profiles it writes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from command_line import run

from mtcheck import Options, scan
from mtcheck.article import Article
from mtcheck.calibration.adjust import Route, adjustment, applied
from mtcheck.calibration.articles import Verdicts, verdicts
from mtcheck.calibration.calibrate import Score, calibrate, check
from mtcheck.calibration.collect import Unit, collect
from mtcheck.calibration.logistic import fit, folds
from mtcheck.calibration.show import summary
from mtcheck.errors import MtcheckError
from mtcheck.evaluation.table import LabelledRow
from mtcheck.models import BUNDLED
from mtcheck.odds import from_log_odds, log_odds
from mtcheck.pipeline import open_judge
from mtcheck.profile import Adjustment, Profile, Weighing, load_profile
from mtcheck.readers import read

SCORE = Score(threshold=0.7, base_rate=0.1)
CLEAN = (
    "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Mühle am Fluss zu sanieren.",
    "Die Arbeiten sollen im Frühjahr beginnen und rund zwei Jahre dauern, sagte die Bürgermeisterin.",
    "Mehrere Anwohner hatten sich zuvor über den schlechten Zustand des Daches beschwert.",
    "Am Ende stimmten alle Fraktionen dem Vorschlag zu, obwohl die Kosten gestiegen sind.",
    "Ein Verein aus der Nachbarschaft will in dem Gebäude später ein kleines Museum einrichten.",
    "Die Feuerwehr war mit zwölf Fahrzeugen im Einsatz und konnte das Feuer schnell löschen.",
    "Verletzt wurde niemand, doch der Schaden wird auf fast eine Million Euro geschätzt.",
)


def units(count: int, label: int | None, mean: float, seed: int, language: str = "de") -> list[Unit]:
    """Rows whose log-odds lie around `mean`, four a document."""
    values = np.random.default_rng(seed).normal(mean, 1.0, count)
    return [
        Unit(language, f"{language}{label}{seed}:{i // 4}", label, v, v, None) for i, v in enumerate(values.tolist())
    ]


def flagged(several: list[Unit], own: Adjustment, threshold: float) -> float:
    """The share of units that an adjustment puts below a threshold."""
    return sum(from_log_odds(applied(unit, own)) < threshold for unit in several) / len(several)


def test_logistic_regression_is_scikit_learns() -> None:
    """With a flat prior it finds what `LogisticRegression(C=1e9)` of scikit-learn 1.9 finds: 1.08739 and -0.27185."""
    x = np.array([[v, 1.0] for v in (-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5)])
    y = np.array([0, 0, 1, 0, 0, 1, 0, 1, 1, 1], dtype=float)
    found = fit(x, y, np.ones(10), np.zeros(2), np.full(2, 1e-9))
    assert found == pytest.approx([1.08739342, -0.27184836], abs=1e-6)


def test_folds_keep_documents_whole() -> None:
    """No document stands in two folds, and all folds have rows."""
    documents = [str(i // 7) for i in range(100)]
    fold = folds(documents)
    assert len(set(fold)) == 5
    assert all(len({f for f, d in zip(fold, documents, strict=True) if d == name}) == 1 for name in set(documents))


def test_clean_sentences_shift_the_score_so_that_the_share_is_flagged() -> None:
    """Of text on which every tenth sentence would be flagged, one in a hundred is afterwards; the threshold stays."""
    clean = units(2000, 0, log_odds(0.7) - 1.28, seed=1)
    fitted = calibrate([], clean, {}, SCORE, 0.01)
    own = fitted.languages["de"]
    assert flagged(clean, Adjustment(1.0, 0.0), 0.7) == pytest.approx(0.1, abs=0.02)
    assert flagged(clean, own, 0.7) == pytest.approx(0.01, abs=0.0011)
    assert own.slope == 1
    assert fitted.threshold is None


def test_each_language_is_shifted_by_itself() -> None:
    """A language whose clean text reads worse to the model is shifted further."""
    fitted = calibrate([], units(400, 0, -2, 1, "fr") + units(400, 0, -1, 2, "es"), {}, SCORE, 0.01)
    assert fitted.languages["es"].shift < fitted.languages["fr"].shift - 0.5


def test_labels_recalibrate_slope_and_shift() -> None:
    """Log-odds that are twice as sure as they should be are halved, and shifted to the base rate."""
    chance = np.random.default_rng(5)
    truth = chance.normal(log_odds(0.9), 1.5, 6000)
    garbled = chance.random(6000) < 1 / (1 + np.exp(-truth))
    rows = [
        Unit("de", str(i // 5), int(g), 2 * t + 1, 2 * t + 1, None)
        for i, (t, g) in enumerate(zip(truth.tolist(), garbled.tolist(), strict=True))
    ]
    rate = float(garbled.mean())
    own = adjustment(rows, None, rate)
    assert own.slope == pytest.approx(0.5, abs=0.05)
    assert own.shift == pytest.approx(-0.5, abs=0.15)


def test_labels_set_a_threshold_that_keeps_the_promise() -> None:
    """At the new threshold one in a hundred sound rows is flagged, and more garbled ones than that."""
    sound, garbled = units(1500, 0, -3, 1), units(200, 1, -1, 2)
    fitted = calibrate(sound + garbled, [], {}, SCORE, 0.01)
    assert fitted.threshold is not None
    assert flagged(sound, fitted.languages["de"], fitted.threshold) == pytest.approx(0.01, abs=0.002)
    assert flagged(garbled, fitted.languages["de"], fitted.threshold) > 0.2


def test_a_language_whose_rate_was_not_set_is_not_calibrated(tmp_path: Path) -> None:
    """The profile says of each language whether it was; of one written before it said so, it was."""
    judge = open_judge(Options())
    parts = judge.signature([]).split("signs:")[1].split("|")[0]
    rows = units(100, 0, -3, 1) + units(50, 1, -1, 2)
    for share, is_set in ((0.01, False), (0.05, True)):
        fitted = calibrate(rows, [], {}, SCORE, share)
        made = Profile(
            judge.score.signature, judge.fluency.signature, parts, fitted.threshold, dict(fitted.languages), {}
        )
        path = tmp_path / "own.json"
        path.write_text(made.as_json(), encoding="utf-8")
        assert open_judge(Options(profile=path)).score.calibrated("de", round_trip=True) is is_set
        stored = json.loads(made.as_json())
        del stored["languages"]["de"]["rate_set"]
        path.write_text(json.dumps(stored), encoding="utf-8")
        assert open_judge(Options(profile=path)).score.calibrated("de", round_trip=True)
        stored["languages"]["de"]["rate_set"] = "yes"
        path.write_text(json.dumps(stored), encoding="utf-8")
        with pytest.raises(MtcheckError, match="is damaged"):
            load_profile(path)


def test_what_is_held_back_tells_what_to_expect() -> None:
    """The shares after calibration are of documents that the fit did not see."""
    sound, garbled = units(1500, 0, -3, 1), units(200, 1, -1, 2)
    fitted = calibrate(sound + garbled, [], {}, SCORE, 0.01)
    found = check(fitted, sound + garbled, [], {}, SCORE, 0.01)["de"]
    assert (found.sound, found.garbled) == (1500, 200)
    assert found.false_positives_after == pytest.approx(0.01, abs=0.006)
    assert found.recall_after is not None
    assert found.recall_after > 0.2


def test_what_was_flagged_before_was_flagged_among_neighbours() -> None:
    """Clean sentences among bad ones count as a scan would have flagged them."""
    among = [replace(unit, context=9.0) for unit in units(1500, 0, -3, 1)]
    garbled = units(200, 1, -1, 2)
    fitted = calibrate(among + garbled, [], {}, SCORE, 0.01)
    found = check(fitted, among + garbled, [], {}, SCORE, 0.01)["de"]
    assert found.false_positives_before == pytest.approx(1.0)


@pytest.mark.parametrize(("sound", "garbled"), [(100, 22), (280, 60)])
def test_folds_are_fitted_as_the_whole_is(sound: int, garbled: int) -> None:
    """Labels that are just enough recalibrate on four fifths of them too; what sets no threshold sets none there."""
    rows = units(sound, 0, -0.5, 1) + units(garbled, 1, 1, 2)
    fitted = calibrate(rows, [], {}, SCORE, 0.01)
    assert fitted.threshold is None
    found = check(fitted, rows, [], {}, SCORE, 0.01)["de"]
    own = fitted.languages["de"]
    assert found.false_positives_after == pytest.approx(flagged(rows[:sound], own, SCORE.threshold), abs=0.03)
    assert found.recall_after == pytest.approx(flagged(rows[sound:], own, SCORE.threshold), abs=0.06)


def test_folds_weigh_an_installed_pair_where_the_whole_does() -> None:
    """A hundred garbled rows and a few weigh it, and so do four fifths of them."""
    rows = with_trips(400, 0, 1, told=4) + with_trips(110, 1, 2, told=4)
    routes = {"de": Route("argos|other", weighed=False)}
    fitted = calibrate(rows, [], routes, SCORE, 0.01)
    assert fitted.languages["de"].weighing is not None
    assert (check(fitted, rows, [], routes, SCORE, 0.01)["de"].recall_after or 0) > 0.8


def with_trips(count: int, label: int, seed: int, told: float) -> list[Unit]:
    """Rows with the round trip of an installed pair, one of whose signals tells the classes apart by `told`."""
    chance = np.random.default_rng(seed)
    return [
        replace(
            unit,
            trip={
                "round_trip_surprisal": float(chance.normal(3 + told * label, 1)),
                "round_trip_chrf": float(chance.normal(0.5, 0.1)),
            },
        )
        for unit in units(count, label, -3 + 0.3 * label, seed)
    ]


def test_an_installed_pair_is_weighed_where_labels_say_how() -> None:
    """A signal that tells garbled from sound gets a positive weight, and separates them better than before."""
    rows = with_trips(400, 0, 1, told=2) + with_trips(150, 1, 2, told=2)
    own = adjustment(rows, Route("argos|other", weighed=False), 0.1)
    assert own.round_trip == "argos|other"
    assert own.weighing is not None
    assert own.weighing.weights["round_trip_surprisal"] > 0.5
    assert abs(own.weighing.weights["round_trip_chrf"]) < 0.3
    before = sum(a.log_odds > b.log_odds for a in rows[400:] for b in rows[:400])
    after = sum(applied(a, own) > applied(b, own) for a in rows[400:] for b in rows[:400])
    assert after > 1.3 * before


def test_an_installed_pair_that_tells_nothing_is_not_weighed() -> None:
    """Signals that are noise do not lower the loss on documents held back, so the simpler fit stays."""
    rows = with_trips(400, 0, 1, told=0) + with_trips(150, 1, 2, told=0)
    assert adjustment(rows, Route("argos|other", weighed=False), 0.1).weighing is None


def test_few_labels_do_not_weigh_a_pair() -> None:
    """Ninety-nine garbled rows are not enough for six weights."""
    rows = with_trips(400, 0, 1, told=2) + with_trips(99, 1, 2, told=2)
    own = adjustment(rows, Route("argos|other", weighed=False), 0.1)
    assert own.weighing is None
    assert own.round_trip is None


def test_too_little_is_refused_with_what_would_be_enough() -> None:
    """No profile is made of a handful of sentences."""
    said = r"5 garbled rows and 0 sound rows \(20 of each would do\), 50 clean sentences or sound rows \(300 would do\)"
    with pytest.raises(MtcheckError, match=said):
        calibrate(units(5, 1, 0, 1), units(50, 0, -3, 2), {}, SCORE, 0.01)
    with pytest.raises(MtcheckError, match=r"1 garbled row and 10 sound rows \(.*, 10 clean sentences or"):
        calibrate(units(1, 1, 0, 1) + units(10, 0, -3, 2), [], {}, SCORE, 0.01)


def test_labels_that_are_not_used_are_told_why() -> None:
    """A language that is only shifted although it has labels says how many would do."""
    fitted = calibrate(units(25, 1, 0, 1) + units(10, 0, -3, 2), units(400, 0, -3, 3), {}, SCORE, 0.01)
    (note,) = fitted.notes
    assert note.startswith("de: only shifted: 25 garbled rows and 10 sound rows are too few to recalibrate (20 of each")


def test_labels_the_wrong_way_round_are_refused() -> None:
    """Nothing is fitted to garbled rows that read better than sound ones, nor to labels that say hardly anything."""
    with pytest.raises(MtcheckError, match=r"de: .* the wrong way round \(1 means garbled\)\? Otherwise leave"):
        calibrate(units(400, 0, -1, 1) + units(100, 1, -3, 2), units(400, 0, -3, 3), {}, SCORE, 0.01)
    hardly = [Unit("de", str(i), i % 2, 30.0 * (i % 4 - 1.5), 0.0, None) for i in range(80)]
    with pytest.raises(MtcheckError, match="the wrong way round"):
        calibrate(hardly, [], {}, SCORE, 0.05)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Clean German articles, as JSON Lines."""
    path = tmp_path / "clean.jsonl"
    lines = [json.dumps({"id": str(i), "text": " ".join(CLEAN[i : i + 3])}, ensure_ascii=False) for i in range(5)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def profile(tmp_path: Path, articles: Path) -> Path:
    """A profile made from them."""
    path = tmp_path / "own.json"
    assert run("calibrate", articles, "--false-positives", "0.3", "--lang", "de", "--output", path) == 0
    return path


def test_scan_judges_by_a_profile(tmp_path: Path, articles: Path, profile: Path) -> None:
    """The share that was promised is flagged, the signature names the profile, and the language is calibrated."""
    plain, ours = scan([articles]), scan([articles], Options(profile=profile, language="de"))
    assert f"|profile:{load_profile(profile).digest}" in ours.signature
    assert "profile" not in plain.signature
    every = {s.text: s for a in ours.articles for s in a.sentences}
    assert 0 < sum(s.flagged for s in every.values()) <= 0.3 * 15
    assert all(a.calibrated for a in ours.articles)
    (tmp_path / "mtcheck.toml").write_text('profile = "own.json"\n', encoding="utf-8")
    output = tmp_path / "out.json"
    arguments = ("--lang", "de", "--format", "json", "--output", output, "--fail-on", "never")
    assert run("scan", articles, "--config", tmp_path / "mtcheck.toml", *arguments) == 0
    assert json.loads(output.read_text(encoding="utf-8"))["signature"] == ours.signature


def test_a_configured_threshold_that_overrides_a_profile_is_told(
    tmp_path: Path, articles: Path, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By `calibrate` and by what judges, but not where the command line names the threshold, or there is no profile."""
    config = tmp_path / "mtcheck.toml"
    config.write_text("threshold = 0.7\n", encoding="utf-8")
    told = f"{config} sets threshold = 0.7, which overrides the profile's: remove it."
    common = (articles, "--config", config, "--fail-on", "never")
    for arguments, is_told in (
        (("scan", *common, "--profile", profile), True),
        (("scan", *common, "--profile", profile, "--threshold", "0.6"), False),
        (("scan", *common), False),
        (("score", articles, "--config", config, "--profile", profile), True),
        (("calibrate", articles, "--config", config, "--false-positives", "0.3", "-o", tmp_path / "o.json"), True),
    ):
        capsys.readouterr()
        assert run(*arguments) == 0
        assert (told in capsys.readouterr().err) is is_told


def test_what_becomes_of_clean_articles_is_what_a_scan_says(
    tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before, and with the profile, as many are called garbled as a scan calls so; what is ignored is passed over."""
    folder, own = tmp_path / "clean", tmp_path / "own.json"
    folder.mkdir()
    articles.rename(folder / "a.jsonl")
    ignored = f"<!-- mtcheck: off a drill -->\n\n{BROKEN}\n\n{BROKEN}\n\n<!-- mtcheck: on -->"
    for name, more in (("b.md", ignored), ("c.md", f"{ENGLISH}\n\n{ENGLISH}"), ("d.md", f"{BROKEN}\n\n{BROKEN}")):
        (folder / name).write_text("\n\n".join([*CLEAN[:3], more, *CLEAN[3:]]), encoding="utf-8")
    assert run("calibrate", folder, "--false-positives", "0.4", "--lang", "de", "--output", own) == 0
    printed = capsys.readouterr().out
    options = Options(language="de")
    found = collect([], (one for path in sorted(folder.iterdir()) for one in read(path)), open_judge(options), options)
    adjusted, threshold = load_profile(own).languages["de"], open_judge(options).score.threshold
    after = [(from_log_odds(applied(unit, adjusted)), threshold) for unit in found.clean]
    told = verdicts(found.articles, threshold, after)
    plain, ours = (scan(folder, replace(options, profile=profile)) for profile in (None, own))
    garbled = [sum(article.verdict == "garbled" for article in one.articles) for one in (plain, ours)]
    assert (told.articles, told.before, told.after) == (8, *garbled)
    assert 0 < garbled[0] < garbled[1]
    assert f"clean articles called garbled: {garbled[0]} of 8 before, " in printed


def test_what_may_come_of_a_profile_is_said() -> None:
    """Too many flagged on what was held back, more clean articles garbled, few documents: each has its note."""
    fitted = calibrate([], units(400, 0, -3, 1), {}, SCORE, 0.01)
    found = check(fitted, [], units(400, 0, -3, 1), {}, SCORE, 0.01)["de"]
    quiet = replace(found, false_positives_after=0.02, clean=Verdicts(20, 1, 1))
    loud = replace(found, false_positives_after=0.021, clean=Verdicts(20, 1, 2))
    for one, several in ((quiet, 0), (loud, 2), (replace(quiet, documents=9), 1)):
        notes = [line for line in summary(fitted, {"de": one}, 0.7, 0.01) if line.startswith("note:")]
        assert len(notes) == several
    lines = "\n".join(summary(fitted, {"de": loud}, 0.7, 0.01))
    assert "clean articles called garbled: 1 of 20 before, 2 after, on documents held back" in lines
    assert "more than twice the 1.0% asked for are flagged on documents held back" in lines
    assert "more clean articles are called garbled than before" in lines


def test_the_same_articles_give_the_same_profile(tmp_path: Path, articles: Path, profile: Path) -> None:
    """Byte by byte."""
    again = tmp_path / "again.json"
    assert run("calibrate", articles, "--false-positives", "0.3", "--lang", "de", "--output", again) == 0
    assert again.read_bytes() == profile.read_bytes()


BROKEN = "Das Wetter gestern hat sehr die Menschen von der Stadt in kalt gemacht haben zu sein."
ENGLISH = "The council has decided to rebuild the old mill by the river, and the work will begin in the spring."


@pytest.mark.parametrize(
    "between",
    [f"<!-- mtcheck: off a drill -->\n\n{BROKEN}\n\n{BROKEN}\n\n<!-- mtcheck: on -->", f"{ENGLISH}\n\n{ENGLISH}"],
    ids=["ignored", "untranslated"],
)
def test_calibration_hears_what_a_scan_hears(tmp_path: Path, between: str) -> None:
    """What is ignored or left in another language is no clean sentence, and says nothing of those around it."""
    path = tmp_path / "a.md"
    path.write_text("\n\n".join([*CLEAN[:3], between, *CLEAN[3:]]), encoding="utf-8")
    options = Options(language="de")
    found = collect([], read(path), open_judge(options), options)
    assert len(found.clean) == len(CLEAN)
    scanned = {s.text: s.quality for s in scan(path, options).articles[0].sentences}
    calibrated = [unit.log_odds + unit.context for unit in found.clean]
    assert calibrated == pytest.approx([log_odds(scanned[text] or 0.0) for text in CLEAN])


def test_calibration_hears_ignored_sentences_where_ignores_are_not_obeyed(tmp_path: Path) -> None:
    """With `inline_ignores` off they are sentences like any."""
    path = tmp_path / "a.md"
    path.write_text(f"<!-- mtcheck: ignore a drill -->\n\n{BROKEN}\n\n{CLEAN[0]}\n", encoding="utf-8")
    options = Options(language="de", inline_ignores=False)
    assert len(collect([], read(path), open_judge(options), options).clean) == 2


def test_calibration_follows_the_settings_of_a_path_as_a_scan_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Language and signs turned off of an override; rows, which have no path, are as they are."""
    path = tmp_path / "a.md"
    noisy = f"{CLEAN[0].rstrip('.')} , sagte sagte sie."
    path.write_text(f"{noisy}\n\n{CLEAN[1]}\n", encoding="utf-8")
    (tmp_path / "mtcheck.toml").write_text(
        'lang = "en"\n[[overrides]]\npaths = ["*.md"]\ndisable_signs = ["all"]\n'
        '[[overrides]]\npaths = ["*"]\nlang = "de"\n',
        encoding="utf-8",
    )
    seen: list[Options] = []
    monkeypatch.setattr("mtcheck.calibration.run.run", lambda *arguments: seen.append(arguments[3]))
    monkeypatch.chdir(tmp_path)
    assert run("calibrate", "a.md") == 0
    (options,) = seen
    found = collect([[LabelledRow(ENGLISH, 1, None, "a")]], read(path), open_judge(options), options)
    assert {unit.language for unit in found.clean} == {"de"}
    assert {unit.language for unit in found.labelled} == {"en"}
    scanned = [sentence.quality for sentence in scan(path, options).articles[0].sentences]
    calibrated = [unit.log_odds + unit.context for unit in found.clean]
    assert calibrated == pytest.approx([log_odds(quality or 0.0) for quality in scanned])


def test_a_profile_of_other_models_is_refused(
    articles: Path, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was calibrated was another score."""
    stored = json.loads(profile.read_text(encoding="utf-8"))
    profile.write_text(json.dumps(stored | {"score": "score:0.0@00000000|base:0.1"}), encoding="utf-8")
    assert run("scan", articles, "--profile", profile) == 2
    assert "made with another score" in capsys.readouterr().err


def test_a_profile_of_another_pair_is_set_aside_with_a_note(articles: Path, profile: Path) -> None:
    """The language is judged as it is without a profile, and the report says why."""
    stored = json.loads(profile.read_text(encoding="utf-8"))
    stored["languages"]["de"]["round_trip"] = "argos|de-en:7@00000000"
    profile.write_text(json.dumps(stored), encoding="utf-8")
    plain, ours = scan([articles]), scan([articles], Options(profile=profile))
    assert any("other translation packages" in note for note in ours.notes)
    qualities = [[s.quality for a in r.articles for s in a.sentences] for r in (plain, ours)]
    assert qualities[0] == qualities[1]


def test_a_profile_weighs_installed_packages(tmp_path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their round trips enter the quality, by the profile's weights; the note that they do not is gone."""
    folder = tmp_path / "packages"
    shutil.copytree(BUNDLED / "argos", folder)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    plain = scan([articles])
    judge = open_judge(Options())
    tripper = judge.tripper("de")
    assert tripper is not None
    weighing = Weighing({"round_trip_surprisal": 2.0}, {"round_trip_surprisal": 1.0}, {"round_trip_surprisal": 1.0})
    own = Adjustment(1.0, 0.0, tripper.signature(), weighing)
    signs = judge.signature(["de"]).split("signs:")[1].split("|")[0]
    path = tmp_path / "weighs.json"
    path.write_text(
        Profile(judge.score.signature, judge.fluency.signature, signs, None, {"de": own}, {}).as_json(),
        encoding="utf-8",
    )
    ours = scan([articles], Options(profile=path))
    assert plain.notes
    assert not ours.notes
    for before, after in zip(plain.articles, ours.articles, strict=True):
        for one, two in zip(before.sentences, after.sentences, strict=True):
            assert one.quality is not None
            assert two.quality is not None
            assert two.round_trip is not None
            moved = log_odds(two.quality) - log_odds(one.quality)
            assert moved == pytest.approx(2 * (two.round_trip.surprisal - 1), abs=0.1)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "could not be read"),
        ("{", "is no profile"),
        ("[]", "is no profile"),
        ('{"mtcheck_profile": 99}', "another version"),
        ('{"mtcheck_profile": 1, "languages": {}}', "is damaged"),
        ('{"mtcheck_profile": 1, "languages": {"de": {"slope": -1, "shift": 0, "weighing": null}}}', "is damaged"),
        (
            f'{{"mtcheck_profile": 1, "languages": {{"de": {{"slope": 1, "shift": 1{"0" * 400}, "weighing": null}}}}}}',
            "is damaged",
        ),
    ],
)
def test_a_broken_profile_is_refused(
    tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str], content: str | None, part: str
) -> None:
    """A sentence that names the fix, and status 2."""
    path = tmp_path / "broken.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert run("scan", articles, "--profile", path) == 2
    assert part in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((), "Nothing to calibrate with"),
        (("--false-positives", "0"), "above 0"),
        (("no-such-folder",), "does not exist"),
        (("--labelled", "no-such-table.tsv"), "could not be read"),
        (("--score", "mqm", "--labelled", "t.tsv"), "--score needs --garbled"),
    ],
)
def test_bad_use_gets_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    part: str,
) -> None:
    """Status 2, and no profile is written."""
    monkeypatch.chdir(tmp_path)
    assert run("calibrate", *arguments) == 2
    assert part in capsys.readouterr().err
    assert not list(tmp_path.glob("*.json"))


def test_each_table_is_by_itself() -> None:
    """Documents of one name in two tables stay two, each in its own language, and so do rows that cannot be told."""
    german = [LabelledRow(text, 0, None, "doc1") for text in CLEAN[:3]]
    english = [LabelledRow(ENGLISH, 0, None, "doc1"), LabelledRow("The mill is old.", 0, None, "doc2")]
    options = Options()
    found = collect([german, english], [], open_judge(options), options)
    assert sum(unit.language == "de" for unit in found.labelled) == len(german)
    assert sum(unit.language == "en" for unit in found.labelled) == len(english)
    assert len({unit.document for unit in found.labelled}) == 3


def test_graded_scores_need_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without one no row is garbled or sound: said before anything is judged, instead of passing the table over."""
    path = tmp_path / "graded.tsv"
    path.write_text(f"text\tscore\n{CLEAN[0]}\t90\n", encoding="utf-8")
    assert run("calibrate", "--labelled", path, "--output", tmp_path / "own.json") == 2
    assert "graded.tsv has graded scores: say which are garbled, as with --garbled" in capsys.readouterr().err


def test_rows_whose_language_cannot_be_told_are_unscored(articles: Path) -> None:
    """They are counted with their reason, and what else there is is judged."""
    rows = [LabelledRow("12 34 56 78 90 12.", 1, None, "d0")]
    clean = [one for one in read(articles) if isinstance(one, Article)]
    found = collect([rows], clean, open_judge(Options(use_cache=False)), Options())
    assert found.unscored["its language is unknown: name it with --lang"] == 1
    assert not found.labelled
    assert found.clean
