"""Attach to a bundled network what people would say of a text, as far as that is linear in the network's states."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
import sentencepiece

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]
from graph import pooled_states, with_judgement, without_judgement  # noqa: E402  after the path is set
from judgements import KINDS, WEAK, Judged, by_comparison, by_people, written_by_people  # noqa: E402

from mtcheck.language_model import BEGIN, ONE_STYLE  # noqa: E402

SEED = 20261127
LONGEST = 110  # pieces
STRENGTH_OF_WEAK = 1e3  # of 1e3, 1e4, 1e5 and more the best, by little, for the leaderboard's ten languages
STRENGTHS = tuple(10.0**k for k in (3, 3.5, 4, 4.5, 5, 5.5))  # of the penalty, in rows
SHARES = (0.0, 1.0, 3.0)  # of what people wrote in the language of a language model, for each judged row


def balanced(rows: list[Judged]) -> np.ndarray:
    """A weight a row, 1 on average. What people judged counts as it is. Of the rest, each language counts by the root
    of its rows: half of that is weak, a quarter engines', a quarter people's."""
    names = np.array([f"{r.language} {r.source}" if r.kind == WEAK else "" for r in rows])
    weight = np.ones(len(rows))
    for name in sorted(set(names) - {""}):
        inside = names == name
        size = sum(r.kind == WEAK and r.language == name.split()[0] for r in rows)
        weight[inside] = size**0.5 * (0.5 if name.endswith("weak") else 0.25) / inside.sum()
    return weight / weight.mean()


def ridge(x: np.ndarray, y: np.ndarray, weight: np.ndarray, held_back: np.ndarray) -> np.ndarray:
    """Weights of a ridge regression over n columns whose mean is 0 (Hoerl & Kennard 1970); `held_back` is (n, n)."""
    return np.linalg.solve((x * weight[:, None]).T @ x + held_back, (x * weight[:, None]).T @ y)


def by_length(values: np.ndarray, lengths: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """What of the columns is linear in length and its logarithm: coefficients (3, columns) of 1, both."""
    root = np.sqrt(weight)[:, None]
    return np.linalg.lstsq(known(lengths) * root, values * root, rcond=None)[0]


def known(lengths: np.ndarray) -> np.ndarray:
    return np.stack([np.ones(len(lengths)), lengths, np.log(lengths)], 1)


class Kind:
    """Sentences judged in one way, as columns and what is to be said of them, both beside length."""

    def __init__(self, rows: list[Judged], x: np.ndarray, lengths: np.ndarray) -> None:
        self.weight = balanced(rows)
        y = np.array([row.worse for row in rows])
        # A long sentence holds more errors, and a score that counts length would rank sentences by it.
        self.beside = x - known(lengths) @ by_length(x, lengths, self.weight)
        self.worse = y - known(lengths) @ by_length(y[:, None], lengths, self.weight)[:, 0]
        # Where sets of several make differ in their mean, that says nothing of a sentence.
        for source in {row.source for row in rows if row.kind != WEAK}:
            inside = np.array([row.source == source for row in rows])
            self.worse[inside] -= self.worse[inside].mean()

    def agreement(self, found: np.ndarray) -> float:
        """How well weights foresee what was said: the correlation."""
        return float(np.corrcoef(self.beside @ found, self.worse)[0, 1])


def learned(kind: Kind, others: list[Kind], name: str, varied: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Weights, held back as much as foresees best how the other sentences were judged, another way.

    `varied` is the covariance of the columns in text that people wrote: what varies there is no damage, so weights may
    be held back by it, too, as if those texts were judged alike and counted as much as what was judged, or some times
    that (within-class covariance normalization, Hatch et al. 2006, is the same thought). Within a kind, systems and
    texts are too much alike: what knows them by heart would seem best. People judged hardly any of the languages that
    `weak` is for.
    """
    size, found = len(kind.beside), []
    for share in shares:
        for strength in STRENGTHS if name != WEAK else (STRENGTH_OF_WEAK,):
            held_back = strength * np.eye(len(varied)) + share * size * varied
            weights = ridge(kind.beside, kind.worse, kind.weight, held_back)
            agreement = float(np.mean([other.agreement(weights) for other in others]))
            found.append((agreement, strength, share, weights))
    print(f"{name}: {size} rows; correlation with what is said another way", flush=True)
    print("  ", ", ".join(f"{strength:.0f}+{share:g}: {r:.3f}" for r, strength, share, _ in found), flush=True)
    return max(found, key=lambda one: one[0])[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="a folder with model.onnx and sentencepiece.model")
    parser.add_argument(
        "--language", choices=("de", "en"), help="of a language model; without, the fluency network of all languages"
    )
    parser.add_argument("--work", type=Path, required=True, help="where the states are kept for a second run")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    rows = by_people(arguments.data, arguments.language)
    if arguments.language:
        own = written_by_people(arguments.data, arguments.language, SEED)
    else:
        rows += by_comparison(arguments.data, SEED)
        own = [row.text for row in rows if row.source == "people"]
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(arguments.model / "sentencepiece.model"))
    texts = sorted({*(row.text for row in rows), *own})
    if arguments.language:
        ids = [[BEGIN, *found[:LONGEST]] for found in pieces.encode([text.translate(ONE_STYLE) for text in texts])]
    else:
        ids = [found[:LONGEST] for found in pieces.encode(texts)]
    place = {text: number for number, text in enumerate(texts)}
    path = arguments.model / "model.onnx"
    original = without_judgement(onnx.load(path))
    kept = (
        arguments.work
        / f"states-{hashlib.sha256(original.SerializeToString() + repr(ids).encode()).hexdigest()[:12]}.npy"
    )
    if not kept.exists():
        np.save(kept, pooled_states(onnx.load(path), ids, arguments.threads))
    states, lengths = np.load(kept).astype(float), np.array([float(len(found)) for found in ids])
    scale, found = states.std(0) + 1e-6, {}
    for name in KINDS:
        if of_kind := [row for row in rows if row.kind == name]:
            places = [place[row.text] for row in of_kind]
            found[name] = Kind(of_kind, states[places] / scale, lengths[places])
    clean = [place[text] for text in own]
    at, once = states[clean] / scale, np.ones(len(clean))
    at -= known(lengths[clean]) @ by_length(at, lengths[clean], once)
    # Of 57 languages, what varies least within each varies most between them: there damage was no longer told.
    shares = SHARES if arguments.language else (0.0,)
    columns = [
        learned(kind, [other for n, other in found.items() if n not in {name, WEAK}], name, at.T @ at / len(at), shares)
        for name, kind in found.items()
    ]
    weights = np.stack(columns, -1) / scale[:, None]
    # 0 is what text that people wrote has on average, at any length
    of_length = -by_length(states[clean] @ weights, lengths[clean], once)
    onnx.save(with_judgement(onnx.load(path), weights, of_length), path)
    print(f"{path}: {', '.join(found)}")


if __name__ == "__main__":
    main()
