"""Train a language model, or the backward one beside it; stops at any time, resumes from its last checkpoint."""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import torch
from decoder import Decoder, trained
from torch import Tensor
from torch.nn import functional

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from machine import DEVICE, IN_BFLOAT  # noqa: E402  after the path is set
from muon import muon  # noqa: E402
from resuming import keep, resume  # noqa: E402

PART = 16384 if DEVICE == "cuda" else 1024  # places whose scores of the whole vocabulary are held at once


@cache
def order_of(seed: int, turn: int, count: int, length: int) -> tuple[np.ndarray, int]:
    """In which order all stretches are read in one turn, and how far they are shifted."""
    chance = np.random.default_rng([seed, turn])
    return chance.permutation(count), int(chance.integers(length))


def rows_of(pieces: np.ndarray, length: int, step: int, rows: int, seed: int) -> Tensor:
    """The rows of a step: all text in stretches, in another order and from another place each time round."""
    count = (len(pieces) - 1) // length - 1
    found = []
    for number in range(step * rows, (step + 1) * rows):
        order, shift = order_of(seed, number // count, count, length)
        start = order[number % count] * length + shift
        found.append(pieces[start : start + length + 1])
    return torch.from_numpy(np.stack(found).astype(np.int64))


@torch.compile
def surprisal(expected: Tensor, vectors: Tensor, pieces: Tensor) -> Tensor:
    """Added up over places, nats."""
    with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
        scores = functional.linear(expected, vectors)
    return functional.cross_entropy(scores.float(), pieces, reduction="sum")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the whole run, the decay at its end included")
    parser.add_argument(
        "--backward", action="store_true", help="from the last piece to the first, with the forward one's vectors"
    )
    parser.add_argument(
        "--layers", type=int, help="if not as many as in config.toml; the backward one has the forward one's"
    )
    parser.add_argument(
        "--rows", type=int, help="of a step, if not as many as in config.toml; the same whenever a run goes on"
    )
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(plan["seed"])
    pieces, rows = np.load(arguments.work / "pieces.npy"), arguments.rows or plan["rows"]
    rate = plan["learning_rate"]
    if arguments.backward:
        model = trained(arguments.work, plan)[0][0]
        model.e.requires_grad_(requires_grad=False)
        pieces = pieces[::-1]
    else:
        model = Decoder(plan["vocabulary_size"], plan["width"], arguments.layers or plan["layers"])
    model.to(DEVICE)
    learned = [p for p in model.parameters() if p.requires_grad]
    steppers = [muon([p for p in learned if p is not model.e.weight], 2 * rate)]
    if not arguments.backward:
        steppers.append(torch.optim.AdamW([model.e.weight], lr=rate, betas=(0.9, 0.95), weight_decay=0.0))
    latest = arguments.work / ("backward.pt" if arguments.backward else "checkpoint.pt")
    step = resume(latest, model, steppers)
    read, history, started, saved_at = torch.compile(model), [], time.time(), time.time()
    while step < arguments.steps:
        row = rows_of(pieces, plan["length"], step, rows, plan["seed"]).to(DEVICE)
        left = 1 - step / arguments.steps
        share = min(1.0, (step + 1) / plan["warmup_steps"]) * min(1.0, left / plan["decay_share"] + 0.02)
        for stepper, whole in zip(steppers, (2 * rate, rate), strict=False):  # vectors that are kept have no stepper
            for group in stepper.param_groups:
                group["lr"] = whole * share
        with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
            expected = read(row[:, :-1]).float().flatten(0, 1)
        wanted, leaf = row[:, 1:].flatten(), expected.detach().requires_grad_()
        loss = torch.zeros((), device=DEVICE)
        for start in range(0, len(wanted), PART):
            part = slice(start, start + PART)
            found = surprisal(leaf[part], model.e.weight, wanted[part]) / len(wanted)
            found.backward()
            loss += found.detach()
        expected.backward(leaf.grad)
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step += 1
        history.append(loss)
        if step % 100 == 0:
            said = f"surprisal {torch.stack(history[-100:]).mean():.4f} nats a piece"
            print(f"step {step} {said} {time.time() - started:.0f} s", flush=True)
        if time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step == arguments.steps:
            keep(latest, model, steppers, step)
            saved_at = time.time()


if __name__ == "__main__":
    main()
