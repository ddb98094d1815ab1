"""A small encoder that reads word pieces and how often the short runs around each stand in clean text."""

from __future__ import annotations

import torch
from torch import Tensor, nn

MAX_POSITIONS = 256


class FluencyNetwork(nn.Module):
    """Ids (batch, length), 0 = padding, and n-gram features (batch, length, n) → logits of damage.

    Gives (token logits (batch, length), sentence logits (batch,)).
    """

    def __init__(self, vocabulary: int, features: int, network: dict) -> None:
        super().__init__()
        width = network["width"]
        self.embedding = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(MAX_POSITIONS, width)
        nn.init.normal_(self.embedding.weight, std=0.3)
        nn.init.normal_(self.positions.weight, std=0.1)
        self.counts = nn.Sequential(nn.Linear(features, 96), nn.ReLU(), nn.Linear(96, width))
        layer = nn.TransformerEncoderLayer(
            width,
            network["heads"],
            network["feed_forward"],
            dropout=0.0,
            activation="relu",
            batch_first=True,
            norm_first=True,
        )
        self.encoder = nn.TransformerEncoder(layer, network["layers"], nn.LayerNorm(width), enable_nested_tensor=False)
        self.token_head = nn.Linear(width, 1)
        self.sentence_head = nn.Sequential(nn.Linear(2 * width, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, ids: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        blank = ids == 0
        hidden = self.embedding(ids) + self.positions.weight[: ids.shape[1]] + self.counts(features)
        hidden = self.encoder(hidden, src_key_padding_mask=blank)
        tokens = self.token_head(hidden).squeeze(2)
        kept = (~blank).unsqueeze(2).to(hidden.dtype)
        mean = (hidden * kept).sum(1) / kept.sum(1)
        top = (hidden - (1 - kept) * 1e4).amax(1)
        return tokens, self.sentence_head(torch.cat([mean, top], dim=1)).squeeze(1)
