"""Word alignment: IBM model 1 (Brown et al. 1993) with a diagonal prior (Dyer et al. 2013), in numpy."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

DIAGONAL, NOWHERE, ROUNDS = 5.0, 0.06, 5
Pair = tuple[list[str], list[str]]


def align(pairs: list[Pair]) -> tuple[list[list[int]], dict[str, list[tuple[str, float]]]]:
    """For (source words, target words): each target word's source position, -1 for none; and the likeliest
    translations of each source word with their probabilities."""
    sources = {w: i for i, w in enumerate(dict.fromkeys(w for s, _ in pairs for w in s), start=1)}
    targets = {w: i for i, w in enumerate(dict.fromkeys(w for _, t in pairs for w in t))}
    left, right, near, group, at = [], [], [], [], 0
    for source, target in pairs:
        ids = np.array([0, *(sources[w] for w in source)])
        places = (np.arange(len(source)) + 0.5) / max(1, len(source))
        for number, word in enumerate(target):
            left.append(ids)
            right.append(np.full(len(ids), targets[word]))
            prior = np.exp(-DIAGONAL * np.abs(places - (number + 0.5) / len(target)))
            near.append(np.concatenate([[NOWHERE], (1 - NOWHERE) * prior / max(prior.sum(), 1e-9)]))
            group.append(np.full(len(ids), at))
            at += 1
    left, right = np.concatenate(left), np.concatenate(right)
    near, group = np.concatenate(near).astype(np.float32), np.concatenate(group)
    names, link = np.unique(left.astype(np.int64) * len(targets) + right, return_inverse=True)
    owner = names // len(targets)
    chance = np.full(len(names), 1.0, dtype=np.float32)
    for _ in range(ROUNDS):
        share = chance[link] * near
        share /= np.bincount(group, share, at)[group]
        counts = np.bincount(link, share, len(names))
        chance = (counts / (np.bincount(owner, counts)[owner] + 0.05)).astype(np.float32)
    share = chance[link] * near
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    best = np.maximum.reduceat(share, starts)
    found, position = [], 0
    sizes = np.diff(np.append(starts, len(group)))
    for _, target in pairs:
        row = []
        for _ in target:
            part = share[starts[position] : starts[position] + sizes[position]]
            row.append(int(part.argmax()) - 1 if best[position] > 0 else -1)
            position += 1
        found.append(row)
    words, texts = list(sources), list(targets)
    lexicon = defaultdict(list)
    for name, value in zip(names, chance, strict=True):
        if value > 0.02 and name // len(targets) > 0:
            lexicon[words[name // len(targets) - 1]].append((texts[name % len(targets)], float(value)))
    return found, {w: sorted(o, key=lambda x: -x[1])[:8] for w, o in lexicon.items()}
