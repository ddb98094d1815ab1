"""Turn a frozen package back into a checkpoint, to go on training where no checkpoint was kept: `export.py` reversed.

The weights come back rounded to int8 (half a 127th of a row's largest weight); the optimizers' state does not.
"""

from __future__ import annotations

import argparse
import struct
import tomllib
from pathlib import Path

import numpy as np
import torch
from network import Translator

HERE = Path(__file__).parent
TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def variables(path: Path) -> dict[str, np.ndarray]:
    """Every variable of a CTranslate2 model.bin (format 6), int8 ones as floats again."""
    content, at = path.read_bytes(), 0

    def number(code: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(code, content, at)
        at += struct.calcsize(code)
        return value

    def text() -> str:
        nonlocal at
        length = number("<H")
        at += length
        return content[at - length : at].rstrip(b"\0").decode()

    version = number("<I")
    if version != 6:
        raise SystemExit(f"{path}: format {version}, 6 was expected")
    text()
    number("<I")
    found = {}
    for _ in range(number("<I")):
        name = text()
        shape = [number("<I") for _ in range(number("<B"))]
        kind = TYPES[number("<B")]
        length = number("<I")
        found[name] = np.frombuffer(content, kind, length // np.dtype(kind).itemsize, at).reshape(shape)
        at += length
    aliases = {text(): text() for _ in range(number("<I"))}
    found |= {alias: found[name] for alias, name in aliases.items()}
    return {
        name: value.astype(np.float32) / found[f"{name}_scale"][:, None] if f"{name}_scale" in found else value
        for name, value in found.items()
    }


def state(found: dict[str, np.ndarray], network: dict) -> dict[str, torch.Tensor]:
    """The variables under the names of `network.Translator`."""
    taken = {"embedding.weight": found["decoder/embeddings/weight"]}

    def linears(to: str, parts: list[str]) -> None:
        taken[f"{to}weight"] = np.concatenate([found[f"{p}/weight"] for p in parts])
        taken[f"{to}bias"] = np.concatenate([found[f"{p}/bias"] for p in parts])

    def norm(to: str, part: str) -> None:
        taken[f"{to}.weight"], taken[f"{to}.bias"] = found[f"{part}/gamma"], found[f"{part}/beta"]

    for side in ("encoder", "decoder"):
        norm(f"{side}.norm", f"{side}/layer_norm")
        for index in range(network[f"{side}_layers"]):
            to, part = f"{side}.layers.{index}", f"{side}/layer_{index}"
            attentions = [("self_attn", "self_attention", "norm1")]
            if side == "decoder":
                attentions.append(("multihead_attn", "attention", "norm2"))
            for name, stored, before in attentions:
                across = name == "multihead_attn"
                linears(f"{to}.{name}.in_proj_", [f"{part}/{stored}/linear_{i}" for i in range(1 + across)])
                linears(f"{to}.{name}.out_proj.", [f"{part}/{stored}/linear_{1 + across}"])
                norm(f"{to}.{before}", f"{part}/{stored}/layer_norm")
            norm(f"{to}.norm{3 if side == 'decoder' else 2}", f"{part}/ffn/layer_norm")
            for number in (1, 2):
                linears(f"{to}.linear{number}.", [f"{part}/ffn/linear_{number - 1}"])
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="folder of one direction")
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    model = Translator(config["data"]["vocabulary_size"], config["network"])
    model.load_state_dict(state(variables(arguments.package / "model" / "model.bin"), config["network"]))
    checkpoint = {"model": model.state_dict(), "step": 0, "epoch": 1, "index": 0, "tokens": 0}
    torch.save(checkpoint, arguments.work / "checkpoint.pt")


if __name__ == "__main__":
    main()
