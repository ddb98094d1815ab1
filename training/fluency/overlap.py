"""How many rows of the benchmarks stand in what the fluency model learned from, word for word."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from draw import sound

import corpus

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "benchmarks"))
import labelled  # noqa: E402  after the path is set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    config = tomllib.loads((HERE / "config.toml").read_text())
    read = {text for _, texts in sound(data, config) for text in texts if not corpus.kept_back(text)}
    marked = {corpus.fold(text) for _, text, _, _ in corpus.marked_sentences(data, test=False)}
    marked |= {text for _, _, text, _ in corpus.assessed_sentences(data, {"train"})}
    clean = (labelled.clean_sentences(data, code) for code in ("de", "en", *labelled.REPORTED))
    sets = {
        "QE 2022": labelled.qe2022(data),
        "MQM": labelled.mqm(data),
        "MLQE": labelled.mlqe(data),
        "fluent translations": labelled.fluent_translations(data),
        "news in German": labelled.human_news(data),
        "Wikinews": labelled.german_news(data, "wikinews"),
        "Der Standard": labelled.german_news(data, "10kgnad_test"),
        "weak output": labelled.weak_output(data, labelled.REPORTED),
        "human text": (row for rows in clean for row in rows),
    }
    for name, found in sets.items():
        rows = [corpus.fold(row.text) for row in found]
        as_sound, as_marked = (sum(text in known for text in rows) for known in (read, marked))
        print(f"{name}: of {len(rows)} sentences {as_sound} in sound text, {as_marked} marked", flush=True)


if __name__ == "__main__":
    main()
