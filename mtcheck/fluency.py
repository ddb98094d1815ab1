"""The fluency model: reads a sentence alone and says, token by token, how likely it is damaged.

The model is a small multilingual encoder that ships with mtcheck (`bundled/fluency/`, its card says how it was made).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mtcheck.argos.engine import available_cpus
from mtcheck.evidence import DamagedToken, Fluency
from mtcheck.ngrams import Familiarity, NgramTable, familiarity
from mtcheck.wordruns import WordRuns

if TYPE_CHECKING:
    import onnxruntime
    import sentencepiece

BUNDLED = Path(__file__).parent / "bundled" / "fluency"
WINDOW = 110
"""Tokens the model reads at once; longer sentences are read in windows."""
BATCH_TOKENS = 2048
# A verdict may not hang on one sign, so the model never sees the blank before a compound's hyphen.
DETACHED_HYPHEN = re.compile(r"(?<=\w) (?=[-\u2010\u2011][^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Piece:
    id: int
    start: int
    end: int


class FluencyModel:
    """The bundled model, loaded when first used.

    `read` gives one `Fluency` a sentence, in order. A batch holds sentences of one length, without any padding, so a
    sentence reads alike in any company. `threads` batches are read side by side, one thread each; 0 takes all CPUs.
    """

    def __init__(self, folder: Path = BUNDLED, threads: int = 0) -> None:
        self.folder = folder
        self.threads = threads or available_cpus()

    @cached_property
    def languages(self) -> frozenset[str]:
        """Codes of the languages the model was trained on."""
        described = json.loads((self.folder / "model.json").read_text(encoding="utf-8"))
        return frozenset(described["languages"])

    @cached_property
    def signature(self) -> str:
        """Names the model by its content: `fluency:<version>@<first eight hex digits of its sha256>`."""
        described = json.loads((self.folder / "model.json").read_text(encoding="utf-8"))
        digest = sha256()
        for name in ("model.onnx", "ngrams.npz", "sentencepiece.model", "wordruns.npz"):
            digest.update((self.folder / name).read_bytes())
        return f"fluency:{described['version']}@{digest.hexdigest()[:8]}"

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        # Some builds of ONNX Runtime report to their maker; it reads this when imported, its own call comes too late.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # noqa: PLC0415  slow to import, and `--help` needs none of it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # batches side by side share the CPUs better, and nobody spins waiting
        options.log_severity_level = 3
        options.add_session_config_entry("session.disable_quant_qdq", "1")  # unpack the weights once, when loading
        return onnxruntime.InferenceSession(self.folder / "model.onnx", options, providers=["CPUExecutionProvider"])

    @cached_property
    def _ngrams(self) -> NgramTable:
        return NgramTable.load(self.folder / "ngrams.npz")

    @cached_property
    def _runs(self) -> WordRuns:
        pieces = self._pieces
        return WordRuns.load(self.folder / "wordruns.npz", [pieces.id_to_piece(i) for i in range(len(pieces))])

    @cached_property
    def _pieces(self) -> sentencepiece.SentencePieceProcessor:
        import sentencepiece  # noqa: PLC0415  as above

        return sentencepiece.SentencePieceProcessor(model_file=str(self.folder / "sentencepiece.model"))

    def read(self, sentences: Sequence[str]) -> list[Fluency]:
        """Read sentences; each must hold at least one visible character."""
        windows: list[list[_Piece]] = []
        owners: list[int] = []
        for index, sentence in enumerate(sentences):
            for window in self._windows(sentence):
                windows.append(window)
                owners.append(index)
        order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
        damage: list[np.ndarray] = [np.empty(0)] * len(windows)
        garbled = [0.0] * len(windows)
        familiar: list[Familiarity | None] = [None] * len(windows)
        if not windows:
            return [Fluency(0.0, (), _least_familiar([])) for _ in sentences]
        session, ngrams, runs = self._session, self._ngrams, self._runs  # loaded before several threads ask

        def look(batch: list[int]) -> None:
            ids = np.array([[p.id for p in windows[index]] for index in batch], dtype=np.int64)
            counts, reading = ngrams.features(ids), runs.read(ids)
            beside = np.concatenate([counts, reading.features], axis=2)
            tokens, whole = session.run(None, {"ids": ids, "counts": beside})
            for row, index in enumerate(batch):
                damage[index] = tokens[row]
                garbled[index] = round(float(whole[row]), 4)
                familiar[index] = familiarity(counts[row], reading.words[row], reading.frames[row])

        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(look, _batches(order, [len(w) for w in windows])))
        readings: list[list[int]] = [[] for _ in sentences]
        for index, owner in enumerate(owners):
            readings[owner].append(index)
        return [
            Fluency(
                max((garbled[i] for i in found), default=0.0),
                tuple(_words(sentence, [p for i in found for p in windows[i]], [d for i in found for d in damage[i]])),
                _least_familiar([f for i in found if (f := familiar[i]) is not None]),
            )
            for sentence, found in zip(sentences, readings, strict=True)
        ]

    def _windows(self, sentence: str) -> Iterator[list[_Piece]]:
        """The sentence's pieces with their characters, cut between words where it is longer than the window."""
        removed = [m.start() for m in DETACHED_HYPHEN.finditer(sentence)]
        text = DETACHED_HYPHEN.sub("", sentence)
        places = [i for i in range(len(sentence)) if i not in set(removed)] if removed else range(len(sentence))
        pieces = []
        encoded = self._pieces.encode(text, return_type="offset_mapping")
        for number, (begin, end) in zip(encoded["ids"], encoded["offsets"], strict=True):
            first, last = min(begin, len(places) - 1), min(max(end, begin + 1), len(places))
            pieces.append(_Piece(number, places[first], places[max(first, last - 1)] + 1))
        while len(pieces) > WINDOW:
            cut = next(
                (i for i in range(WINDOW, WINDOW // 2, -1) if sentence[pieces[i].start : pieces[i].start + 1] == " "),
                WINDOW,
            )
            yield pieces[:cut]
            pieces = pieces[cut:]
        if pieces:
            yield pieces


def _least_familiar(windows: Sequence[Familiarity]) -> Familiarity:
    """A long sentence is as familiar as its least familiar window."""
    return max(windows, key=lambda one: one.surprisal, default=Familiarity(*[0.0] * 8))


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Groups of one length, from short to long, of at most `BATCH_TOKENS` tokens."""
    batch: list[int] = []
    for index in order:
        full = (len(batch) + 1) * lengths[index] > BATCH_TOKENS
        if batch and (full or lengths[batch[0]] != lengths[index]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _words(sentence: str, pieces: Sequence[_Piece], damage: Sequence[float]) -> Iterator[DamagedToken]:
    """Pieces joined to words at blanks; a word is as damaged as its worst piece."""
    start = end = -1
    worst = 0.0
    for piece, value in zip(pieces, damage, strict=True):
        begin = piece.start + (sentence[piece.start : piece.start + 1] == " ")
        stop = max(piece.end, begin)
        if start >= 0 and begin > end:
            yield DamagedToken(start, end, worst)
            start = -1
        if start < 0:
            start, worst = begin, 0.0
        end, worst = max(stop, start), max(worst, round(float(value), 4))
    if start >= 0 and end > start:
        yield DamagedToken(start, end, worst)
