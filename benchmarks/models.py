"""The bundled models by themselves: BLEU of the pair, speed and per-language figures of the fluency model."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import labelled
import numpy as np
from sacrebleu.metrics import BLEU

from mtcheck.argos.engine import translator
from mtcheck.argos.packages import find
from mtcheck.evaluation.measures import auc, matched_auc
from mtcheck.fluency import FluencyModel
from mtcheck.language import UNSPACED
from mtcheck.quality import count_words, signals


def bleu(data: Path) -> None:
    """Greedy BLEU on FLORES devtest, both ways."""
    rows = [r for r in labelled.table(data / "parallel" / "ende.tsv.xz") if r["corpus"].startswith("ff-flores-test")]
    for source, target in (("de", "en"), ("en", "de")):
        pair = find().get(source, target)
        if pair is None:
            continue
        metric = BLEU()
        found = [t.text for t in translator(pair).translate([r[source] for r in rows])]
        score = metric.corpus_score(found, [[r[target] for r in rows]]).score
        print(f"{pair.name} {pair.version} ({pair.origin}): {score:.1f} BLEU, {metric.get_signature()}")


def shuffled(text: str, chance: random.Random) -> str:
    """The sentence with a stretch of four to seven words in another order."""
    words = text.split()
    size = min(len(words), chance.randint(4, 7))
    start = chance.randrange(0, len(words) - size + 1)
    part = words[start : start + size]
    while part == words[start : start + size]:
        chance.shuffle(part)
    return " ".join([*words[:start], *part, *words[start + size :]])


def languages(data: Path) -> None:
    """Per language: AUC of sound sentences against the same with a stretch of words in another order."""
    model = FluencyModel()
    print("\n| language | sentences | AUC, one stretch of words shuffled | length-matched |\n|---|---|---|---|")
    for code in sorted(model.languages - UNSPACED):
        chance = random.Random(labelled.SEED)  # noqa: S311  no secret here
        rows = [
            r.text for r in labelled.sample(labelled.clean_sentences(data, code), 300) if 6 <= len(r.text.split()) <= 50
        ]
        rows = [r for r in rows if len(set(r.split())) > 5]
        texts = rows + [shuffled(r, chance) for r in rows]
        badness = np.array(
            [signals(t, code, f, None)["fluency_sentence"] for t, f in zip(texts, model.read(texts), strict=True)]
        )
        labels = np.array([0.0] * len(rows) + [1.0] * len(rows))
        lengths = np.array([count_words(t, code) for t in texts], dtype=float)
        print(f"| {code} | {len(rows)} | {auc(badness, labels):.3f} | {matched_auc(badness, labels, lengths):.3f} |")


def speed(data: Path) -> None:
    """Sentences a second of the fluency model, in batches, on all cores."""
    texts = [r.text for r in labelled.sample(labelled.german_news(data, "wikinews"), 3000)]
    model = FluencyModel()
    model.read(texts[:50])
    started = time.perf_counter()
    model.read(texts)
    seconds = time.perf_counter() - started
    words = sum(len(t.split()) for t in texts)
    print(f"\nFluency model: {len(texts) / seconds:.0f} sentences a second ({words / len(texts):.0f} words each)")


def main() -> None:
    """Print all three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    bleu(arguments.data)
    speed(arguments.data)
    languages(arguments.data)


if __name__ == "__main__":
    main()
