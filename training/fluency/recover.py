"""Read the networks back out of the bundled ONNX, as checkpoints that export.py and train.py take.

Rounding to int8 stays in them. The exporter names some weights by their place in the graph, transposed: those are told
by the order in which the network uses them.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from network import FluencyNetwork
from onnx.numpy_helper import to_array

HERE = Path(__file__).parent


def weights(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Every initializer by name, int8 ones multiplied out."""
    stored = {t.name: to_array(t) for t in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "DequantizeLinear":
            packed, scale = (stored[name] for name in node.input[:2])
            axis = next(a.i for a in node.attribute if a.name == "axis")
            stored[node.output[0]] = packed.astype(np.float32) * np.expand_dims(scale, 1 - axis)
    return stored


def networks(model: onnx.ModelProto, config: dict) -> list[dict[str, torch.Tensor]]:
    """The state of each network in the mean."""
    stored = weights(model)
    unnamed = [name for node in model.graph.node if node.op_type == "MatMul" for name in node.input if name in stored]
    unnamed = [name for name in unnamed if name.startswith("val_")]
    found = []
    for number in range(1 + max(int(m[1]) for n in stored if (m := re.match(r"networks\.(\d+)\.", n)))):
        start = f"networks.{number}."
        state = {n.removeprefix(start): v for n, v in stored.items() if n.startswith(start) and not n.endswith("8")}
        state = {n: v for n, v in state.items() if not n.endswith("_scale")}
        layers = [f"encoder.layers.{i}" for i in range(config["network"]["layers"])]
        order = ["neighbours.weight", "counts.0.weight", "counts.2.weight"]
        order += [
            f"{la}.{part}" for la in layers for part in ("self_attn.in_proj_weight", "linear1.weight", "linear2.weight")
        ]
        order.append("token_head.weight")
        mine, unnamed = unnamed[: len(order)], unnamed[len(order) :]
        state |= {name: stored[value].T for name, value in zip(order, mine, strict=True)}
        found.append({n: torch.from_numpy(np.array(v)) for n, v in state.items()})
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="model.onnx")
    parser.add_argument("--output", type=Path, required=True, help="a folder: network0.pt, network1.pt …")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    arguments.output.mkdir(parents=True, exist_ok=True)
    for number, state in enumerate(networks(onnx.load(arguments.model), config)):
        hidden, features = state["counts.0.weight"].shape
        FluencyNetwork(config["data"]["vocabulary_size"], features, config["network"], hidden).load_state_dict(state)
        torch.save({"model": state, "tokens": 0}, arguments.output / f"network{number}.pt")


if __name__ == "__main__":
    main()
