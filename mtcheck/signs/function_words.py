"""Function words of each language, from `function_words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def _tables() -> Mapping[str, Mapping[str, frozenset[str]]]:
    tables = tomllib.loads(files("mtcheck.signs").joinpath("function_words.toml").read_text(encoding="utf-8"))
    return {
        language: {name: frozenset(words.split()) for name, words in table.items()}
        for language, table in tables.items()
    }


def languages() -> frozenset[str]:
    """Codes of the languages that have a list."""
    return frozenset(_tables())


def function_words(language: str) -> frozenset[str]:
    """Look up the language's function words in lower case; empty for a language without a list."""
    return _tables().get(language, {}).get("words", frozenset())


def strong_words(language: str) -> frozenset[str]:
    """Look up, of these, the words that betray the language on their own."""
    return _tables().get(language, {}).get("strong", frozenset())


def lookalikes(language: str) -> frozenset[str]:
    """Look up everyday words of the language that are spelled like another's strong ones."""
    return _tables().get(language, {}).get("lookalikes", frozenset())
