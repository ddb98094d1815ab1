"""The report as Markdown, to be posted as a comment on a pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mtcheck.report.annotations import one_line
from mtcheck.report.findings import (
    fails,
    gate_line,
    gate_state,
    name,
    notes,
    number,
    passages,
    plural,
    reasons,
    sentence_line,
    those,
    unused_notes,
    verdict_line,
    worst_first,
    worst_stretch,
)
from mtcheck.report.spans import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mtcheck.results import ArticleResult, Head, Passage, Results

MARK: Final = "<!-- mtcheck -->"
"""First line of every comment, by which a job finds the comment it wrote before."""

LIMIT: Final = 60_000
"""Most characters: GitHub refuses comments of more than 65,536."""

ROWS: Final = 50
"""Most articles in the table."""

PASSAGES: Final = 5
"""Most passages shown of an article."""

_SENTENCES: Final = 4
_OF_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Behind these a name or number becomes a mention or a reference, escaped or not, unless something stands between.
_REFERENCES: Final = "@#!"
_WORD_JOINER: Final = "\N{WORD JOINER}"


def escape(text: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line: no markup, no link, no mention."""
    escaped = re.sub(r"[\\`*_{}\[\]()#+\-!|~:@$^=&<>]", _escape_one, one_line(text))
    # A number with a dot at the start of a block would begin a list.
    return re.sub(r"^(\s*\d+)\.", r"\1\\.", escaped)


def escape_html(text: str) -> str:
    """Write a text to stand inside an HTML tag, where Markdown leaves backslashes alone but still finds mentions."""
    entities = str.maketrans(_OF_ENTITIES | {character: character + _WORD_JOINER for character in _REFERENCES})
    return one_line(text).translate(entities)


def _escape_one(found: re.Match[str]) -> str:
    """Escape one character."""
    character = found[0]
    if character in _OF_ENTITIES:
        return _OF_ENTITIES[character]
    return f"\\{character}" + _WORD_JOINER * (character in _REFERENCES)


def render(results: Results) -> str:
    """Write the summary, the articles to mend as a table, and their worst passages, folded; at most `LIMIT` long."""
    ordered = those(worst_first(results.articles), lambda head: fails(head, results.gate.fail_on))
    outcome = gate_state(results)
    blocks = [
        MARK,
        f"### mtcheck: gate {outcome}",
        f"{verdict_line(results)}. {sentence_line(results)}.",
    ]
    if ordered:
        blocks.append("\n".join(_table(ordered.heads)))
    unscored = [head for head in results.heads if head.verdict == "unscored"]
    blocks += _list("Not read", (f"{escape(error.path)}: {escape(error.message)}" for error in results.errors))
    blocks += _list(
        "Not judged",
        (f"{escape(name(article))}: {escape(article.unscored_because or 'no reason given')}" for article in unscored),
    )
    blocks += _list("Notes", map(escape, [*notes(results), *unused_notes(results)]))
    end = escape(f"{gate_line(results)} · mtcheck {results.mtcheck}")
    return _within_limit(blocks, ordered, end)


def _within_limit(blocks: list[str], articles: Sequence[ArticleResult], end: str) -> str:
    """Join the blocks, with the details of as many articles as there is room for."""
    room = LIMIT - sum(len(block) + 2 for block in [*blocks, end]) - 100
    shown: list[str] = []
    for block in map(_details, articles):
        room -= len(block) + 2
        if room < 0:
            break
        shown.append(block)
    left = len(articles) - len(shown)
    rest = [f"The passages of {plural(left, 'more article')} are in the other reports."] if left else []
    return "\n\n".join([*blocks, *shown, *rest, end]) + "\n"


def _table(articles: Sequence[Head]) -> Iterator[str]:
    """Write a row an article, worst first."""
    yield "| Article | Quality | Flagged | Language |"
    yield "| --- | ---: | ---: | --- |"
    for article in articles[:ROWS]:
        quality = number(article.quality) + ("" if article.calibrated else " (uncalibrated)")
        amount = f"{article.sentences_flagged:,} of {article.sentences:,}"
        yield f"| {escape(name(article))} | {quality} | {amount} | {escape(article.language or 'unknown')} |"
    if len(articles) > ROWS:
        yield f"| and {len(articles) - ROWS:,} more | | | |"


def _list(title: str, items: Iterable[str]) -> list[str]:
    """Write a titled list of at most `ROWS` items; nothing for no items."""
    lines = [f"- {item}" for item in items]
    if len(lines) > ROWS:
        lines[ROWS:] = [f"- and {len(lines) - ROWS:,} more"]
    return ["\n".join([f"**{title}**", "", *lines])] if lines else []


def _details(article: ArticleResult) -> str:
    """Write an article's worst passages, folded."""
    found = passages(article)
    parts = [
        f"<details><summary>{escape_html(name(article))}: {plural(len(found), 'passage')}</summary>",
        *[_passage(article, passage) for passage in found[:PASSAGES]],
    ]
    if len(found) > PASSAGES:
        parts.append(f"and {plural(len(found) - PASSAGES, 'more passage')}")
    return "\n\n".join([*parts, "</details>"])


def _passage(article: ArticleResult, passage: Passage) -> str:
    """Write where a passage stands, its words with the damaged ones bold, and why."""
    whole = [article.sentences[index] for index in passage.sentences]
    sentences = worst_stretch(whole, _SENTENCES)
    text = " ".join(marked(sentence, "<b>", "</b>", escape) for sentence in sentences)
    if len(whole) > len(sentences):
        text += f" … ({plural(len(whole) - len(sentences), 'more sentence')} around it)"
    head = f"Line {sentences[0].line}, column {sentences[0].column}, quality {number(passage.quality)}"
    lines = [head, "", f"> {text}", "", *[f"- {escape(reason.message)}" for reason in reasons(sentences)]]
    return "\n".join(lines).rstrip()
