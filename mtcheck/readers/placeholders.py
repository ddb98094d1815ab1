"""What stands in translated strings and is no language: inline tags, and placeholders that a program fills in."""

from __future__ import annotations

import re

from mtcheck.article import Text
from mtcheck.readers.fold import Characters

STAND_IN = "X"
"""What a placeholder is read as: in its place stands a name or a number, and without one the sentence is broken."""
_FOREIGN = re.compile(
    r"(?P<tag></?[A-Za-z][^<>]{0,300}>)"
    r"|%\([^()\s]{1,60}\)[-+#0]?\d*(?:\.\d+)?[a-zA-Z]"
    r"|%(?:\d+\$)?[-+#0]?\d*(?:\.\d+)?(?:l{0,2}[diu]|[sfgexXcr@])(?![^\W_])"
    r"|\{\{[^{}]{1,60}\}\}|\$?\{[^{}\s]{0,60}\}"
)


def without_placeholders(text: str) -> str:
    """A source text with tags left out and placeholders read as `STAND_IN`."""
    bare = _FOREIGN.sub(lambda match: "" if match["tag"] else STAND_IN, text)
    return " ".join(bare.split())


def readable(content: Text) -> Text | None:
    """The same of a target text, every character in its place; None where nothing but tags is left."""
    if _FOREIGN.search(content.text) is None:
        return content
    characters, last = Characters(), 0
    for match in _FOREIGN.finditer(content.text):
        _copy(characters, content, last, match.start())
        if not match["tag"]:
            characters.resolved(STAND_IN, *content.region(*match.span()))
        last = match.end()
    _copy(characters, content, last, len(content.text))
    return characters.text()


def _copy(characters: Characters, content: Text, start: int, end: int) -> None:
    for place in range(start, end):
        characters.resolved(content.text[place], *content.region(place, place + 1))
