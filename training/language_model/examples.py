"""Write what the detectors of a language learn from to a file for each kind, in the pieces of its language model."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import sentencepiece

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "fluency"), str(HERE)]
from damage import Word, words_of  # noqa: E402  after the path is set, as the rest
from draw import kinds, write  # noqa: E402
from material import Example, Material  # noqa: E402

from mtcheck.language_model import ONE_STYLE  # noqa: E402


class OneLanguage(Material):
    """What the fluency model learns from, of one language, in the pieces of its language model."""

    def __init__(self, work: Path, config: dict, seed: int, language: str, pieces: Path) -> None:
        super().__init__(work, config, seed)
        self.language, self.known = language, {}
        self.own = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
        self.glosses = [one for one in self.glosses if one[0] == language]
        self.marked = [one for one in self.marked if one[0] == language]
        self.assessed = [one for one in self.assessed if one[1] == language]
        self.weak = {kind: [one for one in found if one[0] == language] for kind, found in self.weak.items()}
        self.weak_systems, self.literal = (
            {code: found for code, found in pools.items() if code == language}
            for pools in (self.weak_systems, self.literal)
        )

    def code(self) -> str:
        return self.language

    def encode(self, words: list[Word], sentence: float, code: str) -> Example:  # noqa: ARG002  all are of one language
        ids: list[int] = []
        marks: list[float] = []
        for word in words:
            if chunk := str(word).translate(ONE_STYLE):
                if chunk not in self.known:
                    self.known[chunk] = self.own.encode(chunk)
                ids += self.known[chunk]
                marks += [word.label] * len(self.known[chunk])
        return ids[: self.limit], marks[: self.limit], sentence

    def sound(self, count: int) -> Iterator[tuple[list[Word], float, str]]:
        """Of what people wrote and of what strong systems did so many at most, in all."""
        for pool in (self.clean, self.fluent):
            found = pool.get(self.language, [])
            for text in self.chance.sample(found, min(count, len(found))):
                yield words_of(text), 0.0, self.language


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the language model's")
    parser.add_argument("--fluency", type=Path, required=True, help="the fluency model's, with what it learns from")
    parser.add_argument("--language", required=True)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())["detector"]
    config = tomllib.loads((HERE.parent / "fluency" / "config.toml").read_text())
    pieces = arguments.work / "sentencepiece.model"
    material = OneLanguage(arguments.fluency, config, plan["seed"], arguments.language, pieces)
    folder = arguments.work / "examples"
    folder.mkdir(exist_ok=True)
    write(folder, "sound", material.sound(plan["sound"]), material)
    write(folder, "human", material.judged(), material)
    for kind, found in kinds(material, config["examples"] | plan["examples"]):
        if not kind.startswith("human"):
            write(folder, kind, found, material)


if __name__ == "__main__":
    main()
