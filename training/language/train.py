"""Train the word-by-word language identifier: hashed character n-grams, a small linear bottleneck, a softmax.

The text of a window is the sum of its words and a word is the sum of its n-grams, so what the model says of a passage
falls apart into what it says of each word: that is what finds where a passage in another language begins and ends.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from numpy.lib.format import write_array

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "fluency")]

from corpus import fold, kept_back, table  # noqa: E402  the scripts are no package
from mtcheck.identifier import BUCKETS, features, split  # noqa: E402  as above

SEED = 7
SIZE = 24
STEPS = 3000
BATCH = 2048
LONGEST = 14
"""Words of the longest window: passages of eight are what counts."""
RATE = 0.02
CAPITALISED = 0.75
"""Share of capitalised words left out, as when the model is used: names belong to no language."""
SENTENCES = 40_000
DECAY = 1e-6


def read(data: Path) -> dict[str, list[str]]:
    found = {}
    for path in sorted((data / "clean" / "sentences").glob("*.tsv.xz")):
        texts = sorted({fold(row["text"]) for row in table(path)} - {""})
        texts = [text for text in texts if not kept_back(text)]
        found[path.name.split(".")[0]] = texts
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True, help="a folder, such as mtcheck/bundled/language")
    parser.add_argument("--steps", type=int, default=STEPS)
    arguments = parser.parse_args()
    chance = np.random.default_rng(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)

    vocabulary: dict[str, int] = {}
    pieces: list[tuple[int, ...]] = []
    words: list[int] = []
    capital: list[bool] = []
    begins: dict[int, list[tuple[int, int]]] = {}
    texts = read(arguments.data)
    languages = sorted(texts)
    for number, code in enumerate(languages):
        chosen = texts[code]
        if len(chosen) > SENTENCES:
            chosen = [chosen[i] for i in chance.choice(len(chosen), SENTENCES, replace=False)]
        begins[number] = []
        for text in chosen:
            first = len(words)
            for word in split(text):
                lower = word.text.lower()
                if lower not in vocabulary:
                    vocabulary[lower] = len(pieces)
                    pieces.append(features(lower))
                words.append(vocabulary[lower])
                capital.append(word.text[:1] != lower[:1])
            if len(words) > first:
                begins[number].append((first, len(words)))
    lengths = np.array([len(p) for p in pieces])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.concatenate([np.array(p, dtype=np.int64) for p in pieces])
    words_of, capital_of = np.array(words), np.array(capital)
    spans = {number: np.array(found) for number, found in begins.items()}
    amounts = np.array([len(spans[n]) for n in range(len(languages))], dtype=float) ** 0.3
    shares = amounts / amounts.sum()
    print(f"{len(languages)} languages, {len(pieces)} words, {len(words)} running", flush=True)

    embed = torch.nn.EmbeddingBag(BUCKETS, SIZE, mode="sum")
    torch.nn.init.normal_(embed.weight, std=0.05)
    out = torch.nn.Linear(SIZE, len(languages), bias=False)
    parameters = [*embed.parameters(), *out.parameters()]
    adam = torch.optim.Adam(parameters, lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, total_steps=arguments.steps, pct_start=0.05)
    began = time.time()
    for step in range(arguments.steps):
        labels = chance.choice(len(languages), BATCH, p=shares)
        taken = np.empty((BATCH, 2), dtype=np.int64)
        for number in np.unique(labels):
            rows = np.flatnonzero(labels == number)
            taken[rows] = spans[number][chance.integers(len(spans[number]), size=len(rows))]
        size = np.minimum(chance.integers(1, LONGEST + 1, size=BATCH), taken[:, 1] - taken[:, 0])
        first = taken[:, 0] + (chance.random(BATCH) * (taken[:, 1] - taken[:, 0] - size + 1)).astype(np.int64)
        index = np.repeat(first - np.concatenate([[0], np.cumsum(size)[:-1]]), size) + np.arange(size.sum())
        bag = np.repeat(np.arange(BATCH), size)
        keep = ~capital_of[index] | (chance.random(len(index)) > CAPITALISED)
        index, bag = words_of[index[keep]], bag[keep]
        many = lengths[index]
        ids = flat[np.repeat(starts[index] - np.concatenate([[0], np.cumsum(many)[:-1]]), many) + np.arange(many.sum())]
        per_bag = np.bincount(bag, weights=many, minlength=BATCH).astype(np.int64)
        offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(per_bag)[:-1]]))
        scores = out(embed(torch.from_numpy(ids), offsets))
        loss = torch.nn.functional.cross_entropy(scores, torch.from_numpy(labels))
        (loss + DECAY * sum(p.pow(2).sum() for p in parameters)).backward()
        adam.step()
        schedule.step()
        adam.zero_grad(set_to_none=True)
        if step % 200 == 0:
            right = (scores.argmax(1).numpy() == labels).mean()
            print(f"{step} loss {loss.item():.3f} right {right:.3f} {time.time() - began:.0f} s", flush=True)

    arguments.output.mkdir(parents=True, exist_ok=True)
    table_ = embed.weight.detach().numpy()
    scales = np.abs(table_).max(0) / 127
    rounded = np.clip(np.rint(table_ / scales), -127, 127).astype(np.int8)
    weights = (out.weight.detach().numpy() * scales).astype(np.float32)
    with (arguments.output / "table.npy").open("wb") as file:
        write_array(file, rounded, version=(1, 0))
    (arguments.output / "model.json").write_text(
        json.dumps(
            {"version": "1", "languages": languages, "weights": [[round(float(x), 7) for x in row] for row in weights]}
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
