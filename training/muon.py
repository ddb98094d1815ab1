"""Muon (Jordan et al. 2024) on processors without bfloat16: PyTorch's, orthogonalizing in float32.

PyTorch does that step in bfloat16 whatever the machine; emulated, it costs more than the rest of the training.
"""

from __future__ import annotations

import torch
from machine import FAST_BFLOAT
from torch import Tensor
from torch.optim import _muon


def orthogonalized(grad: Tensor, coefficients: tuple[float, float, float], steps: int, eps: float) -> Tensor:
    """The Newton-Schulz iteration of `torch.optim._muon`, in float32."""
    a, b, c = coefficients
    flip = grad.size(0) > grad.size(1)
    found = grad.T if flip else grad
    found = found / found.norm().clamp(min=eps)
    for _ in range(steps):
        gram = found @ found.T
        found = torch.addmm(found, torch.addmm(gram, gram, gram, beta=b, alpha=c), found, beta=a)
    return found.T if flip else found


def muon(matrices: list[torch.nn.Parameter], rate: float, decay: float = 0.0) -> torch.optim.Optimizer:
    """The optimizer for a network's matrices."""
    if not FAST_BFLOAT and matrices[0].device.type == "cpu":
        _muon._zeropower_via_newtonschulz = orthogonalized  # noqa: SLF001  it offers no other way
    return torch.optim.Muon(matrices, lr=rate, weight_decay=decay, ns_steps=4, adjust_lr_fn="match_rms_adamw")
