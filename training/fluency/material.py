"""What the fluency model and the detectors of damage learn from, as examples."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import sentencepiece
from damage import IGNORE, UNSPACED, Damage, Word, words_of

from corpus import fold, kept_back

Example = tuple[list[int], list[float], float]  # ids, token labels, sentence label (IGNORE: none)


def by_language(found: list[tuple[str, list[Word], float]]) -> dict[str, list[tuple[list[Word], float]]]:
    pools: dict[str, list[tuple[list[Word], float]]] = {}
    for code, words, label in found:
        pools.setdefault(code, []).append((words, label))
    return pools


class Material:
    """Text to learn from, with what is wrong with each word and with the whole."""

    def __init__(self, work: Path, config: dict, seed: int) -> None:
        with (work / "material.pickle").open("rb") as file:
            stored = pickle.load(file)  # noqa: S301  our own file, written by prepare.py
        self.clean, self.fluent, self.marked = stored["clean"], stored["fluent"], stored["marked"]
        self.assessed, self.glosses, self.references = stored["assessed"], stored["glosses"], stored["references"]
        with (work / "literal.pickle").open("rb") as file:
            stored |= pickle.load(file)  # noqa: S301  our own file, written by literal.py
        self.literal, self.weak_systems = (by_language(stored[name]) for name in ("literal", "weak_systems"))
        for code in UNSPACED:  # characters outside the vocabulary have no piece of their own
            for pool in (self.clean, self.fluent):
                pool[code] = [s for s in pool.get(code, []) if "<0x" not in s]
        self.chance = random.Random(seed)
        self.damage = Damage(stored["lexicons"], self.chance)
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "sentencepiece.model"))
        self.cached: dict[str, list[int]] = {}
        self.limit = config["data"]["max_tokens"]
        rest = [c for c in self.clean if c not in {"de", "en"}]
        sizes = np.array([len(self.clean[c]) for c in rest]) ** 0.5
        german, english = config["data"]["weight_german"], config["data"]["weight_english"]
        self.codes = ["de", "en", *rest]
        self.weights = [german, english, *((1 - german - english) * sizes / sizes.sum())]
        self.weak: dict[str, list[tuple[str, list[Word], float]]] = {"plain": [], "spliced": []}
        for path in sorted((work / "weak").glob("*.tsv")):
            code, kind = path.name.split(".")[:2]
            known = self.references[code]
            for line in path.open(encoding="utf-8"):
                source, text = (fold(part) for part in line.split("\t"))
                words = words_of(text)
                if len(words) > 3 and source in known.pairs and not kept_back(source):
                    self.weak[kind].append((code, words, known.label(source, words, spliced=kind == "spliced")))
        print(f"{sum(map(len, self.weak.values()))} weak translations, {len(self.glosses)} glosses", flush=True)

    def encode(self, words: list[Word], sentence: float, code: str) -> Example:
        """Ids and labels; a chunk without blanks is encoded by itself, its label goes to all its pieces."""
        if code in UNSPACED:
            text, labels = "", []
            for word in words:
                text += str(word)
                labels += [word.label] * len(str(word))
            ids, marks = [], []
            found = self.pieces.encode(text, return_type="offset_mapping")
            for number, (begin, end) in zip(found["ids"], found["offsets"], strict=True):
                ids.append(number)
                marks.append(max(labels[begin:end], default=0.0))
            return ids[: self.limit], marks[: self.limit], sentence
        ids, marks = [], []
        for word in words:
            chunk = str(word)
            if not chunk:
                continue
            known = self.cached.get(chunk)
            if known is None:
                known = self.pieces.encode(chunk)
                if len(self.cached) < 2_000_000:
                    self.cached[chunk] = known
            ids += known
            marks += [word.label] * len(known)
        return ids[: self.limit], marks[: self.limit], sentence

    def code(self) -> str:
        return self.chance.choices(self.codes, self.weights)[0]

    def damaged(self) -> tuple[list[Word], float, str]:
        """A sentence with damage done to it, how garbled it is for that, and its language."""
        code = self.code()
        pool = self.fluent[code] if self.chance.random() < 0.25 and self.fluent.get(code) else self.clean[code]
        words, edits = self.damage.apply(self.chance.choice(pool), code, self.chance.choice(pool))
        length = sum(1 for w in words if w.core)
        garbled = 0.0 if edits == 0 else min(1.0, 0.3 + 1.8 * edits / max(6, length) + 0.1 * (edits - 1))
        return words, garbled, code

    def judged(self) -> Iterator[tuple[list[Word], float, str]]:
        """What people marked and judged (MQM, direct assessments); sentence labels are graded."""
        for code, text, spans, label in self.marked:
            words, at = words_of(text), 0
            for word in words:
                begin = text.index(str(word), at)
                at = begin + len(str(word))
                weight = max((w for s, e, w in spans if s < at and e > begin), default=0.0)
                word.label = weight if spans or label == 0 else IGNORE
            yield words, label, code
        for pair, code, text, mean in self.assessed:
            if code not in UNSPACED:
                words = words_of(text)
                for word in words:
                    word.label = IGNORE
                label = min(1.0, max(0.0, (75 - mean) / 55)) * (0.8 if pair in {"ne-en", "si-en"} else 1.0)
                yield words, label, code


def padded(rows: list[list[int]]) -> np.ndarray:
    """Rows of any lengths as one array, with 0 behind their ends."""
    found = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for at, row in enumerate(rows):
        found[at, : len(row)] = row
    return found
