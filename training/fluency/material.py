"""What the fluency model and the detectors of damage learn from, as examples."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from damage import IGNORE, UNSPACED, Damage, Word, words_of

from corpus import fold, kept_back

Example = tuple[list[int], list[float], float]  # ids, token labels, sentence label (IGNORE: none)


def by_language(found: list[tuple[str, list[Word], float]]) -> dict[str, list[tuple[list[Word], float]]]:
    pools: dict[str, list[tuple[list[Word], float]]] = {}
    for code, words, label in found:
        pools.setdefault(code, []).append((words, label))
    return pools


class Material:
    """Draws training examples: text, what is wrong with each word, what is wrong with the whole."""

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
        plan = config["drawn"]
        self.share_spliced = plan["share_spliced"]
        self.kinds = [
            (self.draw_clean, plan["share_clean"]),
            (self.draw_fluent, plan["share_fluent_mt"]),
            (self.draw_damaged, plan["share_damaged"]),
            (self.draw_literal, plan["share_literal"]),
            (self.draw_weak_system, plan["share_weak_systems"]),
            (self.draw_gloss, plan["share_gloss"]),
            (self.draw_weak, plan["share_weak_mt"] if all(self.weak.values()) else 0.0),
        ]
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

    def draw_clean(self) -> Example:
        code = self.code()
        return self.encode(words_of(self.chance.choice(self.clean[code])), 0.0, code)

    def draw_fluent(self) -> Example:
        code = self.code()
        found = self.fluent.get(code) or self.clean[code]
        return self.encode(words_of(self.chance.choice(found)), 0.0, code)

    def draw_damaged(self) -> Example:
        return self.encode(*self.damaged())

    def damaged(self) -> tuple[list[Word], float, str]:
        """A sentence with damage done to it, how garbled it is for that, and its language."""
        code = self.code()
        pool = self.fluent[code] if self.chance.random() < 0.25 and self.fluent.get(code) else self.clean[code]
        words, edits = self.damage.apply(self.chance.choice(pool), code, self.chance.choice(pool))
        length = sum(1 for w in words if w.core)
        garbled = 0.0 if edits == 0 else min(1.0, 0.3 + 1.8 * edits / max(6, length) + 0.1 * (edits - 1))
        return words, garbled, code

    def draw_gloss(self) -> Example:
        code, words, label = self.chance.choice(self.glosses)
        return self.encode(words, label, code)

    def draw_literal(self) -> Example:
        while (code := self.code()) not in self.literal:
            pass
        words, label = self.chance.choice(self.literal[code])
        return self.encode(words, label, code)

    def draw_weak_system(self) -> Example:
        code = self.chance.choice(list(self.weak_systems))
        words, label = self.chance.choice(self.weak_systems[code])
        return self.encode(words, label, code)

    def draw_weak(self) -> Example:
        spliced = self.chance.random() < self.share_spliced
        code, words, label = self.chance.choice(self.weak["spliced" if spliced else "plain"])
        return self.encode(words, label, code)

    def draw(self) -> Example:
        kinds, weights = zip(*self.kinds, strict=True)
        return self.chance.choices(kinds, weights)[0]()

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

    def human(self) -> list[Example]:
        return [self.encode(*one) for one in self.judged()]


def padded(rows: list[list[float]], blank: float = 0, kind: type = np.int64) -> np.ndarray:
    """Rows of any lengths as one array, with `blank` behind their ends."""
    found = np.full((len(rows), max(map(len, rows))), blank, dtype=kind)
    for at, row in enumerate(rows):
        found[at, : len(row)] = row
    return found


Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def batches(examples: Iterator[Example], budget: int, pool: int = 1500) -> Iterator[Batch]:
    """Padded batches of like length from a stream: ids, marks, labels."""
    while True:
        drawn = [e for _, e in zip(range(pool), examples, strict=False) if len(e[0]) > 2]
        if not drawn:
            return
        drawn.sort(key=lambda e: len(e[0]))
        groups, current = [], []
        for example in drawn:
            if current and (len(current) + 1) * len(example[0]) > budget:
                groups.append(current)
                current = []
            current.append(example)
        groups.append(current)
        random.shuffle(groups)
        for group in groups:
            tokens, marks, whole = zip(*group, strict=True)
            marked = torch.from_numpy(padded(marks, IGNORE, np.float32))
            yield torch.from_numpy(padded(tokens)), marked, torch.tensor(whole)
