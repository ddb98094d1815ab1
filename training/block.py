"""A Transformer block: rotary positions (Su et al. 2021), RMSNorm, squared ReLU (So et al. 2021)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

HEAD = 64


def rotations(length: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Cosines and sines by which places turn, (length, HEAD / 2), of the kind and on the device of `like`."""
    places, turns = torch.arange(length, device=like.device), torch.arange(0, HEAD, 2, device=like.device)
    angles = places[:, None] * 1e4 ** (-turns / HEAD)
    return angles.cos().to(like.dtype), angles.sin().to(like.dtype)


class Block(nn.Module):
    """Attention and a feed-forward layer; both begin as nothing."""

    def __init__(self, width: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = dropout
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.a = nn.Linear(width, 4 * width, bias=False)
        self.b = nn.Linear(4 * width, width, bias=False)
        nn.init.zeros_(self.o.weight)
        nn.init.zeros_(self.b.weight)

    def forward(
        self, x: Tensor, cosine: Tensor, sine: Tensor, seen: Tensor | None = None, causal: bool = False
    ) -> Tensor:
        """`seen` (batch, 1, length, length) says what each place looks at, `causal` that it is what stands before."""
        batch, length, width = x.shape
        read = self.qkv(functional.rms_norm(x, (width,))).view(batch, length, 3, width // HEAD, HEAD)
        q, k, v = read.permute(2, 0, 3, 1, 4).unbind(0)

        def turned(part: Tensor) -> Tensor:
            first, second = functional.rms_norm(part, (HEAD,)).chunk(2, -1)
            return torch.cat([first * cosine - second * sine, first * sine + second * cosine], -1)

        mixed = functional.scaled_dot_product_attention(turned(q), turned(k), v, attn_mask=seen, is_causal=causal)
        mixed = self.o(mixed.transpose(1, 2).reshape(batch, length, width))
        x = x + functional.dropout(mixed, self.dropout, self.training)
        inner = self.b(functional.relu(self.a(functional.rms_norm(x, (width,)))).square())
        return x + functional.dropout(inner, self.dropout, self.training)
