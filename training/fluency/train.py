"""Train the fluency model; stops at any time, resumes from its last checkpoint."""

from __future__ import annotations

import argparse
import math
import pickle
import random
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from count import is_drawn
from damage import IGNORE, UNSPACED, Damage, Word, words_of
from network import FluencyNetwork
from reading import FEATURES, Reading, padded
from torch import distributed
from torch.nn import functional

from corpus import fold, kept_back

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from muon import FAST_BFLOAT, muon  # noqa: E402  after the path is set

Example = tuple[list[int], list[float], float]  # ids, token labels, sentence label (IGNORE: none)


def by_language(found: list[tuple[str, list[Word], float]]) -> dict[str, list[tuple[list[Word], float]]]:
    pools: dict[str, list[tuple[list[Word], float]]] = {}
    for code, words, label in found:
        pools.setdefault(code, []).append((words, label))
    return pools


class Material:
    """Draws training examples: text, what is wrong with each word, what is wrong with the whole."""

    def __init__(self, work: Path, config: dict, seed: int) -> None:
        with (work / "material.pickle").open("rb") as file:
            stored = pickle.load(file)  # noqa: S301  our own file, written by prepare.py
        self.clean, self.fluent, self.marked = stored["clean"], stored["fluent"], stored["marked"]
        self.assessed, self.glosses, self.references = stored["assessed"], stored["glosses"], stored["references"]
        with (work / "literal.pickle").open("rb") as file:
            stored |= pickle.load(file)  # noqa: S301  our own file, written by literal.py
        self.literal, self.weak_systems = (by_language(stored[name]) for name in ("literal", "weak_systems"))
        # the n-grams of the other sentences are counted: what is drawn must be as new to the counts as a user's text
        self.clean = {c: [s for s in found if is_drawn(c, s)] or found for c, found in self.clean.items()}
        self.fluent = {c: [s for s in found if not kept_back(s)] for c, found in self.fluent.items()}
        for code in UNSPACED:  # characters outside the vocabulary have no piece of their own
            for pool in (self.clean, self.fluent):
                pool[code] = [s for s in pool.get(code, []) if "<0x" not in s]
        self.chance = random.Random(seed)
        self.damage = Damage(stored["lexicons"], self.chance)
        self.reading = Reading(work)
        self.cached: dict[str, list[int]] = {}
        self.limit = config["data"]["max_tokens"]
        rest = [c for c in self.clean if c not in {"de", "en"}]
        sizes = np.array([len(self.clean[c]) for c in rest]) ** 0.5
        german, english = config["data"]["weight_german"], config["data"]["weight_english"]
        self.codes = ["de", "en", *rest]
        self.weights = [german, english, *((1 - german - english) * sizes / sizes.sum())]
        self.weak: dict[str, list[tuple[str, list[Word], float]]] = {"plain": [], "spliced": []}
        for path in sorted((work / "weak").glob("*.tsv")):
            code, kind = path.name.split(".")[:2]
            known = self.references[code]
            for line in path.open(encoding="utf-8"):
                source, text = (fold(part) for part in line.split("\t"))
                words = words_of(text)
                if len(words) > 3 and source in known.pairs and not kept_back(source):
                    self.weak[kind].append((code, words, known.label(source, words, spliced=kind == "spliced")))
        plan = config["training"]
        self.share_spliced = plan["share_spliced"]
        self.kinds = [
            (self.draw_clean, plan["share_clean"]),
            (self.draw_fluent, plan["share_fluent_mt"]),
            (self.draw_damaged, plan["share_damaged"]),
            (self.draw_literal, plan["share_literal"]),
            (self.draw_weak_system, plan["share_weak_systems"]),
            (self.draw_gloss, plan["share_gloss"]),
            (self.draw_weak, plan["share_weak_mt"] if all(self.weak.values()) else 0.0),
        ]
        print(f"{sum(map(len, self.weak.values()))} weak translations, {len(self.glosses)} glosses", flush=True)

    def encode(self, words: list[Word], sentence: float, code: str) -> Example:
        """Ids and labels; a chunk without blanks is encoded by itself, its label goes to all its pieces."""
        if code in UNSPACED:
            text, labels = "", []
            for word in words:
                text += str(word)
                labels += [word.label] * len(str(word))
            ids, marks = [], []
            found = self.reading.pieces.encode(text, return_type="offset_mapping")
            for number, (begin, end) in zip(found["ids"], found["offsets"], strict=True):
                ids.append(number)
                marks.append(max(labels[begin:end], default=0.0))
            return ids[: self.limit], marks[: self.limit], sentence
        ids, marks = [], []
        for word in words:
            chunk = str(word)
            if not chunk:
                continue
            known = self.cached.get(chunk)
            if known is None:
                known = self.reading.pieces.encode(chunk)
                if len(self.cached) < 2_000_000:
                    self.cached[chunk] = known
            ids += known
            marks += [word.label] * len(known)
        return ids[: self.limit], marks[: self.limit], sentence

    def code(self) -> str:
        return self.chance.choices(self.codes, self.weights)[0]

    def draw_clean(self) -> Example:
        code = self.code()
        return self.encode(words_of(self.chance.choice(self.clean[code])), 0.0, code)

    def draw_fluent(self) -> Example:
        code = self.code()
        found = self.fluent.get(code) or self.clean[code]
        return self.encode(words_of(self.chance.choice(found)), 0.0, code)

    def draw_damaged(self) -> Example:
        code = self.code()
        pool = self.fluent[code] if self.chance.random() < 0.25 and self.fluent.get(code) else self.clean[code]
        words, edits = self.damage.apply(self.chance.choice(pool), code, self.chance.choice(pool))
        length = sum(1 for w in words if w.core)
        garbled = 0.0 if edits == 0 else min(1.0, 0.3 + 1.8 * edits / max(6, length) + 0.1 * (edits - 1))
        return self.encode(words, garbled, code)

    def draw_gloss(self) -> Example:
        code, words, label = self.chance.choice(self.glosses)
        return self.encode(words, label, code)

    def draw_literal(self) -> Example:
        while (code := self.code()) not in self.literal:
            pass
        words, label = self.chance.choice(self.literal[code])
        return self.encode(words, label, code)

    def draw_weak_system(self) -> Example:
        code = self.chance.choice(list(self.weak_systems))
        words, label = self.chance.choice(self.weak_systems[code])
        return self.encode(words, label, code)

    def draw_weak(self) -> Example:
        spliced = self.chance.random() < self.share_spliced
        code, words, label = self.chance.choice(self.weak["spliced" if spliced else "plain"])
        return self.encode(words, label, code)

    def draw(self) -> Example:
        kinds, weights = zip(*self.kinds, strict=True)
        return self.chance.choices(kinds, weights)[0]()

    def human(self) -> dict[str, list[Example]]:
        """MQM spans and direct assessments as examples, German ones apart; sentence labels are graded."""
        found: dict[str, list[Example]] = {"de": [], "other": []}
        for code, text, spans, label in self.marked:
            words, at = words_of(text), 0
            for word in words:
                begin = text.index(str(word), at)
                at = begin + len(str(word))
                weight = max((w for s, e, w in spans if s < at and e > begin), default=0.0)
                word.label = weight if spans or label == 0 else IGNORE
            found["de" if code == "de" else "other"].append(self.encode(words, label, code))
        for pair, code, text, mean in self.assessed:
            if code in UNSPACED:
                continue
            label = min(1.0, max(0.0, (75 - mean) / 55)) * (0.8 if pair in {"ne-en", "si-en"} else 1.0)
            words = words_of(text)
            for word in words:
                word.label = IGNORE
            found["de" if code == "de" else "other"].append(self.encode(words, label, code))
        return found


Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def batches(
    examples: Iterator[Example], counts_of: Callable[[np.ndarray], np.ndarray], budget: int, pool: int = 1500
) -> Iterator[Batch]:
    """Padded batches of like length from a stream."""
    while True:
        drawn = [e for _, e in zip(range(pool), examples, strict=False) if len(e[0]) > 2]
        if not drawn:
            return
        drawn.sort(key=lambda e: len(e[0]))
        groups, current = [], []
        for example in drawn:
            if current and (len(current) + 1) * len(example[0]) > budget:
                groups.append(current)
                current = []
            current.append(example)
        groups.append(current)
        random.shuffle(groups)
        for group in groups:
            tokens, marks, whole = zip(*group, strict=True)
            ids = padded(tokens)
            yield (
                torch.from_numpy(ids),
                torch.from_numpy(counts_of(ids)),
                torch.from_numpy(padded(marks, IGNORE, np.float32)),
                torch.tensor(whole),
            )


def losses(model: FluencyNetwork, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    ids, counts, labels, sentence = batch
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=FAST_BFLOAT):
        tokens, whole = model(ids, counts)
    kept = labels >= 0
    token_loss = (
        functional.binary_cross_entropy_with_logits(tokens.float()[kept], labels[kept])
        if kept.any()
        else tokens.float().sum() * 0
    )
    return token_loss, functional.binary_cross_entropy_with_logits(whole.float(), sentence.float())


def average(parameters: list[torch.nn.Parameter]) -> None:
    """Make every process's gradients their mean."""
    flat = torch.cat([p.grad.flatten() for p in parameters])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    for parameter, part in zip(parameters, flat.split([p.numel() for p in parameters]), strict=True):
        parameter.grad.copy_(part.view_as(parameter))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--steps", type=int, required=True, help="length of the whole run, the decay at its end included"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rank", type=int, default=0, help="this process's number, of --processes that train together")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights to begin from instead of word vectors (recover.py)")
    parser.add_argument("--last", action="store_true", help="the last part: more of what people marked, to a low rate")
    arguments = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text())
    plan = config["training"] | (config["last"] if arguments.last else {})
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(config["seed"])
    random.seed(config["seed"] + arguments.rank)
    model = FluencyNetwork(config["data"]["vocabulary_size"], FEATURES, config["network"])
    if arguments.processes > 1:
        meeting = f"file://{(arguments.work / 'meeting').resolve()}"
        distributed.init_process_group("gloo", init_method=meeting, rank=arguments.rank, world_size=arguments.processes)
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "encoder" in n]
    others = [p for n, p in model.named_parameters() if not (p.ndim == 2 and "encoder" in n)]
    rate = plan["learning_rate"]
    steppers = [
        muon(matrices, rate),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    latest = arguments.work / "checkpoint.pt"
    step = tokens = 0
    if latest.exists():
        state = torch.load(latest, weights_only=True)
        model.load_state_dict(state["model"])
        for stepper, saved in zip(steppers, state["optimizers"], strict=True):
            stepper.load_state_dict(saved)
        step, tokens = 0 if arguments.last and not state.get("last") else state["step"], state["tokens"]
    material = Material(arguments.work, config, config["seed"] + tokens + 1_000_003 * arguments.rank)
    human = material.human()
    if tokens == 0 and arguments.start:
        model.load_state_dict(torch.load(arguments.start, weights_only=True)["model"])
    elif tokens == 0:
        model.embedding.weight.data.copy_(torch.from_numpy(np.load(arguments.work / "vectors.npy")))
    size, marked = sum(p.numel() for p in model.parameters()), sum(map(len, human.values()))
    print(f"{size} parameters, {marked} human-marked, from step {step}", flush=True)

    def stream() -> Iterator[Example]:
        while True:
            if material.chance.random() < plan["share_human"]:
                german = material.chance.random() < plan["share_human_german"]
                yield material.chance.choice(human["de" if german else "other"])
            else:
                yield material.draw()

    history, started, saved_at, first = [], time.time(), time.time(), tokens
    for batch in batches(stream(), material.reading.counts, plan["batch_tokens"]):
        share = max(0.0, (step / arguments.steps - (1 - plan["decay_share"])) / plan["decay_share"])
        now = rate * min(1.0, (step + 1) / plan["warmup_steps"]) * (0.03 + 0.97 * (1 + math.cos(math.pi * share)) / 2)
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = now
        token_loss, sentence_loss = losses(model, batch)
        (token_loss + 0.5 * sentence_loss).backward()
        if arguments.processes > 1:
            average([p for p in (*matrices, *others) if p.grad is not None])
        torch.nn.utils.clip_grad_norm_([*matrices, *others], 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        step, tokens = step + 1, tokens + int((batch[0] > 0).sum())
        history.append((token_loss.item(), sentence_loss.item()))
        if step % 100 == 0 and arguments.rank == 0:
            speed = (tokens - first) / (time.time() - started)
            means = np.mean(history[-100:], axis=0)
            print(
                f"step {step} token loss {means[0]:.4f} sentence loss {means[1]:.4f} "
                f"tokens {tokens} {speed:.0f}/s rate {now:.5f}",
                flush=True,
            )
        late = time.time() - saved_at > 60 * plan["checkpoint_minutes"] or step >= arguments.steps
        if late and arguments.rank == 0:
            state = {
                "model": model.state_dict(),
                "optimizers": [s.state_dict() for s in steppers],
                "step": step,
                "tokens": tokens,
                "last": arguments.last,
            }
            torch.save(state, latest.with_suffix(".part"))
            latest.with_suffix(".part").replace(latest)
            saved_at = time.time()
        if step >= arguments.steps:
            break


if __name__ == "__main__":
    main()
