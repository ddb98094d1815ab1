"""A small causal Transformer decoder: rotary positions (Su et al. 2021), RMSNorm, squared ReLU (So et al. 2021)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

HEAD = 64


class Block(nn.Module):
    """Attention to what stands before, and a feed-forward layer; both begin as nothing."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.a = nn.Linear(width, 4 * width, bias=False)
        self.b = nn.Linear(4 * width, width, bias=False)
        nn.init.zeros_(self.o.weight)
        nn.init.zeros_(self.b.weight)

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        batch, length, width = x.shape
        read = self.qkv(functional.rms_norm(x, (width,))).view(batch, length, 3, width // HEAD, HEAD)
        q, k, v = read.permute(2, 0, 3, 1, 4).unbind(0)

        def turned(part: Tensor) -> Tensor:
            first, second = functional.rms_norm(part, (HEAD,)).chunk(2, -1)
            return torch.cat([first * cosine - second * sine, first * sine + second * cosine], -1)

        seen = functional.scaled_dot_product_attention(turned(q), turned(k), v, is_causal=True)
        x = x + self.o(seen.transpose(1, 2).reshape(batch, length, width))
        return x + self.b(functional.relu(self.a(functional.rms_norm(x, (width,)))).square())


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
        angles = torch.arange(ids.shape[1])[:, None] * 1e4 ** (-torch.arange(0, HEAD, 2) / HEAD)
        kind = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        cosine, sine = angles.cos().to(kind), angles.sin().to(kind)
        x = functional.rms_norm(self.e(ids), (width,))
        found = []
        for block in self.blocks:
            x = block(x, cosine, sine)
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
            decoder = Decoder(plan["vocabulary_size"], plan["width"], plan["layers"])
            decoder.load_state_dict(torch.load(work / name, weights_only=True)["model"])
            decoders.append(decoder)
    for backward in decoders[1:]:
        backward.e = decoders[0].e
    counts = np.bincount(np.load(work / "pieces.npy"), minlength=plan["vocabulary_size"]) + 1.0
    return decoders, torch.from_numpy(-np.log(counts / counts.sum())).float()
