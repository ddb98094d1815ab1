"""Fit how sentences are pooled into an article's quality: the constants of `mtcheck/verdict.py`.

A sentence's evidence is its log-odds of being garbled less those of the threshold. Its mean over an article is taken
to be normal among clean and among garbled articles, with a spread between articles and one within (a hierarchical
model): linear discriminant analysis with a variance that depends on the number of sentences.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import defaultdict
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
from scipy.optimize import brentq, minimize_scalar

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(Path(__file__).parent)]
import labelled  # noqa: E402  after the path is set
from fit import BASE_RATE, english_originals, weak_translations  # noqa: E402

from mtcheck.cache import Cache, default_path  # noqa: E402
from mtcheck.judge import Judge  # noqa: E402
from mtcheck.quality import log_odds, score_model  # noqa: E402
from mtcheck.verdict import enough_flagged  # noqa: E402

LONGEST, SHORTEST, CLIP = 40, 5, 3.0
FALSE_POSITIVES, BARELY = 0.005, 0.1
BAD = 80  # mean of the experts' scores
LENGTHS = (1, 2, 3, 5, 10, 20, LONGEST)
KINDS = 0.4  # articles of kinds that the data lacks (essays, reportage) differ more than those it holds
NEWS = ("clean Wikinews", "clean human translations", "clean English originals")


def articles(data: Path) -> dict[str, list[list[labelled.Labelled]]]:
    """Sentences of articles by kind; long documents are cut to forty sentences a piece."""
    sets = {
        "clean Wikinews": labelled.documents(labelled.german_news(data, "wikinews"), 200),
        "clean klexikon": labelled.documents(labelled.german_documents(data, "klexikon"), 60),
        "clean Wikipedia": labelled.documents(labelled.german_documents(data, "wikipedia_klexikon"), 8),
        "clean parliament": labelled.documents(labelled.german_documents(data, "bundestag_wp20_21"), 60),
        "clean human translations": [r for r in labelled.qe2022(data) if r.group == "qe2022-human"],
        "garbled QE 2022": [r for r in labelled.qe2022(data) if r.group == "qe2022"],
    }
    weak = weak_translations(data)
    for code in ("de", "en"):
        sets[f"garbled bundled pair into {code}"] = [r for r in weak if r.language == code]
    sets["clean English originals"] = english_originals(data)
    found = {}
    for name, rows in sets.items():
        found[name] = []
        for _, of_one in groupby(rows, key=lambda r: r.document):
            whole = list(of_one)
            found[name] += [whole[i : i + LONGEST] for i in range(0, len(whole), LONGEST)]
        found[name] = [a for a in found[name] if len(a) >= SHORTEST]
    return found


def evidence(data: Path, work: Path) -> dict[str, list[tuple[float, list[float | None]]]]:
    """Of each article: the mean of the experts' scores (NaN for none), and its sentences' own log-odds."""
    found, judge, score = articles(data), Judge(Cache(default_path())), score_model()
    texts = defaultdict(dict)
    for many in found.values():
        for rows in many:
            for row in rows:
                texts[row.language][row.text] = None
    known = {}
    for code, wanted in texts.items():
        for one in judge.evidence(list(wanted), code):
            known[code, one.text] = None if one.unscored_because else score.quality(one, code)
    gathered = {
        name: [
            (
                float(np.mean([np.nan if r.score is None else r.score for r in rows])),
                [None if (one := known[r.language, r.text]) is None else one.own for r in rows],
            )
            for rows in many
        ]
        for name, many in found.items()
    }
    (work / "articles.pickle").write_bytes(pickle.dumps(gathered))
    return gathered


def may_be(evidence: list[float]) -> bool:
    """Whether enough of an article's sentences are flagged for it to be called garbled."""
    return enough_flagged(sum(one > 0 for one in evidence), len(evidence))


def spread(many: list[list[float]]) -> tuple[float, float, float]:
    """Mean, standard deviation between articles and within, by the method of moments."""
    means = np.array([np.mean(a) for a in many])
    within = float(np.sqrt(np.mean([np.var(a, ddof=1) for a in many])))
    noise = np.mean([within**2 / len(a) for a in many])
    return float(means.mean()), float(np.sqrt(max(1e-3, means.var(ddof=1) - noise))), within


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    gathered, score = evidence(arguments.data, arguments.work), score_model()
    at = log_odds(score.threshold)

    def heard(article: list[float | None]) -> list[float]:
        """A whole article's evidence, or that of a piece by itself."""
        parts = score.neighbours.parts(article)
        pairs = zip(article, parts, strict=True)
        return [min(CLIP, max(-CLIP, own + part - at)) for own, part in pairs if own is not None]

    clipped = {name: [heard(a) for _, a in many if len(a) >= SHORTEST] for name, many in gathered.items()}
    for name, many in clipped.items():
        print(f"{name:32} {len(many):4} mean %.2f between %.2f within %.2f" % spread(many))
    clean = [a for name, many in clipped.items() if name.startswith("clean") for a in many]
    # Only articles that people found bad on the whole serve as garbled ones of the middling system.
    bad = [heard(a) for s, a in gathered["garbled QE 2022"] if len(a) >= SHORTEST and s < BAD]
    bad += clipped["garbled bundled pair into de"][::2] + clipped["garbled bundled pair into en"][::2]
    sound, between, within = spread(clean)
    # another kind of clean text may look so much worse than those at hand
    shift = float(np.std([spread(many)[0] for name, many in clipped.items() if name.startswith("clean")], ddof=1))
    between = max(between, KINDS)
    within = max(within, spread(bad)[2])  # a bad sentence or two in a short clean article are no surprise

    def toward(garbled: float, a: list[float]) -> float:
        variance = between**2 + within**2 / len(a)
        return (garbled - sound) / variance * (float(np.mean(a)) - (garbled + sound) / 2)

    # short articles too keep the promise: whole ones, and clean news cut to pieces of each length
    pieces = {}
    for length in LENGTHS:
        cut = [a[i : i + length] for name in NEWS for _, a in gathered[name] for i in range(0, len(a), length)]
        kept = (p for p in map(heard, cut) if len(p) == length or (length == LONGEST and p))
        pieces[length] = [[one + shift for one in p] for p in kept]

    def held(garbled: float) -> dict[int, float]:
        """By length, what at most one clean piece in two hundred is above, where there are so many."""
        found = {}
        for length, parts in pieces.items():
            if len(parts) * FALSE_POSITIVES < 1:
                continue
            values = [toward(garbled, p) if may_be(p) else -np.inf for p in parts]
            found[length] = float(np.quantile(values, 1 - FALSE_POSITIVES, method="higher"))
        found[1] = max(found[1], toward(garbled, [BARELY]))  # nor is a lone sentence condemned that is barely flagged
        return found

    def shorter(garbled: float) -> float:
        """By how much lone sentences need more of an offset than all that is longer."""
        found = held(garbled)
        return found.pop(1) - max(found.values())

    # How bad garbled articles are differs by system more than by anything else, so their mean is no guide: it is set
    # where a lone sentence and all that is longer need the same offset. A higher one lets bad long articles pass.
    garbled = float(brentq(shorter, sound + 0.3, spread(bad)[0], xtol=0.005))
    ratio = partial(toward, garbled)
    bounds = held(garbled)
    offset = -max(bounds.values())
    print(f"SOUND_MEAN {sound:.2f} GARBLED_MEAN {garbled:.2f} BETWEEN {between:.2f} WITHIN {within:.2f} CLIP {CLIP}")
    print(f"kinds of clean text differ by {shift:.2f}")
    print(f"OFFSET {offset:.2f}; by length: { ({n: round(-v, 2) for n, v in bounds.items()}) }")

    def loss(slope: float) -> float:
        """Of the qualities: garbled articles are as many as the base rate says, and each kind counts alike."""
        sound_kinds = [many for name, many in clipped.items() if name.startswith("clean")]
        bad_kinds = [[heard(a) for s, a in gathered["garbled QE 2022"] if len(a) >= SHORTEST and s < BAD]]
        bad_kinds += [clipped[f"garbled bundled pair into {code}"] for code in ("de", "en")]
        of_sound, of_bad = (
            np.mean([np.logaddexp(0, [sign * slope * (ratio(a) + offset) for a in kind]).mean() for kind in kinds])
            for sign, kinds in ((1, sound_kinds), (-1, bad_kinds))
        )
        return float((1 - BASE_RATE) * of_sound + BASE_RATE * of_bad)

    print(f"SLOPE {minimize_scalar(loss, bounds=(0.01, 2.0), method='bounded').x:.2f}")
    for name, many in clipped.items():
        called = sum(ratio(a) + offset > 0 and may_be(a) for a in many)
        print(f"{name:32} {called} of {len(many)} called garbled")
    called = sum(ratio(a) + offset > 0 and may_be(a) for a in bad)
    print(f"{'garbled, as fitted':32} {called} of {len(bad)}")


if __name__ == "__main__":
    main()
