"""A package's own tokenizer, with what Argos' lacks: character offsets, and decoding that keeps underscores."""

from __future__ import annotations

import html
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Protocol

from mtcheck.argos.upstream import argos_package
from mtcheck.errors import MtcheckError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtcheck.argos.packages import InstalledPair

Span = tuple[int, int]


class Tokenizer(Protocol):
    """Text to tokens and back, as the package's model was trained."""

    def encode(self, text: str) -> list[str]:
        """Return the text's tokens."""

    def encode_with_spans(self, text: str) -> tuple[list[str], list[Span]]:
        """Return the same tokens and, for each, the characters (start, exclusive end) it stands for; possibly none."""

    def decode(self, tokens: Sequence[str]) -> str:
        """Return the text of tokens."""


def load_tokenizer(pair: InstalledPair) -> Tokenizer:
    """Return the tokenizer of a package, through Argos' own package class. MtcheckError if it cannot be loaded."""
    argos = argos_package()
    try:
        tokenizer = argos.Package(pair.path).tokenizer
        if isinstance(tokenizer, argos.SentencePieceTokenizer):
            return SentencePiece(tokenizer.lazy_processor())
        tokenizer.lazy_load()
    except (OSError, RuntimeError, ValueError, AttributeError, IndexError) as error:
        message = f"The tokenizer of {pair.name} at {pair.path} cannot be loaded ({error}): install the package again."
        raise MtcheckError(message) from error
    return BytePair(tokenizer)


class SentencePiece:
    """SentencePiece (Kudo & Richardson 2018), as in nearly all Argos packages."""

    def __init__(self, processor: Any) -> None:  # noqa: ANN401  sentencepiece publishes no types
        self._processor = processor

    def encode(self, text: str) -> list[str]:
        """Return the text's word pieces."""
        return list(self._processor.encode(text, out_type=str))

    def encode_with_spans(self, text: str) -> tuple[list[str], list[Span]]:
        """Word pieces and their characters; of a character's bytes only the last one has any."""
        mapping = self._processor.encode(text, return_type="offset_mapping")
        return list(mapping["pieces"]), [(start, end) for start, end in mapping["offsets"]]

    def decode(self, tokens: Sequence[str]) -> str:
        """Return the text of word pieces; Argos' own decoder would turn underscores into blanks."""
        text: str = self._processor.decode_pieces(list(tokens))
        return text.replace("▁", " ").strip()


class BytePair:
    """Moses tokenization and byte-pair encoding (Sennrich et al. 2016), as in packages made from OPUS-MT models."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401  argostranslate publishes no types
        self._tokenizer = tokenizer

    def encode(self, text: str) -> list[str]:
        """Return the text's subwords, `@@` at the end of those that go on."""
        return list(self._tokenizer.encode(text)) if text.strip() else []

    def encode_with_spans(self, text: str) -> tuple[list[str], list[Span]]:
        """Subwords and their characters, found by aligning: Moses rewrites quotes and escapes some characters."""
        tokens = self.encode(text)
        return tokens, align(_unescaped(tokens), text)

    def decode(self, tokens: Sequence[str]) -> str:
        """Return the text of subwords, detokenized the Moses way."""
        text: str = self._tokenizer.decode(list(tokens))
        return text.strip()


def _unescaped(tokens: Sequence[str]) -> list[str]:
    """Return the characters of each subword; of an escaped one (`&amp;`), all with its first piece."""
    shown: list[str] = []
    word: list[str] = []
    for token in tokens:
        word.append(token.removesuffix("@@"))
        if not token.endswith("@@"):
            plain = html.unescape("".join(word))
            shown += word if plain == "".join(word) else [plain, *[""] * (len(word) - 1)]
            word = []
    return shown + word


def align(pieces: Sequence[str], text: str) -> list[Span]:
    """Where in `text` each of `pieces` stands, one after the other, blanks left out of account.

    Pieces that differ from the text (a quote rewritten) get the characters between their neighbours.
    """
    places = [index for index, character in enumerate(text) if not character.isspace()]
    joined = "".join(pieces)
    found: list[int | None] = [None] * len(joined)
    matcher = SequenceMatcher(None, joined, "".join(text[place] for place in places), autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind in {"equal", "replace"}:
            for offset in range(min(last - first, end - start)):
                found[first + offset] = places[start + offset]
    spans: list[Span] = []
    position = reached = 0
    for piece in pieces:
        own = [place for place in found[position : position + len(piece)] if place is not None]
        position += len(piece)
        spans.append((own[0], own[-1] + 1) if own else (reached, reached))
        reached = spans[-1][1]
    return spans
