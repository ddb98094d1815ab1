"""The fluency model: reads a sentence alone and says, token by token, how likely it is damaged.

The model is a small multilingual encoder that ships with mtcheck (`bundled/fluency/`, its card says how it was made).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mtcheck.argos.engine import available_cpus
from mtcheck.evidence import DamagedToken, Fluency, Judgement
from mtcheck.inference import open_session, run_batches
from mtcheck.language_model import LanguageModel, judgement
from mtcheck.ngrams import Familiarity, NgramTable, familiarity

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
    sentence reads alike in any company; as many batches as there are CPUs are read side by side, one thread each.
    """

    def __init__(self, folder: Path = BUNDLED) -> None:
        self.folder = folder
        self.threads = available_cpus()

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
        names = ("model.onnx", "ngrams.npz", "sentencepiece.model")
        for path in (*(self.folder / name for name in names), *sorted(self.folder.glob("language_models/*/*"))):
            digest.update(path.read_bytes())
        return f"fluency:{described['version']}@{digest.hexdigest()[:8]}"

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        return open_session(self.folder / "model.onnx")

    @cached_property
    def _language_models(self) -> dict[str, LanguageModel]:
        """By language; most have none."""
        found = (self.folder / "language_models").glob("*")
        return {folder.name: LanguageModel(folder, self.threads) for folder in found}

    @cached_property
    def _ngrams(self) -> NgramTable:
        return NgramTable.load(self.folder / "ngrams.npz")

    @cached_property
    def _pieces(self) -> sentencepiece.SentencePieceProcessor:
        import sentencepiece  # noqa: PLC0415  slow to import

        return sentencepiece.SentencePieceProcessor(model_file=str(self.folder / "sentencepiece.model"))

    def is_known(self, word: str) -> bool:
        """Whether a word is in the model's vocabulary as a whole, as common words and names are."""
        return len(self._pieces.encode(word)) == 1

    def read(self, sentences: Sequence[str], language: str | None = None) -> list[Fluency]:
        """Read sentences, each of at least one visible character; its language's model, if there is one, reads too."""
        windows: list[list[_Piece]] = []
        owners: list[int] = []
        for index, sentence in enumerate(sentences):
            for window in self._windows(sentence):
                windows.append(window)
                owners.append(index)
        damage: list[np.ndarray] = [np.empty(0)] * len(windows)
        garbled = [0.0] * len(windows)
        judged = [Judgement()] * len(windows)
        familiar: list[Familiarity | None] = [None] * len(windows)
        if not windows:
            return self._foreseen(sentences, [Fluency(0.0, (), _least_familiar([])) for _ in sentences], language)
        session, ngrams = self._session, self._ngrams  # loaded before several threads ask

        def look(batch: list[int]) -> None:
            ids = np.array([[p.id for p in windows[index]] for index in batch], dtype=np.int64)
            tokens, whole, foreseen = session.run(None, {"ids": ids})
            counts = ngrams.read(ids)
            for row, index in enumerate(batch):
                damage[index] = tokens[row]
                garbled[index] = round(float(whole[row]), 4)
                judged[index] = judgement(foreseen[row])
                familiar[index] = familiarity(counts[row])

        run_batches(look, [len(w) for w in windows], BATCH_TOKENS, self.threads)
        readings: list[list[int]] = [[] for _ in sentences]
        for index, owner in enumerate(owners):
            readings[owner].append(index)
        found = [
            Fluency(
                max((garbled[i] for i in of_one), default=0.0),
                tuple(
                    _words(sentence, [p for i in of_one for p in windows[i]], [d for i in of_one for d in damage[i]])
                ),
                _least_familiar([f for i in of_one if (f := familiar[i]) is not None]),
                judged=_worst([(judged[i], len(windows[i])) for i in of_one]),
            )
            for sentence, of_one in zip(sentences, readings, strict=True)
        ]
        return self._foreseen(sentences, found, language)

    def _foreseen(self, sentences: Sequence[str], readings: list[Fluency], language: str | None) -> list[Fluency]:
        """The readings with what the language's model says of the sentences, in the places of their own characters."""
        model = self._language_models.get(language or "")
        if model is None:
            return readings
        joined = [_joined(sentence) for sentence in sentences]
        said = model.read([text for text, _ in joined])
        return [
            replace(
                reading,
                predicted=tuple(
                    replace(t, start=_place(places, t.start), end=_place(places, t.end - 1) + 1) for t in tokens
                ),
                predicted_garbled=garbled,
                predicted_judged=judged,
            )
            for reading, (tokens, garbled, judged), (_, places) in zip(readings, said, joined, strict=True)
        ]

    def _windows(self, sentence: str) -> Iterator[list[_Piece]]:
        """The sentence's pieces with their characters, cut between words where it is longer than the window."""
        text, places = _joined(sentence)
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


def _joined(sentence: str) -> tuple[str, Sequence[int]]:
    """The sentence without the blanks before its compounds' hyphens, and where each of its characters stands."""
    removed = {m.start() for m in DETACHED_HYPHEN.finditer(sentence)}
    if not removed:
        return sentence, range(len(sentence))
    return DETACHED_HYPHEN.sub("", sentence), [i for i in range(len(sentence)) if i not in removed]


def _place(places: Sequence[int], index: int) -> int:
    return places[max(0, min(index, len(places) - 1))]


def _least_familiar(windows: Sequence[Familiarity]) -> Familiarity:
    """A long sentence is as familiar as its least familiar window."""
    return max(windows, key=lambda one: one.surprisal, default=Familiarity(0.0, 0.0, 0.0, 0.0))


def _worst(parts: Sequence[tuple[Judgement, int]]) -> Judgement:
    """A long sentence is as bad as its worst window; one of few pieces, as the last may be, says little of it."""
    most = max((pieces for _, pieces in parts), default=0)
    long = [judged for judged, pieces in parts if 2 * pieces >= most]
    return reduce(Judgement.worse, long) if long else Judgement()


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
