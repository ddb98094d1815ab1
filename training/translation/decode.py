"""Translate lines with exported packages: for back-translation, for weak output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import ctranslate2
import sentencepiece


def translate(
    package: Path,
    tag: str,
    lines: list[str],
    *,
    sampling: float = 0.0,
    starts: list[list[str]] | None = None,
) -> list[str]:
    """Greedy translations, or sampled at a temperature; `starts` are pieces that each translation begins with."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    translator = ctranslate2.Translator(str(package / "model"), inter_threads=2, intra_threads=1)
    options = {"sampling_topk": 20, "sampling_temperature": sampling} if sampling else {}
    results = translator.translate_batch(
        pieces.encode(lines, out_type=str),
        [[tag, *start] for start in starts or [[]] * len(lines)],
        beam_size=1,
        max_batch_size=2048,
        batch_type="tokens",
        **options,
    )
    return [pieces.decode_pieces(r.hypotheses[0]) for r in results]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--to", choices=("de", "en"), required=True, help="language to translate standard input to")
    parser.add_argument("--sampling", type=float, default=0.0, help="temperature; 0 is greedy")
    arguments = parser.parse_args()
    source = {"de": "en", "en": "de"}[arguments.to]
    lines = [line.rstrip("\n") for line in sys.stdin]
    package = arguments.packages / f"translate-{source}_{arguments.to}"
    for line, translation in zip(
        lines, translate(package, f"<2{arguments.to}>", lines, sampling=arguments.sampling), strict=True
    ):
        print(f"{line}\t{translation}")


if __name__ == "__main__":
    main()
