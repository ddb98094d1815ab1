"""Freeze a checkpoint as a pair of Argos packages, int8, one network in both (`target_prefix` names the language)."""

from __future__ import annotations

import argparse
import json
import shutil
import tomllib
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from ctranslate2.specs import TransformerSpec, common_spec
from network import MAX_POSITIONS, sinusoids
from prepare import LANGUAGE_TAGS
from torch import Tensor

HERE = Path(__file__).parent
NAMES = {"de": "German", "en": "English"}
State = dict[str, Tensor]


def array(tensor: Tensor) -> np.ndarray:
    return np.array(tensor.detach().float().numpy())  # a copy: CTranslate2 quantizes in place


def set_linear(spec: common_spec.LinearSpec, weight: Tensor, bias: Tensor) -> None:
    spec.weight, spec.bias = array(weight), array(bias)


def set_norm(spec: common_spec.LayerNormSpec, state: State, name: str) -> None:
    spec.gamma, spec.beta = array(state[f"{name}.weight"]), array(state[f"{name}.bias"])


def set_attention(spec: object, state: State, name: str, *, across: bool) -> None:
    weight, bias = state[f"{name}.in_proj_weight"], state[f"{name}.in_proj_bias"]
    width = weight.shape[1]
    cuts = [width] if across else []  # queries apart from keys and values when attending to the source
    parts = list(zip(weight.tensor_split(cuts), bias.tensor_split(cuts), strict=True))
    for linear, (part_weight, part_bias) in zip(spec.linear, parts, strict=False):
        set_linear(linear, part_weight, part_bias)
    set_linear(spec.linear[-1], state[f"{name}.out_proj.weight"], state[f"{name}.out_proj.bias"])


def specification(state: State, network: dict) -> TransformerSpec:
    """The checkpoint as CTranslate2 sees it."""
    layers = (network["encoder_layers"], network["decoder_layers"])
    spec = TransformerSpec.from_config(layers, network["heads"], pre_norm=True, activation=common_spec.Activation.RELU)
    for side, name in ((spec.encoder, "encoder"), (spec.decoder, "decoder")):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = array(state["embedding.weight"])
        side.scale_embeddings = True
        side.position_encodings.encodings = array(sinusoids(MAX_POSITIONS, network["width"]))
        set_norm(side.layer_norm, state, f"{name}.norm")
        for index, layer in enumerate(side.layer):
            prefix = f"{name}.layers.{index}"
            set_attention(layer.self_attention, state, f"{prefix}.self_attn", across=False)
            set_norm(layer.self_attention.layer_norm, state, f"{prefix}.norm1")
            if name == "decoder":
                set_attention(layer.attention, state, f"{prefix}.multihead_attn", across=True)
                set_norm(layer.attention.layer_norm, state, f"{prefix}.norm2")
            set_norm(layer.ffn.layer_norm, state, f"{prefix}.norm{3 if name == 'decoder' else 2}")
            for number in (1, 2):
                linear = getattr(layer.ffn, f"linear_{number - 1}")
                set_linear(linear, state[f"{prefix}.linear{number}.weight"], state[f"{prefix}.linear{number}.bias"])
    spec.decoder.projection.weight = array(state["embedding.weight"])
    return spec


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--pieces", type=Path, required=True, help="sentencepiece.model")
    parser.add_argument("--output", type=Path, required=True, help="folder of packages")
    parser.add_argument("--version", required=True, help="package version, such as 0.1")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    state = torch.load(arguments.checkpoint, weights_only=True)["model"]
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(arguments.pieces))
    vocabulary = [pieces.id_to_piece(i) for i in range(pieces.vocab_size())]
    for source, target in (("de", "en"), ("en", "de")):
        folder = arguments.output / f"translate-{source}_{target}"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "model").mkdir(parents=True)
        spec = specification(state, config["network"])
        spec.register_source_vocabulary(vocabulary)
        spec.register_target_vocabulary(vocabulary)
        spec.validate()
        spec.optimize(quantization="int8")
        spec.save(str(folder / "model"))
        shutil.copy(arguments.pieces, folder / "sentencepiece.model")
        metadata = {
            "package_version": arguments.version,
            "argos_version": "1.11",
            "from_code": source,
            "from_name": NAMES[source],
            "to_code": target,
            "to_name": NAMES[target],
            "target_prefix": LANGUAGE_TAGS[target],
            "max_tokens": config["data"]["max_tokens"],
        }
        (folder / "metadata.json").write_text(json.dumps(metadata, indent=1) + "\n")


if __name__ == "__main__":
    main()
