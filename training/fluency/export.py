"""Freeze checkpoints as one int8 ONNX, their mean, with its vocabulary and description."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tomllib
from pathlib import Path

import onnx
import torch
from network import MAX_POSITIONS, FluencyNetwork
from reading import FEATURES
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from packed import with_packed_weights  # noqa: E402  after the path is set


class Probabilities(nn.Module):
    """The mean of networks' logits, as probabilities; one that reads fewer features gets the first of them."""

    def __init__(self, networks: list[FluencyNetwork]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, ids: Tensor, counts: Tensor) -> tuple[Tensor, Tensor]:
        read = [one(ids, counts[:, :, : one.counts[0].in_features]) for one in self.networks]
        tokens, whole = (torch.stack(several).mean(0) for several in zip(*read, strict=True))
        return tokens.sigmoid(), whole.sigmoid()


def load(checkpoint: Path, config: dict) -> FluencyNetwork:
    """The network of a checkpoint, as wide as that is."""
    state = torch.load(checkpoint, weights_only=True)["model"]
    hidden, features = state["counts.0.weight"].shape
    network = FluencyNetwork(config["data"]["vocabulary_size"], features, config["network"], hidden)
    network.load_state_dict(state)
    return network.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--checkpoint", type=Path, action="append", help="repeatable; checkpoint.pt of WORK by default")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    networks = [load(path, config) for path in arguments.checkpoint or [arguments.work / "checkpoint.pt"]]
    torch.backends.mha.set_fastpath_enabled(False)  # the fused kernel cannot be exported
    arguments.output.mkdir(parents=True, exist_ok=True)
    exact = arguments.work / "exact.onnx"
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=MAX_POSITIONS)
    torch.onnx.export(
        Probabilities(networks),
        (torch.randint(1, 100, (3, 17)), torch.rand(3, 17, FEATURES)),
        exact,
        dynamo=True,
        external_data=False,
        input_names=["ids", "counts"],
        output_names=["tokens", "garbled"],
        dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}),
    )
    onnx.save(with_packed_weights(onnx.load(exact)), arguments.output / "model.onnx")
    shutil.copy(arguments.work / "sentencepiece.model", arguments.output / "sentencepiece.model")
    for name in ("ngrams.npz", "wordruns.npz"):
        shutil.copy(arguments.work / name, arguments.output / name)
    languages = json.loads((arguments.work / "languages.json").read_text())
    description = {"version": arguments.version, "languages": languages}
    (arguments.output / "model.json").write_text(json.dumps(description, indent=1) + "\n")


if __name__ == "__main__":
    main()
