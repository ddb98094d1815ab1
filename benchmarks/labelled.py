"""Labelled sentences of the public data, with the folds that no bundled model was trained on.

Each set is read from the data folder described in `training/README.md`. A label is 1 (garbled), 0 (sound) or None (in
between, or unknown); `score` is the human score, higher is better, where there is one.
"""

from __future__ import annotations

import csv
import hashlib
import html
import json
import lzma
import random
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sacrebleu.metrics import CHRF

from mtcheck.segment import spans

csv.field_size_limit(10**9)
SEED = 20261121
QUOTES = re.compile("[„“”‟«»]")
FIRST, OF_ARTICLE = 2, 3  # sentences of a Wikipedia article whose wording is learned: from the third on, so many
LIKENESS = 800  # sentences of either kind that the leaderboard measures machine-likeness on


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence with its set, document and judgement."""

    group: str
    language: str
    document: str
    text: str
    label: int | None
    score: float | None = None


def table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated table without quoting, packed or not."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def fold(text: str) -> str:
    """Resolve entities, fold white space."""
    return " ".join(html.unescape(text).split())


def cut(text: str) -> Iterator[str]:
    """The sentences of a German text, as a scan would cut them."""
    for line in text.splitlines():
        folded = fold(line)
        yield from (folded[start:end] for start, end in spans(folded, "de"))


def closed(text: str) -> str:
    """Close up a compound's detached hyphen, as training reads text: no verdict may hang on that sign."""
    return re.sub(r"(?<=\w) -(?=[^\W\d_])", "-", text)


def kept_back(text: str) -> bool:
    """The twelfth of the sentences that no model learns from: training asks here, too."""
    return zlib.crc32(closed(text).encode()) % 12 == 11


def in_fold(document: str, number: int, count: int) -> bool:
    """Whether a document belongs to a fold, by a hash of its name; training asks here, too."""
    return int(hashlib.sha1(document.encode()).hexdigest(), 16) % count == number  # noqa: S324  no secret here


def qe2022(data: Path) -> Iterator[Labelled]:
    """German news from a weak system with expert scores, and the human translations of the same sentences."""
    for row in table(data / "labelled" / "qe2022_ende_dev.tsv"):
        score = float(row["score"])
        label = 1 if score < 50 else 0 if score >= 100 else None
        yield Labelled("qe2022", "de", row["doc"], fold(row["mt"]), label, score)
        yield Labelled("qe2022-human", "de", row["doc"], fold(row["human_ref"]), 0)


def mqm(data: Path) -> Iterator[Labelled]:
    """MQM, fold 0 of 3 by document: garbled is 10 or more with a major fluency error, sound is no error at all."""
    for language in ("de", "en"):
        for row, _ in _annotated(data, language, held=True):
            yield _judged(row, f"mqm-{language}", language, row["doc"])


def _judged(row: dict[str, str], group: str, language: str, document: str) -> Labelled:
    score = float(row["mqm_score"])
    major = int(row["n_raters_major_fluency"]) > 0 if language == "de" else row["worst_fluency_severity"] == "major"
    label = 1 if score >= 10 and major else 0 if score == 0 else None
    return Labelled(group, language, document, fold(row["target"]), label, -score)


def mlqe(data: Path) -> Iterator[Labelled]:
    """Direct assessments, dev and test splits: garbled is a mean below 30, sound above 70."""
    for number, row in enumerate(table(data / "labelled" / "mlqe_da.tsv.xz")):
        if row["split"] in {"dev", "test20"}:
            score = float(row["da_mean"])
            label = 1 if score < 30 else 0 if score > 70 else None
            yield Labelled(
                f"mlqe-{row['lp']}",
                row["lp"].split("-")[1],
                f"{row['lp']}{number // 20}",
                fold(row["mt"]),
                label,
                score,
            )


def german_news(data: Path, name: str) -> Iterator[Labelled]:
    """Clean German newspaper articles, cut into sentences."""
    with lzma.open(data / "clean" / f"de_news_{name}.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            for text in cut(record["text"]):
                if len(text.split()) >= 4:
                    yield Labelled(f"news-{name}", "de", record["id"], text, 0)


def german_documents(data: Path, name: str, *, held: bool = True) -> Iterator[Labelled]:
    """Sentences of encyclopedia or parliament: the tenth of the documents kept back from training, or else the rest."""
    with lzma.open(data / "clean" / f"de_{name}.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if in_fold(record["id"], 0, 10) == held:
                for text in cut(record["text"]):
                    if len(text.split()) >= 4:
                        yield Labelled(name, "de", record["id"], text, 0)


def fluent_translations(data: Path) -> Iterator[Labelled]:
    """Google's and Microsoft's German and English news: sound by decision."""
    for row in table(data / "mt" / "ende_systems.tsv.xz"):
        text = fold(row["translation"])
        if row["system"] in {"google", "microsoft"} and row["set"] != "flores-dev" and kept_back(text):
            yield Labelled(f"fluent-{row['target_lang']}", row["target_lang"], row["set"], text, 0)


def clean_sentences(data: Path, language: str) -> Iterator[Labelled]:
    """Human-written or human-translated sentences of one language, captions and phrase-book left out."""
    for number, row in enumerate(table(data / "clean" / "sentences" / f"{language}.tsv.xz")):
        text = fold(row["text"])
        if row["kind"] not in {"caption", "tatoeba"} and kept_back(text):
            yield Labelled(f"clean-{language}", language, f"{row['source']}{number // 20}", text, 0)


def sample(found: Iterable[Labelled], count: int, language: str | None = None) -> list[Labelled]:
    """A fixed random sample, at most `count`, of one language if given."""
    rows = [r for r in found if language is None or r.language == language]
    return random.Random(SEED).sample(rows, min(count, len(rows)))  # noqa: S311  no secret here


def documents(found: Iterable[Labelled], count: int) -> list[Labelled]:
    """All rows of a fixed random sample of documents."""
    rows = list(found)
    names = sorted({r.document for r in rows})
    chosen = set(random.Random(SEED).sample(names, min(count, len(names))))  # noqa: S311  no secret here
    return [r for r in rows if r.document in chosen]


REPORTED = ("ar", "az", "cy", "hi", "hy", "ja", "ko", "lv", "ml", "mr")
"""Languages of which fifty sentences or more are weak output, but for German and English: the leaderboard's ten."""
WEAK_SYSTEMS = ("argos", "nllb", "opusmt", "bergamot-tiny")
STRONG_SYSTEMS = ("google", "microsoft")
FAR_FROM_BOTH = 45.0


def weak_output(data: Path, languages: Iterable[str]) -> Iterator[Labelled]:
    """Weak output: what a weak system made of news, far (chrF++ below 45) from both strong systems' translation.

    Its sources are those kept back from training. There is no human translation beside them in the data; two strong
    systems that agree on nothing of a sentence are the nearest thing to a reference.
    """
    wanted, metric = set(languages), CHRF(word_order=2)
    strong: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    weak: list[tuple[str, str, str, str]] = []
    for row in table(data / "mt" / "en_to_x_systems.tsv.xz"):
        source, code = fold(row["source"]), row["target_lang"]
        if code not in wanted or not kept_back(source):
            continue
        if row["system"] in STRONG_SYSTEMS:
            strong[code, source][row["system"]] = fold(row["translation"])
        elif row["system"] in WEAK_SYSTEMS:
            weak.append((code, row["set"], source, fold(row["translation"])))
    for number, (code, name, source, text) in enumerate(weak):
        others = strong[code, source].values()
        if len(others) == len(STRONG_SYSTEMS) and all(
            metric.sentence_score(text, [other]).score < FAR_FROM_BOTH for other in others
        ):
            yield Labelled(f"weak-{code}", code, f"{name}{number // 20}", text, 1)


def human_news(data: Path) -> Iterator[Labelled]:
    """Human German of the news that the fluent translations are of, kept back from training."""
    for row in table(data / "parallel" / "ende.tsv.xz"):
        text = fold(row["de"])
        if row["corpus"].startswith("news") and kept_back(text) and len(text.split()) >= 4:
            yield Labelled("human-news", "de", row["corpus"], text, 0)


def words_of(text: str) -> str:
    """A text's words alone: two files hold one source with other quotes and dashes."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower()))


def news(data: Path, language: str) -> list[tuple[Labelled, bool]]:
    """News in one language by engines ("fluent-…") and by people, and whether it is kept back from training.

    A row's document is the words of its source, the sentence in the other language, so that all versions of one share
    it. Quotes are of one style: engines have habits there.
    """
    other = "en" if language == "de" else "de"
    found = {}
    for row in table(data / "mt" / "ende_systems.tsv.xz"):
        # the set of talks (iwslt17) has no human side, and would make spoken language a machine's
        if row["target_lang"] == language and row["system"] in {"google", "microsoft"} and row["set"].startswith("wmt"):
            found[f"fluent-{language}", fold(row["translation"])] = row["source"]
    for row in table(data / "parallel" / "ende.tsv.xz"):
        if row["corpus"].startswith("news"):
            found["human-news", fold(row[language])] = row[other]
    return [
        (as_worded(group, language, source, text), kept_back(text) and len(text.split()) >= 4)
        for (group, text), source in found.items()
    ]


def likeness(data: Path, language: str, count: int) -> list[Labelled]:
    """At most `count` kept-back sentences of news by engines, and as many by people: what is measured on."""
    kept = [row for row, held in news(data, language) if held]
    groups = (f"fluent-{language}", "human-news")
    return [row for group in groups for row in sample([r for r in kept if r.group == group], count)]


def likeness_left(data: Path, language: str) -> list[Labelled]:
    """The kept-back news of which no version is among the measured sentences."""
    measured = likeness(data, language, LIKENESS)
    sources, texts = {r.document for r in measured}, {words_of(r.text) for r in measured}
    kept = [row for row, held in news(data, language) if held]
    return [r for r in kept if r.document not in sources and words_of(r.text) not in texts]


def likeness_learned(data: Path, language: str) -> list[Labelled]:
    """The news of which no version is kept back."""
    return learnable(data, language, [row for row, _ in news(data, language)])


def wording_learned(data: Path, language: str) -> list[Labelled]:
    """More translations, of sentences of which no version is kept back.

    Those are Bergamot's of news, what MQM annotated (folds 1 and 2 of 3), and in German the training split of MLQE,
    which translates Wikipedia, with some of what people wrote there. People's are "human-news", the others "fluent-…".
    """
    found = [
        as_worded(f"fluent-{language}", language, row["source"], row["translation"])
        for row in table(data / "mt" / "ende_systems.tsv.xz")
        if row["target_lang"] == language and row["system"].startswith("bergamot") and row["set"].startswith("wmt")
    ]
    for row, by_people in _annotated(data, language, held=False):
        group = "human-news" if by_people else f"fluent-{language}"
        found.append(as_worded(group, language, row["source"], row["target"]))
    if language == "de":
        rows = table(data / "labelled" / "mlqe_da.tsv.xz")
        rows = (row for row in rows if row["lp"] == "en-de" and row["split"] == "train")
        found += [as_worded("fluent-de", "de", row["source"], row["mt"]) for row in rows]
        articles = groupby(german_documents(data, "wikipedia_klexikon", held=False), key=lambda r: r.document)
        written = (row for _, sentences in articles for row in list(sentences)[FIRST : FIRST + OF_ARTICLE])
        found += [as_worded("human-news", "de", f"{row.document} {row.text}", row.text) for row in written]
    return learnable(data, language, found)


def _annotated(data: Path, language: str, *, held: bool) -> Iterator[tuple[dict[str, str], bool]]:
    """Rows of MQM in fold 0 of 3, or else in the others, and whether people translated; without newstest2021."""
    for row in table(data / "labelled" / ("mqm_ende_2020_ted.tsv.xz" if language == "de" else "mqm_zhen.tsv.xz")):
        if in_fold(row["doc"], 0, 3) == held and not row["dataset"].startswith("newstest2021"):
            yield row, row["system"].startswith(("Human", "ref"))


def annotated_articles(data: Path, language: str) -> list[Labelled]:
    """Whole articles that MQM annotated (fold 0 of 3), each in every system's translation, and in people's."""
    rows = [
        _judged(row, "mqm-people" if by_people else "mqm-machines", language, f"{row['system']} {row['doc']}")
        for row, by_people in _annotated(data, language, held=True)
    ]
    return sorted((r for r in rows if len(r.text.split()) >= 4), key=lambda r: r.document)


def found_clean(data: Path, language: str, group: str) -> list[Labelled]:
    """Of one group of `annotated_articles`, those in which no sentence was found garbled."""
    rows = [row for row in annotated_articles(data, language) if row.group == group]
    garbled = {row.document for row in rows if row.label == 1}
    return [row for row in rows if row.document not in garbled]


def learnable(data: Path, language: str, rows: list[Labelled]) -> list[Labelled]:
    """Those of which no version is kept back."""
    every = news(data, language)
    sources = {row.document for row, held in every if held}
    texts = {words_of(row.text) for row, held in every if held}
    return [row for row in rows if row.document not in sources and words_of(row.text) not in texts]


def as_worded(group: str, language: str, source: str, text: str) -> Labelled:
    """A translation whose wording is what counts: quotes of one style, the words of the source its document."""
    return Labelled(group, language, words_of(fold(source)), QUOTES.sub('"', fold(text)), 0)
