"""Real Argos packages small enough to make in a test: CTranslate2 networks that translate word for word.

The network is built by hand, not trained. Encoder and decoder positions have codes that match; the decoder attends to
the source word at its own position, and the output layer answers with that word's partner in the dictionary.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

CODE = 128  # width of a code; three stand side by side in the network: word, position, answer
WIDTH = 3 * CODE
POSITIONS = 128
SHARPNESS = 12.0

DE_EN = {
    "der": "the",
    "Hund": "dog",
    "läuft": "runs",
    "durch": "through",
    "den": "that",
    "Garten": "garden",
    "und": "and",
    "bellt": "barks",
    "laut": "loudly",
    "eine": "one",
    "Katze": "cat",
    "schläft": "sleeps",
    "auf": "upon",
    "dem": "this",
    "warmen": "warm",
    "Dach": "roof",
    "im": "within",
    "alten": "old",
    "Haus": "house",
    "wohnt": "lives",
    "niemand": "nobody",
}
"""A dictionary that is one to one, so that sentences of its words come back unchanged."""


def flipped(dictionary: Mapping[str, str]) -> dict[str, str]:
    """Return the dictionary of the way back."""
    return {target: source for source, target in dictionary.items()}


def make_package(  # noqa: PLR0913  what a package says of itself
    folder: Path,
    from_code: str,
    to_code: str,
    dictionary: Mapping[str, str],
    *,
    version: str = "1.0",
    target_prefix: str = "",
    metadata: Mapping[str, object] | None = None,
    endless: bool = False,
) -> Path:
    """Write a package into the new folder `folder` and return it.

    It translates by `dictionary`; other words pass through. `endless`: it never says the end mark.
    """
    (folder / "model").mkdir(parents=True)
    pieces = word_pieces([*dictionary, *dictionary.values()], [target_prefix] if target_prefix else [])
    (folder / "sentencepiece.model").write_bytes(pieces)
    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
    vocabulary = [processor.id_to_piece(index) for index in range(processor.vocab_size())]
    partners = {f"▁{source}": f"▁{target}" for source, target in dictionary.items()}
    spec = dictionary_network(vocabulary, partners, has_prefix=bool(target_prefix), endless=endless)
    spec.validate()
    spec.optimize()
    spec.save(str(folder / "model"))
    said = {"package_version": version, "argos_version": "1.11", "from_code": from_code, "to_code": to_code}
    said |= {"from_name": from_code, "to_name": to_code, "target_prefix": target_prefix} | dict(metadata or {})
    (folder / "metadata.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def make_pair(folder: Path, *, tagged: bool = False) -> tuple[Path, Path]:
    """German into English and back, below `folder`; `tagged`: with a target prefix, as mtcheck's own packages have."""
    prefixes = ("<2en>", "<2de>") if tagged else ("", "")
    there = make_package(folder / "translate-de_en", "de", "en", DE_EN, target_prefix=prefixes[0])
    back = make_package(folder / "translate-en_de", "en", "de", flipped(DE_EN), target_prefix=prefixes[1])
    return there, back


def zip_package(package: Path, archive: Path) -> Path:
    """Pack a package's folder as a `.argosmodel` file."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(package.rglob("*")):
            if path.is_file():
                file.write(path, path.relative_to(package.parent).as_posix())
    return archive


def word_pieces(words: Sequence[str], controls: Sequence[str] = ()) -> bytes:
    """Make a SentencePiece model whose pieces are whole words."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sorted(set(words)) * 2),
        model_writer=model,
        model_type="word",
        vocab_size=10_000,
        hard_vocab_limit=False,
        control_symbols=list(controls),
        minloglevel=2,
    )
    return model.getvalue()


def dictionary_network(
    vocabulary: Sequence[str], partners: Mapping[str, str], *, has_prefix: bool, endless: bool
) -> TransformerSpec:
    """Make a one-layer Transformer that answers each source word with its partner."""
    chance = np.random.default_rng(7)
    words = codes(chance, len(vocabulary))
    positions = codes(chance, POSITIONS)
    index = {piece: number for number, piece in enumerate(vocabulary)}
    sources = {target: source for source, target in partners.items()}
    for source, target in partners.items():  # words with one translation look alike
        words[index[source]] = words[index[sources[target]]]
    spec = TransformerSpec.from_config(1, 1, pre_norm=True)
    spec.config.add_source_eos = True  # the end mark is copied like a word: that is how the network stops
    nothing = np.zeros((WIDTH, WIDTH), dtype=np.float32)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = False
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = block(words, 0) if side is spec.encoder else np.zeros((len(vocabulary), WIDTH), np.float32)
        # With a prefix the decoder is one step ahead of the source.
        shown = positions if side is spec.encoder or not has_prefix else np.roll(positions, 1, axis=0)
        side.position_encodings.encodings = block(shown, 1)
        set_norm(side.layer_norm)
        layer = side.layer[0]
        for linear, rows in zip(layer.self_attention.linear, (3 * WIDTH, WIDTH), strict=True):
            set_linear(linear, np.zeros((rows, WIDTH), np.float32))
        set_norm(layer.self_attention.layer_norm)
        set_linear(layer.ffn.linear_0, nothing)
        set_linear(layer.ffn.linear_1, nothing)
        set_norm(layer.ffn.layer_norm)
    attention = spec.decoder.layer[0].attention
    set_norm(attention.layer_norm)
    word_in, position_in, answer_out = move(0, 0), move(1, 1), move(0, 2)
    set_linear(attention.linear[0], SHARPNESS * position_in)  # queries
    set_linear(attention.linear[1], np.concatenate([SHARPNESS * position_in, word_in]))  # keys, values
    set_linear(attention.linear[2], 4 * answer_out)
    # What a piece answers: its partner's code; a word of the source language answers nothing, other pieces themselves.
    asked = np.stack([words[index[sources.get(piece, piece)]] for piece in vocabulary])
    asked[[index[source] for source in partners]] = 0
    spec.decoder.projection.weight = block(asked, 2) * (SHARPNESS / CODE)
    spec.decoder.projection.bias = np.zeros(len(vocabulary), dtype=np.float32)
    if endless:
        spec.decoder.projection.bias[index["</s>"]] = -1000
    spec.register_source_vocabulary(list(vocabulary))
    spec.register_target_vocabulary(list(vocabulary))
    return spec


def codes(chance: np.random.Generator, count: int) -> np.ndarray:
    """Nearly orthogonal codes of +1 and -1 that sum to zero, one a row."""
    return np.stack([chance.permutation(np.tile([1, -1], CODE // 2)) for _ in range(count)]).astype(np.float32)


def block(rows: np.ndarray, place: int) -> np.ndarray:
    """Codes put into one of the three places of the network's width."""
    wide = np.zeros((len(rows), WIDTH), dtype=np.float32)
    wide[:, place * CODE : (place + 1) * CODE] = rows
    return wide


def move(source: int, target: int) -> np.ndarray:
    """Make a matrix that takes one place's code into another place."""
    matrix = np.zeros((WIDTH, WIDTH), dtype=np.float32)
    matrix[target * CODE : (target + 1) * CODE, source * CODE : (source + 1) * CODE] = np.eye(CODE)
    return matrix


def set_linear(linear: object, weight: np.ndarray) -> None:
    """Weights without bias."""
    linear.weight = np.array(weight, dtype=np.float32)
    linear.bias = np.zeros(len(weight), dtype=np.float32)


def set_norm(norm: object) -> None:
    """Make a normalisation that only normalises."""
    norm.gamma = np.ones(WIDTH, dtype=np.float32)
    norm.beta = np.zeros(WIDTH, dtype=np.float32)
