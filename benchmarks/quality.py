"""How well quality separates, and what clean text is flagged: one command, from the bundled models."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import labelled
import numpy as np
from labelled import Labelled

from mtcheck.cache import Cache, default_path
from mtcheck.evaluation.bootstrap import interval
from mtcheck.evaluation.measures import Floats, auc, matched_auc, spearman
from mtcheck.judge import Judge
from mtcheck.quality import count_words
from mtcheck.verdict import article_quality

ABLATIONS = ((), ("signs",), ("round_trip",), ("fluency",))


def judged(
    rows: list[Labelled], judge: Judge, without: frozenset[str] = frozenset()
) -> list[tuple[Labelled, float | None]]:
    """Each row with its quality, or None where it could not be judged."""
    found: dict[tuple[str, str], float | None] = {}
    for code in sorted({r.language for r in rows}):
        texts = list(dict.fromkeys(r.text for r in rows if r.language == code))
        for one in judge.evidence(texts, code):
            quality = None if one.unscored_because else judge.score.quality(one, code, without=without)
            found[code, one.text] = None if quality is None else quality.value
    return [(r, found[r.language, r.text]) for r in rows]


def columns(rows: list[tuple[Labelled, float | None]]) -> tuple[Floats, Floats, Floats, list[str]]:
    """Badness, labels (or scores), lengths and documents of the rows that were judged."""
    kept = [(r, q) for r, q in rows if q is not None]
    badness = np.array([1 - q for _, q in kept])
    labels = np.array([np.nan if r.label is None else r.label for r, _ in kept], dtype=float)
    lengths = np.array([count_words(r.text, r.language) for r, _ in kept], dtype=float)
    return badness, labels, lengths, [r.document for r, _ in kept]


def auc_line(name: str, rows: list[tuple[Labelled, float | None]]) -> str:
    """A table row: AUC, its interval by document, length-matched AUC, of the labelled rows."""
    badness, labels, lengths, documents = columns([(r, q) for r, q in rows if r.label is not None])
    low, high = interval(lambda weights: auc(badness, labels, weights), documents) or (float("nan"),) * 2
    matched = matched_auc(badness, labels, lengths)
    return (
        f"| {name} | {int(labels.sum())} / {int((labels == 0).sum())} | {auc(badness, labels):.3f} "
        f"({low:.3f}–{high:.3f}) | {matched:.3f} |"
    )


def separation(data: Path, judge: Judge) -> None:
    """The labelled sets."""
    qe = judged(list(labelled.qe2022(data)), judge)
    machine = [(r, q) for r, q in qe if r.group == "qe2022"]
    against_human = [(r, q) for r, q in qe if r.group == "qe2022-human" or r.label == 1]
    print("| set | garbled / sound | AUC (95 % by document) | length-matched |\n|---|---|---|---|")
    print(auc_line("QE 2022 German news, score < 50 against 100", machine))
    print(auc_line("QE 2022 German news, score < 50 against human text", against_human))
    mqm = judged([r for r in labelled.mqm(data) if r.label is not None], judge)
    print(auc_line("MQM German, garbled against error-free", [(r, q) for r, q in mqm if r.language == "de"]))
    print(auc_line("MQM English from Chinese", [(r, q) for r, q in mqm if r.language == "en"]))
    mlqe = judged([r for r in labelled.mlqe(data) if r.label is not None and r.language == "en"], judge)
    poor = [(r, q) for r, q in mlqe if r.group in {"mlqe-ne-en", "mlqe-si-en"}]
    print(auc_line("English from Nepali and Sinhala, DA < 30 against > 70", poor))
    scores = np.array([r.score for r, q in machine if q is not None], dtype=float)
    badness, _, _, documents = columns(machine)
    low, high = interval(lambda weights: spearman(-badness, scores, weights), documents) or (float("nan"),) * 2
    print(f"\nSpearman with the experts, QE 2022: {spearman(-badness, scores):.3f} ({low:.3f}–{high:.3f})\n")
    print("| QE 2022 without | AUC against 100 | AUC against human text | Spearman |\n|---|---|---|---|")
    for without in ABLATIONS:
        rows = judged(list(labelled.qe2022(data)), judge, frozenset(without))
        machine = [(r, q) for r, q in rows if r.group == "qe2022"]
        human = [(r, q) for r, q in rows if r.group == "qe2022-human" or r.label == 1]
        first = columns([(r, q) for r, q in machine if r.label is not None])
        second = columns(human)
        whole, _, _, _ = columns(machine)
        print(
            f"| {', '.join(without) or '(nothing)'} | {auc(first[0], first[1]):.3f} | {auc(second[0], second[1]):.3f} "
            f"| {spearman(-whole, scores):.3f} |"
        )


def false_positives(data: Path, judge: Judge) -> None:
    """Clean text: sentences flagged, articles called garbled."""
    sets = {
        "German newspaper (Der Standard)": labelled.documents(labelled.german_news(data, "10kgnad_test"), 200),
        "German Wikinews": labelled.documents(labelled.german_news(data, "wikinews"), 200),
        "children's encyclopedia (plain language)": labelled.documents(
            labelled.german_documents(data, "klexikon"), 200
        ),
        "Wikipedia": labelled.documents(labelled.german_documents(data, "wikipedia_klexikon"), 20),
        "parliament": labelled.documents(labelled.german_documents(data, "bundestag_wp20_21"), 60),
        "Google, Microsoft into German": labelled.sample(labelled.fluent_translations(data), 1000, "de"),
        "Google, Microsoft into English": labelled.sample(labelled.fluent_translations(data), 1000, "en"),
        "English news": labelled.sample(labelled.clean_sentences(data, "en"), 1500),
    }
    threshold = judge.score.threshold
    print("\n| clean text | sentences | flagged | articles | called garbled |\n|---|---|---|---|---|")
    for name, rows in sets.items():
        found = judged(rows, judge)
        scored = [q for _, q in found if q is not None]
        flagged = sum(q < threshold for q in scored)
        by_document: dict[str, list[float | None]] = defaultdict(list)
        for row, quality in found:
            by_document[row.document].append(quality)
        articles = [q for values in by_document.values() if (q := article_quality(values, threshold)) is not None]
        told = (
            f"{len(articles)} | {sum(q < 0.5 for q in articles)}"
            if "Google" not in name and "English" not in name
            else "| "
        )
        print(f"| {name} | {len(scored)} | {100 * flagged / len(scored):.2f} % | {told} |", flush=True)
    by_document = defaultdict(list)
    for row, quality in judged(list(labelled.qe2022(data)), judge):
        by_document[f"{row.group}:{row.document}"].append(quality)
    for group in ("qe2022", "qe2022-human"):
        chosen = [v for k, v in by_document.items() if k.startswith(f"{group}:") and len(v) >= 5]
        called = sum((article_quality(v, threshold) or 1) < 0.5 for v in chosen)
        made = "weak system" if group == "qe2022" else "human translation"
        print(f"\nArticles of QE 2022 ({made}): {called} of {len(chosen)} called garbled")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", choices=("separation", "false-positives"), help="only this table")
    arguments = parser.parse_args()
    judge = Judge(Cache(default_path()))
    print(f"Models: `{judge.signature(['de', 'en'])}`, threshold {judge.score.threshold}\n", flush=True)
    if arguments.part != "false-positives":
        separation(arguments.data, judge)
    if arguments.part != "separation":
        false_positives(arguments.data, judge)


if __name__ == "__main__":
    main()
