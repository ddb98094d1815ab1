"""Write what the fluency model learns from to a file for each kind: sound text, damage, weak translation, marks."""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

from damage import Word
from material import Material
from rows import Sentences

import corpus

HERE = Path(__file__).parent
Found = Iterator[tuple[list[Word], float, str]]


def sound(data: Path, config: dict) -> Iterator[tuple[str, list[str]]]:
    """By language, what people wrote, and what strong systems made of sources of which nothing is kept back."""
    everything = config | {"data": config["data"] | {"german_documents": 10**9}}
    clean = corpus.clean_sentences(data, everything)
    human = {corpus.fold(r["de"]): corpus.fold(r["en"]) for r in corpus.table(data / "parallel" / "ende.tsv.xz")}
    human |= {english: german for german, english in human.items()}
    strong = [
        (code, source, text)
        for code, rows in corpus.machine_translations(data).items()
        for source, text, system in rows
        if system in corpus.STRONG and text
    ]
    left_out = {s for _, s, text in strong if any(map(corpus.kept_back, (s, text, human.get(s, ""))))}
    for code, found in sorted(clean.items()):
        fluent = {text for own, source, text in strong if own == code and source not in left_out}
        yield code, sorted({*found, *fluent})


def kinds(material: Material, plan: dict) -> Iterator[tuple[str, Found]]:
    judged = list(material.judged())
    yield "human_de", (one for one in judged if one[2] == "de")
    yield "human_other", (one for one in judged if one[2] != "de")
    for kind, found in material.weak.items():
        yield f"weak_{kind}", ((words, label, code) for code, words, label in found)
    for kind, pools in (("weak_systems", material.weak_systems), ("literal", material.literal)):
        yield kind, ((words, label, code) for code, found in pools.items() for words, label in found)
    glosses = material.chance.sample(material.glosses, min(plan["glosses"], len(material.glosses)))
    yield "gloss", ((words, label, code) for code, words, label in glosses)
    yield "damaged", (material.damaged() for _ in range(plan["damaged"]))


def write(folder: Path, kind: str, found: Found, material: Material) -> None:
    """Encode them, in any order; what has no examples has no file."""
    encoded = ((code, *material.encode(words, label, code)) for words, label, code in found)
    rows = [one for one in encoded if len(one[1]) > 2]
    material.chance.shuffle(rows)
    save(folder, kind, rows)


def save(folder: Path, kind: str, rows: list[tuple[str, list[int], list[float], float]]) -> None:
    (folder / f"{kind}.npz").unlink(missing_ok=True)
    if rows:
        Sentences.of(rows).save(folder / f"{kind}.npz")
    print(f"{kind}: {len(rows)} sentences, {sum(len(ids) for _, ids, *_ in rows)} pieces", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    folder, chance = arguments.work / "examples", random.Random(config["seed"])
    folder.mkdir(exist_ok=True)
    material = Material(arguments.work, config, config["seed"])
    rows = []
    for code, texts in sound(arguments.data, config):
        kept = [text for text in texts if not corpus.kept_back(text)]
        chance.shuffle(kept)
        rows += [(code, ids, [0.0] * len(ids), 0.0) for ids in material.pieces.encode(kept) if len(ids) > 2]
    save(folder, "sound", rows)
    for kind, found in kinds(material, config["examples"]):
        write(folder, kind, found, material)


if __name__ == "__main__":
    main()
