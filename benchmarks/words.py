"""Words: whether the tokens that the fluency model calls damaged are those that people or a known alteration marked."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import labelled
import numpy as np
from numpy.typing import NDArray

from mtcheck.evidence import DamagedToken
from mtcheck.fluency import FluencyModel

Floats = NDArray[np.float64]
Spans = list[tuple[int, int]]
UNDERLINED = 0.5
"""Damage from which a report marks a word clearly."""
BOUNDS = np.arange(0.02, 1.0, 0.02)


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence, its document, its units (words or an annotation's tokens) and whether each is marked as wrong."""

    document: str
    text: str
    units: Spans
    wrong: list[bool]


def chunks(text: str) -> Spans:
    """The white-space chunks of a text that have a letter or a digit."""
    return [m.span() for m in re.finditer(r"\S+", text) if any(map(str.isalnum, m.group()))]


def qe_tags(data: Path) -> Iterator[Marked]:
    """QE 2022 German news dev: one OK/BAD tag a token, punctuation included."""
    for row in labelled.table(data / "labelled" / "qe2022_ende_dev.tsv"):
        text, units, at = row["mt"], [], 0
        for token in row["mt_tok"].split():
            start = text.find(token, at)
            if start < 0:
                break
            at = start + len(token)
            units.append((start, at))
        tags = row["tags"].split()[:-1]  # the last one stands for what is missing at the end
        if len(units) == len(tags):
            yield Marked(row["doc"], text, units, [tag == "BAD" for tag in tags])


def mqm_spans(data: Path, *, major: bool) -> Iterator[Marked]:
    """MQM German, fold 0 by document: words in a span that a rater marked, or marked as a major error."""
    for row in labelled.table(data / "labelled" / "mqm_ende_2020_ted.tsv.xz"):
        if not labelled.in_fold(row["doc"], 0, 3):
            continue
        text, spans = row["target"], []
        for _, _, severity, marked in json.loads(row["annotations"]):
            start, end = marked.find("<v>"), marked.find("</v>") - 3
            whole = marked.replace("<v>", "").replace("</v>", "") == text
            if whole and 0 <= start < end and (severity == "major" or not major):
                spans.append((start, end))
        units = chunks(text)
        yield Marked(row["doc"], text, units, [any(s < b and e > a for s, e in spans) for a, b in units])


def damage_of(units: Spans, tokens: Sequence[DamagedToken]) -> list[float]:
    """Each unit's damage: that of the worst token it shares characters with."""
    return [max((t.damage for t in tokens if t.start < end and t.end > start), default=0.0) for start, end in units]


def mcc_and_f1(flagged: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> tuple[float, float]:
    """Matthews' correlation coefficient (1975) and the F1 of the wrong ones."""
    hit, false = int((flagged & wrong).sum()), int((flagged & ~wrong).sum())
    missed, right = int((~flagged & wrong).sum()), int((~flagged & ~wrong).sum())
    spread = math.sqrt((hit + false) * (hit + missed) * (right + false) * (right + missed))
    return (hit * right - false * missed) / spread if spread else 0.0, 2 * hit / max(1, 2 * hit + false + missed)


def _best(damage: Floats, wrong: NDArray[np.bool_], number: int) -> float:
    return max(BOUNDS, key=lambda bound: mcc_and_f1(damage >= bound, wrong)[number])


def row(model: FluencyModel, name: str, found: Iterable[Marked]) -> str:
    """A table's row: units, share wrong, MCC and F1 at the report's bound and at one chosen on the other documents."""
    rows = list(found)
    readings = model.read([one.text for one in rows], "de")
    parts = [damage_of(one.units, reading.words) for one, reading in zip(rows, readings, strict=True)]
    damage = np.array([value for part in parts for value in part])
    wrong = np.array([value for one in rows for value in one.wrong])
    half = np.array([labelled.in_fold(one.document, 0, 2) for one in rows for _ in one.units])
    figures = [f"{len(wrong)}", f"{wrong.mean():.3f}"]
    for number in (0, 1):
        chosen = np.zeros(len(wrong), dtype=bool)
        for inside in (half, ~half):
            chosen[inside] = damage[inside] >= _best(damage[~inside], wrong[~inside], number)
        figures += [f"{mcc_and_f1(f, wrong)[number]:.3f}" for f in (damage >= UNDERLINED, chosen)]
    always = mcc_and_f1(np.ones(len(wrong), dtype=bool), wrong)[1]
    return f"| {' | '.join([name, *figures, f'{always:.3f}'])} |"


def human(model: FluencyModel, data: Path) -> None:
    """German words against what people marked."""
    print(
        f"\n| words that people marked | units | wrong | MCC at {UNDERLINED} | MCC, other half's best bound "
        f"| F1 at {UNDERLINED} | F1, other half's best bound | F1 of marking all |\n|---|---|---|---|---|---|---|---|"
    )
    print(row(model, "QE 2022 German news, tags", qe_tags(data)))
    print(row(model, "MQM German, any marked span", mqm_spans(data, major=False)))
    print(row(model, "MQM German, major errors", mqm_spans(data, major=True)))


Alteration = Callable[[list[str], list[str], random.Random], tuple[list[str], int, int]]


def shuffled(words: list[str], _: list[str], chance: random.Random) -> tuple[list[str], int, int]:
    """A stretch of four to seven words in another order: the words, and where the stretch begins and ends."""
    size = min(len(words), chance.randint(4, 7))
    start = chance.randrange(0, len(words) - size + 1)
    part = words[start : start + size]
    while len(set(part)) > 1 and part == words[start : start + size]:
        chance.shuffle(part)
    return [*words[:start], *part, *words[start + size :]], start, start + size


def intruded(words: list[str], other: list[str], chance: random.Random) -> tuple[list[str], int, int]:
    """Three running words of another sentence in the place of three of this one."""
    start, there = chance.randrange(1, len(words) - 3), chance.randrange(1, len(other) - 3)
    return [*words[:start], *other[there : there + 3], *words[start + 3 :]], start, start + 3


def altered(texts: list[str], how: Alteration, chance: random.Random) -> list[Marked]:
    """Each sentence altered, the altered stretch marked."""
    found = []
    for number, text in enumerate(texts):
        words, begin, end = how(text.split(), texts[number - 1].split(), chance)
        whole = " ".join(words)
        units = [m.span() for m in re.finditer(r"\S+", whole)]
        found.append(Marked(str(number), whole, units, [begin <= i < end for i in range(len(units))]))
    return found
