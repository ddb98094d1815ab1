"""`mtcheck eval`: its measures against those of scipy and scikit-learn, its tables, its figures."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pytest
from command_line import run

from mtcheck.errors import MtcheckError
from mtcheck.evaluation.bootstrap import at_the_edge, interval
from mtcheck.evaluation.evaluate import evaluate, hardly_worth_anything
from mtcheck.evaluation.judged import Judged, judge_rows
from mtcheck.evaluation.measures import (
    at_base_rate,
    auc,
    average_precision,
    calibration_error,
    codes,
    flagged_share,
    matched_auc,
    precision,
    probability_bins,
    ranks,
    spearman,
)
from mtcheck.evaluation.table import Columns, LabelledRow, parse_rule, read_labelled
from mtcheck.pipeline import Options, open_judge, scan_files, suppressions_of

CORPUS = Path(__file__).parents[1] / "corpus"

BADNESS = np.array([0.9, 0.8, 0.8, 0.7, 0.6, 0.6, 0.6, 0.5, 0.4, 0.3, 0.2, 0.2, 0.1])
LABELS = np.array([1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0], dtype=float)
SCORES = np.array([10, 20, 95, 40, 80, 55, 70, 90, 35, 99, 100, 60, 97], dtype=float)
TIMES = np.array([2, 0, 1, 3, 1, 1, 0, 2, 1, 1, 4, 1, 1], dtype=float)


def table(folder: Path, text: str, name: str = "table.tsv") -> Path:
    """A table in a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_auc_is_scikit_learns() -> None:
    """`sklearn.metrics.roc_auc_score` gives .8125 for these, and .88961 with these sample weights."""
    assert auc(BADNESS, LABELS) == pytest.approx(0.8125)
    assert auc(BADNESS, LABELS, TIMES) == pytest.approx(0.8896103896)


def test_average_precision_is_scikit_learns() -> None:
    """`sklearn.metrics.average_precision_score` gives .70873 for these, and .84091 with these sample weights."""
    assert average_precision(BADNESS, LABELS) == pytest.approx(0.7087301587)
    assert average_precision(BADNESS, LABELS, TIMES) == pytest.approx(0.8409090909)


def test_spearman_is_scipys() -> None:
    """`scipy.stats.spearmanr` gives .61221 for these, and .75041 with each row as often as its weight says."""
    assert spearman(-BADNESS, SCORES) == pytest.approx(0.6122095057)
    assert spearman(-BADNESS, SCORES, TIMES) == pytest.approx(0.7504084210)


def test_ranks_are_scipys() -> None:
    """`scipy.stats.rankdata`: ties share their mean rank."""
    assert ranks(BADNESS).tolist() == [13, 11.5, 11.5, 10, 8, 8, 8, 6, 5, 4, 2.5, 2.5, 1]


def test_measures_of_codes_are_those_of_the_values() -> None:
    """Sorting once and ranking whole numbers afterwards changes nothing."""
    assert auc(codes(BADNESS), LABELS, TIMES) == auc(BADNESS, LABELS, TIMES)
    assert spearman(codes(-BADNESS), codes(SCORES)) == pytest.approx(spearman(-BADNESS, SCORES))


def test_what_is_undefined_is_nan() -> None:
    """One class has no AUC, no garbled row no average precision, a constant no correlation."""
    assert math.isnan(auc(BADNESS, np.zeros(13)))
    assert math.isnan(average_precision(BADNESS, np.zeros(13)))
    assert math.isnan(spearman(BADNESS, np.ones(13)))
    assert math.isnan(precision(np.zeros(13), LABELS))


def test_length_alone_does_not_earn_a_matched_auc() -> None:
    """Badness that is nothing but length separates by plain AUC, and not at all among sentences of like length."""
    chance = np.random.default_rng(0)
    lengths = chance.integers(4, 40, 4000).astype(float)
    labels = (chance.random(4000) < lengths / 50).astype(float)
    assert auc(lengths, labels) > 0.65
    assert matched_auc(lengths, labels, lengths) == pytest.approx(0.5, abs=0.06)
    noise = lengths + 1000 * chance.random(4000)
    assert matched_auc(noise, labels, lengths) == pytest.approx(0.5, abs=0.03)


def test_shares_at_the_threshold() -> None:
    """Precision, recall and false-positive rate count what they say; rows that are neither count nowhere."""
    flagged, labels = np.array([1.0, 1, 1, 0, 0, 1]), np.array([1.0, 1, 0, 1, 0, -1])
    assert precision(flagged, labels) == pytest.approx(2 / 3)
    assert flagged_share(flagged, labels == 1) == pytest.approx(2 / 3)
    assert flagged_share(flagged, labels == 0) == pytest.approx(1 / 2)


def test_calibration_error_is_nought_where_the_shares_are_as_stated() -> None:
    """Rows of which a fifth is garbled, said to be garbled with .2, have no error; said with .5, one of .3."""
    labels = np.array([1.0, 0, 0, 0, 0] * 20)
    for stated, error in ((0.2, 0.0), (0.5, 0.3)):
        told = np.full(100, stated)
        weights = at_base_rate(labels, 0.2)
        assert calibration_error(told, labels, probability_bins(told, weights), weights) == pytest.approx(error)


def test_the_base_rate_weighs_the_classes() -> None:
    """In a table of half garbled rows, garbled ones count a ninth of the others at a base rate of one in ten."""
    weights = at_base_rate(np.array([1.0, 1, 0, 0, -1]), 0.1)
    assert weights == pytest.approx([0.05, 0.05, 0.45, 0.45, 0])


def test_an_interval_holds_the_figure_and_comes_out_the_same() -> None:
    """Resampling is seeded, and the interval of a mean is as wide as its standard error says."""
    values = np.random.default_rng(3).normal(size=400)
    documents = [str(i) for i in range(400)]

    def mean(weights: np.ndarray) -> float:
        return float(np.average(values, weights=weights))

    found = interval(mean, documents)
    assert found == interval(mean, documents)
    assert found is not None
    assert found[0] < values.mean() < found[1]
    assert found[1] - found[0] == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.15)


def test_rows_of_one_document_are_drawn_together() -> None:
    """Ten copies of each of ten documents are ten observations, not a hundred: the interval does not shrink."""
    values = np.random.default_rng(3).normal(size=10)

    def width(copies: int) -> float:
        repeated = np.repeat(values, copies)
        names = [str(i) for i in range(10) for _ in range(copies)]
        found = interval(lambda w: float(np.average(repeated, weights=w)), names)
        assert found is not None
        return found[1] - found[0]

    assert width(10) == pytest.approx(width(1))


def test_one_document_has_no_interval() -> None:
    """There is nothing to resample."""
    assert interval(lambda _: 1.0, ["a", "a"]) is None


def test_the_interval_at_the_edge_is_clopper_and_pearsons() -> None:
    """At its inner end what was seen, none or all of twenty, has a chance of one in forty."""
    low, high = at_the_edge(0.0, 20)
    assert (low, (1 - high) ** 20) == pytest.approx((0, 0.025))
    low, high = at_the_edge(1.0, 20)
    assert (low**20, high) == pytest.approx((0.025, 1))


def test_a_rate_of_nought_is_only_as_sure_as_its_documents_are_many() -> None:
    """Rows of one document are alike: forty of four documents say no more than four; without names each row counts."""
    sound = [judged(0.9, 0, f"a{i % 4}") for i in range(40)]
    garbled = [judged(0.1, 1, f"b{i}") for i in range(20)]
    found = evaluate([*sound, *garbled], threshold=0.5, base_rate=0.1, rounds=100).measures
    rate, recall, precise = (found[name] for name in ("false_positive_rate", "recall", "precision"))
    assert (rate.low, rate.high) == pytest.approx((0, at_the_edge(0, 4)[1]), abs=1e-4)
    assert (recall.low, recall.high) == (precise.low, precise.high) == pytest.approx((0.8316, 1))
    assert (found["auc"].value, found["auc"].low, found["auc"].high) == (1.0, None, None), "nothing to resample"
    alone = [judged(0.9, 0, f"\0{i}") for i in range(40)]
    found = evaluate([*alone, *garbled], threshold=0.5, base_rate=0.1, rounds=100).measures
    assert found["false_positive_rate"].high == pytest.approx(at_the_edge(0, 40)[1], abs=1e-4)


def judged(quality: float | None, label: int | None, document: str, score: float | None = None) -> Judged:
    """A row as if models had judged it."""
    return Judged(LabelledRow("text", label, score, document), "de", 9, quality, None if quality else "too short")


def test_an_evaluation_adds_up() -> None:
    """Rows without quality are counted with their reason and enter no measure."""
    rows = [judged(0.2, 1, "a"), judged(0.9, 0, "a"), judged(0.8, 0, "b"), judged(0.6, 1, "b"), judged(None, 1, "c")]
    found = evaluate(rows, threshold=0.7, base_rate=0.1, rounds=100)
    assert (found.rows, found.garbled, found.sound, found.unscored) == (5, 2, 2, {"too short": 1})
    assert found.measures["auc"].value == 1
    assert found.measures["recall"].value == 1
    assert found.measures["false_positive_rate"].value == 0
    assert found.measures["spearman"].value == pytest.approx(0.8944, abs=1e-4)
    assert sum(one.rows for one in found.reliability) == 4


def test_one_class_only_is_said() -> None:
    """A clean table still has a false-positive rate, a garbled one a recall; what needs both labels is left empty."""
    found = evaluate([judged(0.6, 0, "a"), judged(0.9, 0, "b")], threshold=0.7, base_rate=0.1, rounds=100)
    assert found.measures["false_positive_rate"].value == 0.5
    assert any("No row is labelled garbled" in note for note in found.notes)
    for name in ("auc", "precision", "average_precision", "calibration_error"):
        assert found.measures[name].value is None
    found = evaluate([judged(0.6, 1, "a"), judged(0.9, 1, "b")], threshold=0.7, base_rate=0.1, rounds=100)
    assert found.measures["recall"].value == 0.5
    for name in ("auc", "precision", "average_precision", "calibration_error"):
        assert found.measures[name].value is None


def test_labels_the_wrong_way_round_are_asked_about() -> None:
    """Where garbled rows surely have the higher qualities, a note asks; where they do not, none does."""
    rows = [judged(0.9 if i % 2 else 0.2 + 0.01 * i, i % 2, str(i)) for i in range(40)]
    right = [replace(one, row=replace(one.row, label=1 - (one.row.label or 0))) for one in rows]
    for several, asked in ((rows, True), (right, False)):
        found = evaluate(several, threshold=0.5, base_rate=0.1, rounds=100)
        assert any("the wrong way round?" in note for note in found.notes) is asked


def test_graded_scores_alone_give_spearman_and_say_how_to_get_more() -> None:
    """Without a rule nobody knows which scores are garbled."""
    rows = [judged(0.1 * i, None, str(i), score=float(i)) for i in range(1, 9)]
    found = evaluate(rows, threshold=0.5, base_rate=0.1, rounds=100)
    assert found.measures["spearman"].value == 1
    assert found.measures["auc"].value is None
    assert any("--garbled" in note for note in found.notes)


def test_spearman_is_with_the_score_where_labels_stand_beside_it(tmp_path: Path) -> None:
    """A column of scores says more than the labels that judge the table; what is no number in it counts as none."""
    path = table(tmp_path, "text\tlabel\tscore\nA b.\t1\t20\nC d.\t1\t10\nE f.\t0\t90\nG h.\t0\tn/a\n")
    rows = read_labelled(str(path), Columns())
    assert [(row.label, row.score) for row in rows] == [(1, 20), (1, 10), (0, 90), (0, None)]
    kept = [Judged(row, "de", 9, quality, None) for row, quality in zip(rows, (0.3, 0.2, 0.9, 0.1), strict=True)]
    assert evaluate(kept, threshold=0.5, base_rate=0.1, rounds=100).measures["spearman"].value == 1


def test_labels_are_read_in_words_and_numbers(tmp_path: Path) -> None:
    """1 is garbled; rows without label or text are left out; each row is its own document where none is named."""
    path = table(tmp_path, "text\tlabel\nA b.\t1\nC d.\tsound\nE f.\t\n\t0\nG h.\tTrue\n")
    rows = read_labelled(str(path), Columns())
    assert [(r.text, r.label) for r in rows] == [("A b.", 1), ("C d.", 0), ("G h.", 1)]
    assert len({r.document for r in rows}) == 3


def test_a_row_that_names_no_document_is_one_by_itself(tmp_path: Path) -> None:
    """An empty cell of the column of documents is no name that rows could share."""
    path = table(tmp_path, "text\tlabel\tdocument\nA b.\t1\tx\nC d.\t0\t\nE f.\t0\t \nG h.\t0\tx\n")
    documents = [row.document for row in read_labelled(str(path), Columns())]
    assert documents[0] == documents[3] == "x"
    assert len(set(documents)) == 3


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("t.csv", "text;label\nx;1\n", "it has text;label; separate its columns by commas, not semicolons."),
        ("t.tsv", "text;label\nx;1\n", "separate its columns by tabs, not semicolons."),
        ("t.csv", "text\tlabel\nx\t1\n", "its columns are separated by tabs, so name it .tsv."),
        ("t.tsv", "text,label\nx,1\n", "its columns are separated by commas, so name it .csv."),
        ("t.jsonl", '{"text": "x", "label": 1}\n', "that is JSON, so write it as a table."),
        ("t.tsv", "body\tlabel\nx\t1\n", "it has body, label."),
    ],
)
def test_a_table_of_another_form_is_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, part: str
) -> None:
    """Excel writes semicolons in German, and people name tables as they like: the sentence says what to change."""
    assert run("eval", table(tmp_path, content, name)) == 2
    assert part in capsys.readouterr().err


def test_rules_cut_a_graded_score(tmp_path: Path) -> None:
    """Rules stand in the table's own scale; what meets neither has no label but keeps its score."""
    path = table(tmp_path, "text,mqm,document\na,0,x\nb,12,x\nc,3,y\n", "t.csv")
    columns = Columns(score="mqm", higher_is_worse=True, garbled=parse_rule(">=10"), sound=parse_rule("=0"))
    rows = read_labelled(str(path), columns)
    assert [(r.label, r.score, r.document) for r in rows] == [(0, 0, "x"), (1, -12, "x"), (None, -3, "y")]


def test_a_tab_separated_table_has_no_quoting(tmp_path: Path) -> None:
    """A quote that opens a text and never closes is a character like any other."""
    path = table(tmp_path, 'text\tlabel\n"Ja, sagte er.\t1\n"Nein.\t0\n')
    assert [r.text for r in read_labelled(str(path), Columns())] == ['"Ja, sagte er.', '"Nein.']


@pytest.mark.parametrize(
    ("content", "options", "part"),
    [
        ("text\tlabel\nx\t2\n", [], "neither 1 (garbled) nor 0 (sound)"),
        ("text\tscore\nx\tgood\n", [], "is no number"),
        ("text\tscore\nx\tnan\n", [], "is no number"),
        ("body\tlabel\nx\t1\n", [], "no column 'text'"),
        ("text\tjudgement\nx\t1\n", [], "neither a column 'label' nor one 'score'"),
        ("text\tlabel\nx\t1\n", ["--document", "doc"], "no column 'doc'"),
        ("text\tlabel\nx\t\n", [], "no labelled row"),
        ("text\tlabel\tlabel\nx\t1\t0\n", [], "has 2 columns named 'label': rename all but one"),
        ("text\tlabel\nx\t1\n", ["--output", "mtcheck-baseline.json"], "mtcheck-baseline.json"),
        ("", [], "no header"),
        ("text\tlabel\nx\t1\n\ny\t0\tz\n", [], "row 4 has 3 cells, the header 2: take tabs and line breaks out"),
        ("text\tlabel\nx\ny\t0\n", [], "row 2 has 1 cell, the header 2"),
        ("text\tscore\nx\t7\n", ["--garbled", "<9", "--sound", ">5"], "both garbled and sound"),
        ("text\tscore\nx\t7\n", ["--garbled", "below 9"], "is no rule"),
        ("text\tscore\nx\t7\n", ["--sound", ">5"], "--sound needs --garbled"),
        ("text\tlabel\nx\t1\n", ["--label", "label", "--score", "label"], "exclude each other"),
        ("text\tlabel\nx\t1\n", ["--label", "label", "--higher-is-worse"], "for graded scores"),
        ("text\tlabel\nHm.\t1\n", ["--lang", "de"], "could be judged"),
    ],
)
def test_bad_tables_get_a_sentence_and_status_2(  # noqa: PLR0913, PLR0917  a table of them
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    content: str,
    options: list[str],
    part: str,
) -> None:
    """No traceback: the sentence names what is wrong."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mtcheck-baseline.json").write_text("{}")
    (tmp_path / "mtcheck.toml").touch()
    assert run("eval", table(tmp_path, content), *options) == 2
    assert part in capsys.readouterr().err


def test_a_row_that_an_unquoted_comma_cuts_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands after the comma would be lost without a word; blank rows and quoted commas are as they should be."""
    path = table(tmp_path, 'label,text\n0,"Ja, sagte er."\n\n,\n', "t.csv")
    assert [row.text for row in read_labelled(str(path), Columns())] == ["Ja, sagte er."]
    path = table(tmp_path, "label,text\n0,Der Rat hat beschlossen, die Mühle zu sanieren.\n", "t.csv")
    assert run("eval", path) == 2
    said = capsys.readouterr().err
    assert "row 2 has 3 cells, the header 2: put texts with commas or line breaks in quotes." in said


def test_how_many_rows_are_left_out_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those without a text or a label are counted, blank rows are none."""
    path = table(tmp_path, "text\tlabel\nDas ist ohne Label.\t\n\t1\n\nDas ist ein guter Satz.\t0\n")
    assert run("eval", path, "--lang", "de", "--rounds", "100") == 0
    assert f"mtcheck: {path}: 2 rows without text or label left out." in capsys.readouterr().err


def test_rows_that_are_no_rule_of_python_are_refused() -> None:
    """`<1e` looks like a number and is none."""
    with pytest.raises(MtcheckError, match="no rule"):
        parse_rule("<1e")


@pytest.mark.parametrize(
    ("garbled", "sound", "rows", "documents", "said"),
    [
        (29, 900, 929, 50, "29 garbled rows and 900 sound rows of 50 documents"),
        (1, 0, 1, 1, "they rest on 1 garbled row of 1 document."),
        (30, 30, 60, 4, "30 garbled rows and 30 sound rows of 4 documents"),
        (0, 29, 29, 29, "rest on 29 sound rows"),
        (0, 0, 29, 29, "rest on 29 judged rows"),
        (30, 30, 60, 5, None),
        (0, 30, 30, 5, None),
        (0, 0, 30, 5, None),
    ],
)
def test_a_tiny_table_is_called_so(garbled: int, sound: int, rows: int, documents: int, said: str | None) -> None:
    """With few rows of a label, or few documents, the counts are named; a label that no row has is no matter."""
    found = replace(evaluate([], 0.5, 0.1), garbled=garbled, sound=sound, rows=rows, documents=documents, unscored={})
    told = hardly_worth_anything(found)
    assert told is None if said is None else said in (told or "")


def test_eval_prints_every_measure_in_both_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Real models, a small table: text for people, the same figures in JSON, twice the same bytes."""
    path = table(
        tmp_path,
        "text\tlabel\tdocument\n"
        "Die Sitzung des Stadtrats begann am Montag um acht Uhr.\t0\ta\n"
        "Das Wetter wird am Wochenende in ganz Bayern freundlich und warm.\t0\ta\n"
        "Er hat haben gegangen zu die Schule in Morgen.\t1\tb\n"
        "Der Mann gehen mit das Hund in Haus schnell war gestern.\t1\tb\n",
    )
    assert run("eval", path, "--rounds", "100") == 0
    text, warning = capsys.readouterr()
    assert "they rest on 2 garbled rows and 2 sound rows of 2 documents." in warning
    for name in ("AUC, length-matched", "average precision", "Spearman", "calibration error", "false-positive rate"):
        assert name in text
    output = tmp_path / "found.json"
    assert run("eval", path, "--rounds", "100", "--format", "json", "--output", output) == 0
    assert run("eval", path, "--rounds", "100", "--format", "json") == 0
    assert capsys.readouterr().out == output.read_text(encoding="utf-8")
    found = json.loads(output.read_text(encoding="utf-8"))
    assert found["rows"] == 4
    assert f"{found['measures']['auc']['value']:.3f}" in text
    assert found["signature"] in text


def test_the_rows_of_an_article_are_judged_as_a_scan_judges_its_sentences() -> None:
    """Two articles whose rows alternate in the table get a scan's qualities; by themselves, most rows get others."""
    options = Options(language="de", use_cache=False)
    judge = open_judge(options)
    paths = [CORPUS / "garbled" / "de" / "mt-late-frost.txt", CORPUS / "clean" / "de" / "freibad-mooswiesen.md"]
    results = list(scan_files(paths, judge, options, suppressions_of(options)))
    of_articles = [[(s.text, result.path, s.quality) for s in result.sentences] for result in results]
    mixed = [one for pair in zip_longest(*of_articles) for one in pair if one is not None]
    rows = [LabelledRow(text, None, None, path) for text, path, _ in mixed]
    scanned = [quality for *_, quality in mixed]
    assert [one.quality for one in judge_rows(rows, judge, options, in_articles=True)] == scanned
    alone = [one.quality for one in judge_rows(rows, judge, options)]
    assert sum(a != b for a, b in zip(alone, scanned, strict=True)) > len(rows) / 2


def test_a_row_in_an_article_that_cannot_be_judged_has_its_own_reason() -> None:
    """A short row beside a long one is unscored for its length; one of soft hyphens alone holds no text."""
    options = Options(language="de", use_cache=False)
    texts = ("Kurz gesagt.", "Die Sitzung des Stadtrats begann am Montag um acht Uhr.", "\u00ad")
    rows = [LabelledRow(text, None, None, "a") for text in texts] + [LabelledRow("\u00ad", None, None, "b")]
    short, whole, blank, alone = judge_rows(rows, open_judge(options), options, in_articles=True)
    assert short.unscored_because == "too short to judge (fewer than 4 words)"
    assert whole.quality is not None
    assert blank.unscored_because == alone.unscored_because == "the row holds no text"


def test_articles_need_a_document_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it nobody knows which rows belong together, and the sentence names the option."""
    path = table(tmp_path, "text\tlabel\nDie Sitzung begann am Montag um acht Uhr.\t0\n")
    assert run("eval", path, "--in-articles") == 2
    assert "name its column with --document" in capsys.readouterr().err


def test_rows_without_a_label_stand_among_the_others_and_enter_no_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two of four sentences are labelled: the qualities are those of the whole article, the figures of two rows."""
    text = (CORPUS / "garbled" / "de" / "mt-late-frost.txt").read_text(encoding="utf-8")
    texts = [line for line in text.splitlines() if len(line) > 40][:4]
    path = table(
        tmp_path, "text\tlabel\tdocument\n" + "".join(f"{s}\t{n}\ta\n" for s, n in zip(texts, "1  1", strict=True))
    )
    assert run("eval", path, "--lang", "de", "--rounds", "100", "--format", "json", "--in-articles") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["in_articles"], found["rows"], found["garbled"]) == (True, 2, 2)
    options = Options(language="de")
    judge = open_judge(options)
    whole = judge_rows([LabelledRow(s, 1, None, "a") for s in texts], judge, options, in_articles=True)
    kept = read_labelled(str(path), Columns(), unlabelled_too=True)
    mixed = judge_rows(kept, judge, options, in_articles=True)
    assert [one.quality for one in mixed] == [one.quality for one in whole]


def test_an_article_whose_language_is_unknown_says_how_to_name_it() -> None:
    """The article's reason names the fix; its sentences' would not."""
    rows = [LabelledRow(text, 0, None, "a") for text in ("12 34 56", "7 8 9")]
    options = Options()
    judged = judge_rows(rows, open_judge(options), options, in_articles=True)
    assert all("letters" in (one.unscored_because or "") for one in judged)
