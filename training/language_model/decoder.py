"""A small causal Transformer decoder."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[1]))
from block import Block, rotations


class Decoder(nn.Module):
    """What stands after each piece, as vectors that are compared with the vectors of all pieces."""

    def __init__(self, pieces: int, width: int, layers: int) -> None:
        super().__init__()
        self.e = nn.Embedding(pieces, width)
        nn.init.normal_(self.e.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(width) for _ in range(layers))

    def states(self, ids: Tensor) -> list[Tensor]:
        """(batch, length) pieces to (batch, length, width) after each block: what each place knows of all up to it."""
        width = self.e.embedding_dim
        x = functional.rms_norm(self.e(ids), (width,))
        kind = torch.bfloat16 if torch.is_autocast_enabled(x.device.type) else torch.float32
        cosine, sine = rotations(ids.shape[1], x.to(kind))
        found = []
        for block in self.blocks:
            x = block(x, cosine, sine, causal=True)
            found.append(functional.rms_norm(x, (width,)))
        return found

    def forward(self, ids: Tensor) -> Tensor:
        """(batch, length) pieces to (batch, length, width): of each place, what it expects next."""
        return self.states(ids)[-1]


def trained(work: Path, plan: dict) -> tuple[list[Decoder], Tensor]:
    """The decoders of a work folder as `train.py` left them, and each piece's surprisal by its frequency, in nats.

    The forward one first; the backward one, where there is one, has the same vectors of pieces.
    """
    decoders = []
    for name in ("checkpoint.pt", "backward.pt"):
        if not decoders or (work / name).exists():
            learned = torch.load(work / name, weights_only=True, map_location="cpu")["model"]
            layers = 1 + max(int(key.split(".")[1]) for key in learned if key.startswith("blocks."))
            decoder = Decoder(plan["vocabulary_size"], plan["width"], layers)
            decoder.load_state_dict(learned)
            decoders.append(decoder)
    for backward in decoders[1:]:
        backward.e = decoders[0].e
    counts = np.bincount(np.load(work / "pieces.npy"), minlength=plan["vocabulary_size"]) + 1.0
    return decoders, torch.from_numpy(-np.log(counts / counts.sum())).float()
