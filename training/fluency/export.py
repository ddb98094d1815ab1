"""Freeze a checkpoint as int8 ONNX with its vocabulary and description."""

from __future__ import annotations

import argparse
import json
import shutil
import tomllib
from pathlib import Path

import onnx
import onnxruntime.quantization as ort_quantization
import torch
from network import MAX_POSITIONS, FluencyNetwork
from torch import Tensor, nn

from mtcheck.ngrams import FEATURES

HERE = Path(__file__).parent


class Probabilities(nn.Module):
    """The network with probabilities, not logits, as its outputs."""

    def __init__(self, network: FluencyNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, counts: Tensor) -> tuple[Tensor, Tensor]:
        tokens, whole = self.network(ids, counts)
        return tokens.sigmoid(), whole.sigmoid()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--version", required=True)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    network = FluencyNetwork(config["data"]["vocabulary_size"], FEATURES, config["network"])
    network.load_state_dict(torch.load(arguments.work / "checkpoint.pt", weights_only=True)["model"])
    network.eval()
    torch.backends.mha.set_fastpath_enabled(False)  # the fused kernel cannot be exported
    arguments.output.mkdir(parents=True, exist_ok=True)
    exact, prepared = arguments.work / "exact.onnx", arguments.work / "prepared.onnx"
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=MAX_POSITIONS)
    torch.onnx.export(
        Probabilities(network),
        (torch.randint(1, 100, (3, 17)), torch.rand(3, 17, FEATURES)),
        exact,
        dynamo=True,
        external_data=False,
        input_names=["ids", "counts"],
        output_names=["tokens", "garbled"],
        dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}),
    )
    model = onnx.load(exact)
    del model.graph.value_info[
        :
    ]  # the exporter leaves shapes from before its own optimisations, which the quantizer refuses
    onnx.save(model, prepared)
    ort_quantization.quantize_dynamic(
        prepared,
        arguments.output / "model.onnx",
        weight_type=ort_quantization.QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
    )
    shutil.copy(arguments.work / "sentencepiece.model", arguments.output / "sentencepiece.model")
    shutil.copy(arguments.work / "ngrams.npz", arguments.output / "ngrams.npz")
    languages = json.loads((arguments.work / "languages.json").read_text())
    description = {"version": arguments.version, "languages": languages}
    (arguments.output / "model.json").write_text(json.dumps(description, indent=1) + "\n")


if __name__ == "__main__":
    main()
