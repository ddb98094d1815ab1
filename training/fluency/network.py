"""A small encoder that reads word pieces and how often the short runs around each stand in clean text.

Its first layer sees each piece's neighbours side by side: which forms follow which is learned there, from vectors that
know words already (`embed.py`), and the attention above need not learn to look at the next word.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

MAX_POSITIONS = 256
REACH = 2


class FluencyNetwork(nn.Module):
    """Ids (batch, length), 0 = padding, and n-gram features (batch, length, n) → logits of damage.

    Gives (token logits (batch, length), sentence logits (batch,)).
    """

    def __init__(self, vocabulary: int, features: int, network: dict, hidden: int = 160) -> None:
        super().__init__()
        width = network["width"]
        self.embedding = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(MAX_POSITIONS, width)
        nn.init.normal_(self.embedding.weight, std=0.3)
        nn.init.normal_(self.positions.weight, std=0.1)
        self.neighbours = nn.Linear((2 * REACH + 1) * width, width)
        self.counts = nn.Sequential(nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, width))
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
        vectors = self.embedding(ids) * (~blank).unsqueeze(2)
        framed = functional.pad(vectors, (0, 0, REACH, REACH))
        length = ids.shape[1]
        around = torch.cat([framed[:, shift : shift + length] for shift in range(2 * REACH + 1)], dim=2)
        hidden = vectors + self.neighbours(around) + self.positions.weight[:length] + self.counts(features)
        hidden = self.encoder(hidden, src_key_padding_mask=blank)
        kept = (~blank).unsqueeze(2).to(hidden.dtype)
        mean = (hidden * kept).sum(1) / kept.sum(1)
        top = (hidden - (1 - kept) * 1e4).amax(1)
        sentence = self.sentence_head(torch.cat([mean, top], dim=1)).squeeze(1)
        return self.token_head(hidden).squeeze(2), sentence
