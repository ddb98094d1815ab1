"""Checkpoints that a run goes on from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn


def resume(path: Path, model: nn.Module, steppers: Sequence[torch.optim.Optimizer]) -> int:
    """Put model and optimizers where the checkpoint has them, if there is one; the step that it was kept after."""
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    for stepper, saved in zip(steppers, state["optimizers"], strict=True):
        stepper.load_state_dict(saved)
    return state["step"]


def keep(path: Path, model: nn.Module, steppers: Sequence[torch.optim.Optimizer], step: int) -> None:
    """Write a checkpoint, whole or not at all."""
    state = {"model": model.state_dict(), "optimizers": [s.state_dict() for s in steppers], "step": step}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)
