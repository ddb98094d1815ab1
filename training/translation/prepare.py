"""Read the parallel data, learn a joint SentencePiece vocabulary, write token ids for `train.py`."""

from __future__ import annotations

import argparse
import random
import sys
import tomllib
from pathlib import Path

import numpy as np
import sentencepiece

HERE = Path(__file__).parent
sys.path.append(str(HERE.parents[1] / "benchmarks"))
from labelled import fold, table  # noqa: E402  after the path is set

LANGUAGE_TAGS = {"de": "<2de>", "en": "<2en>"}


def pairs(data: Path, config: dict) -> list[tuple[str, str, str]]:
    """(source, target, target language) of every pair, human ones in both directions."""
    chance = random.Random(config["seed"])
    held_out = set(config["data"]["held_out"])
    found, tests = [], set()
    for row in table(data / "parallel" / "ende.tsv.xz"):
        english, german = fold(row["en"]), fold(row["de"])
        if row["corpus"] in held_out:
            tests |= {english, german}
            continue
        if row["corpus"].startswith("multi30k") and chance.random() > config["data"]["caption_share"]:
            continue
        found += [(english, german, "de"), (german, english, "en")]
    for row in table(data / "mt" / "ende_systems.tsv.xz"):
        found.append((fold(row["source"]), fold(row["translation"]), row["target_lang"]))
    found = [p for p in dict.fromkeys(found) if p[0] not in tests and p[1] not in tests and p[0] and p[1]]
    chance.shuffle(found)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--extra", type=Path, nargs="*", default=[], help="back-translated pairs: source TAB target TAB language"
    )
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    arguments.work.mkdir(parents=True, exist_ok=True)
    found = pairs(arguments.data, config)
    for path in arguments.extra:
        found += [tuple(line.rstrip("\n").split("\t")) for line in path.open(encoding="utf-8")]
    model = arguments.work / "sentencepiece.model"
    if not model.exists():
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sorted({text for pair in found for text in pair[:2]})),
            model_prefix=str(model.with_suffix("")),
            vocab_size=config["data"]["vocabulary_size"],
            model_type="unigram",
            character_coverage=0.9998,
            byte_fallback=True,
            control_symbols=list(LANGUAGE_TAGS.values()),
            input_sentence_size=200_000,
            shuffle_input_sentence=True,
            minloglevel=1,
        )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
    limit = config["data"]["max_tokens"]
    sources = pieces.encode([p[0] for p in found])
    targets = pieces.encode([p[1] for p in found])
    flat, offsets = [], [0]
    for source, target, (_, _, language) in zip(sources, targets, found, strict=True):
        ratio = (len(source) + 5) / (len(target) + 5)
        if len(source) > limit or len(target) > limit or not 0.5 < ratio < 2:
            continue
        tag = pieces.piece_to_id(LANGUAGE_TAGS[language])
        flat.append(np.array([*source, *[pieces.bos_id(), tag, *target, pieces.eos_id()]], dtype=np.uint16))
        offsets += [offsets[-1] + len(source), offsets[-1] + len(flat[-1])]
    np.savez(arguments.work / "pairs.npz", ids=np.concatenate(flat), offsets=np.array(offsets, dtype=np.int64))
    print(f"{len(flat)} pairs, {sum(map(len, flat))} tokens, vocabulary {pieces.vocab_size()}")


if __name__ == "__main__":
    main()
