"""The bundled models by themselves: BLEU of the pair; the fluency model's speed, by length, by word, by language."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import labelled
import numpy as np
import words
from sacrebleu.metrics import BLEU

from mtcheck.argos.engine import translator
from mtcheck.argos.packages import find
from mtcheck.evaluation.measures import auc, matched_auc
from mtcheck.fluency import FluencyModel
from mtcheck.language import UNSPACED
from mtcheck.quality import count_words


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


def languages(data: Path) -> None:
    """Per language: sentence AUC and token F1 on damage of two kinds that training has not."""
    model = FluencyModel()
    kinds = (("one stretch shuffled", words.shuffled), ("three words of another sentence", words.intruded))
    heads = [f"{name}: {figure}" for name, _ in kinds for figure in ("AUC", "length-matched", "token F1", "of all")]
    print(f"\n| language | sentences | {' | '.join(heads)} |\n|{'---|' * (2 + len(heads))}")
    for code in sorted(model.languages - UNSPACED):
        rows = [
            r.text for r in labelled.sample(labelled.clean_sentences(data, code), 300) if 6 <= len(r.text.split()) <= 50
        ]
        rows = [r for r in rows if len(set(r.split())) > 5]
        sound = model.read(rows)
        figures = []
        for _, how in kinds:
            marked = words.altered(rows, how, random.Random(labelled.SEED))  # noqa: S311  no secret here
            texts = rows + [one.text for one in marked]
            readings = sound + model.read([one.text for one in marked])
            badness = np.array([f.garbled for f in readings])
            labels = np.array([0.0] * len(rows) + [1.0] * len(rows))
            lengths = np.array([count_words(t, code) for t in texts], dtype=float)
            damage = [
                d
                for m, f in zip(marked, readings[len(rows) :], strict=True)
                for d in words.damage_of(m.units, f.tokens)
            ]
            wrong = np.array([w for one in marked for w in one.wrong])
            figures += [auc(badness, labels), matched_auc(badness, labels, lengths)]
            figures += [words.mcc_and_f1(np.array(damage) >= words.UNDERLINED, wrong)[1]]
            figures += [words.mcc_and_f1(np.ones(len(wrong), dtype=bool), wrong)[1]]
        print(f"| {code} | {len(rows)} | {' | '.join(f'{f:.3f}' for f in figures)} |", flush=True)


def short(data: Path) -> None:
    """What length does: clean news called damaged, and weak translation told from sound, by number of words."""
    model = FluencyModel()
    news = [r.text for r in labelled.sample(labelled.german_news(data, "wikinews"), 6000)]
    judged = [r for r in labelled.qe2022(data) if r.label is not None]

    def read(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        garbled = np.array([f.garbled for f in model.read(texts)])
        return garbled, np.array([count_words(t, "de") for t in texts])

    (clean, clean_words), (weak, weak_words) = read(news), read([r.text for r in judged])
    labels = np.array([float(r.label or 0) for r in judged])
    bound = float(np.quantile(clean, 0.99))
    print(
        "\n| words | clean news | of it above the bound that 1 % of all clean news is above "
        "| QE 2022, garbled | sound | AUC | garbled above the bound |\n|---|---|---|---|---|---|---|"
    )
    for low, high in ((4, 6), (7, 10), (11, 15), (16, 22), (23, 200)):
        own, inside = (clean_words >= low) & (clean_words <= high), (weak_words >= low) & (weak_words <= high)
        garbled = inside & (labels == 1)
        print(
            f"| {low}–{high} | {own.sum()} | {(clean[own] > bound).mean():.3f} | {garbled.sum()} "
            f"| {(inside & (labels == 0)).sum()} | {auc(weak[inside], labels[inside]):.3f} "
            f"| {(weak[garbled] > bound).mean():.3f} |"
        )


def speed(data: Path) -> None:
    """Sentences a second of the fluency model, in batches, on all cores."""
    texts = [r.text for r in labelled.sample(labelled.german_news(data, "wikinews"), 3000)]
    model = FluencyModel()
    model.read(texts[:50])
    started = time.perf_counter()
    model.read(texts)
    seconds = time.perf_counter() - started
    mean = np.mean([len(t.split()) for t in texts])
    print(f"\nFluency model: {len(texts) / seconds:.0f} sentences a second ({mean:.0f} words each)")


def main() -> None:
    """Print them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    bleu(arguments.data)
    speed(arguments.data)
    short(arguments.data)
    words.human(FluencyModel(), arguments.data)
    languages(arguments.data)


if __name__ == "__main__":
    main()
