"""Train the detectors of a language on what examples.py drew; stops at any time, resumes."""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "fluency"), str(HERE.parent), str(HERE)]
from decoder import trained  # noqa: E402  after the path is set, as the rest
from detector import Detectors, reading  # noqa: E402
from machine import DEVICE, IN_BFLOAT  # noqa: E402
from muon import muon  # noqa: E402
from resuming import keep, resume  # noqa: E402
from rows import NONE, Sentences, loss_of  # noqa: E402

from mtcheck.language_model import BEGIN  # noqa: E402

PART = 16384 if DEVICE == "cuda" else 512  # places whose scores of the whole vocabulary are held at once
POOL = 12  # batches that are drawn at once, so that sentences of like length are together
USUAL = 25  # pieces of a sentence


class Kind:
    """Sentences of one kind: pieces (n, longest), 0 behind their ends, their marks, and the sentences' labels."""

    def __init__(self, path: Path) -> None:
        stored = Sentences.load(path)
        lengths = stored.lengths.astype(np.int64)
        inside = np.arange(lengths.max())[None] < lengths[:, None]
        ids, marks = np.zeros(inside.shape, np.int16), np.full(inside.shape, NONE, np.uint8)
        ids[inside], marks[inside] = stored.ids.astype(np.int16), stored.marks
        parts = (lengths, ids, marks, stored.labels)
        self.lengths, self.ids, self.marks, self.labels = (torch.from_numpy(part).to(DEVICE) for part in parts)


class Examples:
    """Draws sentences of all kinds, by their shares."""

    def __init__(self, folder: Path, plan: dict, language: str) -> None:
        shares = plan["shares"] | {"human": plan["share_human"][language]}
        paths = {kind: folder / f"{kind}.npz" for kind in shares}
        self.kinds = {kind: Kind(path) for kind, path in paths.items() if path.exists()}
        self.shares = {kind: share for kind, share in plan["shares"].items() if kind in self.kinds}
        self.human, self.budget = shares["human"], plan["batch_pieces"]

    def draw(self, human: float) -> list[tuple[Tensor, ...]]:
        """Batches of some sentences of like length: pieces, marks (batch, length), labels and lengths (batch,)."""
        whole = sum(self.shares.values())
        shares = {kind: share / whole * (1 - human) for kind, share in self.shares.items()} | {"human": human}
        count = POOL * self.budget // USUAL
        chosen = torch.multinomial(torch.tensor(list(shares.values())), count, replacement=True)
        parts, longest = [], max(kind.ids.shape[1] for kind in self.kinds.values())
        for kind, number in zip(shares, chosen.bincount(minlength=len(shares)).tolist(), strict=True):
            found = self.kinds[kind]
            taken = torch.randint(len(found.ids), (number,), device=DEVICE)
            missing = (0, longest - found.ids.shape[1])
            ids, marks = (
                functional.pad(part[taken], missing, value=blank)
                for part, blank in ((found.ids, 0), (found.marks, NONE))
            )
            parts.append((ids, marks, found.labels[taken], found.lengths[taken]))
        drawn = [torch.cat(column) for column in zip(*parts, strict=True)]
        order = drawn[3].argsort(descending=True)  # so that what is left over for the last batch is short
        lengths, begin, groups = drawn[3][order].tolist(), 0, []
        for end in range(1, count + 1):
            if end == count or (end + 1 - begin) * lengths[begin] > self.budget:
                ids, marks, labels, sizes = (part[order[begin:end]] for part in drawn)
                groups.append((ids[:, : lengths[begin]].long(), marks[:, : lengths[begin]], labels, sizes))
                begin = end
        return [groups[number] for number in torch.randperm(len(groups))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the language model's, with what examples.py wrote")
    parser.add_argument("--language", required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the whole run, the decay included")
    parser.add_argument("--pieces", type=int, help="of a step, if not as many as in config.toml")
    parser.add_argument("--begin", type=Path, help="detectors to go on from; the rate falls once it is warm")
    parser.add_argument("--rate", type=float, help="the highest, if not that of config.toml")
    parser.add_argument("--output", type=Path, help="where to, if not WORK/detector.pt; needed with --begin")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.begin and not arguments.output:
        parser.error("--begin needs --output: what stands in WORK/detector.pt would be gone on from instead.")
    plan = tomllib.loads((HERE / "config.toml").read_text())
    own = plan["detector"]
    own["batch_pieces"] = arguments.pieces or own["batch_pieces"]
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(own["seed"])
    decoders, alone = trained(arguments.work, plan)
    alone = alone.to(DEVICE)
    for decoder in decoders:
        decoder.to(DEVICE).eval().requires_grad_(requires_grad=False)
    model, rate = Detectors(own["number"], plan["width"]).to(DEVICE), arguments.rate or own["learning_rate"]
    matrices = [p for one in model.each for p in one.enc.parameters() if p.ndim == 2]
    others = [p for p in model.parameters() if not any(p is one for one in matrices)]
    steppers = [muon(matrices, rate), torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0)]
    if arguments.begin:
        model.load_state_dict(torch.load(arguments.begin, weights_only=True, map_location=DEVICE)["model"])
    latest = arguments.output or arguments.work / "detector.pt"
    decay = 1.0 if arguments.begin else own["decay_share"]
    step = resume(latest, model, steppers)
    torch.manual_seed(own["seed"] + step)  # other sentences after each start
    examples = Examples(arguments.work / "examples", own, arguments.language)

    def stream() -> Iterator[tuple[Tensor, ...]]:
        while True:
            yield from examples.draw(own["last_share_human"] if left < own["last"] else examples.human)

    history, started, saved_at, left = [], time.time(), time.time(), 1 - step / arguments.steps
    batches = stream()
    while step < arguments.steps:
        left = 1 - step / arguments.steps
        share = min(1.0, (step + 1) / own["warmup_steps"]) * min(1.0, left / decay + 0.02)
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = rate * share
        ids, marks, labels, lengths = next(batches)
        with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
            with torch.no_grad():
                begun = functional.pad(ids, (1, 0), value=BEGIN)
                rows = max(1, PART // ids.shape[1])
                parts = zip(begun.split(rows), lengths.split(rows), strict=True)
                read = torch.cat([reading(decoders, alone, *part)[1] for part in parts])
            said = model(read, lengths)
        of_tokens = torch.stack([loss_of(tokens, marks) for tokens, _ in said])
        of_whole = torch.stack([loss_of(whole, labels) for _, whole in said])
        (of_tokens + 0.5 * of_whole).sum().backward()
        nn.utils.clip_grad_norm_([*matrices, *others], 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step += 1
        history.append(torch.stack([of_tokens.detach().mean(), of_whole.detach().mean()]))
        if step % 50 == 0:
            means = "token loss {:.4f} sentence loss {:.4f}".format(*torch.stack(history[-50:]).mean(0).tolist())
            print(f"step {step} {means} {time.time() - started:.0f} s", flush=True)
        if time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step == arguments.steps:
            keep(latest, model, steppers, step)
            saved_at = time.time()


if __name__ == "__main__":
    main()
