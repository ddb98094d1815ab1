"""Which pieces of a sentence are damaged, from what a language model makes of it (Rei 2017: what a language model
learns serves to find errors). The language model stays as it is, so that one network says both."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from decoder import Decoder
from torch import Tensor, nn
from torch.nn import functional

STATES = 2  # that are read: the middle block's and the last one's


def looked(decoder: Decoder, alone: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
    """Of pieces (batch, 1 + length) that begin with BEGIN: of each after it its surprisal, and what the detector reads.

    That is the states of the language model at the piece, how surprising it is by itself, after those read before it,
    by how much more, and how surprising the likeliest piece would have been.
    """
    states, wanted = decoder.states(ids), ids[:, 1:]
    scores = states[-1][:, :-1] @ decoder.e.weight.T.to(states[-1].dtype)
    logs = functional.log_softmax(scores.float(), 2)  # ONNX Runtime has no quick logsumexp
    surprisal = -logs.gather(2, wanted.unsqueeze(2)).squeeze(2)
    least, rare = -logs.amax(2), alone[wanted]
    numbers = torch.stack([rare / 5 - 1.6, surprisal / 5 - 0.8, (surprisal - rare) / 5, least / 3 - 0.6], 2)
    middle, last = states[len(states) // 2 - 1], states[-1]
    return surprisal, torch.cat([middle[:, 1:], last[:, 1:], numbers.to(last.dtype)], 2)


def turned(x: Tensor, lengths: Tensor | None) -> Tensor:
    """(batch, length, …) with the first `lengths` places of each row, or all, in the opposite order."""
    if lengths is None:
        return x.flip(1)
    order = (lengths[:, None] - 1 - torch.arange(x.shape[1], device=x.device)).clamp(min=0)
    return x.gather(1, order.view(*order.shape, *[1] * (x.ndim - 2)).expand_as(x))


def reading(
    decoders: Sequence[Decoder], alone: Tensor, ids: Tensor, lengths: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """What the forward decoder and the backward one make of the pieces (`looked`), and the forward one's surprisal.

    `lengths` counts the pieces of each row without BEGIN where the rows are padded.
    """
    forward, backward = decoders
    surprisal, read = looked(forward, alone, ids)
    _, other = looked(backward, alone, torch.cat([ids[:, :1], turned(ids[:, 1:], lengths)], 1))
    return surprisal, torch.cat([read, turned(other, lengths)], 2)


class Detector(nn.Module):
    """A small encoder over `reading`: logits of damage, of each piece and of the sentence as a whole."""

    def __init__(self, width: int, layers: int = 2) -> None:
        super().__init__()
        self.inp = nn.Linear(2 * (STATES * width + 4), width)  # of both directions
        layer = nn.TransformerEncoderLayer(
            width, width // 64, 3 * width, dropout=0.0, activation="relu", batch_first=True, norm_first=True
        )
        self.enc = nn.TransformerEncoder(layer, layers, nn.LayerNorm(width), enable_nested_tensor=False)
        self.tok = nn.Linear(width, 1)
        self.sen = nn.Sequential(nn.Linear(2 * width, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, read: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Of readings (batch, length, n), of which the first `lengths` count: (batch, length) and (batch,) logits."""
        blank = torch.arange(read.shape[1], device=read.device)[None] >= lengths[:, None]
        hidden = self.enc(self.inp(read), src_key_padding_mask=blank)
        kept = (~blank).unsqueeze(2).to(hidden.dtype)
        return self.said(hidden, (hidden * kept).sum(1) / kept.sum(1), (hidden - (1 - kept) * 1e4).amax(1))

    def said(self, hidden: Tensor, mean: Tensor, top: Tensor) -> tuple[Tensor, Tensor]:
        return self.tok(hidden).squeeze(2), self.sen(torch.cat([mean, top], 1)).squeeze(1)

    def whole(self, read: Tensor) -> tuple[Tensor, Tensor]:
        """Of readings without padding: logits of damage, of each piece and of the whole."""
        hidden = self.enc(self.inp(read))
        return self.said(hidden, hidden.mean(1), hidden.amax(1))


class Detectors(nn.Module):
    """Some that began differently: each errs in its own way, and their mean less (Lakshminarayanan et al. 2017)."""

    def __init__(self, number: int, width: int) -> None:
        super().__init__()
        self.each = nn.ModuleList(Detector(width) for _ in range(number))

    def forward(self, read: Tensor, lengths: Tensor) -> list[tuple[Tensor, Tensor]]:
        """What each says (`Detector.forward`)."""
        return [one(read, lengths) for one in self.each]

    def whole(self, read: Tensor) -> tuple[Tensor, Tensor]:
        """Of readings without padding: the probability that each piece is damaged, and that the whole is garbled."""
        tokens, sentences = zip(*(one.whole(read) for one in self.each), strict=True)
        return torch.sigmoid(torch.stack(tokens).mean(0)), torch.sigmoid(torch.stack(sentences).mean(0))
