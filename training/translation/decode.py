"""Translate lines with exported packages: for back-translation, for weak output, for a look at the BLEU on FLORES."""

from __future__ import annotations

import argparse
import csv
import lzma
import sys
from pathlib import Path

import ctranslate2
import sacrebleu
import sentencepiece

csv.field_size_limit(10**9)


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


def flores(data: Path, packages: Path) -> None:
    with lzma.open(data / "parallel" / "ende.tsv.xz", "rt", encoding="utf-8", newline="") as file:
        rows = [
            r
            for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if r["corpus"].startswith("ff-flores-test")
        ]
    for source, target in (("de", "en"), ("en", "de")):
        found = translate(packages / f"translate-{source}_{target}", f"<2{target}>", [r[source] for r in rows])
        bleu = sacrebleu.metrics.BLEU()
        score = bleu.corpus_score(found, [[r[target] for r in rows]]).score
        print(f"{source}-{target} {score:.1f} BLEU {bleu.get_signature()}")
        print("\n".join(found[:3]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="print BLEU on FLORES devtest instead")
    parser.add_argument("--to", choices=("de", "en"), help="language to translate standard input to")
    parser.add_argument("--sampling", type=float, default=0.0, help="temperature; 0 is greedy")
    arguments = parser.parse_args()
    if arguments.data:
        flores(arguments.data, arguments.packages)
        return
    source = {"de": "en", "en": "de"}[arguments.to]
    lines = [line.rstrip("\n") for line in sys.stdin]
    package = arguments.packages / f"translate-{source}_{arguments.to}"
    for line, translation in zip(
        lines, translate(package, f"<2{arguments.to}>", lines, sampling=arguments.sampling), strict=True
    ):
        print(f"{line}\t{translation}")


if __name__ == "__main__":
    main()
