"""Word-piece vectors to start from: word2vec (Mikolov et al. 2013) on clean text, minutes for an encoder's days."""

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
from gensim.models import Word2Vec

import corpus

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    config, started = tomllib.loads((HERE / "config.toml").read_text()), time.time()
    plan, chance = config["vectors"], random.Random(config["seed"])
    with (arguments.work / "material.pickle").open("rb") as file:
        clean = pickle.load(file)["clean"]  # noqa: S301  our own file
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(arguments.work / "sentencepiece.model"))
    texts = [s for code, found in clean.items() if code not in UNSPACED for s in found if not corpus.kept_back(s)]
    texts += corpus.german_documents(arguments.data, plan["german_documents"], chance)
    chance.shuffle(texts)
    path = arguments.work / "vectors.txt"
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, len(texts), 50_000):
            for ids in pieces.encode(texts[start : start + 50_000], num_threads=arguments.threads):
                file.write(" ".join(map(str, ids)) + "\n")
        for code in UNSPACED:
            for text in clean.get(code, []):
                file.write(" ".join(str(pieces.piece_to_id(p)) for p in text.split()) + "\n")
    print(f"{time.time() - started:.0f} s  {len(texts)} sentences", flush=True)
    model = Word2Vec(
        corpus_file=str(path),
        vector_size=config["network"]["width"],
        window=plan["window"],
        min_count=1,
        sg=0,
        negative=8,
        sample=1e-4,
        epochs=plan["epochs"],
        workers=arguments.threads,
        seed=config["seed"],
    )
    path.unlink()
    known = model.wv
    spread = float(np.sqrt((known.vectors**2).mean()))
    vectors = np.random.default_rng(config["seed"]).normal(0, 0.05, (pieces.vocab_size(), model.vector_size))
    for name, row in known.key_to_index.items():
        vectors[int(name)] = known.vectors[row] * (plan["spread"] / spread)
    np.save(arguments.work / "vectors.npy", vectors.astype(np.float16))
    print(f"{time.time() - started:.0f} s  {len(known)} vectors, for example", flush=True)
    for word in ("▁aber", "▁Präsident", "▁gegangen", "▁house"):
        near = known.most_similar(str(pieces.piece_to_id(word)), topn=6)
        print(word, [pieces.id_to_piece(int(n)) for n, _ in near])


if __name__ == "__main__":
    main()
