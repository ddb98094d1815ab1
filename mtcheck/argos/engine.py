"""Runs one Argos package with CTranslate2: translation in large batches, and forced decoding."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from mtcheck.argos.loops import is_loop, length_limit
from mtcheck.argos.tokenizers import Span, Tokenizer, load_tokenizer
from mtcheck.errors import MtcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mtcheck.argos.packages import InstalledPair

T = TypeVar("T")

BATCH_TOKENS = 1024
RETRY_BEAM = 4
RETRY_NGRAM = 3
DECODING = f"beam:1|alike|batch:{BATCH_TOKENS}|retry:beam{RETRY_BEAM},norepeat{RETRY_NGRAM}"
"""What decides a translation besides the model, for signatures."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence's translation.

    `looped`: the model repeats itself, even on a second try with a wider beam. `truncated`: the sentence is longer
    than the model can read, and nothing was translated (`text` is empty), or its translation was cut off.
    """

    text: str
    looped: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class TokenScore:
    """Characters (start, exclusive end) of a target and the model's log-probability of them, in nats (0 and below)."""

    start: int
    end: int
    log_prob: float


class Translator:
    """The model and tokenizer of one package, loaded when first needed. CPU only; safe to use from several threads.

    `threads` batches run side by side, one thread each, sharing the weights; by default as many as there are CPUs to
    use. The compute type is the model's own: forcing "auto" turns some packages' output into garbage.
    """

    def __init__(self, pair: InstalledPair, *, threads: int | None = None) -> None:
        self.pair = pair
        self._threads = threads or available_cpus()
        self._model: Any = None
        self._tokenizer: Tokenizer | None = None

    def load(self) -> None:
        """Load tokenizer and model. MtcheckError if the package is broken."""
        import ctranslate2  # noqa: PLC0415  takes longer than everything else a command that needs no model does

        self._tokenizer = load_tokenizer(self.pair)
        path = str(self.pair.path / "model")
        try:
            model = ctranslate2.Translator(path, device="cpu", inter_threads=self._threads, intra_threads=1)
        except (RuntimeError, ValueError) as error:
            fault = str(error).splitlines()[0] if str(error) else "no reason given"
            message = f"The model of {self.pair.name} at {path} cannot be loaded ({fault}): install the package again."
            raise MtcheckError(message) from error
        self._model = model

    def length(self, text: str) -> int:
        """How many tokens a text has for this package."""
        return len(self._loaded()[1].encode(text))

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Translate sentences greedily, equal ones once. The model's repetitions are tried again with a wider beam."""
        _, tokenizer = self._loaded()
        tokens = {sentence: tokenizer.encode(sentence) for sentence in dict.fromkeys(sentences)}
        done = {sentence: Translation("") for sentence, own in tokens.items() if not own}
        done |= {s: Translation("", truncated=True) for s, own in tokens.items() if len(own) > self._hard_limit}
        waiting = {sentence: own for sentence, own in tokens.items() if sentence not in done}
        done |= self._decode(waiting, beam_size=1)
        looped = {sentence: waiting[sentence] for sentence in waiting if done[sentence].looped}
        if looped:
            done |= self._decode(looped, beam_size=RETRY_BEAM, no_repeat_ngram_size=RETRY_NGRAM, length_penalty=0.2)
        return [done[sentence] for sentence in sentences]

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[tuple[TokenScore, ...] | None]:
        """How probable the model finds each target as the translation of its source, token by token.

        Pieces that show no character (a blank, the first bytes of one) are taken with the next, the least probable of
        them speaking for all: bytes of a rare character, added up, would drown a sentence. The target prefix's and the
        end mark's own scores are left out. None where a text is empty or longer than the model can read.
        """
        model, tokenizer = self._loaded()
        prefix = [self.pair.target_prefix] if self.pair.target_prefix else []
        read = {text: tokenizer.encode(text) for text in dict.fromkeys(sources)}
        written = {text: tokenizer.encode_with_spans(text) for text in dict.fromkeys(targets)}
        pairs = [
            (source, target)
            for source, target in dict.fromkeys(zip(sources, targets, strict=True))
            if 0 < len(read[source]) <= self._hard_limit and 0 < len(written[target][0]) <= self._hard_limit
        ]
        scores: dict[tuple[str, str], tuple[TokenScore, ...]] = {}
        jobs = []
        for group in _alike(pairs, lambda pair: (len(read[pair[0]]), len(written[pair[1]][0]))):
            results = model.score_batch(
                [read[source] for source, _ in group],
                [prefix + written[target][0] for _, target in group],
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                max_input_length=0,
                asynchronous=True,
            )
            jobs += list(zip(group, results, strict=True))
        for (source, target), job in jobs:
            tokens, spans = written[target]
            own = job.result().log_probs[len(prefix) : len(prefix) + len(tokens)]
            scores[source, target] = tuple(visible(target, spans, own))
        return [scores.get(pair) or None for pair in zip(sources, targets, strict=True)]

    @property
    def _hard_limit(self) -> int:
        """Tokens beyond which a text is not given to the model: what it reads well, and as much again."""
        return 2 * self.pair.max_tokens

    def _loaded(self) -> tuple[Any, Tokenizer]:
        if self._model is None or self._tokenizer is None:
            self.load()
        if self._tokenizer is None:  # load() sets it or raises
            raise AssertionError
        return self._model, self._tokenizer

    def _decode(self, tokens: dict[str, list[str]], **options: float) -> dict[str, Translation]:
        """Translate token lists by sentence, each with room in proportion to its length."""
        model, tokenizer = self._loaded()
        prefix = self.pair.target_prefix
        jobs = []
        for sentences in _alike(tokens, lambda sentence: len(tokens[sentence])):
            # One more than is allowed, so that running out of room is seen as the loop it is; and the prefix.
            room = min(length_limit(len(tokens[sentences[0]])) + 2, 3 * self.pair.max_tokens)
            results = model.translate_batch(
                [tokens[sentence] for sentence in sentences],
                target_prefix=[[prefix]] * len(sentences) if prefix else None,
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=room,
                replace_unknowns=True,
                asynchronous=True,
                **options,
            )
            jobs += [(sentence, room, job) for sentence, job in zip(sentences, results, strict=True)]
        done: dict[str, Translation] = {}
        for sentence, room, job in jobs:
            hypothesis = job.result().hypotheses[0]
            found = [token for token in hypothesis if token != prefix]
            looped = is_loop(tokens[sentence], found)
            cut_off = len(hypothesis) >= room
            done[sentence] = Translation(tokenizer.decode(found), looped, cut_off and not looped)
        return done


def _alike(texts: Iterable[T], length: Callable[[T], int | tuple[int, int]]) -> list[list[T]]:
    """Group texts of the same length, the longest first, as the threads are then best used.

    Padding changes the last digits of a sum, and eight-bit models make more of that: in a batch without any, a text
    reads alike whatever its company.
    """
    groups: defaultdict[int | tuple[int, int], list[T]] = defaultdict(list)
    for text in texts:
        groups[length(text)].append(text)
    return [groups[key] for key in sorted(groups, reverse=True)]


@cache
def translator(pair: InstalledPair) -> Translator:
    """Return the process' one translator of a package: routes that share a package share its memory."""
    return Translator(pair)


def available_cpus() -> int:
    """CPUs this process may use; 1 or more."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


def visible(text: str, spans: Sequence[Span], log_probs: Sequence[float]) -> Iterable[TokenScore]:
    """Yield a score for each piece that shows characters; others go with the next, at the end with none."""
    waiting = 0.0
    for (first, last), log_prob in zip(spans, log_probs, strict=True):
        start, end = first, last
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        waiting = min(waiting, log_prob)
        if start < end:
            # Batches of other company change the last digits: rounding keeps results the same.
            yield TokenScore(start, end, min(0.0, round(waiting, 4)))
            waiting = 0.0
