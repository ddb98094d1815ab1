"""Count n-grams of pieces in clean text."""

from __future__ import annotations

import argparse
import pickle
import random
import time
import tomllib
from pathlib import Path

import numpy as np
import sentencepiece
from damage import UNSPACED
from material import padded

import corpus
from mtcheck.ngrams import PATTERNS, NgramTable, hashes

HERE = Path(__file__).parent


def counts_of(ids: list[list[int]], pattern: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Hashes that stand twice or more, with their counts."""
    found = []
    for start in range(0, len(ids), 20_000):
        part = sorted(ids[start : start + 20_000], key=len)
        for at in range(0, len(part), 500):
            rows = part[at : at + 500]
            block = padded(rows)
            lengths = np.array([[len(r)] for r in rows])
            found.append(hashes(block, pattern, 0)[np.arange(block.shape[1])[None] < lengths])
            # runs that begin before the sentence: the boundary is part of them
            found += [hashes(block[:, :5], pattern, -before)[:, 0] for before in range(1, pattern[-1] + 1)]
    names, counts = np.unique(np.concatenate(found), return_counts=True)
    return names[counts > 1], counts[counts > 1].astype(np.int64)


def counted_text(data: Path, work: Path, config: dict) -> dict[str, list[str]]:
    """By language, the sentences whose n-grams are counted."""
    with (work / "material.pickle").open("rb") as file:
        found: dict[str, list[str]] = pickle.load(file)["clean"]  # noqa: S301  our own file
    german = corpus.german_documents(data, config["data"]["counted_documents"], random.Random(config["seed"]))
    found["de"] = sorted({*found["de"], *(s for s in german if not corpus.kept_back(s))})
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    started = time.time()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(arguments.work / "sentencepiece.model"))
    found = counted_text(arguments.data, arguments.work, config)
    texts = [s for code, part in found.items() if code not in UNSPACED for s in part]
    ids = []
    for start in range(0, len(texts), 50_000):
        ids += [np.array(i, dtype=np.int32) for i in pieces.encode(texts[start : start + 50_000], num_threads=1)]
    for code in UNSPACED:
        ids += [np.array([pieces.piece_to_id(p) for p in s.split()], dtype=np.int32) for s in found.get(code, [])]
    ids = [i for i in ids if len(i)]
    print(f"{time.time() - started:.0f} s  {len(ids)} sentences, {sum(map(len, ids))} pieces", flush=True)
    single = np.bincount(np.concatenate(ids), minlength=pieces.vocab_size()).astype(np.int64)
    counted = []
    for pattern in PATTERNS:
        counted.append(counts_of(ids, pattern))
        print(f"{time.time() - started:.0f} s  {pattern}: {len(counted[-1][0])}", flush=True)
    # a pair never seen says more than a quadruple never seen
    worth = {(0, 1): 3.0, (0, 2): 1.0, (0, 1, 2): 1.5, (0, 1, 2, 3): 1.0}
    counted = [(*found, worth[p]) for p, found in zip(PATTERNS, counted, strict=True)]
    table = NgramTable.build(single, counted, config["data"]["ngram_slots"])
    table.save(arguments.work / "ngrams.npz")
    print(f"{time.time() - started:.0f} s  {np.mean(table.table > 0):.2f} of the table filled")


if __name__ == "__main__":
    main()
