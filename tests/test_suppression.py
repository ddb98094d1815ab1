"""Silenced findings: by ignores and by the baseline, article by article, also when judged again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sample_results import THRESHOLD, rejudge, sample_results

from mtcheck.baseline import Baseline, create, dump, load, relative
from mtcheck.errors import MtcheckError
from mtcheck.ignores import NO_REASON, Ignore
from mtcheck.rejudged import rejudged
from mtcheck.report.json_format import dump as dump_results
from mtcheck.report.json_format import load as load_results
from mtcheck.results import ArticleResult, Reason, Unused
from mtcheck.suppression import KNOWN, Suppressions
from mtcheck.verdict import PRIOR, UNTRANSLATED, gate, rejudge_article

BAKERY, FRENCH = sample_results().articles[0], sample_results().articles[6]
FILE = Path("mtcheck-baseline.json")


def _judged(article: ArticleResult) -> ArticleResult:
    """The article as mtcheck judges it."""
    return rejudge_article(article, THRESHOLD)


def _with(article: ArticleResult, *ignores: Ignore) -> ArticleResult:
    """The article as it is with these ignores in its text."""
    return replace(article, ignores=ignores)


def _ignore(start: int, end: int, reason: str | None = "quoted", fault: str | None = None) -> Ignore:
    return Ignore(1, start, end, reason, fault)


def test_without_ignores_and_baseline_nothing_changes() -> None:
    """Articles pass through as they are."""
    for article in sample_results().articles:
        assert Suppressions().apply(article, THRESHOLD) is article


def test_an_ignored_sentence_is_not_flagged_and_says_why() -> None:
    """Only sentences inside the region are silenced; their quality stays, so does the rest of the article."""
    before = _judged(BAKERY)
    after = Suppressions().apply(_with(before, _ignore(236, 320)), THRESHOLD)
    silenced = after.sentences[4]
    assert (silenced.flagged, silenced.suppressed_by, silenced.suppressed_because) == (False, "inline", "quoted")
    assert silenced.quality == before.sentences[4].quality
    assert after.sentences[:4] == before.sentences[:4]
    assert after.sentences_flagged == before.sentences_flagged - 1
    assert all(4 not in passage.sentences for passage in after.passages)


def test_an_article_whose_findings_are_all_silenced_is_clean() -> None:
    """It is judged by what is left; where nothing is left, by what articles are like before they are read."""
    some = Suppressions().apply(_with(_judged(BAKERY), _ignore(42, 400)), THRESHOLD)
    assert (some.verdict, some.sentences_flagged, some.passages) == ("clean", 0, ())
    every = Suppressions().apply(_with(_judged(BAKERY), _ignore(0, 400)), THRESHOLD)
    assert (every.verdict, every.quality) == ("clean", 1 - PRIOR)
    assert gate([some, every], "sentence").passed


def test_a_refused_ignore_silences_nothing_and_is_reported() -> None:
    """Its fault is told with its line."""
    suppressions = Suppressions()
    article = _with(_judged(BAKERY), _ignore(0, 0, None, NO_REASON))
    assert suppressions.apply(article, THRESHOLD) == article
    assert suppressions.unused() == (Unused(BAKERY.path, 1, NO_REASON),)


def test_an_ignore_over_clean_text_is_reported_as_unused() -> None:
    """It covers sentences, but none that is damaged; over an article that could not be judged nothing is said."""
    suppressions = Suppressions()
    suppressions.apply(_with(_judged(BAKERY), _ignore(0, 41), _ignore(42, 400)), THRESHOLD)
    suppressions.apply(_with(sample_results().articles[3], _ignore(0, 99)), THRESHOLD)
    (unused,) = suppressions.unused()
    assert "silences nothing" in unused.message


def test_an_article_left_with_too_little_to_judge_says_why() -> None:
    """The untranslated passage that condemned it is accepted, and of the rest too little could be judged."""
    why = "in another language (en) than the article"
    passage = replace(BAKERY.sentences[4], quality=0.0, reasons=(Reason(UNTRANSLATED, "left in English", 236, 316),))
    rest = tuple(replace(s, quality=None, unscored_because=why, reasons=()) for s in BAKERY.sentences[:4])
    before = _judged(replace(BAKERY, sentences=(*rest, passage)))
    assert (before.verdict, before.unscored_because) == ("garbled", None)
    baseline = create([before], FILE)
    for after in (
        Suppressions().apply(_with(before, _ignore(236, 320)), THRESHOLD),
        Suppressions(baseline).apply(before, THRESHOLD),
    ):
        assert (after.verdict, after.quality) == ("unscored", None)
        assert after.unscored_because == f"most of it could not be judged: {why}"


def test_ignores_can_be_switched_off() -> None:
    """Where articles come from strangers, what they say of mtcheck is not obeyed."""
    article = _with(_judged(BAKERY), _ignore(0, 400))
    suppressions = Suppressions(inline=False)
    assert suppressions.apply(article, THRESHOLD) == article
    assert suppressions.unused() == ()


def test_a_baseline_silences_what_was_there_and_nothing_else() -> None:
    """After `create` nothing is flagged; a new damaged sentence in the same article is."""
    articles = [_judged(article) for article in sample_results().articles]
    baseline = create(articles, FILE)
    suppressions = Suppressions(baseline)
    after = [suppressions.apply(article, THRESHOLD) for article in articles]
    assert gate(after, "sentence", allow_unscored=True).passed
    assert suppressions.unused() == ()
    assert {s.suppressed_because for a in after for s in a.sentences if s.suppressed_by == "baseline"} == {KNOWN}
    worse = replace(BAKERY.sentences[3], text="Nagelneu kaputt der Satz worden ist gewesen.", quality=0.05)
    changed = _judged(replace(BAKERY, sentences=(*BAKERY.sentences[:3], worse, BAKERY.sentences[4])))
    again = Suppressions(baseline).apply(changed, THRESHOLD)
    assert [s.flagged for s in again.sentences] == [False, False, False, True, False]


def test_the_nth_sentence_that_reads_the_same_is_its_own_finding() -> None:
    """A known sentence repeated once more is new damage; moved elsewhere it is the old one."""
    one = replace(FRENCH, sentences=FRENCH.sentences[:1], passages=())
    baseline = create([_judged(one)], FILE)
    after = Suppressions(baseline).apply(_judged(FRENCH), THRESHOLD)
    assert [s.flagged for s in after.sentences] == [False, True]
    moved = replace(one, sentences=(replace(FRENCH.sentences[1], line=99),))
    assert Suppressions(baseline).apply(_judged(moved), THRESHOLD).sentences_flagged == 0


def test_stale_entries_are_reported_only_for_files_that_were_judged() -> None:
    """An entry whose sentence was mended is stale; one of a file that was not scanned, or not judged, is not."""
    baseline = create([_judged(BAKERY), _judged(FRENCH)], FILE)
    suppressions = Suppressions(baseline)
    mended = replace(BAKERY, sentences=(*BAKERY.sentences[:4], replace(BAKERY.sentences[4], text="Neu.", quality=0.9)))
    suppressions.apply(_judged(mended), THRESHOLD)
    (unused,) = suppressions.unused()
    assert (unused.path, unused.line) == (BAKERY.path, None)
    assert "“Es regnet Katzen Brot -Sorten" in unused.message
    unjudged = Suppressions(baseline)
    unjudged.apply(replace(BAKERY, verdict="unscored", sentences=()), THRESHOLD)
    assert unjudged.unused() == ()


def test_an_entry_is_not_stale_because_its_sentence_passes_today() -> None:
    """A baseline that was made at a higher threshold keeps what it was made for."""
    baseline = create([rejudge_article(BAKERY, 0.9)], FILE)
    suppressions = Suppressions(baseline)
    suppressions.apply(rejudge_article(BAKERY, 0.01), 0.01)
    assert baseline.entries
    assert suppressions.unused() == ()


def test_what_was_silenced_stays_silenced_when_judged_again() -> None:
    """Through the results file and at another threshold; the baseline's reason comes along."""
    baseline = create([_judged(BAKERY)], FILE, reason="seen by the desk")
    after = Suppressions(baseline).apply(_judged(BAKERY), THRESHOLD)
    results = replace(sample_results(), articles=(after,), errors=(), unused=(Unused("a.md", 3, "remove it"),))
    back = load_results(dump_results(results), "results.json")
    assert back == results
    again = rejudge(back, 0.5, "sentence")
    assert again.gate.passed
    assert {s.suppressed_because for s in again.articles[0].sentences} == {None, "seen by the desk"}


def test_a_baseline_file_is_deterministic_and_read_back() -> None:
    """Equal findings give equal bytes, by path; reading gives the same entries."""
    articles = [_judged(article) for article in sample_results().articles]
    text = dump(create(articles, FILE, reason="old"))
    assert text == dump(create(articles, FILE, reason="old"))
    assert text.endswith("\n")


def test_a_written_baseline_is_read_back(tmp_path: Path) -> None:
    """Entries keep path, record, text and reason."""
    articles = [_judged(article) for article in sample_results().articles]
    baseline = create(articles, tmp_path / "b.json", reason="old")
    baseline.path.write_text(dump(baseline), encoding="utf-8")
    assert set(load(baseline.path).entries) == set(baseline.entries)
    assert "item-17" in {entry.id for entry in baseline.entries}


def test_paths_are_those_seen_from_the_baselines_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan started elsewhere, or of an absolute path, matches the same entries."""
    (tmp_path / "news").mkdir()
    file = tmp_path / "b.json"
    monkeypatch.chdir(tmp_path)
    assert relative("./news//a.txt", file) == "news/a.txt"
    monkeypatch.chdir(tmp_path / "news")
    assert relative("a.txt", file) == "news/a.txt"
    assert relative(str(tmp_path / "news" / "a.txt"), file) == "news/a.txt"
    assert relative("-", file) == "-"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a baseline"),
        ('{"version": 2, "entries": []}', "has version 2"),
        ('{"version": true, "entries": []}', "has version True"),
        ('{"version": 1, "entries": [3]}', r"entries\[0\] should be an object"),
        ('{"version": 1, "entries": [{"fingerprint": "x", "path": "a", "text": "b"}]}', "64 hexadecimal digits"),
        ('{"version": 1, "entries": [{"fingerprint": "x", "path": "a"}]}', r"entries\[0\].text should be a text"),
    ],
)
def test_a_broken_baseline_is_named_with_the_fix(tmp_path: Path, text: str, says: str) -> None:
    """Each fault is one sentence; a file that is not there names the command that makes one."""
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    with pytest.raises(MtcheckError, match=says):
        load(tmp_path / "b.json")
    with pytest.raises(MtcheckError, match="mtcheck baseline create"):
        load(tmp_path / "none.json")


def test_records_without_an_id_share_their_fingerprints() -> None:
    """The same sentence in two such records of a file is one entry: give records ids to tell them apart."""
    record = replace(sample_results().articles[4], id=None)
    assert len(create([_judged(record), _judged(record)], FILE).entries) == 1
    assert Baseline((), FILE).fingerprints(record) == Baseline((), FILE).fingerprints(record)


def _file(tmp_path: Path, *articles: ArticleResult) -> str:
    """The results file of these articles."""
    path = tmp_path / "results.json"
    path.write_text(dump_results(replace(sample_results(), articles=articles, errors=())), encoding="utf-8")
    return str(path)


def test_a_baseline_made_later_holds_for_earlier_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`mtcheck report` judges with it: what an editor accepted in the report is gone without another scan."""
    monkeypatch.chdir(tmp_path)
    baseline = create([_judged(BAKERY)], Path("b.json"), reason="accepted")
    file = _file(tmp_path, BAKERY, FRENCH)
    before = rejudged(file, None, "sentence")
    after = rejudged(file, None, "sentence", baseline=baseline)
    assert [head.sentences_flagged for head in before.heads] == [3, 2]
    assert [head.sentences_flagged for head in after.heads] == [0, 2]
    assert [len(head.suppressed) for head in after.heads] == [3, 0]
    assert load_results(dump_results(after), "again.json").articles == tuple(after.articles)
    (text,) = {s.suppressed_because for s in after.articles[0].sentences if s.suppressed_by}
    assert text == "accepted"


def test_an_article_keeps_its_own_threshold_unless_one_is_given_for_all(tmp_path: Path) -> None:
    """Settings for a path hold when judged again; what the command line says holds everywhere."""
    own = replace(_judged(BAKERY), threshold=0.1, fail_on="never")
    file = _file(tmp_path, own)
    kept = rejudged(file, None, None)
    assert (kept.heads[0].sentences_flagged, kept.heads[0].fail_on, kept.gate.passed) == (1, "never", True)
    given = rejudged(file, 0.15, "sentence", everywhere=True, fail_on_everywhere=True)
    assert (given.heads[0].sentences_flagged, given.heads[0].fail_on, given.gate.passed) == (2, None, False)
    for results in (kept, given):
        assert load_results(dump_results(results), "again.json").articles == tuple(results.articles)
        assert [a.threshold for a in results.articles] == [head.threshold for head in results.heads]
