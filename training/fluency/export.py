"""Freeze a checkpoint as int8 ONNX with its vocabulary and description."""

from __future__ import annotations

import argparse
import json
import shutil
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from network import MAX_POSITIONS, FluencyNetwork
from torch import Tensor, nn

from mtcheck.ngrams import FEATURES

HERE = Path(__file__).parent
SMALLEST_PACKED = 4096


class Probabilities(nn.Module):
    """The network with probabilities, not logits, as its outputs."""

    def __init__(self, network: FluencyNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, counts: Tensor) -> tuple[Tensor, Tensor]:
        tokens, whole = self.network(ids, counts)
        return tokens.sigmoid(), whole.sigmoid()


def with_packed_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its matrices as int8 and a scale a row or column; computation stays in floating point.

    Quantizing activations too would be faster, but their scale depends on what else is in the batch: the same
    sentence would read differently in other company.
    """
    gathered = {node.input[0] for node in model.graph.node if node.op_type == "Gather"}
    for tensor in list(model.graph.initializer):
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < SMALLEST_PACKED:
            continue
        axis = 0 if tensor.name in gathered else 1
        scale = np.maximum(np.abs(values).max(axis=1 - axis), 1e-8) / 127
        packed = np.rint(values / np.expand_dims(scale, 1 - axis)).astype(np.int8)
        model.graph.initializer.remove(tensor)
        names = (f"{tensor.name}_int8", f"{tensor.name}_scale")
        model.graph.initializer.append(onnx.numpy_helper.from_array(packed, names[0]))
        model.graph.initializer.append(onnx.numpy_helper.from_array(scale.astype(np.float32), names[1]))
        model.graph.node.insert(0, onnx.helper.make_node("DequantizeLinear", names, [tensor.name], axis=axis))
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    return model


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
    exact = arguments.work / "exact.onnx"
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
    onnx.save(with_packed_weights(onnx.load(exact)), arguments.output / "model.onnx")
    shutil.copy(arguments.work / "sentencepiece.model", arguments.output / "sentencepiece.model")
    shutil.copy(arguments.work / "ngrams.npz", arguments.output / "ngrams.npz")
    languages = json.loads((arguments.work / "languages.json").read_text())
    description = {"version": arguments.version, "languages": languages}
    (arguments.output / "model.json").write_text(json.dumps(description, indent=1) + "\n")


if __name__ == "__main__":
    main()
