"""Train a language's two models, forward and backward, from text and a teacher; stops at any time, resumes."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import numpy as np
import torch
from decoder import Decoder, Directions, restored
from learning import BACKWARD, DEVICE, IN_BFLOAT, PART, learn, rows_of, surprisal_to
from torch import Tensor

from mtcheck.language_model import BEGIN

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="where the teacher is, and a folder a language")
    parser.add_argument("--language", required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the whole run, the decay at its end included")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    plan = tomllib.loads((HERE / "config.toml").read_text())
    train(arguments.work, arguments.language, plan, arguments.steps)


def train(work: Path, language: str, plan: dict, steps: int) -> None:
    """They begin as `thaw.py` left them in the language's folder; where it did not, anew."""
    size, own = plan["vocabulary_size"], work / language
    torch.manual_seed(plan["seed"])
    pieces, first = np.load(own / "pieces.npy"), own / "first.pt"
    model = (
        restored(first, Directions, size)
        if first.exists()
        else Directions(size, plan["width"], plan["layers"][language])
    ).to(DEVICE)
    languages = list(plan["teacher"]["rows"])
    offset = size * languages.index(language)
    teacher = restored(work / "teacher.pt", Decoder, size * len(languages)).to(DEVICE).eval()
    teacher.requires_grad_(requires_grad=False)
    forward = torch.arange(offset, offset + size, device=DEVICE)
    backward = forward.clone()  # where the teacher has another piece between texts
    backward[[BACKWARD, BEGIN]] = forward[[BEGIN, BACKWARD]]
    known = torch.stack([forward, backward])
    vectors = teacher.e.weight[known]
    for block in teacher.blocks:
        block.compile()

    def draw(step: int) -> tuple[Tensor, ...]:
        row = rows_of(pieces, plan["length"], step, plan["rows"], plan["seed"]).to(DEVICE)
        rows = torch.stack([row, row.flip(1)])
        with torch.no_grad(), torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
            believed = torch.stack([teacher(of[part[:, :-1]]) for of, part in zip(known, rows, strict=True)])
        return rows[:, :, :-1], rows[:, :, 1:].flatten(1), believed.flatten(1, 2)

    def losses(expected: Tensor, wanted: Tensor, believed: Tensor) -> Tensor:
        loss = torch.zeros((), device=DEVICE)
        for way in range(2):
            leaf = expected[way].flatten(0, 1)
            for start in range(0, len(leaf), PART):
                part = slice(start, start + PART)
                found, own_loss = surprisal_to(
                    leaf[part], model.e.weight, wanted[way, part], believed[way, part], vectors[way],
                    plan["share_of_teacher"],
                )  # fmt: skip
                (found / len(leaf)).backward()
                loss += own_loss / wanted.numel()
        return loss

    rates = (plan["learning_rate"], 2 * plan["learning_rate"])
    learn(model, draw, losses, rates, 0.0, plan, steps, own / "checkpoint.pt")


if __name__ == "__main__":
    main()
