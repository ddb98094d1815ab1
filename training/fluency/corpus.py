"""Read the data folder: clean sentences, fluent machine translation, pairs for glosses, human error marks."""

from __future__ import annotations

import json
import lzma
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
import labelled
from labelled import in_fold, kept_back, table  # noqa: F401  what is held back is defined once, for who measures

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"“»’)]?\s+(?=[\"„«‚(]?[A-ZÄÖÜ])")
STRONG = {"google", "microsoft"}


def fold(text: str) -> str:
    """Resolve entities, fold white space, close up a compound's detached hyphen: no verdict may hang on that sign."""
    return labelled.closed(labelled.fold(text))


def german_documents(data: Path, limit: int, chance: random.Random) -> list[str]:
    found = []
    for path in sorted((data / "clean").glob("de_*.jsonl.xz")):
        if path.name.startswith("de_news"):
            continue
        taken = []
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                if in_fold(record["id"], 0, 10):  # kept back: false positives are measured on these
                    continue
                text = record["text"]
                pieces = [fold(p) for block in text.splitlines() for p in SENTENCE_END.split(block)]
                taken += [
                    p
                    for p in pieces
                    if 5 <= len(p.split()) <= 60 and p[-1] in '.!?“"' and not re.search(r"[=|{}<>\[\]]", p)
                ]
                if len(taken) > limit:
                    break
        found.append(taken)
    share = {len(t): t for t in found}
    return [s for taken in share.values() for s in chance.sample(taken, min(len(taken), limit // len(found)))]


def clean_sentences(data: Path, config: dict) -> dict[str, list[str]]:
    chance = random.Random(config["seed"])
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((data / "clean" / "sentences").glob("*.tsv.xz")):
        language = path.name.split(".")[0]
        for row in table(path):
            if row["kind"] == "caption" and chance.random() > 0.2:
                continue
            found[language].append(
                fold(row["text"])
            )  # those kept back are taken out where sentences are drawn or counted
    held_out, tests = set(config["data"]["held_out_parallel"]), set()
    for row in table(data / "parallel" / "ende.tsv.xz"):
        if row["corpus"] in held_out:
            tests |= {fold(row["de"]), fold(row["en"])}
        elif not row["corpus"].startswith("multi30k"):
            found["de"].append(fold(row["de"]))
            found["en"].append(fold(row["en"]))
    found["de"] += german_documents(data, config["data"]["german_documents"], chance)
    return {code: sorted(set(sentences) - tests - {""}) for code, sentences in found.items()}


def machine_translations(data: Path) -> dict[str, list[tuple[str, str, str]]]:
    """(source, translation, system) by target language."""
    found = defaultdict(list)
    for name in ("ende_systems.tsv.xz", "en_to_x_systems.tsv.xz"):
        for row in table(data / "mt" / name):
            found[row["target_lang"]].append((fold(row["source"]), fold(row["translation"]), row["system"]))
    return dict(found)


ERROR_WEIGHT = {
    "Fluency": 1.0,
    "Style": 0.7,
    "Terminology": 0.5,
    "Accuracy": 0.6,
    "Locale convention": 0.5,
    "Other": 0.5,
}


def marked_sentences(data: Path, test: bool) -> Iterator[tuple[str, str, list[tuple[int, int, float]], float]]:
    """MQM: (language, sentence, marked spans with weight, sentence label 0..1); German with spans, English without."""
    for row in table(data / "labelled" / "mqm_ende_2020_ted.tsv.xz"):
        if in_fold(row["doc"], 0, 3) != test:
            continue
        target, spans = row["target"], []
        for _, category, severity, marked in json.loads(row["annotations"]):
            start, end = marked.find("<v>"), marked.find("</v>") - 3
            if start < 0 or end <= start or marked.replace("<v>", "").replace("</v>", "") != target:
                continue
            weight = ERROR_WEIGHT.get(category.split("/")[0], 0.3) * (1.0 if severity == "major" else 0.5)
            spans.append((start, end, weight))
        score = float(row["mqm_score"])
        fluent = row["worst_fluency_severity"]
        garbled = min(1.0, score / 12) * (1.0 if fluent == "major" else 0.6)
        yield "de", target, spans, garbled if score > 0.5 else 0.0
    for row in table(data / "labelled" / "mqm_zhen.tsv.xz"):
        if in_fold(row["doc"], 0, 3) == test:
            score = float(row["mqm_score"])
            yield (
                "en",
                row["target"],
                [],
                min(1.0, score / 18) * (1.0 if row["worst_fluency_severity"] == "major" else 0.5),
            )


def assessed_sentences(data: Path, splits: set[str]) -> Iterator[tuple[str, str, str, float]]:
    """MLQE direct assessments: (pair, language, sentence, mean 0..100)."""
    for row in table(data / "labelled" / "mlqe_da.tsv.xz"):
        if row["split"] in splits:
            yield row["lp"], row["lp"].split("-")[1], fold(row["mt"]), float(row["da_mean"])
