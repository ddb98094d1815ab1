"""Fit how sentences are pooled into an article's quality: the constants of `mtcheck/verdict.py`.

The bound is the lowest that keeps the promise on clean articles, and on pieces of them of every length, where none is
garbled without two flagged sentences; the slope is that of a calibration (Platt 1999) through it.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(Path(__file__).parent)]
import labelled  # noqa: E402  after the path is set
from fit import BASE_RATE, SHORTEST, english_originals, weak_translations  # noqa: E402

from mtcheck.cache import Cache, default_path  # noqa: E402
from mtcheck.judge import Judge  # noqa: E402
from mtcheck.odds import log_odds  # noqa: E402
from mtcheck.quality import score_model  # noqa: E402
from mtcheck.style import worded  # noqa: E402
from mtcheck.verdict import LARGEST_EVIDENCE, LONGEST, enough_flagged, excess  # noqa: E402

FALSE_POSITIVES = 0.005
KINDS_OFF = 0.5  # standard deviation of the kinds of clean text: as far off may be one that is not at hand
BAD = 80  # mean of the experts' scores
LENGTHS = (1, 2, 3, 5, 10, 20, LONGEST)
ANNOTATED = "clean, by people, into {}"  # from MQM: those in which nothing was found garbled
NEWS = (
    *("clean Wikinews", "clean human translations", "clean English originals"),
    *(ANNOTATED.format(code) for code in ("de", "en")),
)


@dataclass(frozen=True)
class Said:
    """A sentence, its language, and its log-odds of being garbled; None where it could not be judged."""

    text: str
    language: str
    own: float | None


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
    for code in ("de", "en"):
        sets[ANNOTATED.format(code)] = labelled.found_clean(data, code, "mqm-people")
    found = {}
    for name, rows in sets.items():
        found[name] = []
        for _, of_one in groupby(rows, key=lambda r: r.document):
            whole = list(of_one)
            found[name] += [whole[i : i + LONGEST] for i in range(0, len(whole), LONGEST)]
        found[name] = [a for a in found[name] if len(a) >= SHORTEST]
    return found


def evidence(data: Path, work: Path) -> dict[str, list[tuple[float, list[Said]]]]:
    """Of each article: the mean of the experts' scores (NaN for none), and what is said of its sentences."""
    found, judge = articles(data), Judge(Cache(default_path()))
    gathered = {}
    for name, many in found.items():
        code = many[0][0].language
        known = {e.text: e for e in judge.evidence(list(dict.fromkeys(r.text for rows in many for r in rows)), code)}
        read = judge.acquainted([[known[r.text] for r in rows] for rows in many], code)
        gathered[name] = [
            (
                float(np.mean([np.nan if r.score is None else r.score for r in rows])),
                [
                    Said(one.text, code, None if quality is None else quality.own)
                    for one, quality in zip(sentences, judge.qualities(sentences, code), strict=True)
                ],
            )
            for rows, sentences in zip(many, read, strict=True)
        ]
    (work / "articles.pickle").write_bytes(pickle.dumps(gathered))
    return gathered


def may_be(evidence: list[float]) -> bool:
    """Whether enough of an article's sentences are flagged for it to be called garbled."""
    return enough_flagged(sum(one > 0 for one in evidence), len(evidence))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--bound", type=float, default=0.0, help="a higher one than the promise asks for, to be taken")
    arguments = parser.parse_args()
    gathered, score = evidence(arguments.data, arguments.work), score_model()
    at = log_odds(score.threshold)

    def heard(article: list[Said], *, plain: bool = False) -> list[float]:
        """A whole article's evidence, or that of a piece by itself; `plain` without what its wording says."""
        parts = score.neighbours.parts([one.own for one in article])
        judged = [(one, one.own + part) for one, part in zip(article, parts, strict=True) if one.own is not None]
        said = [worded(one.text, one.language).any for one, _ in judged]
        common = score.wording[judged[0][0].language].part(said) if judged and not plain else 0.0
        return [min(LARGEST_EVIDENCE, max(-LARGEST_EVIDENCE, value + common - at)) for _, value in judged]

    whole = {name: [heard(a) for _, a in many if len(a) >= SHORTEST] for name, many in gathered.items()}
    for name, many in whole.items():
        flagged = np.mean([np.mean([one > 0 for one in a]) for a in many])
        print(f"{name:32} {len(many):4} mean {np.mean([np.mean(a) for a in many]):.2f} flagged {100 * flagged:.1f} %")
    # what is worded like people's text is the better for it, by how much is no matter of kinds that are not at hand
    of_kinds = [
        np.mean([np.mean(heard(a, plain=True)) for _, a in many if len(a) >= SHORTEST])
        for name, many in gathered.items()
        if name.startswith("clean")
    ]
    shift = KINDS_OFF * float(np.std(of_kinds, ddof=1))
    print(f"margin for other kinds of clean text: {shift:.2f}")
    bounds = {}
    for length in LENGTHS:
        # short articles too keep the promise: whole ones, and clean news cut to pieces of each length
        cut = [a[i : i + length] for name in NEWS for _, a in gathered[name] for i in range(0, len(a), length)]
        kept = [p for p in map(heard, cut) if len(p) == length or (length == LONGEST and p)]
        if len(kept) * FALSE_POSITIVES < 1:
            continue
        shifted = [[min(LARGEST_EVIDENCE, one + shift) for one in p] for p in kept]
        values = [excess(p) if may_be(p) else 0.0 for p in shifted]
        bounds[length] = float(np.quantile(values, 1 - FALSE_POSITIVES, method="higher"))
    bound = max(arguments.bound, *bounds.values())
    print(f"BOUND {bound:.2f}; asked for by length: { ({n: round(v, 2) for n, v in bounds.items()}) }")

    def loss(slope: float) -> float:
        """Of the qualities: garbled articles are as many as the base rate says, and each kind counts alike."""
        sound_kinds = [many for name, many in whole.items() if name.startswith("clean")]
        # only articles that people found bad on the whole serve as garbled ones of the middling system
        bad_kinds = [[heard(a) for s, a in gathered["garbled QE 2022"] if len(a) >= SHORTEST and s < BAD]]
        bad_kinds += [whole[f"garbled bundled pair into {code}"] for code in ("de", "en")]
        of_sound, of_bad = (
            np.mean([np.logaddexp(0, [sign * slope * np.log(excess(a) / bound) for a in k]).mean() for k in kinds])
            for sign, kinds in ((1, sound_kinds), (-1, bad_kinds))
        )
        return float((1 - BASE_RATE) * of_sound + BASE_RATE * of_bad)

    print(f"SLOPE {minimize_scalar(loss, bounds=(0.01, 9.0), method='bounded').x:.2f}")
    for name, many in whole.items():
        called = sum(excess(a) > bound and may_be(a) for a in many)
        print(f"{name:32} {called} of {len(many)} called garbled, {sum(map(may_be, many))} with enough flagged")


if __name__ == "__main__":
    main()
