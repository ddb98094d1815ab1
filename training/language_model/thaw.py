"""Turn a bundled language model back into what `train.py` begins from, where no checkpoint was kept.

The weights come back rounded to int8 (half a 127th of a column's largest weight). Blocks that it lacks are added at the
end, where they begin as nothing.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from decoder import Decoder

HERE = Path(__file__).parent
PARTS = ("qkv", "o", "a", "b")  # of a block, as the frozen network multiplies by them


def matrices(path: Path) -> tuple[np.ndarray, list[np.ndarray]]:
    """The vectors of pieces, and the decoders' matrices one after another."""
    stored = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    vectors, found = np.zeros(0), []
    for name, packed in stored.items():
        if name.endswith(".e.weight_int8"):
            vectors = packed.astype(np.float32) * stored[name.replace("_int8", "_scale")][:, None]
        elif name.startswith("val_") and name.endswith("_int8"):
            found.append((int(name.split("_")[1]), packed.astype(np.float32) * stored[name[:-5] + "_scale"]))
    return vectors, [values.T for _, values in sorted(found, key=lambda one: one[0])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a language's folder of the bundled ones")
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())
    torch.manual_seed(plan["seed"])
    vectors, found = matrices(arguments.model / "model.onnx")
    width = vectors.shape[1]
    narrow = next(i for i, matrix in enumerate(found) if matrix.shape[1] not in {width, 4 * width})
    blocks = [dict(zip(PARTS, found[i : i + 4], strict=True)) for i in range(0, narrow, 4)]
    directions = 2 if found[narrow].shape[1] > 3 * width else 1  # the detector's entrance comes after the decoders
    each = len(blocks) // directions
    for name, first in (("first.pt", 0), ("first-backward.pt", each))[:directions]:
        model = Decoder(*vectors.shape, max(each, plan["layers"][arguments.work.name]))
        learned = model.state_dict() | {"e.weight": torch.from_numpy(vectors)}
        for at, block in enumerate(blocks[first : first + each]):
            learned |= {f"blocks.{at}.{part}.weight": torch.from_numpy(block[part].copy()) for part in PARTS}
        model.load_state_dict(learned)
        torch.save({"model": model.state_dict()}, arguments.work / name)
        print(f"{name}: {each} blocks and {len(model.blocks) - each} new ones")


if __name__ == "__main__":
    main()
