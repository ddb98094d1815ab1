"""Count runs of words and of word endings in clean text."""

from __future__ import annotations

import argparse
import math
import time
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import sentencepiece
from count import counted_text
from damage import UNSPACED
from material import padded

from mtcheck.wordruns import FRAMES, TOKEN, WORDS, RunTable, WordRuns, runs, whole

HERE = Path(__file__).parent
RICH = {"de", "en"}  # of these languages even a pair that stands once is kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    plan, started = config["runs"], time.time()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(arguments.work / "sentencepiece.model"))
    texts = {c: t for c, t in counted_text(arguments.data, arguments.work, config).items() if c not in UNSPACED}
    common: set[str] = set()
    for found in texts.values():
        counts = Counter(word for text in found[:200_000] for word in TOKEN.findall(text.lower()))
        enough = plan["common_least"] * counts.total()
        common |= {w for w, n in counts.most_common(plan["common_words"]) if n > enough}
    strings = [pieces.id_to_piece(i) for i in range(pieces.vocab_size())]
    reader = WordRuns.of(strings, common, RunTable(np.zeros(4, np.uint16)), 0.0)
    counted = {(kind, n): [] for kind, longest in ((0, WORDS), (1, FRAMES)) for n in range(1, longest + 1)}
    size = 0
    for code, found in sorted(texts.items()):
        names: tuple[list, list] = ([], [])
        for start in range(0, len(found), 100_000):
            ids = sorted((i for i in pieces.encode(found[start : start + 100_000], num_threads=1) if i), key=len)
            for part in range(0, len(ids), 2000):
                words, frames, _ = reader.names(padded(ids[part : part + 2000]))
                names[0].append(words)
                names[1].append(frames)
        if not names[0]:
            continue
        for kind, row in enumerate(np.concatenate(n) for n in names):
            if code == "de":
                size = int((row > 0).sum())
            for n in range(1, (WORDS, FRAMES)[kind] + 1):
                hashed, times = np.unique(runs(row, n, kind)[whole(row, n)], return_counts=True)
                least = 1 if n == 1 or (n == 2 and code in RICH) else 2
                counted[kind, n].append((hashed[times >= least], times[times >= least]))
        print(f"{time.time() - started:.0f} s  {code}: {len(found)} sentences", flush=True)
    merged = []
    for (kind, n), parts in counted.items():
        names, times = (np.concatenate(column) for column in zip(*parts, strict=True))
        hashed, number = np.unique(names, return_inverse=True)
        times = np.bincount(number, times).astype(np.int64)
        merged.append((hashed, times, times * (1e6, 2.5, 1.0, 0.7)[n - 1]))
        print(f"{time.time() - started:.0f} s  {'words' if kind == 0 else 'frames'} {n}: {len(hashed)}", flush=True)
    table = RunTable.build(*(np.concatenate(column) for column in zip(*merged, strict=True)), plan["slots"])
    WordRuns.of(strings, common, table, math.log(size)).save(arguments.work / "wordruns.npz")
    filled = np.mean(table.entries > 0)
    print(f"{time.time() - started:.0f} s  {len(common)} common words, {filled:.2f} of the table filled")


if __name__ == "__main__":
    main()
