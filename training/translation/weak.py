"""Weak translations of news for the fluency model to learn from: TARGET.SEED.tsv, source TAB translation."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from decode import translate
from prepare import clean, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="packages that export.py wrote")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--count", type=int, default=12_000, help="sentences a language")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    found = rows(arguments.data / "mt" / "ende_systems.tsv.xz")
    for source, target in (("en", "de"), ("de", "en")):
        sources = sorted({clean(r["source"]) for r in found if r["source_lang"] == source})
        chosen = random.Random(arguments.seed).sample(sources, min(arguments.count, len(sources)))
        half = len(chosen) // 2
        package = arguments.packages / f"translate-{source}_{target}"
        texts = translate(package, f"<2{target}>", chosen[:half])
        texts += translate(package, f"<2{target}>", chosen[half:], sampling=0.6)
        with (arguments.output / f"{target}.{arguments.seed}.tsv").open("w", encoding="utf-8") as file:
            for line, text in zip(chosen, texts, strict=True):
                if text.strip() and "\t" not in line + text:
                    file.write(f"{line}\t{' '.join(text.split())}\n")


if __name__ == "__main__":
    main()
