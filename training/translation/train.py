"""Train the translator; stops at any time, resumes from its last checkpoint."""

from __future__ import annotations

import argparse
import math
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from network import Translator
from prepare import LANGUAGE_TAGS
from torch.nn import functional

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from machine import FAST_BFLOAT  # noqa: E402  after the path is set
from muon import muon  # noqa: E402

PADDING = 0  # <unk> never stands in the data: byte fallback


class Batches:
    """Shuffled batches of pairs of like length, endless, resumable by (epoch, index).

    Of the pairs whose target begins with the tag `fewer`, each epoch takes only a share, 0 to 1.
    """

    def __init__(self, path: Path, budget: int, seed: int, fewer: int, share: float) -> None:
        stored = np.load(path)
        self.ids, self.offsets = stored["ids"].astype(np.int64), stored["offsets"]
        self.budget, self.seed = budget, seed
        self.chances = np.where(self.ids[self.offsets[1::2] + 1] == fewer, share, 1.0)

    def epoch(self, number: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        chance = np.random.default_rng([self.seed, number])
        count = (len(self.offsets) - 1) // 2
        source = np.diff(self.offsets)[0::2]
        target = np.diff(self.offsets)[1::2]
        order = np.lexsort(
            (chance.random(count), target + chance.integers(0, 3, count), source + chance.integers(0, 3, count))
        )
        batches, current, widest = [], [], (0, 0)
        for index in order[chance.random(count) < self.chances[order]]:
            widest = (max(widest[0], source[index]), max(widest[1], target[index]))
            if current and (len(current) + 1) * sum(widest) > self.budget:
                batches.append(current)
                current, widest = [], (source[index], target[index])
            current.append(index)
        batches.append(current)
        for position in chance.permutation(len(batches)):
            yield self.pad(batches[position], 0), self.pad(batches[position], 1)

    def pad(self, rows: list[int], side: int) -> torch.Tensor:
        spans = [(self.offsets[2 * r + side], self.offsets[2 * r + side + 1]) for r in rows]
        padded = np.full((len(rows), max(e - s for s, e in spans)), PADDING, dtype=np.int64)
        for row, (start, end) in enumerate(spans):
            padded[row, : end - start] = self.ids[start:end]
        return torch.from_numpy(padded)


def optimizers(model: Translator, rate: float) -> list[torch.optim.Optimizer]:
    """Muon (Jordan et al. 2024) for the matrices, AdamW for embeddings, norms and biases."""
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embedding" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embedding" in n]
    return [
        muon(matrices, rate),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--steps", type=int, required=True, help="length of the whole run, the decay at its end included"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--keep-every", type=int, default=0, help="also keep a copy every so many steps (weak translators)"
    )
    parser.add_argument("--learning-rate", type=float, help="instead of the configured one, for a run that goes on")
    parser.add_argument("--decay-share", type=float, help="likewise")
    parser.add_argument(
        "--english-share", type=float, default=1.0, help="of the pairs into English, to make up for the harder German"
    )
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    plan = config["training"]
    torch.manual_seed(config["seed"])
    torch.set_num_threads(arguments.threads)
    english = sentencepiece.SentencePieceProcessor(model_file=str(arguments.work / "sentencepiece.model"))
    batches = Batches(
        arguments.work / "pairs.npz",
        plan["batch_tokens"],
        config["seed"],
        english.piece_to_id(LANGUAGE_TAGS["en"]),
        arguments.english_share,
    )
    model = Translator(config["data"]["vocabulary_size"], config["network"])
    steppers = optimizers(model, plan["learning_rate"])
    latest = arguments.work / "checkpoint.pt"
    step = epoch = index = tokens = 0
    if latest.exists():
        state = torch.load(latest, weights_only=True)
        model.load_state_dict(state["model"])
        for stepper, saved in zip(steppers, state.get("optimizers", []), strict="optimizers" in state):
            stepper.load_state_dict(saved)  # a thawed package has none
        step, epoch, index, tokens = state["step"], state["epoch"], state["index"], state["tokens"]
    decay_from = int(arguments.steps * (1 - (arguments.decay_share or plan["decay_share"])))
    peak = arguments.learning_rate or plan["learning_rate"]

    def save(path: Path) -> None:
        state = {"model": model.state_dict(), "optimizers": [s.state_dict() for s in steppers]}
        state |= {"step": step, "epoch": epoch, "index": index, "tokens": tokens}
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    losses, started, saved_at, first_tokens = [], time.time(), time.time(), tokens
    print(f"{sum(p.numel() for p in model.parameters())} parameters, from step {step}", flush=True)
    while step < arguments.steps:
        for number, (source, target) in enumerate(batches.epoch(epoch)):
            if number < index:
                continue
            rate = peak * min(1.0, (step + 1) / plan["warmup_steps"])
            if step > decay_from:
                share = (step - decay_from) / (arguments.steps - decay_from)
                rate *= 0.05 + 0.95 * (1 + math.cos(math.pi * share)) / 2
            for stepper in steppers:
                for group in stepper.param_groups:
                    group["lr"] = rate
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=FAST_BFLOAT):
                logits = model(source, target[:, :-1], PADDING)
                wanted = target[:, 1:].clone()
                wanted[:, 0] = PADDING  # the language tag is given, never predicted
                loss = functional.cross_entropy(
                    logits.flatten(0, 1).float(),
                    wanted.flatten(),
                    ignore_index=PADDING,
                    label_smoothing=plan["label_smoothing"],
                )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for stepper in steppers:
                stepper.step()
                stepper.zero_grad(set_to_none=True)
            step, index, tokens = step + 1, number + 1, tokens + int((wanted != PADDING).sum())
            losses.append(loss.item())
            if step % 100 == 0:
                speed = (tokens - first_tokens) / (time.time() - started)
                print(
                    f"step {step} epoch {epoch} loss {np.mean(losses[-100:]):.3f} "
                    f"tokens {tokens} {speed:.0f}/s rate {rate:.5f}",
                    flush=True,
                )
            if arguments.keep_every and step % arguments.keep_every == 0:
                torch.save({"model": model.state_dict()}, arguments.work / f"step{step}.pt")
            if time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step >= arguments.steps:
                save(latest)
                saved_at = time.time()
            if step >= arguments.steps:
                break
        else:
            epoch, index = epoch + 1, 0


if __name__ == "__main__":
    main()
