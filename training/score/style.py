"""Learn how engines word things: news by Google and Microsoft against people's versions of it.

Of a source, one version of which is kept back for measuring, no version is learned from: two engines say nearly the
same, and who has read the one knows the other.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
import labelled  # noqa: E402  after the path is set

from mtcheck.evaluation.measures import auc, matched_auc  # noqa: E402
from mtcheck.style import BUNDLED, LANGUAGES, SLOTS, slots  # noqa: E402

ALPHA, EPOCHS, SEED = 3e-6, 20, 20261127
FINEST = 127  # weights are stored in so many steps either way


def versions(data: Path, code: str) -> tuple[list[str], list[str]]:
    """What people and what engines made of news, without what both made."""
    rows = labelled.likeness_learned(data, code)
    machine = {r.text for r in rows if r.group.startswith("fluent")}
    human = {r.text for r in rows} - machine
    both = {r.text for r in rows if not r.group.startswith("fluent")} & machine
    return sorted(human), sorted(machine - both)


def vectors(texts: list[str]) -> csr_matrix:
    """Texts as vectors of length one over their n-grams."""
    found = [slots(text) for text in texts]
    sizes = np.array([len(one) for one in found])
    ends = np.append(0, np.cumsum(sizes))
    values = np.repeat(sizes**-0.5, sizes).astype(np.float32)
    return csr_matrix((values, np.concatenate(found), ends), (len(texts), SLOTS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=BUNDLED)
    arguments = parser.parse_args()
    stored = {}
    for code in LANGUAGES:
        human, machine = versions(arguments.data, code)
        print(f"{code}: {len(human)} by people, {len(machine)} by engines", flush=True)
        model = SGDClassifier(
            "log_loss",
            alpha=ALPHA,
            max_iter=EPOCHS,
            tol=None,
            random_state=SEED,
            class_weight="balanced",
            average=True,
        ).fit(vectors(human + machine), np.repeat([0, 1], [len(human), len(machine)]))
        scale = np.abs(model.coef_[0]).max() / FINEST
        stored |= {code: np.rint(model.coef_[0] / scale).astype(np.int8), f"{code}_scale": np.float32(scale)}
        rows = labelled.likeness(arguments.data, code, labelled.LIKENESS)
        said = vectors([r.text for r in rows]) @ (stored[code] * scale)
        truth = np.array([r.group.startswith("fluent") for r in rows], float)
        lengths = np.array([len(r.text.split()) for r in rows], float)
        print(f"{code}: AUC alone {auc(said, truth):.3f}, length-matched {matched_auc(said, truth, lengths):.3f}")
    np.savez_compressed(arguments.output, **stored)


if __name__ == "__main__":
    main()
