"""The reports for CI services: SARIF, JUnit, GitHub, GitLab and Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from sample_results import HOSTILE, sample_results, with_article

from mtcheck.report import FORMATS, csv_table, github, gitlab, html, junit, markdown, sarif, terminal
from mtcheck.report.annotations import RULES, annotate, one_line
from mtcheck.report.json_format import dump, load
from mtcheck.results import ArticleResult, FailOn, Gate, Results, ScanError, SentenceResult
from mtcheck.verdict import gate

Render = Callable[[Results], str]

RENDERS: list[Render] = [sarif.render, junit.render, github.render, gitlab.render, markdown.render, csv_table.render]
BAKERY, LIBRARY, RECORD, ODD, FRENCH = 0, 2, 4, 5, 6
EMPTY = replace(sample_results(), articles=(), errors=(), gate=Gate(passed=True, fail_on="article"))


def _sarif(results: Results) -> dict[str, Any]:
    """Give the only run of the SARIF log."""
    log = json.loads(sarif.render(results))
    (run,) = log["runs"]
    return dict(run)


def _flagged(results: Results) -> Iterator[tuple[ArticleResult, SentenceResult]]:
    """Give each flagged sentence with its article."""
    for article in results.articles:
        for sentence in article.sentences:
            if sentence.flagged:
                yield article, sentence


def test_where_there_was_nothing_to_judge_nothing_has_passed() -> None:
    """Every format that states the gate says that it is incomplete, and why."""
    nothing = replace(EMPTY, gate=Gate(passed=False, fail_on="article"))
    for text in (terminal.render(nothing), junit.render(nothing), markdown.render(nothing).replace("\\", "")):
        assert "Gate incomplete: 0 garbled articles, nothing to judge" in text
    run = _sarif(nothing)
    assert run["properties"]["gate"] == {"passed": False, "failOn": "article"}
    assert not run["invocations"][0]["executionSuccessful"]
    assert _sarif(EMPTY)["invocations"][0]["executionSuccessful"]


def test_the_gate_stands_in_words_as_it_does_in_the_json() -> None:
    """Allowed unscored articles let it pass, and one that fails by its own settings fails it, in every text report."""
    (unscored,) = [a for a in sample_results().articles if a.verdict == "unscored"]
    garbled = replace(next(a for a in sample_results().articles if a.verdict == "garbled"), fail_on="article")
    for articles, allowed, fail_on, told in (
        ((unscored,), True, "article", "passed: 0 garbled articles, 1 article unscored (fail on: article)"),
        ((unscored,), False, "article", "incomplete: 0 garbled articles, 1 article unscored (fail on: article)"),
        ((unscored, garbled), True, "never", "failed: 1 article fails by its own settings, 1 article unscored"),
    ):
        judged = gate(articles, fail_on, allow_unscored=allowed)
        assert judged.passed == told.startswith("passed")
        results = replace(EMPTY, articles=articles, gate=judged)
        for one in (terminal, junit, github, markdown, html):
            text = " ".join(one.render(results).replace("\\", "").split())
            assert f"Gate {told}" in text, one.__name__
        assert f"### mtcheck: gate {told.partition(':')[0]}\n" in markdown.render(results)
        assert f'"allowUnscored":{str(allowed).lower()}' in html.render(results)
        assert load(dump(results), "r.json").gate == judged


@pytest.mark.parametrize("name", ["sarif", "junit", "github", "gitlab", "markdown", "csv"])
def test_every_format_of_the_contract_is_there_and_deterministic(name: str) -> None:
    """The table has each format; equal results give equal text that ends with a newline."""
    text = FORMATS[name](sample_results())
    assert text == FORMATS[name](sample_results())
    assert text.endswith("\n")


@pytest.mark.parametrize("render", RENDERS)
def test_an_empty_scan_has_a_report(render: Render) -> None:
    """Nothing found is a report too, and none of it names a sentence."""
    assert "garbled machine translation, quality" not in render(EMPTY)


@pytest.mark.parametrize("render", RENDERS)
def test_what_no_encoding_can_write_is_replaced(render: Render) -> None:
    """A control character, a lone surrogate or a non-character in a text does not make a report that cannot be read."""
    wild = "a\x00b\x1bc\ud800d\uffffe\u0085f"
    sentence = sample_results().articles[FRENCH].sentences[0]
    reasons = tuple(replace(reason, message=wild) for reason in sentence.reasons)
    results = with_article(
        sample_results(), FRENCH, sentences=(replace(sentence, text=wild, reasons=reasons),), passages=(), id=wild
    )
    text = render(replace(results, errors=(ScanError("x.txt", wild),)))
    text.encode("utf-8")
    assert not re.search("[\x00\x1b\uffff]", text)


# ---- annotations


def test_annotations_are_complete() -> None:
    """There is one for each garbled article, flagged sentence, unscored article and unread file, and no other."""
    rules = [annotation.rule for annotation in annotate(sample_results())]
    counts = {rule: rules.count(rule) for rule in RULES}
    assert counts == {
        "unreadable-file": 1,
        "garbled-article": 3,
        "garbled-sentence": 9,
        "unscored-article": 1,
        "unused-suppression": 0,
    }


def test_annotations_come_by_urgency() -> None:
    """A service that shows ten shows every garbled article first, then the worst sentences of garbled articles."""
    found = annotate(sample_results())
    assert [annotation.rule for annotation in found[:4]] == ["unreadable-file", *["garbled-article"] * 3]
    qualities = [annotation.quality for annotation in found if annotation.rule == "garbled-sentence"]
    assert qualities == [0.06, 0.12, 0.21, 0.27, 0.31, 0.3, 0.3, 0.02, 0.33]


def test_the_level_follows_the_gate() -> None:
    """A sentence flagged in a clean article is a warning, unless a single sentence fails the gate."""
    odd = sample_results().articles[ODD].path
    strict = replace(sample_results(), gate=Gate(passed=False, fail_on="sentence"))
    levels = [
        {a.level for a in annotate(results) if a.path == odd and a.rule == "garbled-sentence"}
        for results in (sample_results(), strict)
    ]
    assert levels == [{"warning"}, {"error"}]


def test_fingerprints_are_unique_even_for_a_sentence_that_stands_twice() -> None:
    """No two findings share a fingerprint, not those of the same sentence, nor those of records without an id."""
    results = sample_results()
    doubled = replace(results, articles=results.articles * 2, errors=results.errors * 2)
    prints = [annotation.fingerprint for annotation in annotate(doubled)]
    assert len(prints) == len(set(prints)) == 28
    assert all(re.fullmatch("[0-9a-f]{64}", found) for found in prints)


def test_fingerprints_survive_edits_elsewhere() -> None:
    """Text added above, another layout and `./` before the path leave every fingerprint as it was."""
    before = {annotation.fingerprint for annotation in annotate(sample_results())}
    moved = []
    for article in sample_results().articles:
        sentences = tuple(
            replace(
                s, start=s.start + 99, end=s.end + 99, line=s.line + 7, column=1, text=s.text.replace(" ", "\u00a0")
            )
            for s in article.sentences
        )
        moved.append(replace(article, path=f"./{article.path}", sentences=sentences, quality=article.quality))
    assert {
        annotation.fingerprint for annotation in annotate(replace(sample_results(), articles=tuple(moved)))
    } == before


def test_a_fingerprint_follows_path_record_and_text() -> None:
    """Another path, record or sentence is another finding."""
    article = sample_results().articles[RECORD]
    changed = [
        article,
        replace(article, path="feed/other.jsonl"),
        replace(article, id="item-18"),
        replace(article, sentences=(article.sentences[0], replace(article.sentences[1], text="Another one."))),
    ]
    prints = [annotate(replace(sample_results(), articles=(one,), errors=()))[0].fingerprint for one in changed]
    assert len(set(prints)) == 4


def test_one_line_keeps_what_can_be_read() -> None:
    """Line breaks become blanks; letters, and U+2028's neighbours, stay."""
    assert one_line("a\r\n\tb\u2028cé\u200d😀") == "a   b cé\u200d😀"


# ---- SARIF


def test_sarif_has_what_code_scanning_requires() -> None:
    """Version, one run, a named tool, and for each result rule, message, place and fingerprint."""
    log = json.loads(sarif.render(sample_results()))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("mtcheck", "0.1.0")
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == ["garbled-article", "garbled-sentence"]
    assert len(run["results"]) == 12
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning"}
        assert result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    prints = [result["partialFingerprints"]["mtcheck/v1"] for result in run["results"]]
    assert len(set(prints)) == 12


def test_sarif_regions_are_the_sentences() -> None:
    """Line, column and characters are those of the results; columns count characters, as the run declares."""
    run = _sarif(sample_results())
    assert run["columnKind"] == "unicodeCodePoints"
    regions = {
        (uri := result["locations"][0]["physicalLocation"])["artifactLocation"]["uri"]: uri["region"]
        for result in run["results"]
        if result["ruleId"] == "garbled-sentence"
    }
    assert regions["news/es/puerto.md"] == {"startLine": 1, "startColumn": 102, "charOffset": 101, "charLength": 55}
    found = [r for r in run["results"] if r["ruleId"] == "garbled-sentence"]
    in_files = [(s.line, s.column, s.start, s.end - s.start) for a, s in _flagged(sample_results()) if a.id is None]
    in_sarif = [
        (region["startLine"], region["startColumn"], region["charOffset"], region["charLength"])
        for result in found
        if "charOffset" in (region := result["locations"][0]["physicalLocation"]["region"])
    ]
    assert sorted(in_sarif) == sorted(in_files)


def test_sarif_gives_a_record_no_offsets_of_its_file() -> None:
    """Offsets in a record's field would point at the wrong characters of the file; its line and its id are right."""
    (result,) = [
        result
        for result in _sarif(sample_results())["results"]
        if result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "feed/today.jsonl"
    ]
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 17}
    assert location["logicalLocations"] == [{"name": "item-17", "kind": "record"}]


def test_sarif_messages_give_quality_and_at_most_three_reasons() -> None:
    """The message says how bad and why, the weightiest reasons first."""
    messages = [result["message"]["text"] for result in _sarif(sample_results())["results"]]
    assert (
        "Reads as garbled machine translation, quality 0.21: “the owner” was left in English; The translator did not "
        "expect “hinunter” here; “läuft der Teig die Maschine hinunter” reads word for word"
    ) in messages
    assert not any("Half of the words" in message for message in messages)


def test_sarif_tells_unread_and_unscored_as_notifications() -> None:
    """What could not be judged is no result, but the log says so, and that the run was not whole."""
    (invocation,) = _sarif(sample_results())["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(n.get("descriptor", {}).get("id"), n["level"]) for n in invocation["toolExecutionNotifications"]]
    assert told[:2] == [("unreadable-file", "error"), ("unscored-article", "warning")]
    assert {level for _, level in told[2:]} == {"note"}
    assert _sarif(EMPTY)["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("news/bäckerei am markt.txt", "news/b%C3%A4ckerei%20am%20markt.txt"),
        ("a:b/50%?#.txt", "a%3Ab/50%25%3F%23.txt"),
        ("/srv/a b.txt", "file:///srv/a%20b.txt"),
        ("C:/news/a b.txt", "file:///C:/news/a%20b.txt"),
        ("\udcff.txt", "%FF.txt"),
    ],
)
def test_sarif_uris_are_percent_encoded(path: str, uri: str) -> None:
    """A relative path stays relative; blanks, signs and letters beyond ASCII are encoded; undecodable bytes too."""
    assert sarif.uri(path) == uri


def test_sarif_messages_make_no_links() -> None:
    """Text of an article cannot become a link in a viewer."""
    results = replace(sample_results(), errors=(ScanError("x.txt", "see [here](http://a) and [this] (too)"),))
    (first, *_) = _sarif(results)["invocations"][0]["toolExecutionNotifications"]
    assert first["message"]["text"] == r"see \[here\](http://a) and [this] (too)"


# ---- JUnit


def _junit(results: Results) -> ET.Element:
    """Give the root of the report, read as a service reads the file."""
    return ET.fromstring(junit.render(results).encode())  # noqa: S314  written a moment ago


def test_junit_counts_articles() -> None:
    """Garbled articles fail, unscored ones are skipped, unread files are errors, and the counts say the same."""
    root = _junit(sample_results())
    (suite,) = root.findall("testsuite")
    for element in (root, suite):
        counts = {key: element.get(key) for key in ("tests", "failures", "errors")}
        assert counts == {"tests": "8", "failures": "3", "errors": "1"}
    assert suite.get("skipped") == "1"
    assert len(suite.findall("testcase")) == 8
    for kind, number in (("failure", 3), ("error", 1), ("skipped", 1)):
        assert len(suite.findall(f"testcase/{kind}")) == number
    strict = replace(sample_results(), gate=Gate(passed=False, fail_on="sentence"))
    assert _junit(strict).get("failures") == "5"


@pytest.mark.parametrize(("fail_on", "elements"), [("sentence", ["failure"]), ("article", ["skipped", "system-out"])])
def test_junit_tells_what_is_flagged_in_an_unscored_article(fail_on: FailOn, elements: list[str]) -> None:
    """Where that fails the gate its test fails and is not skipped, and each is counted once."""
    whole = sample_results()
    flagged = next(article for article in whole.articles if article.verdict == "garbled")
    unscored = replace(flagged, verdict="unscored", quality=None, unscored_because="most of it could not be judged")
    root = _junit(replace(whole, articles=(unscored,), errors=(), gate=Gate(passed=False, fail_on=fail_on)))
    (case,) = root.iter("testcase")
    assert [child.tag for child in case] == elements
    suite = root.find("testsuite")
    assert suite is not None
    counts = [suite.get(key) for key in ("failures", "skipped")]
    assert counts == (["1", "0"] if fail_on == "sentence" else ["0", "1"])


def test_junit_says_in_the_body_what_failed() -> None:
    """The body names place, quality, reasons and text, because some services show no `message`."""
    root = _junit(sample_results())
    failure = root.find(".//testcase[@name='news/de/bäckerei am markt.txt']/failure")
    assert failure is not None
    assert failure.text is not None
    assert failure.text.startswith("garbled, quality 0.14, 3 of 5 sentences flagged\n")
    assert "news/de/bäckerei am markt.txt:5:41: Reads as garbled machine translation, quality 0.06: " in failure.text
    assert "    Der Besitzer hat den Laden von seinen Vater über genommen worden." in failure.text


def test_junit_tells_flags_in_clean_articles_without_failing_them() -> None:
    """A flagged sentence in a clean article is told, hostile text unchanged, and the test passes."""
    root = _junit(sample_results())
    case = root.find(".//testcase[@name='feed/today.jsonl [item-17]']")
    assert case is not None
    assert [child.tag for child in case] == ["system-out"]
    odd = [case for case in root.iter("testcase") if case.get("name") == sample_results().articles[ODD].path]
    assert HOSTILE in str(odd[0].findtext("system-out"))


# ---- GitHub


def _commands(results: Results) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does: properties split at commas, then unescaped."""

    def plain(text: str) -> str:
        for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            text = text.replace(code, character)
        return text

    found = []
    for line in github.render(results).split("\n"):
        if match := re.fullmatch("::([a-z]+) (.*?)::(.*)", line):
            pairs = [pair.partition("=") for pair in match[2].split(",")]
            found.append((match[1], {name: plain(value) for name, _, value in pairs}, plain(match[3])))
    return found


def test_github_commands_name_file_line_and_column() -> None:
    """Each finding is a command with its place; a record has no column."""
    commands = _commands(sample_results())
    assert commands[0] == ("error", {"file": "news/empty.txt", "line": "1", "title": "File not read"},
                           "is empty: remove it or put an article into it")  # fmt: skip
    places = [(level, p["file"], p["line"], p.get("col")) for level, p, _ in commands if "file" in p]
    assert ("error", "news/de/bäckerei am markt.txt", "5", "41") in places
    assert ("warning", "feed/today.jsonl", "17", None) in places
    assert len(places) == 14


def test_github_commands_escape_what_would_end_them() -> None:
    """A path with colons, commas and percent signs comes through whole, and so do percent signs in the message."""
    path = sample_results().articles[ODD].path
    (found,) = [command for command in _commands(sample_results()) if command[1].get("file") == path]
    assert found[0] == "warning"
    assert set(found[1]) == {"file", "line", "col", "title"}
    assert found[2].endswith("&amp; 100%")
    assert "%3A%3Aerror%2C 50%25'" in github.render(sample_results())


def test_github_output_obeys_no_article() -> None:
    """A line break in a text cannot begin a command of its own."""
    bad = "x\n::error::owned\r\n::add-mask::x"
    results = with_article(sample_results(), FRENCH, id=bad)
    text = github.render(replace(results, errors=(ScanError("a\n::error::b.txt", bad),), notes=(bad,)))
    lines = [line for line in re.split("[\r\n]", text) if "owned" in line]
    assert lines
    assert all(re.match("::(error|notice) (file|title)=", line) for line in lines)
    assert not re.search("^::(add-mask|error::)", text, re.MULTILINE)


# ---- GitLab


def test_gitlab_issues_have_what_code_quality_requires() -> None:
    """Each has description, rule, unique fingerprint, a known severity, a relative path and a line."""
    issues = json.loads(gitlab.render(with_article(sample_results(), LIBRARY, path="./news//en/library.txt")))
    assert len(issues) == 14
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not issue["location"]["path"].startswith(("./", "/"))
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == 14
    by_severity = [(issue["check_name"], issue["severity"]) for issue in issues]
    assert by_severity.count(("garbled-article", "critical")) == 3
    assert by_severity.count(("garbled-sentence", "major")) == 7
    assert by_severity.count(("garbled-sentence", "minor")) == 2


# ---- Markdown


def _html(results: Results) -> str:
    """Read the comment as a service with tables does."""
    return str(MarkdownIt("gfm-like", {"linkify": False}).render(markdown.render(results)))


def test_markdown_begins_with_its_mark_and_the_outcome() -> None:
    """A job finds its own comment by the first line; a reader finds outcome and counts."""
    lines = markdown.render(sample_results()).split("\n")
    assert lines[0] == "<!-- mtcheck -->"
    assert lines[2] == "### mtcheck: gate failed"
    assert lines[4].startswith("7 articles: 3 garbled, 3 clean, 1 unscored. 17 sentences, 9 flagged")
    assert "### mtcheck: gate passed" in markdown.render(EMPTY)


def test_markdown_has_a_table_of_articles_to_mend() -> None:
    """A row for each garbled article, the worst first, with quality, flags and language."""
    rows = re.findall(r"<tr>\s*<td>(.*?)</tr>", _html(sample_results()), re.DOTALL)
    cells = [re.sub(r"<[^>]+>", "", row).split("\n") for row in rows]
    assert [[cell for cell in row if cell] for row in cells] == [
        ["news/de/bäckerei am markt.txt", "0.14", "3 of 5", "de"],
        ["news/es/puerto.md", "0.29 (uncalibrated)", "2 of 2", "es"],
        ["news/fr/mairie.txt", "0.30", "2 of 2", "fr"],
    ]


def test_markdown_folds_the_worst_passages() -> None:
    """Passages stand in <details>, damaged words bold, reasons beneath."""
    html = _html(sample_results())
    assert html.count("<details>") == html.count("</details>") == 3
    assert "Es regnet <b>Katzen</b> Brot <b>-Sorten</b>, und" in html
    assert "<li>“the owner” was left in English</li>" in html
    assert html.index("quality 0.06") < html.index("quality 0.16")


def test_markdown_tells_notes_errors_and_unscored_articles() -> None:
    """What was not read, not judged, or had to do without a pair is listed."""
    text = markdown.render(replace(sample_results(), notes=("fr: no round trip: no pair fr-en",)))
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "<li>news/empty.txt: is empty: remove it" in html
    assert "<li>news/ga/nuacht.txt: no model covers Irish (ga)</li>" in html
    assert "<li>fr: no round trip: no pair fr-en</li>" in html
    assert html.count("<li>fr:") == 1


HOSTILE_MARKDOWN = [
    HOSTILE,
    "1. a list, | a cell, ![x](http://a/b.png) and [y](javascript:z)",
    "# heading",
    "- item",
    "> quote",
    "````",
    "<details><img src=x onerror=alert(1)>",
    "**bold** _it_ ~~no~~ `code` $x$ <b>b</b> &lt; :tada: {{x}} \\",
    "@editor and #17 and !18",
]


@pytest.mark.parametrize("text", HOSTILE_MARKDOWN)
def test_markdown_shows_hostile_text_as_it_is(text: str) -> None:
    """Text of articles, reasons, paths and errors makes no element, link, heading, cell or mention."""
    article = sample_results().articles[ODD]
    sentence = replace(article.sentences[0], text=text, tokens=())
    reason = replace(sentence.reasons[0], message=text)
    article = replace(
        article, path=text, verdict="garbled", language="en", sentences=(replace(sentence, reasons=(reason,)),)
    )
    harmless = replace(
        article, path="x", sentences=(replace(sentence, text="x", reasons=(replace(reason, message="x"),)),)
    )
    tags = [
        re.findall("<[^>]*>", _html(replace(EMPTY, articles=(one,), errors=(ScanError(said, said),), notes=(said,))))
        for one, said in ((article, text), (harmless, "x"))
    ]
    assert tags[0] == tags[1]
    html = _html(replace(EMPTY, articles=(article,)))
    shown = re.sub("<[^>]*>", "", html).replace("\u2060", "")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    assert shown.count(one_line(text).strip()) == 4
    assert not re.search(r"[@#!]\w", html)


def test_markdown_fits_into_a_comment() -> None:
    """However much is garbled, the comment stays below GitHub's limit, and says what it leaves out."""
    article = sample_results().articles[BAKERY]
    articles = tuple(replace(article, path=f"news/{index}.txt") for index in range(500))
    text = markdown.render(replace(sample_results(), articles=articles))
    assert len(text) <= markdown.LIMIT
    assert "| and 450 more |" in text
    left = re.search(r"The passages of (\d+) more articles are in the other reports\.", text)
    assert left is not None
    assert int(left[1]) + text.count("<details>") == 500
    assert text.count("<details>") == text.count("</details>")
