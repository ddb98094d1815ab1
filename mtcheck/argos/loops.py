"""Telling when a translation model got stuck and says the same thing over and over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PERIOD = 12
MIN_REPEATS = 3
MIN_RUN = 6
LENGTH_RATIO = 3
LENGTH_SLACK = 8


def length_limit(source_tokens: int) -> int:
    """How many tokens a translation of `source_tokens` may have; a longer one is a loop."""
    return LENGTH_RATIO * source_tokens + LENGTH_SLACK


def longest_run(tokens: Sequence[str]) -> int:
    """Tokens in the longest stretch that says one thing (of up to 12) three times or more in a row."""
    longest = 0
    for period in range(1, min(MAX_PERIOD, len(tokens) // MIN_REPEATS) + 1):
        matched = 0
        for index in range(period, len(tokens)):
            matched = matched + 1 if tokens[index] == tokens[index - period] else 0
            if matched >= period * (MIN_REPEATS - 1):
                longest = max(longest, matched + period)
    return longest


def is_loop(source: Sequence[str], translation: Sequence[str]) -> bool:
    """Whether a translation is a loop: far too long, or repeating itself where its source does not."""
    if len(translation) > length_limit(len(source)):
        return True
    run = longest_run(translation)
    return run >= MIN_RUN and run > 2 * longest_run(source)
