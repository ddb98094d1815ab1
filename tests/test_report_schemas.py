"""The reports for CI services against the schemas of those who read them, and where their findings end."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import etree
from sample_results import HOSTILE, sample_results

from mtcheck.delivery import deliver
from mtcheck.report import csv_table, github, gitlab, job_summary, junit, markdown, sarif
from mtcheck.report.annotations import annotate
from mtcheck.results import Gate, Results, Unused

SCHEMAS = Path(__file__).parent / "schemas"


def _ended(results: Results) -> Results:
    """The results with the end of each sentence, as a scan gives it; one ends on another line."""
    articles = [
        replace(
            article,
            sentences=tuple(
                replace(s, end_line=s.line + (s.quality == 0.06), end_column=s.column + len(s.text))
                for s in article.sentences
            ),
        )
        for article in results.articles
    ]
    return replace(results, articles=tuple(articles))


PLAIN = sample_results()
ENDED = replace(
    _ended(PLAIN),
    unused=(Unused("news/a.md", 12, "this ignore silences nothing: remove it"), Unused("b.txt", None, HOSTILE)),
    notes=(HOSTILE,),
)
EMPTY = replace(PLAIN, articles=(), errors=(), gate=Gate(passed=True, fail_on="article"))
EVERY = [PLAIN, ENDED, EMPTY]


@pytest.mark.parametrize("results", EVERY)
def test_sarif_follows_the_standards_schema(results: Results) -> None:
    """Every property is one of SARIF 2.1.0, of the right type, with all that is required."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    Draft4Validator(schema).validate(json.loads(sarif.render(results)))


@pytest.mark.parametrize("results", EVERY)
def test_junit_follows_jenkins_schema(results: Results) -> None:
    """Jenkins' xunit plugin refuses what is not in its schema."""
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
    schema.assertValid(etree.fromstring(junit.render(results).encode()))


@pytest.mark.parametrize("results", EVERY)
def test_code_quality_follows_gitlabs_format(results: Results) -> None:
    """GitLab drops a whole report for one issue that lacks a field."""
    schema = json.loads((SCHEMAS / "gitlab-codequality.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(gitlab.render(results)))


@pytest.mark.parametrize(("file", "spoil"), [
    ("sarif-2.1.0.schema.json", lambda d: d["runs"][0].update(extra=1)),
    ("sarif-2.1.0.schema.json", lambda d: d["runs"][0]["results"][0]["locations"][0].update(line=1)),
    ("sarif-2.1.0.schema.json", lambda d: d["runs"][0]["results"][0].pop("message")),
    ("gitlab-codequality.schema.json", lambda d: d[0].pop("fingerprint")),
    ("gitlab-codequality.schema.json", lambda d: d[0]["location"]["lines"].update(begin=0)),
])  # fmt: skip
def test_the_schemas_can_fail(file: str, spoil: Any) -> None:  # noqa: ANN401  a function of any JSON
    """A report with a fault is refused: the schemas are no formality."""
    schema = json.loads((SCHEMAS / file).read_text(encoding="utf-8"))
    report = json.loads((sarif if "sarif" in file else gitlab).render(ENDED))
    spoil(report)
    kind = Draft4Validator if "sarif" in file else Draft202012Validator
    assert not kind(schema).is_valid(report)


def test_sarif_rules_say_how_to_mend_it() -> None:
    """A viewer shows each rule's help beside the finding; ids are stable."""
    rules = json.loads(sarif.render(ENDED))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["garbled-article", "garbled-sentence"]
    assert all(rule["help"]["text"] and rule["help"]["markdown"] and rule["fullDescription"]["text"] for rule in rules)
    assert "mtcheck: ignore" in rules[1]["help"]["text"]


def test_sarif_regions_have_an_end() -> None:
    """From the first character to the one after the last, lines and columns from 1."""
    run = json.loads(sarif.render(ENDED))["runs"][0]
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in run["results"]]
    spanish = next(region for region in regions if region.get("charOffset") == 101)
    assert (spanish["endLine"], spanish["endColumn"]) == (1, 157)


def test_github_gives_columns_only_on_one_line() -> None:
    """GitHub refuses columns of an annotation over several lines; a record has no columns at all."""
    properties = [
        dict(pair.split("=", 1) for pair in line.split(" ", 1)[1].split("::", 1)[0].split(","))
        for line in github.render(ENDED).splitlines()
        if "Garbled sentence" in line
    ]
    places = [{name: one.get(name) for name in ("line", "endLine", "col", "endColumn")} for one in properties]
    assert {"line": "1", "endLine": "1", "col": "102", "endColumn": "157"} in places
    assert {"line": "5", "endLine": "6", "col": None, "endColumn": None} in places
    assert {"line": "17", "endLine": None, "col": None, "endColumn": None} in places


def test_gitlab_lines_have_an_end() -> None:
    """An issue covers the sentence's lines."""
    lines = [issue["location"]["lines"] for issue in json.loads(gitlab.render(ENDED))]
    assert {"begin": 5, "end": 6} in lines


def _rows(results: Results) -> list[dict[str, str]]:
    """Read the table as RFC 4180 has it."""
    text = csv_table.render(results)
    assert text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("results", EVERY)
def test_the_table_has_a_row_a_finding(results: Results) -> None:
    """In the order of the other reports, every row as wide as the header, the same on each run."""
    rows = _rows(results)
    assert [row["fingerprint"] for row in rows] == [found.fingerprint for found in annotate(results)]
    assert all(None not in row and None not in row.values() for row in rows)
    assert csv_table.render(results) == csv_table.render(results)


def test_the_table_holds_places_reasons_and_text() -> None:
    """A sentence's row says where it begins and ends, how bad it is, why, and what it says."""
    (row,) = [row for row in _rows(ENDED) if row["start"] == "101"]
    assert (row["rule"], row["level"], row["path"]) == ("garbled-sentence", "error", "news/es/puerto.md")
    assert (row["line"], row["column"], row["end_line"], row["end_column"], row["end"]) == (
        "1",
        "102",
        "1",
        "157",
        "156",
    )
    assert (row["quality"], row["reasons"]) == ("0.31", "repeated-word")
    assert row["text"] == "El alcalde dijo que que la ciudad espera mejor tiempos."


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "  =1", "\t=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """What a spreadsheet would run is made a text."""
    article = PLAIN.articles[1]
    sentence = replace(article.sentences[0], text=text)
    results = replace(EMPTY, articles=(replace(article, path=text, sentences=(sentence,), passages=()),))
    for row in _rows(results):
        assert not row["path"].lstrip().startswith(("=", "+", "-", "@"))
        assert not row["text"].lstrip().startswith(("=", "+", "-", "@"))


def test_what_silences_nothing_is_told_everywhere() -> None:
    """Ignores and entries without use are named with their line in every report that people read."""
    for render in (sarif.render, github.render, gitlab.render, markdown.render, junit.render, csv_table.render):
        assert "this ignore silences nothing" in render(ENDED)
    (found,) = [a for a in annotate(ENDED) if a.title == "Unused ignore"]
    assert (found.rule, found.path, found.line, found.level) == ("unused-suppression", "news/a.md", 12, "warning")


def test_an_article_that_never_fails_is_a_warning() -> None:
    """Where a setting for its path says so, a garbled article is told, but fails no test."""
    articles = tuple(replace(article, fail_on="never") for article in PLAIN.articles)
    results = replace(PLAIN, articles=articles, errors=())
    assert {found.level for found in annotate(results)} == {"warning"}
    assert 'failures="0"' in junit.render(results)
    json.loads(gitlab.render(results))


def test_a_github_job_gets_its_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Markdown report is appended to the file the runner names, only for the github format."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv(job_summary.VARIABLE, str(summary))
    assert deliver(PLAIN, "gitlab", str(tmp_path / "a.json")) == []
    assert summary.read_text(encoding="utf-8") == "before\n"
    assert deliver(PLAIN, "github", str(tmp_path / "a.txt")) == []
    assert summary.read_text(encoding="utf-8") == "before\n" + markdown.render(PLAIN)


def test_a_summary_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The annotations are there all the same."""
    monkeypatch.setenv(job_summary.VARIABLE, str(tmp_path / "none" / "summary.md"))
    (failure,) = deliver(PLAIN, "github", str(tmp_path / "a.txt"))
    assert "job summary" in failure
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == github.render(PLAIN)
