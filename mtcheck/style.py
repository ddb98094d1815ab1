"""How machine-like a sentence's wording is: a logistic regression over its n-grams, of characters and of words.

It reads words and commas alone, with digits made one: quotes, dashes and other typography say who set a text, not who
wrote it. `training/score/style.py` learns it from news by Google and Microsoft and people's versions of it;
`bundled/score/CARD.md` says how well.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUNDLED = Path(__file__).parent / "bundled" / "score" / "style.npz"
LANGUAGES = ("de", "en")
SLOTS = 1 << 20
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


def machine_style(text: str, language: str) -> float:
    """Log-odds, up to a constant, that a machine worded the text, which is in one of LANGUAGES; 0 without words."""
    found = slots(text)
    # A text is a vector of length one, so that a long one says no more than a short one.
    return float(_weights()[language][found].sum()) / math.sqrt(len(found)) if found else 0.0


@cache
def _weights() -> dict[str, NDArray[np.float32]]:
    """Of each language the weight of each slot."""
    import numpy as np  # noqa: PLC0415  keeps `--help` fast

    with np.load(BUNDLED) as stored:
        return {code: stored[code].astype(np.float32) * stored[f"{code}_scale"] for code in LANGUAGES}
