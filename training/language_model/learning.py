"""How a language model learns: the rows of a step, its losses, and the steps themselves."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import torch
from decoder import Decoder, Directions
from torch import Tensor
from torch.nn import functional

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]  # mtcheck's, for who imports this
from machine import DEVICE, IN_BFLOAT  # noqa: E402  after the path is set
from muon import muon  # noqa: E402
from resuming import keep, resume  # noqa: E402

PART = 32768 if DEVICE == "cuda" else 1024  # places whose scores of the whole vocabulary are held at once
BACKWARD = 1  # stands between texts where the teacher reads them backwards, in the place of BEGIN


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


@torch.compile
def surprisal_to(  # noqa: PLR0913, PLR0917  two networks' scores and the pieces
    expected: Tensor, vectors: Tensor, pieces: Tensor, believed: Tensor, teacher: Tensor, share: float
) -> tuple[Tensor, Tensor]:
    """Cross-entropy with a mixture of the piece and what a teacher expects (Hinton et al. 2015), and surprisal."""
    with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
        scores = functional.linear(expected, vectors)
        with torch.no_grad():
            others = functional.linear(believed, teacher)
    logs, likely = functional.log_softmax(scores.float(), 1), functional.softmax(others.float(), 1)
    own = -logs.gather(1, pieces[:, None]).sum()
    return (1 - share) * own - share * (likely * logs).sum(), own.detach()


def learn(  # noqa: PLR0913, PLR0917  a network, what it learns from and how
    model: Decoder | Directions,
    draw: Callable[[int], tuple[Tensor, ...]],
    losses: Callable[..., Tensor],
    rates: tuple[float, float],
    decay: float,
    plan: dict,
    steps: int,
    latest: Path,
) -> None:
    """Go on from `latest`, where it is, to step `steps`.

    `draw` gives a step's rows, and what else `losses` takes beside the vectors expected at their places, as a leaf;
    that puts gradients on the leaf and on the vectors of pieces, and returns nats a piece. `rates` are those of the
    vectors and of the matrices, `decay` is the matrices' weight decay.
    """
    matrices = [p for p in model.parameters() if p is not model.e.weight]
    vectors = torch.optim.AdamW([model.e.weight], lr=rates[0], betas=(0.9, 0.95), weight_decay=0.0)
    steppers = [muon(matrices, rates[1], decay), vectors]
    step = resume(latest, model, steppers)
    torch.manual_seed(plan["seed"] + step)  # another dropout after each start
    for block in model.blocks:
        block.compile()
    model.train()
    history, started, saved_at = [], time.time(), time.time()
    while step < steps:
        rows, *others = draw(step)
        left = 1 - step / steps
        share = min(1.0, (step + 1) / plan["warmup_steps"]) * min(1.0, left / plan["decay_share"] + 0.02)
        for stepper, whole in zip(steppers, reversed(rates), strict=True):
            for group in stepper.param_groups:
                group["lr"] = whole * share
        with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
            expected = model(rows).float()
        leaf = expected.detach().requires_grad_()
        loss = losses(leaf, *others)
        expected.backward(leaf.grad)
        torch.nn.utils.clip_grad_norm_([*matrices, model.e.weight], 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step += 1
        history.append(loss)
        if step % 100 == 0:
            said = f"surprisal {torch.stack(history[-100:]).mean():.4f} nats a piece"
            print(f"step {step} {said} {time.time() - started:.0f} s", flush=True)
        if time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step == steps:
            keep(latest, model, steppers, step)
            saved_at = time.time()
