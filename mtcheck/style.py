"""How machine-like a sentence's wording is: a logistic regression over its n-grams, of characters and of words.

It reads words and commas alone, with digits made one: quotes, dashes and other typography say who set a text, not who
wrote it. `training/score/style.py` learns it from news by engines and people's versions of it; `bundled/score/CARD.md`
says how well.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUNDLED = Path(__file__).parent / "bundled" / "score" / "style.npz"
LANGUAGES = ("de", "en")
SLOTS = 1 << 22
SHORTEST, LONGEST = 2, 6
"""Characters of an n-gram."""
MOST_WORDS = 3
"""Words of an n-gram; two around a third are one, too."""
_WORDS = re.compile(r"[^\W_]+|,")
_DIGIT = re.compile(r"\d")


def slots(text: str) -> list[int]:
    """The slots of a text's different n-grams, in order; those of characters reach over the blanks between words."""
    words = _WORDS.findall(_DIGIT.sub("0", unicodedata.normalize("NFC", text)))
    if not words:
        return []
    line, framed = f" {' '.join(words)} ", ["<", *words, ">"]
    found = {line[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(line) - n + 1)}
    for n in range(1, MOST_WORDS + 1):
        found.update("w:" + " ".join(framed[i : i + n]) for i in range(len(framed) - n + 1))
    found.update(f"s:{before} {after}" for before, after in zip(framed, framed[2:], strict=False))
    return sorted({crc32(gram.encode("utf-8", "surrogatepass")) % SLOTS for gram in found})


@dataclass(frozen=True, slots=True)
class Worded:
    """Log-odds, up to a constant, that a machine worded a text: one like Google's or Microsoft's, or `any` engine."""

    strong: float
    any: float


@lru_cache(maxsize=1 << 12)  # an article's sentences are asked about once for its quality and once for its likeness
def worded(text: str, language: str) -> Worded:
    """How a text, which is in one of LANGUAGES, is worded; both are 0 without words."""
    found = slots(text)
    if not found:
        return Worded(0.0, 0.0)
    # A text is a vector of length one, so that a long one says no more than a short one.
    root = math.sqrt(len(found))
    return Worded(*(scale * int(weights[found].sum(dtype="int64")) / root for weights, scale in _weights(language)))


@cache
def _weights(language: str) -> tuple[tuple[NDArray[np.int8], float], tuple[NDArray[np.int8], float]]:
    """The weight of each slot and its unit, for `Worded.strong` and for `Worded.any`."""
    import numpy as np  # noqa: PLC0415  keeps `--help` fast

    with np.load(BUNDLED) as stored:

        def weights(name: str) -> tuple[NDArray[np.int8], float]:
            return stored[name], float(stored[f"{name}_scale"])

        return weights(language), weights(f"{language}_any")
