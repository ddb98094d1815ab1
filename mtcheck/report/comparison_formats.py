"""A comparison of two scans as text, Markdown, JSON or a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from mtcheck.report.comparison import CHANGES, ArticleChange, Change, Comparison, SentenceChange, Side
from mtcheck.report.findings import number, plural
from mtcheck.report.german import in_german
from mtcheck.report.html_words import ENGLISH, GERMAN, TITLES
from mtcheck.report.markdown import LIMIT, MARK, escape
from mtcheck.report.page import block, csp_hash, encode, environment, script, style
from mtcheck.report.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SENTENCES: Final = 5
"""Most sentences listed of an article in text and Markdown; the page and the JSON hold all."""

_HEADINGS: Final[Mapping[Change, str]] = MappingProxyType(
    {"worse": "WORSE", "added": "NEW", "better": "BETTER", "gone": "GONE"}
)
_SIGNS: Final[Mapping[Change, str]] = MappingProxyType({"worse": "-", "added": "-", "better": "+", "gone": "+"})
_SCRIPTS: Final = ("words", "comparison")


def headline(comparison: Comparison) -> str:
    """Say in one line how many articles changed which way."""
    counts = ", ".join(f"{comparison.count(change):,} {_HEADINGS[change].lower()}" for change in CHANGES)
    return f"{plural(comparison.after.articles, 'article')}: {counts}, {comparison.unchanged:,} unchanged"


def totals(comparison: Comparison) -> str:
    """Say in one line what that makes of the whole."""
    before, after = comparison.before, comparison.after
    return (
        f"Garbled articles {before.garbled:,} → {after.garbled:,}, "
        f"flagged sentences {before.flagged:,} → {after.flagged:,}, "
        f"unscored articles {before.unscored:,} → {after.unscored:,}"
    )


def _name(article: ArticleChange) -> str:
    return article.path if article.id is None else f"{article.path} [{article.id}]"


def _arrow(before: str | None, after: str | None) -> str:
    """Write a change; one side alone, or two that are equal, once."""
    if before is None or after is None or before == after:
        return after or before or ""
    return f"{before} → {after}"


def _facts(article: ArticleChange) -> str:
    """Say how verdict, quality and flags of an article changed."""
    sides = [(side.verdict, number(side.quality), str(side.sentences_flagged)) for side in _sides(article)]
    verdict, quality, flagged = (_arrow(values[0], values[-1]) for values in zip(*sides, strict=True))
    return f"{verdict}, quality {quality}, {flagged} flagged"


def _sides(article: ArticleChange) -> list[Side]:
    return [side for side in (article.before, article.after) if side is not None]


def _sentence(sentence: SentenceChange) -> str:
    """Say how a sentence's quality and flag changed."""
    before, after = sentence.quality
    absent = {"added": "new sentence, ", "gone": "gone, "}.get(sentence.change, "")
    quality = _arrow(
        None if sentence.change == "added" else number(before), None if sentence.change == "gone" else number(after)
    )
    flags = {
        (False, True): ", now flagged",
        (True, False): ", no longer flagged",
        (None, True): ", flagged",
        (True, None): ", was flagged",
    }
    return f"{absent}quality {quality}{flags.get(sentence.flagged, '')}"


def terminal(comparison: Comparison) -> str:
    """Write the comparison as plain text."""
    lines = [f"mtcheck: {headline(comparison)}", totals(comparison), *comparison.notes]
    for article in comparison.articles:
        lines += ["", f"{_HEADINGS[article.change]}  {_name(article)}", f"  {_facts(article)}"]
        for sentence in article.sentences[:SENTENCES]:
            place = f"{article.path}:{sentence.line}:{sentence.column}"
            lines += ["", f"  {_SIGNS[sentence.change]} {place}  {_sentence(sentence)}", f"    {sentence.text}"]
        if len(article.sentences) > SENTENCES:
            lines += ["", f"  and {plural(len(article.sentences) - SENTENCES, 'more sentence')}"]
    if not comparison.articles:
        lines += ["", "Nothing changed."]
    return "\n".join(map(harmless, lines)) + "\n"


def markdown(comparison: Comparison) -> str:
    """Write the comparison as Markdown for a comment; at most `LIMIT` characters."""
    blocks = [MARK, f"### mtcheck: {escape(headline(comparison))}", escape(totals(comparison)) + "."]
    blocks += [escape(note) for note in comparison.notes]
    if comparison.articles:
        blocks.append("| | Article | Verdict, quality, flagged |\n| --- | --- | --- |")
    room = LIMIT - sum(len(one) + 2 for one in blocks) - 100
    shown = 0
    details: list[str] = []
    for article in comparison.articles:
        row = f"\n| {_HEADINGS[article.change].lower()} | {escape(_name(article))} | {escape(_facts(article))} |"
        sentences = "\n".join(_markdown_sentences(article))
        room -= len(row) + len(sentences) + 2
        if room < 0:
            break
        blocks[-1] += row
        details += [sentences] if sentences else []
        shown += 1
    left = len(comparison.articles) - shown
    rest = [f"and {plural(left, 'more article')}"] if left else []
    return "\n\n".join([*blocks, *rest, *details]) + "\n"


def _markdown_sentences(article: ArticleChange) -> Iterator[str]:
    """List the sentences of an article that changed."""
    if article.sentences:
        yield f"**{escape(_name(article))}**\n"
    for sentence in article.sentences[:SENTENCES]:
        yield f"- Line {sentence.line}, {escape(_sentence(sentence))}: {escape(sentence.text)}"
    if len(article.sentences) > SENTENCES:
        yield f"- and {plural(len(article.sentences) - SENTENCES, 'more sentence')}"


def as_json(comparison: Comparison) -> str:
    """Write the comparison as one JSON object: everything, pairs as `{"before": …, "after": …}`."""

    def pair(values: tuple[object, object]) -> dict[str, object]:
        return {"before": values[0], "after": values[1]}

    data = {
        "schema": 1,
        "threshold": pair(comparison.thresholds),
        "summary": pair((asdict(comparison.before), asdict(comparison.after))),
        "changes": {change: comparison.count(change) for change in CHANGES} | {"unchanged": comparison.unchanged},
        "notes": comparison.notes,
        "articles": [
            {
                "path": article.path,
                "id": article.id,
                "change": article.change,
                **pair((article.before and asdict(article.before), article.after and asdict(article.after))),
                "sentences": [
                    asdict(sentence) | {"flagged": pair(sentence.flagged), "quality": pair(sentence.quality)}
                    for sentence in article.sentences
                ],
            }
            for article in comparison.articles
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def html(comparison: Comparison) -> str:
    """Write the comparison as one page: no address outside it, the same bytes for the same comparison."""
    look, code = style(), script(_SCRIPTS)
    both = [article for article in comparison.articles if _quality(article.before) and _quality(article.after)]
    page = (
        environment()
        .get_template("comparison.html.j2")
        .render(
            t=ENGLISH,
            comparison=comparison,
            headline=headline(comparison),
            totals=totals(comparison),
            name=_name,
            both=both,
            style=Markup(look),  # noqa: S704  a file of this package
            style_hash=csp_hash(look),
            script_hash=csp_hash(code),
        )
    )
    words = block("words", encode({"en": dict(ENGLISH), "de": dict(GERMAN), "titles": dict(TITLES)}))
    german = {note: said for note in comparison.notes if (said := in_german(note)) is not None}
    words += block("data", encode({"german": german}))
    return f"{page}{words}<script>{code}</script>\n</body>\n</html>\n"


def _quality(side: object) -> bool:
    return getattr(side, "quality", None) is not None


FORMATS: Final[Mapping[str, Callable[[Comparison], str]]] = MappingProxyType(
    {"terminal": terminal, "markdown": markdown, "json": as_json, "html": html}
)
"""Every format a comparison can be written in."""
