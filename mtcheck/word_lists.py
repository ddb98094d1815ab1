"""Lists of words in the source, written as running text: a line a word would fill pages."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())
