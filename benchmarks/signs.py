"""How often each sign fires on clean, on garbled and on fluent machine-translated text: `signs.py --data DIR`.

Prints a Markdown table of hits per 1,000 sentences and writes the clean columns to `mtcheck/signs/clean_rates.json`.
With `--show ID` it prints that sign's hits instead, to be read before a rate is believed.
"""

from __future__ import annotations

import argparse
import html
import json
import lzma
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from labelled import table
from sentencex import segment

from mtcheck.evidence import RoundTrip
from mtcheck.signs import SIGNS, find
from mtcheck.signs.number_changed import ID as NUMBER_CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

RATES = Path(__file__).parents[1] / "mtcheck" / "signs" / "clean_rates.json"
LANGUAGES = ("de", "en", "fr", "es", "it", "pt", "nl", "pl", "ru", "cs", "tr", "sv", "da", "ro", "fi", "hu", "uk", "nb")
NEWS = "de news"
QE_GARBLED_BELOW = 50
MQM_GARBLED_FROM = 10
DA_GARBLED_BELOW = 30

Case = tuple[str, str, RoundTrip | None]
"""A sentence, its language, and a round trip where there is one."""


def _fold(text: str) -> str:
    """Fold white space; entities stay, for a sign looks for them."""
    return " ".join(text.split())


def _sample(sentences: Iterable[Case], size: int) -> list[Case]:
    # Sorted first: the same data give the same sample, whatever the order of a set.
    unique = sorted(dict.fromkeys(sentences), key=lambda case: case[0])
    return unique if len(unique) <= size else random.Random(0).sample(unique, size)  # noqa: S311  no secret


def _clean(data: Path, language: str) -> Iterator[Case]:
    for row in table(data / "clean" / "sentences" / f"{language}.tsv.xz"):
        if row["kind"] != "tatoeba":
            yield _fold(row["text"]), language, None


def _news(data: Path) -> Iterator[Case]:
    for path in sorted((data / "clean").glob("de_news_*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                for sentence in segment("de", _fold(json.loads(line)["text"])):
                    if sentence.strip():
                        yield sentence.strip(), "de", None


def _translated(data: Path, *, target: str) -> Iterator[Case]:
    for row in table(data / "mt" / "ende_systems.tsv.xz"):
        if row["target_lang"] == target and row["system"] in {"google", "microsoft"}:
            yield html.unescape(_fold(row["translation"])), target, None


def _pivots(data: Path) -> Iterator[Case]:
    """Human sentences with a system's translation as the pivot, and in place of a way back: an upper bound."""
    for row in table(data / "mt" / "ende_systems.tsv.xz"):
        translation = html.unescape(_fold(row["translation"]))
        trip = RoundTrip(row["target_lang"], translation, translation, 0, 0, None, 0, 0)
        yield _fold(row["source"]), row["source_lang"], trip


def _weak(data: Path) -> Iterator[Case]:
    for row in table(data / "labelled" / "qe2022_ende_dev.tsv"):
        if float(row["score"]) < QE_GARBLED_BELOW:
            yield _fold(row["mt"]), "de", None


def _mqm(data: Path) -> Iterator[Case]:
    for row in table(data / "labelled" / "mqm_ende_2020_ted.tsv.xz"):
        if row["mqm_score"] and float(row["mqm_score"]) >= MQM_GARBLED_FROM:
            yield _fold(row["target"]), "de", None


def _garbled_english(data: Path) -> Iterator[Case]:
    for row in table(data / "labelled" / "mlqe_da.tsv.xz"):
        if row["lp"] in {"ne-en", "si-en"} and float(row["da_mean"]) < DA_GARBLED_BELOW:
            yield _fold(row["mt"]), "en", None


def _rates(cases: Sequence[Case], show: str | None = None) -> dict[str, float]:
    """Hits per 1,000 sentences of each sign; with `show`, that sign's hits are printed with their surroundings."""
    counts: Counter[str] = Counter()
    for text, language, trip in cases:
        hits = find(text, language, trip)
        counts.update(hit.id for hit in hits)
        for hit in hits:
            if hit.id == show:
                around = text[max(0, hit.start - 40) : hit.end + 40]
                print(f"    {text[hit.start : hit.end]!r} in {around!r}", f"→ {trip.pivot!r}" if trip else "")
    return {sign.id: 1000 * counts[sign.id] / max(1, len(cases)) for sign in SIGNS}


def _table(columns: Mapping[str, tuple[int, Mapping[str, float]]]) -> str:
    lines = [
        "| sign | " + " | ".join(columns) + " |",
        "|---" * (len(columns) + 1) + "|",
        "| *sentences* | " + " | ".join(f"{size:,}" for size, _ in columns.values()) + " |",
    ]
    for sign in SIGNS:
        cells = [f"{rates[sign.id]:.1f}" if sign.id in rates else "–" for _, rates in columns.values()]
        lines.append(f"| {sign.id} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="Hits per 1,000 sentences of each sign.")
    parser.add_argument("--data", type=Path, required=True, help="folder with clean/, labelled/ and mt/")
    parser.add_argument("--sample", type=int, default=2000, help="sentences of each kind (default 2000)")
    parser.add_argument("--show", metavar="ID", help="print this sign's hits; write nothing")
    options = parser.parse_args()
    data: Path = options.data

    sources: dict[str, Iterable[Case]] = {language: _clean(data, language) for language in LANGUAGES}
    sources[NEWS] = _news(data)
    clean = set(sources)
    sources["round trip de"] = (case for case in _pivots(data) if case[1] == "de")
    sources["round trip en"] = (case for case in _pivots(data) if case[1] == "en")
    sources["QE < 50"] = _weak(data)
    sources["MQM ≥ 10"] = _mqm(data)
    sources["ne/si-en < 30"] = _garbled_english(data)
    sources["fluent MT de"] = _translated(data, target="de")

    columns: dict[str, tuple[int, dict[str, float]]] = {}
    for name, source in sources.items():
        cases = _sample(source, options.sample)
        if options.show:
            print(f"{name} ({len(cases):,} sentences)")
        rates = _rates(cases, options.show)
        trips = name.startswith("round trip")
        columns[name] = len(cases), {sign: rate for sign, rate in rates.items() if trips == (sign == NUMBER_CHANGED)}
    if options.show:
        return

    kept: dict[str, dict[str, float]] = {}
    for sign in SIGNS:
        names = [f"round trip {code}" for code in ("de", "en")] if sign.id == NUMBER_CHANGED else sorted(clean)
        codes = [name for name in names if sign.applies_to(name[:2]) or sign.id == NUMBER_CHANGED]
        rates = {name: round(columns[name][1][sign.id], 2) for name in codes}
        kept[sign.id] = {"all": round(sum(rates.values()) / len(rates), 2), **rates}
    RATES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    mean = {sign: values["all"] for sign, values in kept.items()}
    print(_table({"clean, mean": (sum(columns[name][0] for name in clean), mean), **columns}))


if __name__ == "__main__":
    main()
