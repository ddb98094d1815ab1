"""Logistic regression with a Gaussian prior, by Newton's method: a few parameters, a few thousand rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtcheck.evaluation.measures import Floats

_STEPS = 100
_LONGEST_STEP = 2.0


def fit(x: Floats, labels: Floats, weights: Floats, prior: Floats, precision: Floats) -> Floats:
    """The most probable parameters, one a column of `x`.

    `x` is rows by columns, the intercept a column of ones; `labels` are 1 or 0; `weights` say how many rows each row
    stands for; parameters are drawn to `prior` with `precision`, the inverse of its variance.
    """
    parameters = prior.astype(np.float64).copy()
    for _ in range(_STEPS):
        stated = probabilities(x, parameters)
        gradient = x.T @ (weights * (stated - labels)) + precision * (parameters - prior)
        curvature = (x * (weights * stated * (1 - stated))[:, None]).T @ x + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        # far from the optimum a full step may overshoot where the curve is flat
        step *= min(1.0, _LONGEST_STEP / max(1e-12, float(np.abs(step).max())))
        parameters -= step
        if float(np.abs(step).max()) < 1e-9:  # noqa: PLR2004  converged
            break
    return parameters


def probabilities(x: Floats, parameters: Floats) -> Floats:
    """The stated probability of each row."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x @ parameters, -50, 50))))


def loss(stated: Floats, labels: Floats, weights: Floats) -> float:
    """Mean log-loss, in nats."""
    likely = np.where(labels == 1, stated, 1 - stated)
    return float(-(weights * np.log(np.maximum(likely, 1e-12))).sum() / weights.sum())


def folds(documents: Sequence[str]) -> Floats:
    """The fold, 0 to 4, of each row: whole documents, shuffled with a seed and dealt out by size."""
    names, number, sizes = np.unique(np.array(documents, dtype=str), return_inverse=True, return_counts=True)
    order = np.random.default_rng(1).permutation(len(names))
    order = order[np.argsort(-sizes[order], kind="stable")]
    own, filled = np.zeros(len(names)), np.zeros(5)
    for name in order:
        own[name] = emptiest = int(np.argmin(filled))
        filled[emptiest] += sizes[name]
    return np.asarray(own[number], dtype=np.float64)
