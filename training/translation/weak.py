"""Weak translations of news for the fluency model to learn from: TARGET.KIND.SEED.tsv, source TAB translation.

`plain` are whole translations, some of them sampled: the warmer, the worse. `spliced` begin as a good translation does
and go on as the weak translator would from there, to the end or until the two meet again: what is wrong stands among
words that are right.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import sentencepiece
from decode import translate

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
from labelled import fold, kept_back, table

SHORTEST, LONGEST = 3, 9
"""Pieces that the weak translator writes before a splice may end."""


def rejoin(written: list[str], good: list[str], cut: int, chance: random.Random) -> list[str]:
    """The pieces of `good`, those from `cut` on as `written` has them until both begin the same word again."""
    for place in range(cut + chance.randint(SHORTEST, LONGEST), len(written)):
        if written[place].startswith("▁"):
            same = [i for i in range(cut + 1, min(len(good), place + LONGEST)) if good[i] == written[place]]
            if same:
                return written[:place] + good[min(same, key=lambda i: abs(i - place)) :]
    return written


def splices(package: Path, tag: str, pairs: list[tuple[str, str]], sampling: float, chance: random.Random) -> list[str]:
    """For each (source, good translation): the translation with a weak part."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    good = [pieces.encode(target, out_type=str) for _, target in pairs]
    cuts = []
    for parts in good:
        cut = min(len(parts), chance.randint(1, max(1, 4 * len(parts) // 5)))
        while cut > 1 and not parts[cut - 1].startswith("▁"):
            cut -= 1
        cuts.append(max(1, cut - 1))  # the last word that is kept is whole
    starts = [g[:c] for g, c in zip(good, cuts, strict=True)]
    texts = translate(package, tag, [s for s, _ in pairs], sampling=sampling, starts=starts)
    found = []
    for text, start, whole, cut in zip(texts, starts, good, cuts, strict=True):
        written = pieces.encode(text, out_type=str)
        if written[:cut] == start and chance.random() < 0.6:
            written = rejoin(written, whole, cut, chance)
        found.append(pieces.decode_pieces(written))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="packages that export.py wrote")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--count", type=int, default=12_000, help="spliced sentences a language; half as many plain")
    parser.add_argument("--warmth", type=float, default=0.6, help="sampling temperature")
    parser.add_argument("--greedy", type=float, default=0.5, help="share that is not sampled")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not 0 <= arguments.greedy <= 1:
        parser.error("--greedy is a share, 0 to 1.")
    arguments.output.mkdir(parents=True, exist_ok=True)
    chance = random.Random(arguments.seed)
    known = list(table(arguments.data / "mt" / "ende_systems.tsv.xz"))
    for source, target in (("en", "de"), ("de", "en")):
        good = sorted(
            {
                (fold(r["source"]), fold(r["translation"]))
                for r in known
                if r["source_lang"] == source and r["system"] in {"google", "microsoft"}
            }
        )
        good = [(s, t) for s, t in good if s and t and not kept_back(s) and not kept_back(t)]
        package, tag = arguments.packages / f"translate-{source}_{target}", f"<2{target}>"
        sources = sorted({s for s, _ in good})
        plain = chance.sample(sources, min(arguments.count // 2, len(sources)))
        pairs = chance.sample(good, min(arguments.count, len(good)))
        made: dict[str, list[tuple[str, str]]] = {"plain": [], "spliced": []}
        for begin, end, warmth in ((0.0, arguments.greedy, 0.0), (arguments.greedy, 1.0, arguments.warmth)):
            some = plain[int(begin * len(plain)) : int(end * len(plain))]
            made["plain"] += zip(some, translate(package, tag, some, sampling=warmth), strict=True)
            cut = pairs[int(begin * len(pairs)) : int(end * len(pairs))]
            made["spliced"] += zip([s for s, _ in cut], splices(package, tag, cut, warmth, chance), strict=True)
        for kind, lines in made.items():
            with (arguments.output / f"{target}.{kind}.{arguments.seed}.tsv").open("w", encoding="utf-8") as file:
                for line, text in lines:
                    if text.strip() and "\t" not in line + text:
                        file.write(f"{line}\t{' '.join(text.split())}\n")


if __name__ == "__main__":
    main()
