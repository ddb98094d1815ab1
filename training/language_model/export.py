"""Freeze the networks of a language as one int8 ONNX that gives surprisals, with its vocabulary."""

from __future__ import annotations

import argparse
import shutil
import sys
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from network import Decoder
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from packed import with_packed_weights  # noqa: E402  after the path is set


class Surprisals(nn.Module):
    """Of pieces that begin with BEGIN: the surprisal of each after it, given the others, and by itself.

    The mean of two networks where there are two: one reads the pieces before it, one those behind it.
    """

    def __init__(self, forward: Decoder, backward: Decoder | None, alone: Tensor) -> None:
        super().__init__()
        self.forward_network, self.backward_network = forward, backward
        self.register_buffer("alone", alone)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        wanted = ids[:, 1:]
        found = surprisal(self.forward_network, ids)
        if self.backward_network is not None:
            turned = torch.cat([ids[:, :1], wanted.flip(1)], 1)
            found = (found + surprisal(self.backward_network, turned).flip(1)) / 2
        return found, self.alone[wanted]


def surprisal(network: Decoder, ids: Tensor) -> Tensor:
    scores = network(ids[:, :-1]) @ network.e.weight.T
    return scores.logsumexp(2) - scores.gather(2, ids[:, 1:].unsqueeze(2)).squeeze(2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())
    networks: list[Decoder | None] = []
    for name in ("checkpoint.pt", "backward.pt"):
        network = None
        if (arguments.work / name).exists():
            network = Decoder(plan["vocabulary_size"], plan["width"], plan["layers"])
            network.load_state_dict(torch.load(arguments.work / name, weights_only=True)["model"])
        networks.append(network)
    counts = np.bincount(np.load(arguments.work / "pieces.npy"), minlength=plan["vocabulary_size"]) + 1.0
    alone = torch.from_numpy(-np.log(counts / counts.sum())).float()
    arguments.output.mkdir(parents=True, exist_ok=True)
    exact = arguments.work / "exact.onnx"
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=plan["length"])
    torch.onnx.export(
        Surprisals(*networks, alone).eval(),
        (torch.randint(3, 100, (3, 17)),),
        exact,
        dynamo=True,
        external_data=False,
        input_names=["ids"],
        output_names=["after", "alone"],
        dynamic_shapes=({0: batch, 1: length},),
    )
    onnx.save(with_packed_weights(onnx.load(exact)), arguments.output / "model.onnx")
    shutil.copy(arguments.work / "sentencepiece.model", arguments.output / "sentencepiece.model")


if __name__ == "__main__":
    main()
