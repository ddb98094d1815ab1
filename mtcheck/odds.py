"""Qualities as log-odds of being garbled, and back."""

from __future__ import annotations

import math
from functools import lru_cache

LEAST_QUALITY = 0.0001
"""A quality nearer to 0 or 1 than this counts as this near: no odds are infinite."""


@lru_cache(maxsize=1 << 16)  # qualities have four digits, so a million sentences ask the same again and again
def log_odds(quality: float) -> float:
    """Log-odds of being garbled of a quality."""
    bounded = min(1 - LEAST_QUALITY, max(LEAST_QUALITY, quality))
    return math.log((1 - bounded) / bounded)


def from_log_odds(value: float) -> float:
    """The quality of log-odds of being garbled."""
    return round(1 / (1 + math.exp(min(50.0, max(-50.0, value)))), 4)
