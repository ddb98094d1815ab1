"""What people and comparison say of translations, as numbers to learn: higher is worse."""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sacrebleu.metrics import CHRF

sys.path += [str(Path(__file__).parents[2] / "benchmarks"), str(Path(__file__).parents[1] / "fluency")]
import labelled

from corpus import german_documents

ASSESSED, ANNOTATED, WEAK = KINDS = "assessed", "annotated", "weak"
WORST = 15.0  # of MQM: what is beyond says little more
# Errors that a reader without the source stumbles on. What is mistranslated, left out or added may read well.
SEEN = (
    *("Fluency", "Style", "Locale convention", "Non-translation"),
    *("Terminology/Inappropriate for context", "Accuracy/Untranslated text"),
)
AT_MOST = {"weak": 800, "engines": 500, "people": 700}  # sentences of a language
MOST_NEWS, MOST_OTHERS = 4000, 12000  # sentences that people wrote: news; German of three other kinds, as many of each
READ = 90000  # sentences that those are drawn from, so that they are of many documents
COMMAS, STOPS, QUESTIONS, QUOTES = ",、،，", ".。।።۔．", "?？؟", '"„“”‟«»「」『』'


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence and how bad it is: by direct assessment, by MQM annotation, or by comparison with strong systems.

    `worse` is in standard deviations of its `source`, or 1 for weak and 0 for sound.
    """

    kind: str
    language: str
    source: str
    text: str
    worse: float


def seen_by_readers(row: dict[str, str]) -> float:
    """The MQM score (Freitag et al. 2021) of the errors alone that a reader sees who has no source."""
    marked = [mark for mark in json.loads(row["annotations"]) if mark[1].startswith(SEEN)]
    return sum(points(category, severity) for _, category, severity, _ in marked) / int(row["n_raters"])


def points(category: str, severity: str) -> float:
    """What MQM deducts for an error."""
    if category.startswith("Non-translation"):
        return 25.0
    if severity == "minor":
        return 0.1 if category == "Fluency/Punctuation" else 1.0
    return 5.0 if severity == "major" else 0.0


def by_people(data: Path, language: str | None = None) -> list[Judged]:
    """MLQE's direct assessments (train split) and MQM (folds 1 and 2 of 3), without any text that is measured on.

    All of them or those of a language. In German by itself, of MQM only what a reader sees; of translations into
    English the data does not say which errors there are.
    """
    found = []
    for row in labelled.table(data / "labelled" / "mlqe_da.tsv.xz"):
        if row["split"] == "train":
            code, text = row["lp"].split("-")[1], labelled.closed(labelled.fold(row["mt"]))
            found.append(Judged(ASSESSED, code, row["lp"], text, -float(row["da_mean"])))
    for name, code in (("mqm_ende_2020_ted", "de"), ("mqm_zhen", "en")):
        for row in labelled.table(data / "labelled" / f"{name}.tsv.xz"):
            if not labelled.in_fold(row["doc"], 0, 3) and not row.get("dataset", "").startswith("newstest2021"):
                score = seen_by_readers(row) if language == "de" == code else float(row["mqm_score"])
                worse, text = min(WORST, score), labelled.closed(labelled.fold(row["target"]))
                found.append(Judged(ANNOTATED, code, name, text, worse))
    measured = {
        labelled.closed(row.text) for rows in (labelled.qe2022, labelled.mqm, labelled.mlqe) for row in rows(data)
    }
    return standardized(r for r in found if r.text not in measured and language in {None, r.language})


def standardized(rows: Iterable[Judged]) -> list[Judged]:
    """With `worse` in standard deviations from the mean of its source; of equal texts of a source, their mean."""
    equal: defaultdict[tuple[str, str], list[Judged]] = defaultdict(list)
    for row in rows:
        equal[row.source, row.text].append(row)
    once = [replace(some[0], worse=float(np.mean([r.worse for r in some]))) for some in equal.values()]
    of_source: defaultdict[str, list[float]] = defaultdict(list)
    for row in once:
        of_source[row.source].append(row.worse)
    scale = {source: (np.mean(values), np.std(values)) for source, values in of_source.items()}
    return [replace(r, worse=float((r.worse - scale[r.source][0]) / scale[r.source][1])) for r in once]


def written_by_people(data: Path, language: str, seed: int) -> list[str]:
    """What people wrote in German or English, none of it kept back: news, in German other kinds too."""
    chance, rows = random.Random(seed), labelled.table(data / "parallel" / "ende.tsv.xz")
    texts = {labelled.closed(labelled.fold(row[language])) for row in rows if row["corpus"].startswith("news")}
    found = chance.sample(sorted(t for t in texts if not labelled.kept_back(t)), MOST_NEWS)
    if language == "de":
        others = sorted({t for t in german_documents(data, READ, chance) if not labelled.kept_back(t)})
        found += chance.sample(others, MOST_OTHERS)
    return list(dict.fromkeys(found))


def by_comparison(data: Path, seed: int) -> list[Judged]:
    """Weak output in every language but German and English, far from both strong systems'; those, and people: sound.

    Nothing that is kept back; commas, stops and question marks as people set them in that language, quotes all alike:
    which ones a system sets is its habit, and no damage.
    """
    chance, metric = random.Random(seed), CHRF(word_order=2)
    strong: defaultdict[str, defaultdict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    weak: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in labelled.table(data / "mt" / "en_to_x_systems.tsv.xz"):
        source, text, code = labelled.fold(row["source"]), labelled.fold(row["translation"]), row["target_lang"]
        if labelled.kept_back(source) or labelled.kept_back(text) or code in {"de", "en"}:
            continue
        if row["system"] in labelled.STRONG_SYSTEMS:
            strong[code][source][row["system"]] = text
        elif row["system"] in labelled.WEAK_SYSTEMS:
            weak[code].append((source, text))
    found = []
    for code in sorted(weak):
        path = data / "clean" / "sentences" / f"{code}.tsv.xz"
        people = (
            sorted(
                {
                    text
                    for row in labelled.table(path)
                    if row["kind"] not in {"caption", "tatoeba"}
                    and not labelled.kept_back(text := labelled.fold(row["text"]))
                }
            )
            if path.exists()
            else []
        )
        engines = sorted({text for made in strong[code].values() for text in made.values()})
        far = list(far_from_both(chance.sample(weak[code], len(weak[code])), strong[code], metric))
        setting = Setting(people or engines)
        for name, texts in (("engines", engines), ("people", people)):
            some = chance.sample(texts, min(AT_MOST[name], len(texts)))
            found += [Judged(WEAK, code, name, setting(text), 0.0) for text in some]
        found += [Judged(WEAK, code, "weak", setting(text), 1.0) for text in far]
        print(f"{code}: {len(far)} weak, {len(engines)} by engines, {len(people)} by people", flush=True)
    return found


def far_from_both(weak: Iterable[tuple[str, str]], strong: dict[str, dict[str, str]], metric: CHRF) -> Iterator[str]:
    """Texts that are what the leaderboard calls weak output, as many as there may be."""
    count = 0
    for source, text in weak:
        others = strong.get(source, {}).values()
        if len(others) == len(labelled.STRONG_SYSTEMS) and all(
            metric.sentence_score(text, [other]).score < labelled.FAR_FROM_BOTH for other in others
        ):
            yield text
            count += 1
            if count == AT_MOST["weak"]:
                return


class Setting:
    """Sets commas, stops and question marks as most of some texts do, and all quotes alike."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(c for text in texts for c in text)
        self.usual = {
            c: max(marks, key=lambda mark: counts[mark]) for marks in (COMMAS, STOPS, QUESTIONS) for c in marks
        } | dict.fromkeys(QUOTES, '"')

    def __call__(self, text: str) -> str:
        # A stop or comma inside a number or an address is none.
        return re.sub(
            rf"[{re.escape(COMMAS + STOPS + QUESTIONS)}](?![\da-zA-Z])|[{QUOTES}]",
            lambda found: self.usual[found.group()],
            text,
        )
