"""Train a larger network that reads all languages both ways, for the language models to learn from; resumes.

One decoder over the vocabularies of all languages, side by side. Where text is scarce, one network that learns in both
directions and from several languages overfits less than four, and can be larger.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import numpy as np
import torch
from decoder import Decoder
from learning import BACKWARD, DEVICE, PART, learn, rows_of, surprisal
from torch import Tensor

from mtcheck.language_model import BEGIN

HERE = Path(__file__).parent


def reversed_rows(rows: Tensor) -> Tensor:
    """Rows from their last piece to their first, with another piece between texts."""
    return rows.flip(1).masked_fill_(rows.flip(1) == BEGIN, BACKWARD)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="a folder with one folder a language in it")
    parser.add_argument("--steps", type=int, required=True, help="of the whole run, the decay at its end included")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    plan = tomllib.loads((HERE / "config.toml").read_text())
    teach(arguments.work, plan, arguments.steps)


def teach(work: Path, plan: dict, steps: int) -> None:
    own, size, length = plan["teacher"], plan["vocabulary_size"], plan["length"]
    torch.manual_seed(plan["seed"])
    text = {code: np.load(work / code / "pieces.npy") for code in own["rows"]}
    model = Decoder(size * len(text), own["width"], own["layers"], own["dropout"]).to(DEVICE)

    def draw(step: int) -> tuple[Tensor, ...]:
        found = []
        for number, (code, rows) in enumerate(own["rows"].items()):
            row = rows_of(text[code], length, step, rows, plan["seed"])
            found.append(torch.cat([row[::2], reversed_rows(row[1::2])]) + number * size)
        row = torch.cat(found).to(DEVICE)
        return row[:, :-1], row[:, 1:]

    def losses(expected: Tensor, wanted: Tensor) -> Tensor:
        loss, first = torch.zeros((), device=DEVICE), 0
        for number, rows in enumerate(own["rows"].values()):
            for begin in range(first, first + rows, PART // length):
                part = slice(begin, min(begin + PART // length, first + rows))
                vectors = model.e.weight[number * size : (number + 1) * size]
                right = wanted[part].flatten() - number * size
                found = surprisal(expected[part].flatten(0, 1), vectors, right) / wanted.numel()
                found.backward()
                loss += found.detach()
            first += rows
        return loss

    rates = (own["learning_rate"], 2 * own["learning_rate"])
    learn(model, draw, losses, rates, own["weight_decay"], plan, steps, work / "teacher.pt")


if __name__ == "__main__":
    main()
