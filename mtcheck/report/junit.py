"""The report as JUnit XML: an article is a test case.

An article, not a sentence, because it is what the gate judges: the count of failed tests is that of articles to mend,
and a test keeps its name from run to run, so that a CI service can follow it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from mtcheck.report.annotations import explanation
from mtcheck.report.findings import fails, flagged, gate_line, name, notes, number, plural, unused_notes

if TYPE_CHECKING:
    from mtcheck.results import ArticleResult, Results

# What XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Results) -> str:
    """Write one test suite: articles that fail the gate fail, others without a quality are skipped.

    Unread files are errors.
    """
    failed = sum(fails(article, results.gate.fail_on) for article in results.heads)
    unscored = [article for article in results.heads if article.verdict == "unscored"]
    counts = {
        "name": "mtcheck",
        "tests": str(len(results.heads) + len(results.errors)),
        "failures": str(failed),
        "errors": str(len(results.errors)),
        "skipped": str(sum(not fails(article, results.gate.fail_on) for article in unscored)),
        "time": "0",
    }
    # Jenkins' xunit plugin holds reports to its schema: nothing may stand here that is not in it.
    root = ET.Element("testsuites", {key: value for key, value in counts.items() if key != "skipped"})
    suite = ET.SubElement(root, "testsuite", counts)
    properties = ET.SubElement(suite, "properties")
    for key, value in (
        ("mtcheck", results.mtcheck),
        ("signature", results.signature),
        ("threshold", repr(results.threshold)),
    ):
        ET.SubElement(properties, "property", {"name": key, "value": _clean(value)})
    for error in results.errors:
        case = _case(suite, error.path)
        ET.SubElement(case, "error", {"message": "not read"}).text = _clean(error.message)
    for article in results.articles:
        _article(suite, article, results)
    ET.SubElement(suite, "system-out").text = _clean(
        "\n".join([*notes(results), *unused_notes(results), gate_line(results)])
    )
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, title: str) -> ET.Element:
    """Add a test case. GitLab shows `classname` as the suite."""
    return ET.SubElement(suite, "testcase", {"classname": "mtcheck", "name": _clean(title), "time": "0"})


def _article(suite: ET.Element, article: ArticleResult, results: Results) -> None:
    """Add an article. What it says stands in the body too: some services show no `message`."""
    case = _case(suite, name(article))
    failed, unscored = fails(article, results.gate.fail_on), article.verdict == "unscored"
    head = f"quality {number(article.quality)}" + ("" if article.calibrated else " (uncalibrated)")
    if unscored:
        head = article.unscored_because or "no reason given"
    amount = f"{article.sentences_flagged:,} of {plural(len(article.sentences), 'sentence')} flagged"
    lines = [f"{article.verdict}, {head}, {amount}"]
    for sentence in flagged(article):
        lines += [
            f"{article.path}:{sentence.line}:{sentence.column}: {explanation(sentence)}",
            f"    {sentence.text}",
        ]
    body = _clean("\n".join(lines))
    if failed:
        ET.SubElement(case, "failure", {"message": _clean(lines[0]), "type": article.verdict}).text = body
        return
    if unscored:
        ET.SubElement(case, "skipped", {"message": _clean(head)}).text = _clean(head)
    if article.sentences_flagged:
        ET.SubElement(case, "system-out").text = body


def _clean(text: str) -> str:
    """Replace what XML cannot hold."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
