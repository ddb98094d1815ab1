"""Fit the quality score: regressions over the evidence, calibration by language, the threshold."""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import numpy as np
from sacrebleu.metrics import CHRF
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
import labelled  # noqa: E402  after the path is set

from mtcheck.argos.engine import translator  # noqa: E402
from mtcheck.argos.packages import Folder, find  # noqa: E402
from mtcheck.cache import Cache, default_path  # noqa: E402
from mtcheck.evaluation.measures import auc, matched_auc, spearman  # noqa: E402
from mtcheck.evidence import Evidence  # noqa: E402
from mtcheck.judge import Judge  # noqa: E402
from mtcheck.names import SUSPICIOUS, repeated, with_stand_ins  # noqa: E402
from mtcheck.quality import Neighbours, Wording, likeness_signals, sign_part, signals  # noqa: E402
from mtcheck.style import BUNDLED as STYLE  # noqa: E402
from mtcheck.style import worded  # noqa: E402
from mtcheck.verdict import LONGEST  # noqa: E402

BASE_RATE = 0.10
FALSE_POSITIVES = 0.01
FLAGGED = 0.00125  # an eighth of what is promised: other kinds of text than those at hand are flagged more often
SIGN_CAP = 1.2
FAR = 45.0
# What weights are drawn to, in log-odds a standard deviation. What a model says of a sentence as a whole was learned
# for the very purpose, and what people would say of it from their judgements; surprisal barely sees garbling.
PRIOR = {
    "fluency_sentence": 0.5,
    **dict.fromkeys((f"fluency_{n}" for n in ("mean", "top", "window")), 0.25),
    "fluency_excess": 0.125,
    **dict.fromkeys(("fluency_assessed", "fluency_annotated", "fluency_weak"), 0.5),
}
OF_LANGUAGE_MODEL = PRIOR | {
    "language_model_sentence": 1.0,
    **dict.fromkeys((f"language_model_{n}" for n in ("damage", "damage_worst", "damage_window")), 0.25),
    **dict.fromkeys((f"language_model_{n}" for n in ("excess", "worst", "window")), 0.125),
    # with more, the bundled pair's English is found less, and German that is broken otherwise than what raters read
    "language_model_annotated": 0.3,
    "fluency_assessed": 0.25,
    **dict.fromkeys(("fluency_annotated", "fluency_weak"), 0.1),
}
# In German it tells articles worse than the detectors do (`training/judgement/README.md`).
DRAWN_TO_ASSESSED = {"language_model-en": 0.7}
FORESEEN = (
    *("fluency_assessed", "fluency_annotated", "fluency_weak"),
    *("language_model_assessed", "language_model_annotated"),
)
PLAIN = "plain"  # begins the kinds that hear nothing of what is foreseen: what round trips say is learned without
COUNTED = tuple(f"fluency_{n}" for n in ("surprisal", "excess", "novelty", "novelty_of_pairs"))
MODELS = ("fluency", "language_model")  # kinds of evidence of which more can only mean worse
FEWEST = 60  # clean sentences of a language that is called calibrated
STEEPEST = 2.5  # a language's log-odds are stretched or pressed by no more
LABELLED = {"de", "en"}
KINDS: dict[str, tuple[str, ...]] = {  # of evidence, and the regressions whose weights each keeps; the rest is learned
    "plain": (),
    "plain|round_trip": ("plain",),
    "alone": (),
    "round_trip": ("alone", "plain|round_trip"),
}
for code in ("en", "de"):  # with a language model, each its own; German last, whose clean news is everyone's measure
    KINDS[f"language_model-{code}"] = ()
    KINDS[f"language_model-{code}|round_trip"] = (f"language_model-{code}", "plain|round_trip")
STRENGTH_OF_ONE = 0.2  # of the given strength: one language has fewer garbled sentences to learn from
NEWS = ("news-wikinews", "qe2022-human")
CLEAN_KINDS = (*NEWS, "klexikon", "wikipedia_klexikon", "bundestag_wp20_21")
MOST_NEWS = 2000  # sentences of engines in a language
LIKENESS_STRENGTH = 0.01
# What people wrote besides translated news; with news alone, plain language and speeches seem a machine's.
OTHER_KINDS = {"de": ("news-wikinews", "klexikon", "wikipedia_klexikon", "bundestag_wp20_21"), "en": ("english",)}
SHARE_OF_OTHERS = 0.25
IN_DOCUMENTS = (*CLEAN_KINDS, "qe2022")
MOST_OF_NEIGHBOURS = 0.5  # articles of kinds that the data lacks differ more than those it holds
REACH, LOWEST, HIGHEST = 5.0, -4.5, 0.0  # sentences; log-odds beyond which a neighbour says no more

MACHINES = 0.5  # share of articles that a machine is taken to have made; with less, wording drowns what reading tells
PASSAGES = 0.5  # chance of a sentence to be a machine's, however its article is worded: some hold a passage
RUN = 20  # kept-back sentences of a test set, in its order, that stand for an article (they are of several)
SHORTEST = 5  # sentences of an article that something is learned from
FEW = 3.0  # sentences of neutral wording that every article is taken together with


def weak_translations(data: Path) -> list[labelled.Labelled]:
    """What the bundled pair makes of QE 2022's sources and references: news from a weak system, in documents.

    Garbled where it is far from the human text (chrF++ below 45), unlabelled otherwise. Neither the pair nor the
    fluency model has seen these sentences.
    """
    table = [r for r in labelled.table(data / "labelled" / "qe2022_ende_dev.tsv") if r["doc"]]
    metric, found = CHRF(word_order=2), []
    bundled = find((Folder(ROOT / "mtcheck" / "bundled" / "argos", "bundled"),))
    for source, target, language in (("source", "human_ref", "de"), ("human_ref", "source", "en")):
        pair = bundled.get("en" if language == "de" else "de", language)
        texts = [labelled.fold(r[source]) for r in table]
        for row, made in zip(table, translator(pair).translate(texts), strict=True):
            garbled = metric.sentence_score(made.text, [labelled.fold(row[target])]).score < FAR
            if len(made.text.split()) > 3 and not made.looped:
                found.append(
                    labelled.Labelled(f"weak-{language}", language, row["doc"], made.text, 1 if garbled else None)
                )
    return found


def english_originals(data: Path) -> list[labelled.Labelled]:
    """The sources of QE 2022: the only English documents at hand that nothing was trained on."""
    table = [r for r in labelled.table(data / "labelled" / "qe2022_ende_dev.tsv") if r["doc"]]
    return [labelled.Labelled("english", "en", row["doc"], labelled.fold(row["source"]), 0) for row in table]


def weak_elsewhere(data: Path) -> list[labelled.Labelled]:
    """Weak output in the languages that are neither German nor English nor among the leaderboard's ten."""
    codes = {path.name.split(".")[0] for path in (data / "clean" / "sentences").glob("*.tsv.xz")}
    return list(labelled.weak_output(data, codes - LABELLED - set(labelled.REPORTED)))


def collect(data: Path, work: Path) -> list[tuple[labelled.Labelled, Evidence]]:
    """Evidence for every labelled sentence; the cache makes a second run cheap."""
    kept = work / "evidence.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # noqa: S301  our own file
    rows = list(labelled.qe2022(data))
    rows += labelled.sample(labelled.mqm(data), 4500)
    rows += [r for r in labelled.sample(labelled.mlqe(data), 4000) if r.language in {"de", "en"}]
    rows += labelled.documents(labelled.german_news(data, "wikinews"), 200)
    rows += labelled.documents(labelled.german_documents(data, "klexikon"), 60)
    rows += labelled.documents(labelled.german_documents(data, "wikipedia_klexikon"), 8)
    rows += labelled.documents(labelled.german_documents(data, "bundestag_wp20_21"), 60)
    rows += labelled.sample(labelled.fluent_translations(data), 1600)
    for path in sorted((data / "clean" / "sentences").glob("*.tsv.xz")):
        code = path.name.split(".")[0]
        rows += labelled.sample(labelled.clean_sentences(data, code), 1000 if code in {"de", "en"} else 500)
    rows += english_originals(data)
    rows += weak_translations(data)
    rows += weak_elsewhere(data)
    return judged(rows, kept)


def judged(rows: list[labelled.Labelled], kept: Path) -> list[tuple[labelled.Labelled, Evidence]]:
    """The evidence for each row, which is also written to `kept`."""
    judge, found = Judge(Cache(default_path())), {}
    for code in sorted({r.language for r in rows}):
        texts = list(dict.fromkeys(r.text for r in rows if r.language == code))
        for start in range(0, len(texts), 2000):
            part = texts[start : start + 2000]
            found.update(((code, e.text), e) for e in judge.evidence(part, code))
            print(code, start + len(part), len(texts), flush=True)
    paired = [(r, found[r.language, r.text]) for r in rows]
    kept.write_bytes(pickle.dumps(paired))
    return paired


def news(data: Path, work: Path) -> list[tuple[labelled.Labelled, Evidence]]:
    """Evidence for news by engines and by people, without any version of what the leaderboard measures."""
    rows = []
    for code in sorted(LABELLED):
        left = labelled.likeness_left(data, code)
        rows += labelled.sample([r for r in left if r.group.startswith("fluent")], MOST_NEWS)
        rows += [r for r in left if not r.group.startswith("fluent")]
    kept = work / "likeness.pickle"
    if kept.exists():
        paired = pickle.loads(kept.read_bytes())  # noqa: S301  our own file
        if [row for row, _ in paired] == rows:
            return paired
    return judged(rows, kept)


def fit(  # noqa: PLR0913, PLR0917  a table and what to make of it
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    strength: float,
    names: list[str],
    fixed: dict[str, float],
    drawn_to: dict[str, float],
) -> tuple[np.ndarray, float]:
    """Weights and intercept of a logistic regression, shrunk towards `drawn_to`, by name.

    The fluency and the language model's signals all rise with damage, and only their shares are learned: free signs
    would let correlated signals cancel out on a few hundred garbled sentences. The round trip's signs are free, because
    nobody knows them beforehand.
    """
    bounds = [
        (fixed[n], fixed[n]) if n in fixed else (0.0, None) if n.startswith(MODELS) else (None, None) for n in names
    ]
    bounds.append((None, None))
    prior = np.array([fixed.get(n, drawn_to.get(n, 0.0)) for n in names])
    stiffness = np.array([10.0 if n.startswith(MODELS) else 1.0 for n in names]) / strength
    target = np.where(y == 1, 1.0, -1.0)
    total = weight.sum()

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        margin = target * (x @ parameters[:-1] + parameters[-1])
        wrong = -target * weight / total / (1 + np.exp(np.clip(margin, -50, 50)))
        away = parameters[:-1] - prior
        penalty = 0.5 * (stiffness * away**2).sum() / len(y)
        value = (weight / total * np.logaddexp(0, -margin)).sum() + penalty
        gradient = np.append(x.T @ wrong + stiffness * away / len(y), wrong.sum())
        return float(value), gradient

    found = minimize(loss, np.append(prior, 0.0), jac=True, bounds=bounds, method="L-BFGS-B")
    return found.x[:-1], float(found.x[-1])


def garbled_share(row: labelled.Labelled) -> float | None:
    """How garbled people found a sentence, 0 to 1; graded where it is neither one nor the other."""
    if row.label is not None:
        return float(row.label)
    if row.group == "qe2022" and row.score is not None:
        return min(0.9, max(0.0, (100 - row.score) / 100))
    if row.group.startswith("mqm") and row.score is not None:
        return min(0.6, -row.score / 25)
    return None


def weighted(rows: list[labelled.Labelled], index: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row numbers, labels, weights): a graded sentence is both, in shares; a set counts by the root of its size.

    Garbled sentences make up the base rate in all; languages other than German and English are one set.
    """
    numbers, labels, weight, groups = [], [], [], []
    for k in index:
        share = garbled_share(rows[k])
        for label, part in ((1, share), (0, None if share is None else 1 - share)):
            if part:
                numbers.append(k)
                labels.append(label)
                weight.append(part)
                groups.append(rows[k].group if rows[k].language in LABELLED else "elsewhere")
    weight, labels, groups = np.array(weight), np.array(labels), np.array(groups)
    for label, share in ((1, BASE_RATE), (0, 1 - BASE_RATE)):
        for group in set(groups):
            inside = (groups == group) & (labels == label)
            if inside.any():
                weight[inside] *= weight[inside].sum() ** -0.5
        weight[labels == label] *= share / weight[labels == label].sum()
    return np.array(numbers), labels, weight * len(index)


def heard(row: labelled.Labelled, evidence: Evidence, kind: str) -> dict[str, float] | None:
    """The signals of a sentence that a regression of this kind reads; None where it lacks what the kind needs."""
    fluency, trip = evidence.fluency, evidence.round_trip if "round_trip" in kind else None
    if fluency is None or ("round_trip" in kind and trip is None):
        return None
    if "language_model" not in kind:
        fluency = replace(fluency, predicted=None)
    elif fluency.predicted is None or f"language_model-{row.language}" not in kind:
        return None
    found = signals(row.text, row.language, fluency, trip)
    return {name: value for name, value in found.items() if not (kind.startswith(PLAIN) and name in FORESEEN)}


def regression(paired: list, kind: str, bases: list[dict], *, strength: float) -> tuple[dict, dict]:
    """The regression's fields, and its cross-validated log-odds by row number, over sentences of a kind of evidence.

    Means, scales and weights of the `bases` are kept, of the first that has a signal; only the others' are learned
    (and cross-validated). Only `alone` and `plain` learn from the weak translations: they come from the engine that
    makes the round trips, which finds its own words likely, so that they would turn the signs round, and whose other
    translations the language model's detector has learned from, so that it would seem surer than it is. And only
    `alone` learns from weak output in languages other than German, English and those that the leaderboard reports: it
    is what serves them.
    """
    with_trip, drawn_to = "round_trip" in kind, PRIOR
    if "language_model" in kind:
        drawn_to = OF_LANGUAGE_MODEL | {"language_model_assessed": DRAWN_TO_ASSESSED.get(kind, 0.0)}
    elsewhere = {r.language for r, _ in paired if r.group.startswith("weak")} - LABELLED - set(labelled.REPORTED)
    strength *= STRENGTH_OF_ONE if "language_model" in kind else 1.0
    every = {
        i: found
        for i, (r, e) in enumerate(paired)
        if r.language in (LABELLED | elsewhere if kind == "alone" else LABELLED)
        and (kind in {"alone", "plain"} or not r.group.startswith("weak"))
        and (found := heard(r, e, kind)) is not None
    }
    chosen, found = list(every), list(every.values())
    names = list(found[0])
    x = np.array([[s[n] for n in names] for s in found])
    means, scales = x.mean(0), x.std(0) + 1e-9
    fixed = {}
    for base in reversed(bases):
        for column, name in enumerate(base["names"]):
            at = names.index(name)
            means[at], scales[at], fixed[name] = base["means"][column], base["scales"][column], base["weights"][column]
    x = (x - means) / scales
    rows = [paired[i][0] for i in chosen]
    numbers, y, weight = weighted(rows, np.arange(len(rows)))
    model = fit(x[numbers], y, weight, strength, names, fixed, drawn_to)
    length = names.index("log_words")

    def log_odds(fitted: tuple[np.ndarray, float], values: np.ndarray) -> np.ndarray:
        held = values.copy()
        held[:, length] = 0  # the score does not depend on length
        return held @ fitted[0] + fitted[1]

    crossed = log_odds(model, x)
    documents = np.array(
        [f"{'qe2022' if r.group.startswith(('qe2022', 'weak', 'english')) else r.group}:{r.document}" for r in rows]
    )
    for train, test in GroupKFold(5).split(x, groups=documents):
        numbers, y, weight = weighted(rows, train)
        crossed[test] = log_odds(fit(x[numbers], y, weight, strength, names, fixed, drawn_to), x[test])
    if not with_trip:
        # Platt scaling (Platt 1999) on what the folds say of sentences they have not seen
        numbers, y, weight = weighted(rows, np.arange(len(rows)))
        scaling = LogisticRegression(C=1e6).fit(crossed[numbers, None], y, sample_weight=weight)
        slope, shift = float(scaling.coef_[0, 0]), float(scaling.intercept_[0])
        model = (model[0] * slope, model[1] * slope + shift)
        crossed = crossed * slope + shift
    fields = {
        "names": names,
        "means": means.round(5).tolist(),
        "scales": scales.round(5).tolist(),
        "weights": model[0].round(5).tolist(),
        "intercept": round(model[1], 5),
    }
    return fields, dict(zip(chosen, crossed, strict=True))


def predicted(fields: dict, found: dict[str, float]) -> float:
    """The log-odds that a regression gives a sentence's signals, its length held at the mean."""
    columns = (fields[name] for name in ("names", "means", "scales", "weights"))
    parts = [w * (found[n] - m) / d for n, m, d, w in zip(*columns, strict=True) if n != "log_words"]
    return fields["intercept"] + sum(parts)


def show(paired: list, crossed: dict[int, float], title: str) -> None:
    index = np.array(list(crossed))
    rows = [paired[i][0] for i in index]
    value = np.array(list(crossed.values()))
    group = np.array([r.group for r in rows])
    label = np.array([-1.0 if r.label is None else r.label for r in rows])
    length = np.array([len(r.text.split()) for r in rows], float)
    score = np.array([np.nan if r.score is None else r.score for r in rows])
    qe, human = group == "qe2022", group == "qe2022-human"
    judged = qe & (label >= 0)
    against = (qe & (label == 1)) | human
    line = (
        []
        if not qe.any()
        else [
            f"Spearman {spearman(-value[qe], score[qe]):.3f}",
            f"AUC {auc(value[judged], label[judged]):.3f}",
            f"against human {auc(value[against], (qe & (label == 1))[against].astype(float)):.3f}",
        ]
    )
    for name in ("mqm-de", "mqm-en", "mlqe-ne-en", "mlqe-si-en", "mlqe-en-de"):
        inside = (group == name) & (label >= 0)
        if inside.any():
            line.append(f"{name} {matched_auc(value[inside], label[inside], length[inside]):.3f}")
    for code in ("de", "en"):
        weak, sound = group == f"weak-{code}", (group == f"clean-{code}") | ((group == "qe2022-human") & (code == "de"))
        inside = (weak & (label == 1)) | sound
        if weak.any():
            line.append(f"weak-{code} {matched_auc(value[inside], weak[inside].astype(float), length[inside]):.3f}")
    print(title, "|", ", ".join(line))


def articles_of(paired: list, groups: tuple[str, ...]) -> list[list[int]]:
    """Row numbers of whole documents, in order."""
    found = defaultdict(list)
    for number, (row, _) in enumerate(paired):
        if row.group in groups:
            found[row.group, row.document].append(number)
    return list(found.values())


def among(paired: list, own: dict[int, float], neighbours: Neighbours) -> dict[int, float]:
    """Log-odds with what the neighbours say, of the sentences of whole documents."""
    found = {}
    for article in articles_of(paired, IN_DOCUMENTS):
        parts = neighbours.parts([own.get(number) for number in article])
        found.update((n, own[n] + part) for n, part in zip(article, parts, strict=True) if n in own)
    return found


def acquainted(paired: list, own: dict[int, float], fields: dict, kind: str) -> dict[int, float]:
    """Log-odds of the sentences of whole documents (all German), to a reader who knows the names that each repeats.

    By how much that lowers them the regression over all rows says: only `own` is cross-validated.
    """
    judge, again = Judge(Cache(default_path())), {}
    for article in articles_of(paired, IN_DOCUMENTS):
        names = repeated(paired[n][0].text for n in article)
        for n in article:
            if own.get(n, -np.inf) >= SUSPICIOUS:
                read = with_stand_ins(paired[n][0].text, names, judge.fluency.is_known)
                if read is not None:
                    again[n] = read
    readings, found = judge.readings(list(dict.fromkeys(read.text for read in again.values())), "de"), dict(own)
    for n, read in again.items():
        row, evidence = paired[n]
        known = replace(evidence, fluency=read.placed(readings[read.text]))
        before, after = (predicted(fields, heard(row, e, kind)) for e in (evidence, known))
        found[n] += min(0.0, after - before)
    print(f"{len(again)} sentences with repeated names, {sum(found[n] < own[n] for n in again)} the better for it")
    return found


def weigh_neighbours(paired: list, own: dict[int, float]) -> Neighbours:
    """How much the sentences around one count beside its own log-odds, which are cross-validated.

    Learned from news that one weak system translated, its human translation and other news, by logistic regression.
    """
    usual = float(np.mean([v for n, v in own.items() if paired[n][0].group in NEWS]))
    plain = among(paired, own, Neighbours(1.0, usual, REACH, LOWEST, HIGHEST))
    numbers = [n for n in plain if paired[n][0].group in {"qe2022", *NEWS}]
    rows = [paired[n][0] for n in numbers]
    x = np.array([[own[n], plain[n] - own[n]] for n in numbers])
    at, y, weight = weighted(rows, np.arange(len(rows)))
    model = LogisticRegression(C=1e6).fit(x[at], y, sample_weight=weight)
    print(f"neighbours: {model.coef_[0].round(3)}")
    share = float(np.clip(model.coef_[0, 1] / model.coef_[0, 0], 0, MOST_OF_NEIGHBOURS))
    return Neighbours(round(share, 3), round(usual, 3), REACH, LOWEST, HIGHEST)


@cache
def wording_of(text: str, code: str) -> float:
    return worded(text, code).any


def wordings(data: Path, paired: list, code: str) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """How articles of a language are worded on average, a kind at a time: those that people wrote, and a machine's.

    Long documents are cut to pieces.
    """
    by_people = CLEAN_KINDS if code == "de" else ("english",)
    by_machines = ("qe2022", "weak-de") if code == "de" else ("weak-en",)

    def of_articles(articles: Iterable[Sequence[str]]) -> np.ndarray:
        found = []
        for texts in articles:
            said = [wording_of(text, code) for text in texts]
            found += [np.mean(said[i : i + LONGEST]) for i in range(0, len(said) - SHORTEST + 1, LONGEST)]
        return np.array(found)

    def of_documents(group: str) -> np.ndarray:
        return of_articles([[paired[n][0].text for n in article] for article in articles_of(paired, (group,))])

    annotated = defaultdict(list)
    for row in labelled.annotated_articles(data, code):
        annotated[row.group, row.document].append(row.text)

    def of_annotated(group: str) -> np.ndarray:
        return of_articles([texts for (own, _), texts in annotated.items() if own == group])

    left = labelled.likeness_left(data, code)

    def of_runs(group: str) -> np.ndarray:
        said = [wording_of(row.text, code) for row in left if row.group == group]
        return np.array([np.mean(said[i : i + RUN]) for i in range(0, len(said) - RUN + 1, RUN)])

    people = [*map(of_documents, by_people), of_runs("human-news"), of_annotated("mqm-people")]
    return people, [*map(of_documents, by_machines), of_runs(f"fluent-{code}"), of_annotated("mqm-machines")]


def told_by_wording(people: list[np.ndarray], machines: list[np.ndarray]) -> tuple[float, float]:
    """Slope and intercept of a logistic regression that tells a machine's articles; kinds of a side count alike."""
    x = np.concatenate([*people, *machines])
    y = np.repeat([0, 1], [sum(map(len, people)), sum(map(len, machines))])
    shares = [(1 - MACHINES) / len(people)] * len(people) + [MACHINES / len(machines)] * len(machines)
    weight = np.concatenate([np.full(len(k), s / len(k)) for k, s in zip([*people, *machines], shares, strict=True)])
    model = LogisticRegression(C=1e6).fit(x[:, None], y, sample_weight=weight * len(x))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def with_wording(paired: list, own: dict[int, float], wording: Wording) -> dict[int, float]:
    """Log-odds with what the article's wording says, of the German sentences of whole documents."""
    found = {}
    for article in articles_of(paired, IN_DOCUMENTS):
        judged = [n for n in article if n in own]
        part = wording.part([wording_of(paired[n][0].text, "de") for n in judged])
        found.update((n, own[n] + part) for n in judged)
    return found


def machine_likeness(by_both: list, paired: list, code: str) -> dict:
    """Google and Microsoft against what people wrote, in one language; part of that is no news (OTHER_KINDS)."""
    others = {group: [] for group in OTHER_KINDS[code]}
    for row, evidence in paired:
        if row.group in others:
            others[row.group].append((row, evidence))
    kinds = [[(r, e) for r, e in by_both if r.language == code and r.group.startswith("fluent")]]
    kinds += [[(r, e) for r, e in by_both if r.language == code and not r.group.startswith("fluent")]]
    kinds = [[(r, e) for r, e in kind if e.round_trip and e.fluency] for kind in (*kinds, *others.values())]
    shares = (1.0, 1 - SHARE_OF_OTHERS, *[SHARE_OF_OTHERS / len(others)] * len(others))
    chosen = [one for kind in kinds for one in kind]
    weight = np.concatenate([np.full(len(k), s / len(k)) for k, s in zip(kinds, shares, strict=True)])
    weight *= len(chosen) / weight.sum()
    y, news_too = np.arange(len(chosen)) < len(kinds[0]), np.arange(len(chosen)) < len(kinds[0]) + len(kinds[1])
    found = [likeness_signals(r.text, code, e.fluency, e.round_trip) for r, e in chosen]
    read = ("round_trip", "language_model", "style")
    names = [n for n in found[0] if (n.startswith(read) or n in {"log_words", *COUNTED}) and n not in FORESEEN]
    x = np.array([[s[n] for n in names] for s in found])
    means, scales = x[news_too].mean(0), x[news_too].std(0) + 1e-9
    x = (x - means) / scales
    crossed = np.zeros(len(y))
    for train, test in GroupKFold(5).split(x, groups=[r.document for r, _ in chosen]):
        model = LogisticRegression(C=LIKENESS_STRENGTH).fit(x[train], y[train], sample_weight=weight[train])
        crossed[test] = model.decision_function(x[test])
    lengths = np.array([s["log_words"] for s in found])
    figure = matched_auc(crossed[news_too], y[news_too].astype(float), lengths[news_too])
    print(f"machine-likeness {code}: length-matched AUC {figure:.3f}")
    model = LogisticRegression(C=LIKENESS_STRENGTH).fit(x, y, sample_weight=weight)
    return {
        "names": names,
        "means": means.round(5).tolist(),
        "scales": scales.round(5).tolist(),
        "weights": model.coef_[0].round(5).tolist(),
        "intercept": round(float(model.intercept_[0]), 5),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=ROOT / "mtcheck" / "bundled" / "score" / "score.json")
    parser.add_argument("--version", required=True)
    parser.add_argument("--strength", type=float, default=0.03, help="inverse of the L2 penalty")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    paired = collect(arguments.data, arguments.work)
    stored = {
        "version": arguments.version,
        "base_rate": BASE_RATE,
        "sign_cap": SIGN_CAP,
        "style": hashlib.sha256(STYLE.read_bytes()).hexdigest(),  # so that the score's signature covers it
        "regressions": {},
        "scales": {kind: {} for kind in KINDS},
    }
    values: dict[int, float] = {}
    for kind, bases in KINDS.items():
        kept = [stored["regressions"][base] for base in bases]
        fields, crossed = regression(paired, kind, kept, strength=arguments.strength)
        stored["regressions"][kind] = fields
        show(paired, crossed, kind)
        values |= crossed  # what is last said of a sentence rests on most
    met = acquainted(paired, values, fields, kind)
    neighbours = weigh_neighbours(paired, met)
    stored["neighbours"] = asdict(neighbours)
    together = among(paired, met, neighbours)
    show(paired, together, f"among neighbours, {neighbours}")

    def end(found: dict[int, float], share: float) -> float:
        """Above which no kind of clean German text has more than that share of its sentences."""
        kinds = defaultdict(list)
        for number, value in found.items():
            if paired[number][0].group in CLEAN_KINDS:
                kinds[paired[number][0].group].append(value)
        return max(float(np.quantile(of_one, 1 - share)) for of_one in kinds.values())

    with_signs = {n: value + sign_part(paired[n][1], SIGN_CAP) for n, value in together.items()}
    alone = end(with_signs, FLAGGED)
    stored["threshold"] = round(1 / (1 + np.exp(alone)), 3)
    told = {code: wordings(arguments.data, paired, code) for code in sorted(LABELLED)}
    lines = {code: told_by_wording(*kinds) for code, kinds in told.items()}
    # Wording must not move the threshold: as it has none, a lone sentence counts as neutrally worded, and neutral is
    # what lets clean articles reach as far with their wording as without.
    slope, intercept = lines["de"]

    def worded_as(chance: float, slope: float, intercept: float) -> Wording:
        """The wording of a language, neutral where a sentence is a machine's by that chance."""
        whole = (chance - PASSAGES) / (1 - PASSAGES)
        neutral = (np.log(whole / (1 - whole)) - intercept) / slope
        return Wording(*(round(float(v), 4) for v in (slope, intercept, PASSAGES, FEW, neutral)))

    chance = 0.5
    for _ in range(50):
        off = end(with_wording(paired, with_signs, worded_as(chance, slope, intercept)), FLAGGED) - alone
        chance = float(np.clip(chance * np.exp(0.5 * off), PASSAGES + 0.01, 0.99))
    print(f"a lone sentence is a machine's by {chance:.2f}; off by {off:.3f}")
    stored["wording"] = {}
    for code, (slope, intercept) in lines.items():
        stored["wording"][code] = asdict(worded_as(chance, slope, intercept))
        means = [[round(float(kind.mean()), 2) for kind in kinds] for kinds in told[code]]
        one, other = (np.concatenate(kinds) for kinds in told[code])
        print(
            f"wording {code}: {stored['wording'][code]}, people {means[0]}, machines {means[1]}, "
            f"AUC of articles {auc(np.concatenate([one, other]), np.repeat([0.0, 1.0], [len(one), len(other)])):.3f}"
        )
    show(paired, with_wording(paired, together, Wording(**stored["wording"]["de"])), "in the article")
    at = end(values, FALSE_POSITIVES)  # where the end of each language's clean sentences goes, each by itself
    middle = None
    for kind in reversed(KINDS):
        regress, clean = stored["regressions"][kind], defaultdict(list)
        for r, e in paired:
            # The fluency model read much of the other English text, which would make it seem clearer than new text is.
            own = "english" if r.language == "en" else f"clean-{r.language}"
            code = r.language if r.group == own else "de" if r.group in NEWS else None
            if code and (s := heard(r, e, kind)) is not None:
                clean[code].append(predicted(regress, s))
        ends = {c: np.quantile(v, [0.5, 1 - FALSE_POSITIVES]) for c, v in clean.items() if len(v) >= FEWEST}
        if middle is None:  # German with all evidence is what the threshold was set on
            middle = float(ends.pop("de")[0])
            stored["scales"][kind]["de"] = [1.0, 0.0]
        for code, (half, end) in sorted(ends.items()):
            slope = min(STEEPEST, max(1 / STEEPEST, (at - middle) / (end - half)))
            stored["scales"][kind][code] = [round(float(slope), 4), round(float(at - slope * end), 4)]
        print(kind, "scales", stored["scales"][kind])
    for kind in [kind for kind in KINDS if kind.startswith(PLAIN)]:  # they served the others only
        del stored["regressions"][kind], stored["scales"][kind]
    by_both = news(arguments.data, arguments.work)
    stored["machine_likeness"] = {code: machine_likeness(by_both, paired, code) for code in sorted(LABELLED)}
    print(f"threshold {stored['threshold']}: now run articles.py for the constants in mtcheck/verdict.py")
    for kind, fields in stored["regressions"].items():
        print(kind, dict(zip(fields["names"], fields["weights"], strict=True)))
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
