"""Learn to tell fluent machine translation from human text of the same news, on top of a trained fluency network."""

from __future__ import annotations

import argparse
import random
import tomllib
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from network import FluencyNetwork, MachineHead
from torch.nn import functional

import corpus
from mtcheck.ngrams import FEATURES, NgramTable

HERE = Path(__file__).parent


def sentences(data: Path, plan: dict, chance: random.Random) -> list[tuple[str, str, int, bool]]:
    """(language, sentence, whether a machine wrote it, whether it is for testing), both kinds from the same news."""
    held_out = {"ff-flores-test(en-de)"}
    human: dict[str, set[tuple[str, bool]]] = {"de": set(), "en": set()}
    for row in corpus.table(data / "parallel" / "ende.tsv.xz"):
        if row["corpus"] not in held_out and "newstest" in row["corpus"] + row.get("set", ""):
            test = corpus.kept_back(corpus.fold(row["en"]))
            for code in human:
                human[code].add((corpus.fold(row[code]), test))
    machine: dict[str, set[tuple[str, bool]]] = {"de": set(), "en": set()}
    english = {r["de"]: r["en"] for r in corpus.table(data / "parallel" / "ende.tsv.xz")}
    for row in corpus.table(data / "mt" / "ende_systems.tsv.xz"):
        if row["system"] in corpus.STRONG and row["set"] != "flores-dev":
            source = row["source"] if row["source_lang"] == "en" else english.get(row["source"], row["source"])
            machine[row["target_lang"]].add((corpus.fold(row["translation"]), corpus.kept_back(corpus.fold(source))))
    found = []
    for code in ("de", "en"):
        for label, pool in ((0, human[code]), (1, machine[code])):
            rows = [(t, test) for t, test in sorted(pool) if len(t.split()) > 3]
            rows = chance.sample(rows, min(len(rows), plan[f"sentences_{code}"]))
            found += [(code, t, label, test) for t, test in rows]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    plan, chance = config["likeness"], random.Random(config["seed"])
    torch.manual_seed(config["seed"])
    torch.set_num_threads(arguments.threads)
    network = FluencyNetwork(config["data"]["vocabulary_size"], FEATURES, config["network"])
    network.load_state_dict(torch.load(arguments.work / "checkpoint.pt", weights_only=True)["model"])
    network.eval()
    ngrams = NgramTable.load(arguments.work / "ngrams.npz")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(arguments.work / "sentencepiece.model"))
    found = sentences(arguments.data, plan, chance)
    found.sort(key=lambda row: len(row[1]))
    pooled = []
    with torch.inference_mode():
        for start in range(0, len(found), 64):
            ids = [i[: config["data"]["max_tokens"]] for i in pieces.encode([r[1] for r in found[start : start + 64]])]
            padded = np.zeros((len(ids), max(map(len, ids))), dtype=np.int64)
            for row, one in enumerate(ids):
                padded[row, : len(one)] = one
            pooled.append(network.read(torch.from_numpy(padded), torch.from_numpy(ngrams.features(padded)))[1])
    x = torch.cat(pooled).clone()
    y = torch.tensor([float(r[2]) for r in found])
    test = torch.tensor([r[3] for r in found])
    head = MachineHead(config["network"]["width"])
    mean, scale = x[~test].mean(0), x[~test].std(0) + 1e-6
    stepper = torch.optim.AdamW(head.parameters(), lr=plan["learning_rate"], weight_decay=plan["weight_decay"])
    learn = torch.nonzero(~test).squeeze(1)
    for epoch in range(plan["epochs"]):
        for rows in learn[torch.randperm(len(learn))].split(256):
            logits = head((x[rows] - mean) / scale).squeeze(1)
            functional.binary_cross_entropy_with_logits(logits, y[rows]).backward()
            stepper.step()
            stepper.zero_grad()
        with torch.inference_mode():
            score = head((x - mean) / scale).squeeze(1)
        line = []
        for code in ("de", "en"):
            mine = test & torch.tensor([r[0] == code for r in found])
            high, low = score[mine & (y == 1)], score[mine & (y == 0)]
            line.append(f"{code} AUC {(high[:, None] > low[None]).float().mean():.3f}")
        print(f"epoch {epoch + 1}", *line, flush=True)
    with torch.no_grad():  # the standardizing goes into the first layer
        head[0].bias -= head[0].weight @ (mean / scale)
        head[0].weight /= scale
    torch.save(head.state_dict(), arguments.work / "machine.pt")


if __name__ == "__main__":
    main()
