"""A small encoder with an n-gram memory: hashed embeddings of the pair and triple that end at each token."""

from __future__ import annotations

import torch
from torch import Tensor, nn

MAX_POSITIONS = 256
FIRST, SECOND = 1_000_003, 92_821


class FluencyNetwork(nn.Module):
    """Token ids (batch, length), 0 = padding → (token logits (batch, length), sentence logits (batch,)), damage above 0."""

    def __init__(self, vocabulary: int, network: dict) -> None:
        super().__init__()
        width, narrow = network["width"], network["ngram_width"]
        self.buckets, self.ngram_dropout = network["ngram_buckets"], network["ngram_dropout"]
        self.embedding = nn.Embedding(vocabulary, width)
        self.memory = nn.Embedding(self.buckets, narrow, sparse=True)
        self.positions = nn.Embedding(MAX_POSITIONS, width)
        for table, spread in ((self.embedding, 0.5), (self.memory, 0.05), (self.positions, 0.1)):
            nn.init.normal_(table.weight, std=spread)
        self.recall = nn.Linear(3 * narrow, width, bias=False)
        layer = nn.TransformerEncoderLayer(
            width, network["heads"], network["feed_forward"], dropout=0.0, activation="relu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, network["layers"], nn.LayerNorm(width), enable_nested_tensor=False)
        self.token_head = nn.Linear(width, 1)
        self.sentence_head = nn.Sequential(nn.Linear(2 * width, 64), nn.ReLU(), nn.Linear(64, 1))

    def ngrams(self, ids: Tensor) -> Tensor:
        """Bucket numbers (batch, length, 3): the pair ending here, the pair starting here, the triple around."""
        blank = torch.zeros_like(ids[:, :1])
        before = torch.cat([blank, ids[:, :-1]], dim=1)
        after = torch.cat([ids[:, 1:], blank], dim=1)
        pair = (before * FIRST + ids * SECOND) % self.buckets
        follower = (ids * FIRST + after * SECOND) % self.buckets
        triple = (before * FIRST + ids * SECOND * 7 + after * 15_485_863) % self.buckets
        return torch.stack([pair, follower, triple], dim=2)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        blank = ids == 0
        recalled = self.recall(self.memory(self.ngrams(ids)).flatten(2))
        if self.training:
            recalled = recalled * (torch.rand(ids.shape[0], 1, 1) > self.ngram_dropout)
        hidden = self.embedding(ids) + self.positions.weight[: ids.shape[1]] + recalled
        hidden = self.encoder(hidden, src_key_padding_mask=blank)
        tokens = self.token_head(hidden).squeeze(2)
        kept = (~blank).unsqueeze(2).to(hidden.dtype)
        mean = (hidden * kept).sum(1) / kept.sum(1)
        top = (hidden - (1 - kept) * 1e4).amax(1)
        return tokens, self.sentence_head(torch.cat([mean, top], dim=1)).squeeze(1)
