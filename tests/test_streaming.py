"""Articles that lie on disk, files judged earlier, and results judged where they lie: the same as in memory."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sample_results import rejudge, sample_results

from mtcheck import Options, scan, score
from mtcheck.cache import Cache, default_path, made_by
from mtcheck.earlier import _read_by
from mtcheck.errors import MtcheckError
from mtcheck.pipeline import open_judge
from mtcheck.rejudged import Rejudged, rejudged
from mtcheck.report import FORMATS
from mtcheck.report.findings import those, worst_first
from mtcheck.report.json_format import dump, load
from mtcheck.results import ArticleResult, Head, Results
from mtcheck.shelf import Spool
from mtcheck.suppression import Suppressions

ROOT = Path(__file__).parents[1]
TEXT = "Am {} haben die Helfer im Dorf die alte Brücke über den Bach wieder aufgebaut und gefeiert.\n\nKurz.\n"


def spooled(results: Results) -> Results:
    """The same results, on disk."""
    spool = Spool()
    for article in results.articles:
        spool.append(article)
    return replace(results, articles=spool)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The sample results as a file."""
    path = tmp_path / "results.json"
    path.write_text(dump(sample_results()), encoding="utf-8")
    return path


# --- the shelf ---


def test_what_is_spooled_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole, in part, in any order, also where it went to disk."""
    monkeypatch.setattr("mtcheck.shelf.IN_MEMORY", 100)
    articles, spool = sample_results().articles, spooled(sample_results()).articles
    assert tuple(spool) == articles
    assert spool[-1] == articles[-1]
    assert list(spool[1:3]) == list(articles[1:3])
    assert [*spool[::-1]] == [*articles[::-1]]
    assert len(spool) == len(articles)
    with pytest.raises(IndexError):
        spool[len(articles)]


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_report_is_the_same_from_disk(form: str) -> None:
    """No format minds where the articles lie."""
    assert FORMATS[form](spooled(sample_results())) == FORMATS[form](sample_results())


def test_articles_are_chosen_and_ordered_without_reading_them() -> None:
    """Heads are enough; only what is shown is read."""
    results = spooled(sample_results())
    spool = results.articles
    assert isinstance(spool, Spool)
    read: list[int] = []
    spool.article = lambda index: read.append(index) or Spool.article(spool, index)  # type: ignore[func-returns-value,method-assign]
    garbled = those(worst_first(results.articles), lambda head: head.verdict == "garbled")
    assert read == []
    assert [a.verdict for a in garbled] == ["garbled"] * len(garbled)
    assert len(read) == len(garbled) < len(spool)


def test_heads_say_what_the_articles_say() -> None:
    """Counts and verdicts."""
    for article, head in zip(sample_results().articles, spooled(sample_results()).heads, strict=True):
        assert head == Head.of(article)
        assert head.sentences == len(article.sentences)
        assert head.sentences_flagged == sum(s.flagged for s in article.sentences)


# --- judged where it lies ---


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.9, 1.0, None])
def test_a_file_is_judged_again_as_its_results_would_be(saved: Path, threshold: float | None) -> None:
    """The same bytes as judging in memory gives, and the same in every other format."""
    again = rejudged(str(saved), threshold, "sentence")
    assert isinstance(again.articles, Rejudged)
    results = sample_results()
    wanted = rejudge(results, results.threshold if threshold is None else threshold, "sentence")
    assert dump(again) == dump(wanted)
    assert again.heads == wanted.heads
    assert FORMATS["terminal"](again) == FORMATS["terminal"](wanted)
    assert load(dump(again), "again") == wanted


def test_what_is_silenced_stays_silenced_where_it_lies(tmp_path: Path) -> None:
    """A silenced sentence is not flagged at any threshold, and says nothing of its article."""
    first = sample_results().articles[0]
    silent = tuple(replace(s, flagged=False, suppressed_by="inline", suppressed_because="x") for s in first.sentences)
    results = replace(sample_results(), articles=(replace(first, sentences=silent),))
    path = tmp_path / "r.json"
    path.write_text(dump(results), encoding="utf-8")
    assert dump(rejudged(str(path), 1.0, None)) == dump(rejudge(results, 1.0, results.gate.fail_on))
    assert rejudged(str(path), 1.0, None).heads[0].sentences_flagged == 0


def test_fields_of_later_versions_are_handed_on(saved: Path) -> None:
    """And a file that another program has laid out anew is read as well."""
    data = json.loads(saved.read_text(encoding="utf-8"))
    data["articles"][0]["later"] = {"flagged": True}
    data["articles"][0]["sentences"][0]["later"] = '"flagged": true'
    saved.write_text(json.dumps(data, indent=3), encoding="utf-8")
    before = data["articles"][0]["sentences"][0]["flagged"]
    again = json.loads(dump(rejudged(str(saved), 0.0 if before else 1.0, None)))
    assert again["articles"][0]["later"] == {"flagged": True}
    assert again["articles"][0]["sentences"][0]["later"] == '"flagged": true'
    assert again["articles"][0]["sentences"][0]["flagged"] is not before


def test_a_fault_that_judging_does_not_see_is_named_when_it_is_shown(saved: Path) -> None:
    """A token out of range is an error that names the field, once a report looks at tokens."""
    data = json.loads(saved.read_text(encoding="utf-8"))
    data["articles"][0]["sentences"][0]["tokens"].append({"start": 0, "end": 1, "damage": 7})
    saved.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(
        MtcheckError, match=r"\.json: articles\[0\].sentences\[0\].tokens\[\d+\].damage should be at most 1"
    ):
        rejudged(str(saved), 0.5, None).articles[0]


@pytest.mark.parametrize("content", ["", "{", '{"mtcheck": "1", "schema": 9}', "[]", '{"mtcheck": "1", "schema": 1}'])
def test_what_is_no_results_file_is_an_error_that_names_it(tmp_path: Path, content: str) -> None:
    """As when it is read into memory."""
    path = tmp_path / "old.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MtcheckError, match=r"old\.json"):
        rejudged(str(path), None, None)


# --- files judged earlier ---


def own_cache(tmp_path: Path) -> Options:
    """Options with a cache of the test's own."""
    return Options(language="de", cache_path=tmp_path / "cache" / "e.sqlite3")


def write(tmp_path: Path, *days: str) -> Path:
    """A folder with an article a day."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    for day in days:
        (folder / f"{day}.txt").write_text(TEXT.format(day), encoding="utf-8")
    return folder


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No reader and no model is asked; the results are the same, also at another threshold; a changed file is read."""
    folder = write(tmp_path, "Montag", "Mittwoch")
    options = own_cache(tmp_path)
    first = scan([folder], options)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("read again")

    with monkeypatch.context() as patch:
        patch.setattr("mtcheck.pipeline.read", refuse)
        patch.setattr("mtcheck.judge.Judge.evidence", refuse)
        again = scan([folder], options)
        assert dump(again) == dump(first)
        strict = scan([folder], replace(options, threshold=1.0))
        assert [s.flagged for a in strict.articles for s in a.sentences] == [True, False] * 2
        (folder / "Montag.txt").rename(folder / "Freitag.txt")
        assert [Path(a.path).name for a in scan([folder], options).articles] == ["Freitag.txt", "Mittwoch.txt"]
        write(tmp_path, "Montag")
        (folder / "Mittwoch.txt").write_text(TEXT.format("Samstag"), encoding="utf-8")
        with pytest.raises(AssertionError, match="read again"):
            scan([folder], options)
    assert "Samstag" in scan([folder], options).articles[1].sentences[0].text


def test_other_options_or_models_are_not_answered_from_earlier(tmp_path: Path) -> None:
    """A language given, a sign left out, evidence left out: each is judged for itself."""
    folder = write(tmp_path, "Montag")
    options = own_cache(tmp_path)
    first = scan([folder], options)
    alone = scan([folder], replace(options, without=frozenset({"round_trip"})))
    assert alone.articles[0].sentences[0].quality != first.articles[0].sentences[0].quality
    assert scan([folder], replace(options, language="eu")).articles[0].verdict == "unscored"
    assert dump(scan([folder], options)) == dump(first)


def test_a_broken_row_is_judged_again(tmp_path: Path) -> None:
    """What the cache cannot give back is read from the file, and nothing is lost or doubled."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [json.dumps({"text": TEXT.format(day), "id": day}) for day in ("Montag", "Mittwoch", "Freitag")]
    (folder / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    options = own_cache(tmp_path)
    first = scan([folder], options)
    assert [a.id for a in first.articles] == ["Montag", "Mittwoch", "Freitag"]
    assert options.cache_path is not None
    for damage in (
        "UPDATE articles SET value = x'00' WHERE number = 1",
        "DELETE FROM articles WHERE number = 2",
        "DELETE FROM articles WHERE number = 0",
    ):
        with sqlite3.connect(options.cache_path) as database:
            database.execute(damage)
        assert dump(scan([folder], options)) == dump(first)
    with sqlite3.connect(options.cache_path) as database:
        (row,) = database.execute("SELECT value FROM articles WHERE number = 0").fetchone()
        database.execute("UPDATE articles SET value = ? WHERE number = 1", (bytes(8) + row[8:],))
    assert dump(scan([folder], options)) == dump(first), "judged by other models, whose scan stopped there"


def test_what_is_kept_of_files_is_told_apart_by_all_that_makes_it() -> None:
    """As evidence is: by the run times' versions, too."""
    assert made_by() in _read_by()


def test_ignores_and_baseline_come_after_what_is_kept(tmp_path: Path) -> None:
    """A file judged with ignores obeyed is judged rightly with them off, without being read again."""
    folder = tmp_path / "in"
    folder.mkdir()
    ignored = "[mtcheck: ignore a quotation]\n" + TEXT.format("Montag")
    (folder / "a.txt").write_text(ignored, encoding="utf-8")
    options = replace(own_cache(tmp_path), threshold=1.0)
    obeyed = scan([folder], options).articles[0]
    assert [s.suppressed_by for s in obeyed.sentences] == ["inline", None]
    assert scan([folder], options).articles[0] == obeyed
    off = scan([folder], replace(options, inline_ignores=False)).articles[0]
    assert [s.flagged for s in off.sentences] == [True, False]


def test_a_file_with_a_fault_is_read_each_time(tmp_path: Path) -> None:
    """A broken line is reported in the second scan too."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps({"text": TEXT.format("Montag")}) + "\n{broken\n", encoding="utf-8")
    options = own_cache(tmp_path)
    first, second = scan([folder], options), scan([folder], options)
    assert len(first.errors) == len(second.errors) == 1
    assert not second.gate.passed
    assert dump(first) == dump(second)


def test_a_second_scan_loads_no_model(tmp_path: Path) -> None:
    """Neither runtime is imported for an unchanged folder; two scans print the same, and the second keeps nothing."""
    folder = write(tmp_path, "Montag")
    code = (
        "import sys\nfrom mtcheck.cli import main\n"
        "try:\n    main(['scan', sys.argv[1], '--lang', 'de', '--format', 'json'])\n"
        "finally:\n    print(sorted({'ctranslate2', 'onnxruntime'} & set(sys.modules)), file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MTCHECK_CACHE_DIR": str(tmp_path / "cache")}
    (tmp_path / "mtcheck.toml").touch()
    runs, kept = [], []
    for _ in range(2):
        command = [sys.executable, "-c", code, str(folder)]
        runs.append(subprocess.run(command, check=True, capture_output=True, env=environment, cwd=tmp_path))
        kept.append((tmp_path / "cache" / "evidence.sqlite3").read_bytes())
    assert kept[0] == kept[1]
    assert runs[0].stderr.decode().splitlines()[-1] == "['ctranslate2', 'onnxruntime']"
    assert runs[1].stderr.decode().splitlines()[-1] == "[]"
    assert runs[0].stdout == runs[1].stdout


def test_no_work_leaves_more_in_the_cache_than_it_may(tmp_path: Path) -> None:
    """A scan trims it, and so does each batch of rows or of posted articles: `mtcheck serve` never scans."""
    folder, options = write(tmp_path, "Montag"), own_cache(tmp_path)
    assert options.cache_path is not None
    for rows in (False, True):
        for most in (1, 0):
            own = replace(options, cache_megabytes=most)
            assert list(score(TEXT.format("Freitag"), own)) if rows else scan([folder], own).articles
            with sqlite3.connect(options.cache_path) as database:
                (kept,) = database.execute("SELECT count(*) FROM evidence").fetchone()
            assert (kept > 0) == (most > 0)


def test_a_full_cache_is_said_once(tmp_path: Path) -> None:
    """What is trimmed will be computed again: one sentence names the setting; a cache that has room says nothing."""
    folder, options = write(tmp_path, "Montag"), own_cache(tmp_path)
    told: list[str] = []
    scan([folder], options, judge=open_judge(options, told.append))
    assert told == []
    full = replace(options, cache_megabytes=0)
    judge = open_judge(full, told.append)
    for day in ("Dienstag", "Mittwoch"):
        (folder / f"{day}.txt").write_text(TEXT.format(day), encoding="utf-8")
        scan([folder], full, judge=judge)
    assert len(told) == 1
    assert "raise cache_megabytes" in told[0]


def test_two_caches_opened_at_once_both_work(tmp_path: Path) -> None:
    """What one keeps the other finds, while both are open."""
    first, second = Cache(tmp_path / "e.sqlite3"), Cache(tmp_path / "e.sqlite3")
    first.keep_articles([(b"k", 0, b"v"), (b"k", 1, b"w")], [(b"k", 2, "de", "s")])
    assert second.file(b"k") == (2, "de", "s")
    assert list(second.articles(b"k")) == [b"v", b"w"]
    assert default_path().name == "evidence.sqlite3"


def test_a_sentence_is_judged_alike_in_any_company() -> None:
    """Alone, or among others of many lengths: the same numbers to the last digit, without a cache."""
    days = [f"{n}. Mai" + " und danach" * n for n in range(1, 9)]
    texts = [TEXT.format(day).splitlines()[0] for day in days]
    options = Options(language="de", use_cache=False)
    judge = open_judge(options)
    together = {one.text: one for one in judge.evidence(texts, "de")}
    for text in texts[::3]:
        (alone,) = judge.evidence([text], "de")
        assert alone == together[text]


def test_suppressions_pass_over_articles_of_a_shelf() -> None:
    """An article from disk is silenced as one from memory."""
    article = next(iter(spooled(sample_results()).articles))
    assert isinstance(article, ArticleResult)
    assert Suppressions(None).apply(article, 0.5) == Suppressions(None).apply(sample_results().articles[0], 0.5)
