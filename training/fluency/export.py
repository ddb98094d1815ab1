"""Freeze a checkpoint as an int8 ONNX, with its vocabulary and description."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tomllib
from pathlib import Path

import onnx
import torch
from network import FluencyNetwork
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from packed import with_packed_weights  # noqa: E402  after the path is set

LONGEST = 256  # pieces


class Probabilities(nn.Module):
    """What the network says, as probabilities."""

    def __init__(self, network: FluencyNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        tokens, whole = self.network(ids)
        return tokens.sigmoid(), whole.sigmoid()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--version", required=True)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    network = FluencyNetwork(config["data"]["vocabulary_size"], config["network"])
    network.load_state_dict(
        torch.load(arguments.work / "checkpoint.pt", map_location="cpu", weights_only=True)["model"]
    )
    arguments.output.mkdir(parents=True, exist_ok=True)
    exact = arguments.work / "exact.onnx"
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=LONGEST)
    torch.onnx.export(
        Probabilities(network).eval(),
        (torch.randint(3, 100, (3, 17)),),
        exact,
        dynamo=True,
        external_data=False,
        input_names=["ids"],
        output_names=["tokens", "garbled"],
        dynamic_shapes=({0: batch, 1: length},),
    )
    onnx.save(with_packed_weights(onnx.load(exact)), arguments.output / "model.onnx")
    shutil.copy(arguments.work / "sentencepiece.model", arguments.output / "sentencepiece.model")
    shutil.copy(arguments.work / "ngrams.npz", arguments.output / "ngrams.npz")
    languages = json.loads((arguments.work / "languages.json").read_text())
    description = {"version": arguments.version, "languages": languages}
    (arguments.output / "model.json").write_text(json.dumps(description, indent=1) + "\n")


if __name__ == "__main__":
    main()
