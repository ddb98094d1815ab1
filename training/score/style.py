"""Learn how engines word things: news by Google and Microsoft, and by engines of all kinds, against people's versions.

Of a source, one version of which is kept back for measuring, no version is learned from: two engines say nearly the
same, and who has read the one knows the other.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import SGDClassifier

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
import labelled  # noqa: E402  after the path is set

from mtcheck.evaluation.measures import auc, matched_auc  # noqa: E402
from mtcheck.style import BUNDLED, LANGUAGES, SLOTS, slots  # noqa: E402

EPOCHS, SEED = 20, 20261127
ALPHA = 1e-6  # strength of the L2 penalty
FEWEST = 3  # texts that an n-gram is learned from: of those in fewer, one knows by chance on which side they stand
FINEST = 127  # weights are stored in so many steps either way


def versions(rows: list[labelled.Labelled]) -> tuple[list[str], list[str]]:
    """What people and what engines made of news, without what both made."""
    machine = {r.text for r in rows if r.group.startswith("fluent")}
    human = {r.text for r in rows if not r.group.startswith("fluent")}
    return sorted(human - machine), sorted(machine - human)


def weak(data: Path, code: str, work: Path) -> list[labelled.Labelled]:
    """What the bundled pair made of news of which no version is kept back."""
    with (work / "weak" / f"{code}.plain.1.tsv").open(encoding="utf-8") as file:
        pairs = [line.rstrip("\n").split("\t") for line in file]
    rows = [labelled.as_worded(f"fluent-{code}", code, source, text) for source, text in pairs]
    return labelled.learnable(data, code, rows)


def vectors(texts: list[str]) -> csr_matrix:
    """Texts as vectors of length one over their n-grams."""
    found = [np.array(slots(text), np.int32) for text in texts]
    sizes = np.array([len(one) for one in found])
    ends = np.append(0, np.cumsum(sizes)).astype(np.int32)
    values = np.repeat(np.maximum(sizes, 1) ** -0.5, sizes).astype(np.float32)
    return csr_matrix((values, np.concatenate(found), ends), (len(texts), SLOTS))


def learned(human: list[str], machine: list[str]) -> np.ndarray:
    """The weight of each slot: a logistic regression over n-grams, each weighed by how much likelier one side has it.

    That is "NBSVM" (Wang & Manning 2012), with a logistic regression: the log-ratio of naive Bayes tells it beforehand
    which n-grams say something, and what stands in as many of people's texts as of engines' weighs next to nothing.
    """
    x, y = vectors(human + machine), np.repeat([0, 1], [len(human), len(machine)])
    of_people, of_engines = (np.diff((x[y == side] > 0).tocsc().indptr) for side in (0, 1))
    ratio = np.log((of_engines + 1) / (len(machine) + 2)) - np.log((of_people + 1) / (len(human) + 2))
    ratio[of_people + of_engines < FEWEST] = 0.0
    model = SGDClassifier(
        "log_loss", alpha=ALPHA, max_iter=EPOCHS, tol=None, random_state=SEED, class_weight="balanced", average=True
    )
    return model.fit((x @ diags(ratio)).tocsr(), y).coef_[0] * ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="the fluency model's, with weak/")
    parser.add_argument("--output", type=Path, default=BUNDLED)
    arguments = parser.parse_args()
    stored = {}
    for code in LANGUAGES:
        strong = labelled.likeness_learned(arguments.data, code)
        every = strong + labelled.wording_learned(arguments.data, code) + weak(arguments.data, code, arguments.work)
        measured = labelled.likeness(arguments.data, code, labelled.LIKENESS)
        truth = np.array([r.group.startswith("fluent") for r in measured], float)
        lengths = np.array([len(r.text.split()) for r in measured], float)
        for name, rows in ((code, strong), (f"{code}_any", every)):
            human, machine = versions(rows)
            print(f"{name}: {len(human)} by people, {len(machine)} by engines", flush=True)
            weights = learned(human, machine)
            scale = np.abs(weights).max() / FINEST
            stored |= {name: np.rint(weights / scale).astype(np.int8), f"{name}_scale": np.float32(scale)}
            said = vectors([r.text for r in measured]) @ (stored[name] * scale)
            print(f"{name}: AUC alone {auc(said, truth):.3f}, length-matched {matched_auc(said, truth, lengths):.3f}")
    np.savez_compressed(arguments.output, **stored)


if __name__ == "__main__":
    main()
