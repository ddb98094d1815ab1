"""A language's clean text as one long row of word pieces, whole documents where there are any."""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import sentencepiece

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "fluency")]
import corpus  # noqa: E402  fluency's: what is held back, and how text is folded
from mtcheck.language_model import BEGIN, ONE_STYLE  # noqa: E402  after the path is set


def sentences(data: Path, language: str, held_out: set[str]) -> list[str]:
    """Clean sentences in the order of their sources, each once, without those that are kept back."""
    tests, found = set(), {}
    for row in corpus.table(data / "parallel" / "ende.tsv.xz") if language in {"de", "en"} else ():
        if row["corpus"] in held_out:
            tests.add(corpus.fold(row[language]))
        elif not row["corpus"].startswith("multi30k"):
            found[corpus.fold(row[language])] = None
    for row in corpus.table(data / "clean" / "sentences" / f"{language}.tsv.xz"):
        if row["kind"] != "caption":
            found[corpus.fold(row["text"])] = None
    if language == "en":
        found |= dict.fromkeys(english_sources(data))
        found |= dict.fromkeys(strong_translations(data))
    return [s for s in found if s and s not in tests and not corpus.kept_back(s)]


def english_sources(data: Path) -> Iterator[str]:
    """What people wrote and MLQE had translated: encyclopedia sentences. Its judged translations are not read."""
    for row in corpus.table(data / "labelled" / "mlqe_da.tsv.xz"):
        if row["lp"].startswith("en-"):
            yield corpus.fold(row["source"])


def strong_translations(data: Path) -> Iterator[str]:
    """Fluent English out of German news: people's English is scarce here.

    Where a source, its human translation or one of these is kept back, all of them are.
    """
    human = {corpus.fold(row["de"]): corpus.fold(row["en"]) for row in corpus.table(data / "parallel" / "ende.tsv.xz")}
    found: dict[str, list[str]] = defaultdict(list)
    for row in corpus.table(data / "mt" / "ende_systems.tsv.xz"):
        if row["target_lang"] == "en" and row["system"] in corpus.STRONG and not row["set"].startswith("flores"):
            found[corpus.fold(row["source"])].append(corpus.fold(row["translation"]))
    for source, translations in found.items():
        if not any(map(corpus.kept_back, (source, human.get(source, ""), *translations))):
            yield from translations


def documents(data: Path, language: str) -> Iterator[list[str]]:
    """Paragraphs of clean documents, without the tenth of them that is kept back and without newspapers."""
    for path in sorted((data / "clean").glob(f"{language}_*.jsonl.xz")):
        if path.name.startswith(f"{language}_news"):
            continue
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                if corpus.in_fold(record["id"], 0, 10):
                    continue
                folded = (corpus.fold(block) for block in record["text"].splitlines())
                kept = [b for b in folded if len(b.split()) > 4 and not re.search(r"[=|{}<>\[\]]", b)]
                if kept := [b for b in kept if not corpus.kept_back(b)]:
                    yield kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--language", required=True)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())
    held_out = set(tomllib.loads((HERE.parent / "fluency" / "config.toml").read_text())["data"]["held_out_parallel"])
    arguments.work.mkdir(parents=True, exist_ok=True)
    chance = random.Random(plan["seed"])
    single = sentences(arguments.data, arguments.language, held_out)
    runs = [single[i : i + plan["run"]] for i in range(0, len(single), plan["run"])]
    whole = list(documents(arguments.data, arguments.language))
    texts = [[b.translate(ONE_STYLE) for b in text] for text in (*runs * (plan["repeat"] if whole else 1), *whole)]
    chance.shuffle(texts)
    model = arguments.work / "sentencepiece.model"
    if not model.exists():
        sample = [block for text in texts for block in text]
        chance.shuffle(sample)
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sample[: plan["vocabulary_sample"]]),
            model_prefix=str(model.with_suffix("")),
            vocab_size=plan["vocabulary_size"],
            model_type="unigram",
            character_coverage=0.9995,
            byte_fallback=True,
            max_sentence_length=3000,
            minloglevel=1,
        )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
    row: list[np.ndarray] = []
    for text in texts:
        ids = [BEGIN]
        for encoded in pieces.encode(text):
            ids += [*encoded, BEGIN]
        row.append(np.array(ids, dtype=np.uint16))
    everything = np.concatenate(row)
    np.save(arguments.work / "pieces.npy", everything)
    print(f"{len(single)} sentences, {len(whole)} documents, {len(everything) / 1e6:.1f} million pieces")


if __name__ == "__main__":
    main()
