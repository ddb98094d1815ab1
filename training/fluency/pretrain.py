"""Train the network on sound text alone: a generator fills masked pieces, the network tells which are not the text's.

That is replaced token detection (Clark et al. 2020, ELECTRA). Stops at any time, resumes from its last checkpoint.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from network import MASK, FluencyNetwork, Generator, inside
from rows import LENGTH, Sentences, rows_of
from torch import Tensor, nn
from torch.nn import functional

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from machine import DEVICE, IN_BFLOAT  # noqa: E402  after the path is set
from muon import muon  # noqa: E402
from resuming import keep, resume  # noqa: E402


class Sound:
    """Draws rows of sound text, German and English by their weights, other languages by the root of their size."""

    def __init__(self, work: Path, config: dict) -> None:
        sentences = Sentences.load(work / "examples" / "sound.npz")
        self.rows = rows_of(sentences)
        codes, self.counts = np.unique(sentences.languages[self.rows.first.numpy()], return_counts=True)
        self.rows = self.rows.to(DEVICE)
        self.starts = torch.from_numpy(np.cumsum(self.counts) - self.counts).to(DEVICE)
        self.counts = torch.from_numpy(self.counts).to(DEVICE)
        own = {"de": config["data"]["weight_german"], "en": config["data"]["weight_english"]}
        rest = np.array([0.0 if code in own else n**0.5 for code, n in zip(codes, self.counts.tolist(), strict=True)])
        share = rest / rest.sum() * (1 - sum(own.values()))
        share += [own.get(code, 0.0) for code in codes]
        self.share = torch.from_numpy(share).to(DEVICE)

    def draw(self, count: int) -> Tensor:
        """Numbers of rows."""
        language = torch.multinomial(self.share, count, replacement=True)
        place = (torch.rand(count, device=DEVICE) * self.counts[language]).long()
        return self.starts[language] + place.minimum(self.counts[language] - 1)


def beginnings(work: Path) -> Tensor:
    """Which pieces begin a word."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "sentencepiece.model"))
    return torch.tensor([pieces.id_to_piece(i).startswith("\u2581") for i in range(len(pieces))], device=DEVICE)


def replaced(  # noqa: PLR0913, PLR0917  two networks, two kinds of masking
    generator: Generator,
    e: nn.Embedding,
    ids: Tensor,
    segments: Tensor,
    begins: Tensor,
    rate: Tensor,
    by_words: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Rows with masked pieces filled by the generator; where that is not what stood there; the generator's loss.

    `rate` (batch, 1) is the share masked; `by_words` (batch,) tells the rows where whole words are.
    """
    real = inside(ids, segments)
    word = torch.cumsum((begins[ids] | ~real).long(), 1).clamp(max=LENGTH - 1)
    chance = torch.rand(ids.shape, device=ids.device)
    chance = torch.where(by_words[:, None], chance.gather(1, word), chance)
    places = real & (chance < rate)
    scores = generator(e, torch.where(places, MASK, ids), segments, places).float()
    loss = functional.cross_entropy(scores, ids[places])
    filled = ids.clone()
    filled[places] = (scores.detach() - torch.empty_like(scores).exponential_().log_()).argmax(1)  # Gumbel: a sample
    return filled, (filled != ids).float(), loss


def optimizers(matrices: list[nn.Parameter], others: list[nn.Parameter], rate: float) -> list[torch.optim.Optimizer]:
    """Muon for matrices; of the rest the rate is half."""
    return [muon(matrices, rate), torch.optim.AdamW(others, lr=rate / 2, betas=(0.9, 0.95), weight_decay=0.0)]


def set_rate(steppers: list[torch.optim.Optimizer], rate: float) -> None:
    for stepper, part in zip(steppers, (1.0, 0.5), strict=True):
        for group in stepper.param_groups:
            group["lr"] = rate * part


def compiled(*networks: nn.Module) -> None:
    """Compile their blocks, which are all alike."""
    torch._dynamo.config.cache_size_limit = 64  # noqa: SLF001  its documented place
    for network in networks:
        for block in network.encoder.blocks:
            block.compile()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True, help="of the whole run, the decay at its end included")
    parser.add_argument("--rows", type=int, help="of a step, if fewer than in config.toml")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    plan = config["pretraining"]
    count = arguments.rows or plan["rows"]
    torch.manual_seed(config["seed"])
    network = FluencyNetwork(config["data"]["vocabulary_size"], config["network"] | {"dropout": 0.0}).to(DEVICE)
    generator = Generator(config["network"]["vectors"], config["network"]["generator_layers"]).to(DEVICE)
    matrices = [*network.encoder.parameters(), *generator.encoder.parameters()]
    others = [network.e.weight, *network.token_head.parameters()]
    steppers = optimizers(matrices, others, plan["learning_rate"])
    latest, both = arguments.work / "pretrained.pt", nn.ModuleList([network, generator])
    step = resume(latest, both, steppers)
    torch.manual_seed(config["seed"] + step)  # new rows after each start
    compiled(network, generator)
    sound, begins = Sound(arguments.work, config), beginnings(arguments.work)
    history, started, saved_at = [], time.time(), time.time()
    while step < arguments.steps:
        left = 1 - step / arguments.steps
        decay = plan["last_rate"] + (1 - plan["last_rate"]) * left / plan["decay_share"]
        set_rate(steppers, plan["learning_rate"] * min(1.0, (step + 1) / plan["warmup_steps"]) * min(1.0, decay))
        ids, segments, *_ = sound.rows.taken(sound.draw(count), sound.rows.labels.shape[1])
        lowest, highest = plan["masked"]
        rate = lowest + (highest - lowest) * torch.rand(count, 1, device=DEVICE)
        by_words = torch.rand(count, device=DEVICE) < plan["share_by_words"]
        with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=IN_BFLOAT):
            filled, labels, guessing = replaced(generator, network.e, ids, segments, begins, rate, by_words)
            _, logits = network.tokens(filled, segments)
        real = inside(ids, segments)
        telling = functional.binary_cross_entropy_with_logits(logits.float()[real], labels[real])
        (guessing + plan["weight_of_telling"] * telling).backward()
        nn.utils.clip_grad_norm_([*matrices, *others], plan["clip"])
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step += 1
        history.append((guessing.detach(), telling.detach(), labels[real].mean()))
        if step % 100 == 0:
            means = torch.tensor([[float(x) for x in row] for row in history[-100:]]).mean(0).tolist()
            said = "generator {:.3f} network {:.4f} replaced {:.3f}".format(*means)
            print(f"step {step} {said} {time.time() - started:.0f} s", flush=True)
        if time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step == arguments.steps:
            keep(latest, both, steppers, step)
            saved_at = time.time()


if __name__ == "__main__":
    main()
