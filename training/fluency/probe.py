"""Look at a checkpoint: how well it ranks labelled sentences, documents and other languages' weak translations."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from network import FluencyNetwork

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "benchmarks"))
import labelled  # noqa: E402  after the path is set

from mtcheck.evaluation.measures import auc, matched_auc, spearman  # noqa: E402

OTHERS = {
    "fi": "argos",
    "ar": "argos",
    "tr": "argos",
    "hi": "argos",
    "da": "argos",
    "ro": "opusmt",
    "fr": "bergamot-tiny",
    "es": "bergamot-tiny",
    "et": "bergamot-tiny",
    "ko": "argos",
    "lv": "nllb",
    "sv": "nllb",
}


class Reader:
    """Gives texts their sentence logit and mean token damage with a checkpoint's network."""

    def __init__(self, work: Path, checkpoint: Path) -> None:
        config = tomllib.loads((HERE / "config.toml").read_text())
        self.network = FluencyNetwork(config["data"]["vocabulary_size"], config["network"])
        self.network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["model"])
        self.network.eval()
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "sentencepiece.model"))

    @torch.inference_mode()
    def read(self, texts: list[str]) -> np.ndarray:
        """(sentences, 2): the sentence's log-odds, the mean of its tokens' -log(1 - damage)."""
        by_length: dict[int, list[int]] = {}
        ids = [i[:110] or [3] for i in self.pieces.encode(texts)]
        for row, own in enumerate(ids):
            by_length.setdefault(len(own), []).append(row)
        found = np.zeros((len(texts), 2))
        for alike in by_length.values():
            for start in range(0, len(alike), 64):
                rows = alike[start : start + 64]
                tokens, whole = self.network(torch.tensor([ids[row] for row in rows]))
                found[rows, 0] = whole.numpy()
                found[rows, 1] = torch.nn.functional.softplus(tokens).mean(1).numpy()
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, help="checkpoint.pt of the work folder if not given")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    reader = Reader(arguments.work, arguments.checkpoint or arguments.work / "checkpoint.pt")

    def columns(rows: list[labelled.Labelled]) -> tuple[np.ndarray, ...]:
        label = np.array([-1.0 if r.label is None else r.label for r in rows])
        length = np.array([len(r.text.split()) for r in rows], float)
        return reader.read([r.text for r in rows]), label, length

    def line(name: str, values: list[float]) -> None:
        print(f"{name:46}", "  ".join(f"{v:.3f}" for v in values), flush=True)

    print(f"{'':46} sentence  mean token")
    qe = list(labelled.qe2022(arguments.data))
    value, label, length = columns(qe)
    machine = np.array([r.group == "qe2022" for r in qe])
    score = np.array([np.nan if r.score is None else r.score for r in qe])
    judged, against = machine & (label >= 0), (machine & (label == 1)) | ~machine
    line("QE 2022 AUC < 50 against 100", [auc(value[judged, k], label[judged]) for k in (0, 1)])
    line("QE 2022 AUC against human", [auc(value[against, k], label[against]) for k in (0, 1)])
    line("QE 2022 Spearman", [spearman(-value[machine, k], score[machine]) for k in (0, 1)])
    news = labelled.documents(labelled.german_news(arguments.data, "wikinews"), 80)
    news_value, *_ = columns(news)

    def means(rows: list[labelled.Labelled], values: np.ndarray) -> np.ndarray:
        names = sorted({r.document for r in rows})
        place = np.array([names.index(r.document) for r in rows])
        counts = np.bincount(place)
        kept = counts >= 5
        return np.stack([np.bincount(place, values[:, k])[kept] / counts[kept] for k in (0, 1)], 1)

    weak = means([r for r, m in zip(qe, machine, strict=True) if m], value[machine])
    human = means([r for r, m in zip(qe, machine, strict=True) if not m], value[~machine])
    clean = means(news, news_value)
    for name, other in (("its human translations", human), ("Wikinews", clean)):
        y = np.r_[np.ones(len(weak)), np.zeros(len(other))]
        line(f"QE 2022 documents against {name}", [auc(np.r_[weak[:, k], other[:, k]], y) for k in (0, 1)])
    rows = [r for r in labelled.sample(labelled.mqm(arguments.data), 3500) if r.label is not None]
    value, label, length = columns(rows)
    for group in ("mqm-de", "mqm-en"):
        inside = np.array([r.group == group for r in rows])
        line(f"{group} matched", [matched_auc(value[inside, k], label[inside], length[inside]) for k in (0, 1)])
    rows = [r for r in labelled.mlqe(arguments.data) if r.group in {"mlqe-ne-en", "mlqe-si-en"} and r.label is not None]
    value, label, length = columns(rows)
    line("ne-en, si-en matched", [matched_auc(value[:, k], label, length) for k in (0, 1)])
    weak_rows: dict[str, list[str]] = {}
    for row in labelled.table(arguments.data / "mt" / "en_to_x_systems.tsv.xz"):
        code = row["target_lang"]
        if OTHERS.get(code) == row["system"] and labelled.kept_back(labelled.fold(row["source"])):
            weak_rows.setdefault(code, []).append(labelled.fold(row["translation"]))
    for code, texts in sorted(weak_rows.items()):
        sound = [r.text for r in labelled.sample(labelled.clean_sentences(arguments.data, code), 300)]
        value = reader.read(texts + sound)
        label = np.r_[np.ones(len(texts)), np.zeros(len(sound))]
        length = np.array([len(t) for t in texts + sound], float)
        name = f"{code} {OTHERS[code]} against human text, {len(texts)}"
        line(name, [matched_auc(value[:, k], label, length) for k in (0, 1)])


if __name__ == "__main__":
    main()
