"""Teach the pretrained network what damage and weak translation are; stops at any time, resumes."""

from __future__ import annotations

import argparse
import time
import tomllib
from pathlib import Path

import torch
from network import FluencyNetwork, Generator
from pretrain import (
    DEVICE,
    HERE,
    IN_BFLOAT,
    Sound,
    beginnings,
    compiled,
    keep,
    optimizers,
    replaced,
    resume,
    set_rate,
)
from rows import NONE, UNIT, Rows, Sentences, loss_of, rows_of
from torch import Tensor, nn


class Examples:
    """Draws rows of all kinds, by their shares."""

    def __init__(self, work: Path, config: dict, generator: Generator, e: nn.Embedding) -> None:
        self.sound, self.begins, self.plan = Sound(work, config), beginnings(work), config["training"]
        self.generator, self.e = generator, e
        paths = (path for path in sorted((work / "examples").glob("*.npz")) if path.stem != "sound")
        self.rows: dict[str, Rows] = {path.stem: rows_of(Sentences.load(path)).to(DEVICE) for path in paths}
        self.most = max(part.labels.shape[1] for part in (self.sound.rows, *self.rows.values()))

    def shares(self, human: float) -> dict[str, float]:
        german = self.plan["share_human_german"]
        found = {kind: share * (1 - human) for kind, share in self.plan["shares"].items()}
        return found | {"human_de": human * german, "human_other": human * (1 - german)}

    def draw(self, count: int, human: float) -> tuple[Tensor, ...]:
        """ids, segments, marks, labels of `count` rows."""
        shares = self.shares(human)
        chosen = torch.multinomial(torch.tensor(list(shares.values())), count, replacement=True)
        parts = []
        for kind, number in zip(shares, chosen.bincount(minlength=len(shares)).tolist(), strict=True):
            if not number:
                continue
            if kind in {"sound", "replaced"}:
                part = self.sound.rows.taken(self.sound.draw(number), self.most)
                parts.append(self.with_replacements(*part) if kind == "replaced" else part)
            else:
                rows = self.rows[kind]
                parts.append(rows.taken(torch.randint(len(rows.ids), (number,), device=DEVICE), self.most))
        return tuple(torch.cat(column) for column in zip(*parts, strict=True))

    @torch.no_grad()
    def with_replacements(self, ids: Tensor, segments: Tensor, marks: Tensor, labels: Tensor) -> tuple[Tensor, ...]:
        """Rows with some words another than they were; how garbled that makes the sentences is not said."""
        lowest, highest = self.plan["replaced"]
        rate = lowest + (highest - lowest) * torch.rand(len(ids), 1, device=DEVICE)
        by_words = torch.rand(len(ids), device=DEVICE) < self.plan["share_by_words"]
        with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
            filled, other, _ = replaced(self.generator, self.e, ids, segments, self.begins, rate, by_words)
        return filled, segments, torch.where(marks == NONE, NONE, other * UNIT).byte(), torch.full_like(labels, NONE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the whole run, the decay included")
    parser.add_argument("--rows", type=int, help="of a step, if fewer than in config.toml")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    plan, rate = config["training"], config["training"]["learning_rate"]
    torch.manual_seed(config["seed"])
    network = FluencyNetwork(config["data"]["vocabulary_size"], config["network"]).to(DEVICE)
    generator = Generator(config["network"]["vectors"], config["network"]["generator_layers"]).to(DEVICE)
    pretrained = torch.load(arguments.work / "pretrained.pt", map_location="cpu", weights_only=True)["model"]
    nn.ModuleList([network, generator]).load_state_dict(pretrained)
    e = nn.Embedding.from_pretrained(network.e.weight.detach().clone())  # the generator's own, while others learn
    generator.eval().requires_grad_(requires_grad=False)
    matrices = list(network.encoder.parameters())
    others = [network.e.weight, *network.token_head.parameters(), *network.sentence_head.parameters()]
    steppers = optimizers(matrices, others, rate)
    latest = arguments.work / "checkpoint.pt"
    step = resume(latest, network, steppers)
    torch.manual_seed(config["seed"] + step)  # new rows after each start
    compiled(network, generator)
    examples = Examples(arguments.work, config, generator, e)
    history, started, saved_at = [], time.time(), time.time()
    while step < arguments.steps:
        left = 1 - step / arguments.steps
        set_rate(steppers, rate * min(1.0, (step + 1) / plan["warmup_steps"], 0.01 + left / plan["decay_share"]))
        human = plan["last_share_human"] if left < plan["last"] else plan["share_human"]
        ids, segments, marks, labels = examples.draw(arguments.rows or plan["rows"], human)
        with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
            states, logits = network.tokens(ids, segments)
        whole = network.sentences(states, ids, segments, examples.most)
        of_tokens, of_sentences = loss_of(logits, marks), loss_of(whole, labels)
        (of_tokens + 0.5 * of_sentences).backward()
        nn.utils.clip_grad_norm_([*matrices, *others], 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step += 1
        history.append((of_tokens.detach(), of_sentences.detach()))
        if step % 100 == 0:
            means = torch.tensor([[float(x) for x in row] for row in history[-100:]]).mean(0).tolist()
            said = "token loss {:.4f} sentence loss {:.4f}".format(*means)
            print(f"step {step} {said} {time.time() - started:.0f} s", flush=True)
        if time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step == arguments.steps:
            keep(latest, network, steppers, step)
            saved_at = time.time()


if __name__ == "__main__":
    main()
