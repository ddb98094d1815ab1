"""Word-by-word translation from English, in English order: how a phrase table talks."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
from damage import words_of
from scipy import sparse


def word_lexicon(pairs: list[tuple[str, str]]) -> dict[str, list[tuple[str, float]]]:
    """English word to its likeliest translations, scored 0..1 by the Dice coefficient (Melamed 2000)."""
    sides, names = [], []
    for side in (0, 1):
        rows, columns, index = [], [], {}
        counts = Counter(
            c for p in pairs for c in {w.core.lower() if side == 0 else w.core for w in words_of(p[side]) if w.core}
        )
        for row, pair in enumerate(pairs):
            for core in {w.core.lower() if side == 0 else w.core for w in words_of(pair[side]) if w.core}:
                if counts[core] >= 2:
                    rows.append(row)
                    columns.append(index.setdefault(core, len(index)))
        sides.append(
            sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(pairs), len(index)))
        )
        names.append(list(index))
    together = (sides[0].T @ sides[1]).tocsr()
    left = np.asarray(sides[0].sum(0)).ravel()
    right = np.asarray(sides[1].sum(0)).ravel()
    found = {}
    for row in range(together.shape[0]):
        span = slice(together.indptr[row], together.indptr[row + 1])
        columns, both = together.indices[span], together.data[span]
        score = 2 * both / (left[row] + right[columns]) * (both > 1)
        best = np.argsort(-score)[:4]
        kept = [(names[1][columns[b]], float(score[b])) for b in best if score[b] > 0.08]
        if kept:
            found[names[0][row]] = kept
    return found


def gloss(source: str, lexicon: dict[str, list[tuple[str, float]]], chance: random.Random) -> str:
    out = []
    for word in words_of(source):
        options = lexicon.get(word.core.lower())
        core = word.core
        if options:
            core = chance.choices([o for o, _ in options], [s**2 for _, s in options])[0]
            if out == [] and core:
                core = core[:1].upper() + core[1:]
        elif core.islower() and chance.random() < 0.6:
            core = ""
        if core or word.trail:
            out.append(word.lead + core + word.trail)
    return " ".join(out)
