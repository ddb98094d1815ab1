"""The network: a Transformer (Vaswani et al. 2017) pre-normalised, with a shallow decoder and tied embeddings."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

MAX_POSITIONS = 512


def sinusoids(positions: int, width: int) -> Tensor:
    """Position encodings, float, shape (positions, width), sines in the first half."""
    inverse = torch.exp(torch.arange(width // 2) * (-math.log(10_000) / (width // 2 - 1)))
    angles = torch.arange(positions)[:, None] * inverse[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Translator(nn.Module):
    def __init__(self, vocabulary: int, network: dict) -> None:
        super().__init__()
        width = network["width"]
        options = {
            "d_model": width,
            "nhead": network["heads"],
            "dim_feedforward": network["feed_forward"],
            "dropout": network["dropout"],
            "activation": "relu",
            "batch_first": True,
            "norm_first": True,
        }
        self.scale = math.sqrt(width)
        self.embedding = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.embedding.weight, std=width**-0.5)
        self.register_buffer("positions", sinusoids(MAX_POSITIONS, width), persistent=False)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(**options),
            network["encoder_layers"],
            nn.LayerNorm(width),
            enable_nested_tensor=False,
        )
        self.decoder = nn.TransformerDecoder(
            nn.TransformerDecoderLayer(**options), network["decoder_layers"], nn.LayerNorm(width)
        )

    def embed(self, ids: Tensor) -> Tensor:
        return self.embedding(ids) * self.scale + self.positions[: ids.shape[1]]

    def forward(self, source: Tensor, target: Tensor, padding: int) -> Tensor:
        """Logits (batch, target length, vocabulary) for ids of shape (batch, length)."""
        blank = source == padding
        memory = self.encoder(self.embed(source), src_key_padding_mask=blank)
        length = target.shape[1]
        causal = torch.ones(length, length, dtype=torch.bool).triu(1)
        hidden = self.decoder(
            self.embed(target), memory, tgt_mask=causal, memory_key_padding_mask=blank, tgt_is_causal=True
        )
        return functional.linear(hidden, self.embedding.weight)
