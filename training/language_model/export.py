"""Freeze language models and detectors as one int8 ONNX, with their vocabulary."""

from __future__ import annotations

import argparse
import shutil
import sys
import tomllib
from pathlib import Path

import onnx
import torch
from decoder import Decoder, trained
from detector import Detectors, reading
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from packed import with_packed_weights  # noqa: E402  after the path is set


class Reading(nn.Module):
    """Of pieces that begin with BEGIN, of each after it its surprisal, that by its frequency alone and its damage.

    And how garbled all of them are.
    """

    def __init__(self, decoders: list[Decoder], detector: Detectors, alone: Tensor) -> None:
        super().__init__()
        self.decoders, self.detector = nn.ModuleList(decoders), detector
        self.register_buffer("by_frequency", alone)

    def forward(self, ids: Tensor) -> tuple[Tensor, ...]:
        surprisal, read = reading(list(self.decoders), self.by_frequency, ids)
        return surprisal, self.by_frequency[ids[:, 1:]], *self.detector.whole(read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())
    decoders, alone = trained(arguments.work, plan)
    detector = Detectors(plan["detector"]["number"], plan["width"])
    detector.load_state_dict(torch.load(arguments.work / "detector.pt", weights_only=True, map_location="cpu")["model"])
    arguments.output.mkdir(parents=True, exist_ok=True)
    exact = arguments.work / "exact.onnx"
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=plan["length"])
    torch.onnx.export(
        Reading(decoders, detector, alone).eval(),
        (torch.randint(3, 100, (3, 17)),),
        exact,
        dynamo=True,
        external_data=False,
        input_names=["ids"],
        output_names=["after", "alone", "damage", "garbled"],
        dynamic_shapes=({0: batch, 1: length},),
    )
    onnx.save(with_packed_weights(onnx.load(exact)), arguments.output / "model.onnx")
    shutil.copy(arguments.work / "sentencepiece.model", arguments.output / "sentencepiece.model")


if __name__ == "__main__":
    main()
