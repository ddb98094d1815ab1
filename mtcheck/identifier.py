"""Which language words are in, word by word: a linear model over hashed n-grams of letters, learned from 59 languages.

What it says of a text is the sum of what it says of its words, so a passage in another language has an edge. The model
ships in `bundled/language`; `training/language` made it. For a whole article langdetect votes (`language.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

BUNDLED = Path(__file__).parent / "bundled" / "language"
BUCKETS = 65_536
"""Rows of the model's table; n-grams share them by hash."""
_LONGEST_GRAM = 4
_LONGEST_WORD = 24
_KEPT_WORDS = 100_000
"""Words whose scores are kept at hand: most of a text is said with few."""
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# Not `\w`, which tears the words of Indic scripts apart at their vowel signs. Letters of scripts without blanks
# between words come in twos: about a word.
_WORD = re.compile(
    rf"[{_DENSE}]{{1,2}}|[^\s\d!-/:-@\[-`{{-~\u00a0-\u00bf×÷\u2010-\u206f\u20a0-\u2bff\u3000-\u303f\uff00-\uff0f"
    rf"\uff1a-\uff20।॥،؛؟۔{_DENSE}]+"
)
_WORD_OR_NUMBER = re.compile(rf"\d(?:[\d.,:]*\d)?|{_WORD.pattern}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands in its text."""

    text: str
    start: int
    end: int


def split(text: str, *, numbers: bool = False) -> Iterator[Word]:
    """The words of a text, in order; marks are none, and `numbers` says whether numbers are."""
    pattern = _WORD_OR_NUMBER if numbers else _WORD
    return (Word(match.group(), *match.span()) for match in pattern.finditer(text))


def features(word: str) -> tuple[int, ...]:
    """The rows of the table that a word (in lower case) is the sum of: its n-grams of one to four, and itself."""
    marked = f"<{word[:_LONGEST_WORD]}>"
    grams = [marked[i : i + n] for n in range(1, _LONGEST_GRAM + 1) for i in range(len(marked) - n + 1)]
    grams = [gram for gram in grams if gram not in {"<", ">"}]
    return tuple(crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS for gram in (*grams, f"={marked}"))


@dataclass(slots=True)
class Identifier:
    """The model: `table` (BUCKETS × size, int8) and `weights` (languages × size), both learned together."""

    languages: tuple[str, ...]
    table: NDArray[np.int8]
    weights: Scores
    signature: str
    _known: dict[str, Scores] = field(default_factory=dict)

    def scores(self, words: Sequence[str]) -> Scores:
        """A row a word, a column a language: log-odds up to a number that all of a row share."""
        import numpy as np  # noqa: PLC0415  keeps `--help` fast

        if not words:
            return np.zeros((0, len(self.languages)), np.float32)
        return np.stack([self._word(word) for word in words])

    def _word(self, word: str) -> Scores:
        lower = word.lower()
        if (found := self._known.get(lower)) is None:
            import numpy as np  # noqa: PLC0415  as above

            if len(self._known) >= _KEPT_WORDS:
                self._known.clear()
            rows = self.table[list(features(lower))].sum(0, dtype=np.int32)
            found = (self.weights @ rows).astype(np.float32)
            self._known[lower] = found
        return found


@cache
def identifier() -> Identifier:
    """The model that ships with mtcheck."""
    import numpy as np  # noqa: PLC0415  keeps `--help` fast

    stored = json.loads((BUNDLED / "model.json").read_text(encoding="utf-8"))
    content = (BUNDLED / "table.npy").read_bytes()
    table = np.load(BytesIO(content), allow_pickle=False)
    signature = f"language:{stored['version']}@{sha256(content).hexdigest()[:8]}"
    return Identifier(tuple(stored["languages"]), table, np.array(stored["weights"], np.float32), signature)
