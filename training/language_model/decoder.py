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

    def __init__(self, pieces: int, width: int, layers: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.e = nn.Embedding(pieces, width)
        nn.init.normal_(self.e.weight, std=0.02)
        self.blocks = nn.ModuleList(Block(width, dropout) for _ in range(layers))

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


class Directions(nn.Module):
    """Two decoders over the same vectors of pieces: one reads forward, one from the last piece to the first."""

    def __init__(self, pieces: int, width: int, layers: int) -> None:
        super().__init__()
        self.each = nn.ModuleList(Decoder(pieces, width, layers) for _ in range(2))
        self.each[1].e = self.e = self.each[0].e

    @property
    def blocks(self) -> list[nn.Module]:
        return [block for decoder in self.each for block in decoder.blocks]

    def forward(self, ids: Tensor) -> Tensor:
        """(2, batch, length) pieces, the second half in the opposite order, to (2, batch, length, width)."""
        return torch.stack([decoder(part) for decoder, part in zip(self.each, ids, strict=True)])


def restored(path: Path, kind: type[nn.Module], pieces: int) -> nn.Module:
    """A decoder, or both, over so many pieces as a script beside this one left them, of whatever size."""
    learned = torch.load(path, weights_only=True, map_location="cpu")["model"]
    layers = 1 + max(int(key.split("blocks.")[1].split(".")[0]) for key in learned if "blocks." in key)
    found = kind(pieces, learned["e.weight"].shape[1], layers)
    found.load_state_dict(learned)
    return found


def trained(work: Path, plan: dict) -> tuple[list[Decoder], Tensor]:
    """Both decoders of a work folder as `train.py` left them, and each piece's surprisal by its frequency, in nats."""
    both = restored(work / "checkpoint.pt", Directions, plan["vocabulary_size"])
    counts = np.bincount(np.load(work / "pieces.npy"), minlength=plan["vocabulary_size"]) + 1.0
    return list(both.each), torch.from_numpy(-np.log(counts / counts.sum())).float()
