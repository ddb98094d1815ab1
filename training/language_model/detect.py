"""Train the detector of a language on what the fluency model learns from; stops at any time, resumes."""

from __future__ import annotations

import argparse
import random
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "fluency"), str(HERE.parent), str(HERE)]
from decoder import trained  # noqa: E402  after the path is set, as the rest
from detector import Detector, reading  # noqa: E402
from material import Example, Material, batches  # noqa: E402
from muon import FAST_BFLOAT, muon  # noqa: E402
from resuming import keep, resume  # noqa: E402

from mtcheck.language_model import BEGIN, ONE_STYLE  # noqa: E402

ROWS = 8  # sentences whose scores of all pieces are held at once


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
        self.weak_systems = {language: self.weak_systems[language]} if language in self.weak_systems else {}
        if not self.weak_systems:
            self.kinds = [kind for kind in self.kinds if kind[0] != self.draw_weak_system]

    def code(self) -> str:
        return self.language

    def encode(self, words: list, sentence: float, code: str) -> Example:  # noqa: ARG002  all are of one language
        ids: list[int] = []
        marks: list[float] = []
        for word in words:
            if chunk := str(word).translate(ONE_STYLE):
                if chunk not in self.known:
                    self.known[chunk] = self.own.encode(chunk)
                ids += self.known[chunk]
                marks += [word.label] * len(self.known[chunk])
        return ids[: self.limit], marks[: self.limit], sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the language model's")
    parser.add_argument("--fluency", type=Path, required=True, help="the fluency model's, with what it learns from")
    parser.add_argument("--language", required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the whole run, the decay included")
    parser.add_argument("--share-human", type=float, help="of what it learns from, for a last part with more of it")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    plan = tomllib.loads((HERE / "config.toml").read_text())
    config = tomllib.loads((HERE.parent / "fluency" / "config.toml").read_text())
    own, seed = plan["detector"], plan["detector"]["seed"]
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(seed)
    random.seed(seed)
    decoders, alone = trained(arguments.work, plan)
    for decoder in decoders:
        decoder.eval().requires_grad_(requires_grad=False)
    model, rate = Detector(plan["width"], len(decoders)), own["learning_rate"]
    matrices = [p for p in model.enc.parameters() if p.ndim == 2]
    others = [p for p in model.parameters() if not any(p is one for one in matrices)]
    steppers = [muon(matrices, rate), torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0)]
    latest = arguments.work / "detector.pt"
    step = resume(latest, model, steppers)
    pieces = arguments.work / "sentencepiece.model"
    material = OneLanguage(arguments.fluency, config, seed + step, arguments.language, pieces)
    human = material.human()
    share_human = own["share_human"][arguments.language] if arguments.share_human is None else arguments.share_human

    def stream() -> Iterator[Example]:
        while True:
            yield material.chance.choice(human) if material.chance.random() < share_human else material.draw()

    history, saved_at = [], time.time()
    for ids, labels, sentence in batches(stream(), own["batch_pieces"]):
        if step >= arguments.steps:
            break
        lengths = (ids != 0).sum(1)
        share = min(1.0, (step + 1) / own["warmup_steps"])
        share *= min(1.0, (1 - step / arguments.steps) / own["decay_share"] + 0.02)
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = rate * share
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=FAST_BFLOAT):
            with torch.no_grad():
                begun = functional.pad(ids, (1, 0), value=BEGIN)
                parts = zip(begun.split(ROWS), lengths.split(ROWS), strict=True)
                read = torch.cat([reading(decoders, alone, *part)[1] for part in parts])
            tokens, whole = model(read, lengths)
        kept = (labels >= 0) & (torch.arange(ids.shape[1])[None] < lengths[:, None])
        of_tokens = functional.binary_cross_entropy_with_logits(tokens.float()[kept], labels[kept])
        of_whole = functional.binary_cross_entropy_with_logits(whole.float(), sentence.float())
        (of_tokens + 0.5 * of_whole).backward()
        nn.utils.clip_grad_norm_([*matrices, *others], 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step += 1
        history.append((of_tokens.item(), of_whole.item()))
        if step % 50 == 0:
            print(f"step {step} token loss %.4f sentence loss %.4f" % tuple(np.mean(history[-50:], 0)), flush=True)
        if time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step == arguments.steps:
            keep(latest, model, steppers, step)
            saved_at = time.time()


if __name__ == "__main__":
    main()
