"""A language model: how surprising each piece of a sentence is after those before it, and by itself.

Garbled text is locally plausible and globally odd: the words are common, but nobody would go on with them here. A small
causal Transformer decoder (`bundled/fluency/language_models/`, one a language) gives each piece's surprisal by forced
decoding; less the piece's surprisal by its frequency alone, so that rare words and names do not count, this is how much
a piece is *out of place* (the negative of the pointwise mutual information of a piece and what stands before it).

A detector, in German the mean of two, reads the language model's states of the whole sentence, and in German those of
another one that reads from the last piece to the first, and gives each piece's probability of being damaged and the
sentence's of being garbled: what a language model knows of words serves to find errors (Rei 2017). What people would
say of the sentence is foreseen beside that, by ridge regressions over the states (`training/judgement/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mtcheck.evidence import Judgement, PredictedToken
from mtcheck.inference import open_session, run_batches

if TYPE_CHECKING:
    import onnxruntime
    import sentencepiece

BEGIN = 2
"""The piece that stands before every text and after it."""
WINDOW = 240
"""Pieces the model reads at once, as in training; of longer sentences each part is read by itself."""
BATCH_TOKENS = 128
"""Fewer than other models' batches: the scores of all 16,000 pieces are held at each place."""
ONE_STYLE = str.maketrans({**dict.fromkeys("„“”‟«»‹›", '"'), **dict.fromkeys("‚‘’‛´`", "'"), "—": "–"})
"""Quotes and dashes in one style: which one a text uses says who set it, not how it reads."""


class LanguageModel:
    """The model of one language in `folder`, loaded when first used; `threads` batches are read side by side."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.folder = folder
        self.threads = threads

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        return open_session(self.folder / "model.onnx")

    @cached_property
    def _pieces(self) -> sentencepiece.SentencePieceProcessor:
        import sentencepiece  # noqa: PLC0415  slow to import

        return sentencepiece.SentencePieceProcessor(model_file=str(self.folder / "sentencepiece.model"))

    def read(self, sentences: Sequence[str]) -> list[tuple[tuple[PredictedToken, ...], float, Judgement]]:
        """The pieces of each sentence with what is said of them, how likely, 0 to 1, it is garbled, and its judgement.

        A long sentence, read in parts, is as bad as its worst part.
        """
        encoded = [self._pieces.encode(s.translate(ONE_STYLE), return_type="offset_mapping") for s in sentences]
        parts = [(index, part) for index, found in enumerate(encoded) for part in _parts(len(found["ids"]))]
        ids = [[BEGIN, *encoded[index]["ids"][part]] for index, part in parts]
        read: list[tuple[np.ndarray, ...]] = [()] * len(ids)
        whole = [(0.0, Judgement())] * len(ids)
        session = self._session  # loaded before several threads ask

        def look(batch: list[int]) -> None:
            ids_of_batch = np.array([ids[i] for i in batch], dtype=np.int64)
            after, alone, damage, garbled, foreseen = session.run(None, {"ids": ids_of_batch})
            for row, number in enumerate(batch):
                read[number] = tuple(of_all[row].astype(float).round(3) for of_all in (after, alone, damage))
                whole[number] = round(float(garbled[row]), 4), judgement(foreseen[row])

        run_batches(look, [len(one) for one in ids], BATCH_TOKENS, self.threads)
        tokens: list[list[PredictedToken]] = [[] for _ in sentences]
        worst: dict[int, tuple[float, Judgement]] = {}
        for (index, part), of_one, said in zip(parts, read, whole, strict=True):
            garbled, judged = worst.get(index, said)
            worst[index] = max(garbled, said[0]), judged.worse(said[1])
            offsets = encoded[index]["offsets"][part]
            for (begin, end), *values in zip(offsets, *(of_all.tolist() for of_all in of_one), strict=True):
                tokens[index].append(PredictedToken(begin, end, *values))
        return [(tuple(found), *worst.get(index, (0.0, Judgement()))) for index, found in enumerate(tokens)]


def judgement(values: np.ndarray) -> Judgement:
    """What a network's output of that name (`training/judgement/`) says of one text."""
    return Judgement(*values.astype(float).round(4).tolist())


def _parts(pieces: int) -> list[slice]:
    """A sentence's pieces in parts of about one length, none longer than `WINDOW`: a few by themselves say nothing."""
    length = -(-pieces // max(1, -(-pieces // WINDOW)))
    return [slice(start, start + length) for start in range(0, pieces, length)] if pieces else []
