"""Literal translation: good translations put back into the source's word order, with wrong senses and leftovers.

That is what weak systems write: each word is a translation of something, the whole follows another language's grammar.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
import tomllib
from pathlib import Path

from align import align
from damage import IGNORE, UNSPACED, Lexicon, Word, is_lower_word, words_of
from references import References

import corpus

HERE = Path(__file__).parent
MOST_WORDS = 45


def longest_rising(order: list[int]) -> set[int]:
    """Positions of a longest increasing subsequence of `order`."""
    best: list[int] = []
    length, before = [1] * len(order), [-1] * len(order)
    for i, value in enumerate(order):
        for j in range(i):
            if order[j] < value and length[j] + 1 > length[i]:
                length[i], before[i] = length[j] + 1, j
    at = max(range(len(order)), key=lambda i: length[i])
    while at >= 0:
        best.append(at)
        at = before[at]
    return set(best)


class Literal:
    def __init__(self, lexicon: Lexicon, senses: dict[str, list[tuple[str, float]]], chance: random.Random) -> None:
        self.lexicon, self.senses, self.chance = lexicon, senses, chance
        self.function_words = set(lexicon.function_words)

    def reorder(self, words: list[Word], places: list[float], begin: int, end: int) -> int:
        """Put words[begin:end] into the order of their places; count those that moved."""
        order = sorted(range(begin, end), key=lambda i: places[i])
        kept = longest_rising(order)
        cores = [w.core for w in words]
        labels = [w.label for w in words]
        moved = 0
        for number, old in enumerate(order):
            new = begin + number
            core = cores[old]
            if old == 0 and new != 0 and core.lower() in self.function_words:
                core = core.lower()
            words[new].core, words[new].label = core, labels[old]
            if number not in kept:
                words[new].label, moved = 1.0, moved + 1
        for number in range(len(order)):
            before = order[number - 1] if number else begin - 1
            if order[number] != before + 1 and words[begin + number].label == 0:
                words[begin + number].label = IGNORE
        if begin == 0 and words[0].core:
            words[0].core = words[0].core[:1].upper() + words[0].core[1:]
        return moved

    def wrong_word(self, word: Word, source: str | None, good: set[str]) -> bool:
        """Another sense, another form, or the source's own word."""
        kind = self.chance.random()
        core = ""
        if source and kind < 0.3 and source.isalpha() and len(source) > 3 and source.lower() != word.core.lower():
            core = source.capitalize() if word.core[:1].isupper() and self.chance.random() < 0.5 else source
        elif source and kind < 0.65:
            options = [(t, p) for t, p in self.senses.get(source.lower(), []) if t.lower() not in good]
            if options:
                core = self.chance.choices([t for t, _ in options], [p**0.5 for _, p in options])[0]
        elif word.core in self.lexicon.paradigm:
            core = self.chance.choice(self.lexicon.paradigm[word.core])
        if not core or core == word.core:
            return False
        word.core, word.label = core, 1.0
        return True

    def write(self, source: list[str], target: str, places: list[int], good: set[str]) -> tuple[list[Word], float]:
        """Words with labels, and the sentence's label; `places` align the target's words that have letters."""
        words = words_of(target)
        real = [i for i, w in enumerate(words) if w.core]
        where = dict(zip(real, places, strict=True))
        spread, following = [0.0] * len(words), None
        for i in reversed(range(len(words))):  # an unaligned word goes with the one after it
            if where.get(i, -1) >= 0:
                following = float(where[i])
            spread[i] = following - 0.1 if following is not None and where.get(i, -1) < 0 else float(where.get(i, 1e6))
            if following is None:
                spread[i] = 1e6
        rate = self.chance.choice((0.0, 0.04, 0.08, 0.15, 0.25))
        wrong = 0
        for i in real:
            if self.chance.random() < rate * (0.6 if is_lower_word(words[i].core) else 1.0):
                origin = source[where[i]] if where[i] >= 0 else None
                wrong += self.wrong_word(words[i], origin, good)
        moved = 0
        if self.chance.random() < 0.8 and len(words) > 5:
            if self.chance.random() < 0.4:
                begin, end = 0, len(words)
            else:
                size = self.chance.randint(5, min(len(words), 14))
                begin = self.chance.randint(0, len(words) - size)
                end = begin + size
            moved = self.reorder(words, spread, begin, end)
        bad = wrong + 0.7 * moved
        if bad == 0:
            return words, 0.0
        return words, min(1.0, 0.25 + 2.2 * bad / max(8, len(real)) + 0.05 * bad)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    config, started = tomllib.loads((HERE / "config.toml").read_text()), time.time()
    plan, chance = config["literal"], random.Random(config["seed"])
    with (arguments.work / "material.pickle").open("rb") as file:
        lexicons = pickle.load(file)["lexicons"]  # noqa: S301  our own file
    found: list[tuple[str, list[Word], float]] = []
    weak: list[tuple[str, list[Word], float]] = []
    translations = corpus.machine_translations(arguments.data)
    human = [
        (corpus.fold(r["en"]), corpus.fold(r["de"]))
        for r in corpus.table(arguments.data / "parallel" / "ende.tsv.xz")
        if r["corpus"] not in config["data"]["held_out_parallel"] and not r["corpus"].startswith("multi30k")
        if not corpus.kept_back(corpus.fold(r["en"])) and not corpus.kept_back(corpus.fold(r["de"]))
    ]
    for code in sorted(translations):
        if code in UNSPACED:
            continue
        rows = [r for r in translations[code] if not corpus.kept_back(r[0]) and not corpus.kept_back(r[1])]
        known = References()
        texts = [(s, t) for s, t, system in rows if system in {"google", "microsoft"}]
        if code in {"de", "en"}:
            texts += human if code == "de" else [(t, s) for s, t in human]
        for source, translation in texts + [(s, t) for s, t, system in rows if system.startswith("bergamot-base")]:
            known.add(source, translation)
        texts = sorted(
            {(s, t) for s, t in texts if 4 <= len(s.split()) <= MOST_WORDS and 4 <= len(t.split()) <= MOST_WORDS}
        )
        limit = plan["german"] if code == "de" else plan["english"] if code == "en" else plan["other"]
        texts = chance.sample(texts, min(limit, len(texts)))
        pairs = [
            ([w.core.lower() for w in words_of(s) if w.core], [w.core for w in words_of(t) if w.core]) for s, t in texts
        ]
        places, senses = align(pairs)
        writer = Literal(lexicons[code], senses, chance)
        begin = len(found)
        for (source, target), where in zip(texts, places, strict=True):
            cores = [w.core for w in words_of(source) if w.core]
            words, label = writer.write(cores, target, where, known.words[source])
            found.append((code, words, label))
        systems = [(s, t) for s, t, system in rows if system in {"argos", "opusmt", "nllb", "bergamot-tiny"}]
        if code not in {"de", "en"}:
            for source, text in systems:
                words = words_of(text)
                if len(words) > 3:
                    weak.append((code, words, known.label(source, words)))
        examples = (
            " / ".join(" ".join(map(str, w)) for _, w, _ in found[begin + 5 : begin + 8])
            if code in {"de", "en", "fr"}
            else ""
        )
        print(f"{time.time() - started:.0f} s  {code} {len(found) - begin} {examples}", flush=True)
    with (arguments.work / "literal.pickle").open("wb") as file:
        pickle.dump({"literal": found, "weak_systems": weak}, file, protocol=5)


if __name__ == "__main__":
    main()
