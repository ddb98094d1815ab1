"""A small bidirectional Transformer encoder.

Sentences lie in rows, one after another, each between BEGIN and END; each sees itself only.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[1]))
from block import Block, rotations

MASK, BEGIN, END = 0, 1, 2


class Encoder(nn.Module):
    """Vectors of pieces to states: (batch, length, n) to (batch, length, width)."""

    def __init__(self, vectors: int, width: int, layers: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.enter = nn.Linear(vectors, width, bias=False) if vectors != width else nn.Identity()
        self.blocks = nn.ModuleList(Block(width, dropout) for _ in range(layers))

    def forward(self, vectors: Tensor, seen: Tensor | None) -> Tensor:
        """`seen` (batch, 1, length, length) says what each place looks at; None: at everything."""
        x = self.enter(functional.rms_norm(vectors, (vectors.shape[-1],)))
        cosine, sine = rotations(x.shape[1], x)
        for block in self.blocks:
            x = block(x, cosine, sine, seen)
        return functional.rms_norm(x, (x.shape[-1],))


def together(segments: Tensor) -> Tensor:
    """Which places of rows lie in one sentence, (batch, 1, length, length), from the numbers of the sentences."""
    return (segments[:, :, None] == segments[:, None, :])[:, None]


def inside(ids: Tensor, segments: Tensor) -> Tensor:
    """Where in rows the sentences' own pieces stand."""
    return (segments > 0) & (ids != BEGIN) & (ids != END)


class FluencyNetwork(nn.Module):
    """Logits of damage, of pieces and of each sentence as a whole."""

    def __init__(self, vocabulary: int, network: dict) -> None:
        super().__init__()
        width = network["width"]
        self.e = nn.Embedding(vocabulary, network["vectors"])
        nn.init.normal_(self.e.weight, std=0.02)
        self.encoder = Encoder(network["vectors"], width, network["layers"], network["dropout"])
        self.token_head = nn.Linear(width, 1)
        nn.init.zeros_(self.token_head.weight)
        self.sentence_head = nn.Sequential(nn.Linear(2 * width, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Of sentences (batch, length) without padding: logits (batch, length) and (batch,)."""
        framed = functional.pad(functional.pad(ids, (1, 0), value=BEGIN), (0, 1), value=END)
        states = self.encoder(self.e(framed), None)[:, 1:-1]
        pooled = torch.cat([states.mean(1), states.amax(1)], 1)
        return self.token_head(states).squeeze(2), self.sentence_head(pooled).squeeze(1)

    def tokens(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Of rows (batch, length) of sentences, numbered from 1 in `segments` (0: nothing): states, and logits."""
        states = self.encoder(self.e(ids), together(segments))
        return states, self.token_head(states).squeeze(2)

    def sentences(self, states: Tensor, ids: Tensor, segments: Tensor, most: int) -> Tensor:
        """Logits (batch, most) of the rows' sentences."""
        real = inside(ids, segments)
        owner = (torch.arange(len(ids), device=ids.device)[:, None] * most + segments - 1)[real]
        found, count = states[real].float(), len(ids) * most
        sums = found.new_zeros(count, found.shape[1]).index_add(0, owner, found)
        sizes = torch.bincount(owner, minlength=count).clamp(min=1)[:, None]
        top = found.new_full(sums.shape, -1e4).scatter_reduce(0, owner[:, None].expand_as(found), found, "amax")
        return self.sentence_head(torch.cat([sums / sizes, top], 1)).view(len(ids), most)


class Generator(nn.Module):
    """What could stand at masked places: a smaller encoder over the same vectors (Clark et al. 2020, ELECTRA)."""

    def __init__(self, vectors: int, layers: int) -> None:
        super().__init__()
        self.encoder = Encoder(vectors, vectors, layers)

    def forward(self, e: nn.Embedding, ids: Tensor, segments: Tensor, places: Tensor) -> Tensor:
        """Scores of all pieces at the masked places, (places, vocabulary)."""
        return functional.linear(self.encoder(e(ids), together(segments))[places], e.weight)
