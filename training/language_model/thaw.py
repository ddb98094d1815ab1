"""Turn a bundled language model back into what `train.py` begins from, where no checkpoint was kept.

The weights come back rounded to int8 (half a 127th of a column's largest weight). Blocks that it lacks are added at the
end, where they begin as nothing; where it lacks the backward one, that begins as the forward one.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from decoder import Directions

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
    parser.add_argument("--model", type=Path, required=True, help="the language's folder of the bundled ones")
    parser.add_argument("--work", type=Path, required=True, help="the folder with one folder a language in it")
    parser.add_argument("--language", required=True)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())
    torch.manual_seed(plan["seed"])
    vectors, found = matrices(arguments.model / "model.onnx")
    width = vectors.shape[1]
    narrow = next(i for i, matrix in enumerate(found) if matrix.shape[1] not in {width, 4 * width})
    blocks = [dict(zip(PARTS, found[i : i + 4], strict=True)) for i in range(0, narrow, 4)]
    directions = 2 if found[narrow].shape[1] > 3 * width else 1  # the detectors' entrance comes after the decoders
    each = len(blocks) // directions
    model = Directions(*vectors.shape, max(each, plan["layers"][arguments.language]))
    with torch.no_grad():
        model.e.weight.copy_(torch.from_numpy(vectors))
        for decoder, first in zip(model.each, (0, len(blocks) - each), strict=True):
            for block, stored in zip(decoder.blocks, blocks[first : first + each], strict=False):
                for part in PARTS:
                    getattr(block, part).weight.copy_(torch.from_numpy(stored[part]))
    folder = arguments.work / arguments.language
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict()}, folder / "first.pt")
    print(f"{directions} of {each} blocks, and {len(model.blocks) // 2 - each} new ones each")


if __name__ == "__main__":
    main()
