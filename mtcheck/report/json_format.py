"""Results as JSON and back: the contract other programs build on (`results.schema.json` describes it)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, get_args

import msgspec

from mtcheck.errors import MtcheckError
from mtcheck.results import ArticleResult, FailOn, Results, SentenceResult, SuppressedBy, Verdict
from mtcheck.streams import encoded

SCHEMA: Final = 1
"""The number of the JSON layout this version reads and writes."""

# A sentence a line: a diff of two scans shows the sentences that changed, and the fast C encoder does each line.
encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode

_CHANGED: Final = "the file was changed by hand or cut short, so scan the articles again"

decode_article = msgspec.json.Decoder(ArticleResult).decode
"""Reads `article_json`'s output; msgspec.DecodeError, a ValueError, for what is none."""


def schema() -> dict[str, Any]:
    """Load the JSON Schema (2020-12) of `dump`'s output, as shipped."""
    text = resources.files("mtcheck.report").joinpath("results.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def dump(results: Results) -> str:
    """Write the results as one JSON object in the contract's order, not escaped to ASCII, ending with a newline.

    Raises ValueError if a number is not finite: that is a bug, JSON has no such numbers.
    """
    return b"".join(parts(results)).decode("utf-8")


def parts(results: Results) -> Iterator[bytes]:
    """`dump` in pieces as UTF-8, one article at a time, to be written without holding the whole text."""
    head = {
        "mtcheck": results.mtcheck,
        "schema": results.schema,
        "signature": results.signature,
        "threshold": results.threshold,
        "gate": asdict(results.gate),
        "errors": [{"path": error.path, "message": error.message} for error in results.errors],
        "notes": results.notes,
        "unused": [{"path": one.path, "line": one.line, "message": one.message} for one in results.unused],
    }
    yield encoded("{" + ",\n ".join(f"{encode(name)}: {encode(value)}" for name, value in head.items()))
    yield b',\n "articles": ['
    ready: Callable[[int], bytes] | None = getattr(results.articles, "json", None)  # a shelf has it at hand
    for index in range(len(results.articles)):
        yield b",\n  " if index else b"\n  "
        yield encoded(article_json(results.articles[index])) if ready is None else ready(index)
    yield b"\n ]}\n" if results.articles else b"]}\n"


def article_json(article: ArticleResult) -> str:
    """One article: its own fields on a line, then a line for each sentence."""
    head = encode(
        {
            "path": article.path,
            "id": article.id,
            "language": article.language,
            "verdict": article.verdict,
            "quality": article.quality,
            "machine_likeness": article.machine_likeness,
            "calibrated": article.calibrated,
            "unscored_because": article.unscored_because,
            "sentences_flagged": article.sentences_flagged,
            "passages": [
                {"start": part.start, "end": part.end, "sentences": part.sentences, "quality": part.quality}
                for part in article.passages
            ],
            "threshold": article.threshold,
            "fail_on": article.fail_on,
            "ignores": [
                {"line": one.line, "start": one.start, "end": one.end, "reason": one.reason, "fault": one.fault}
                for one in article.ignores
            ],
        }
    )
    lines = ",\n   ".join(encode(_sentence(sentence)) for sentence in article.sentences)
    return head[:-1] + ', "sentences": [' + ("\n   " + lines if lines else "") + "]}"


def _sentence(sentence: SentenceResult) -> dict[str, object]:
    """One sentence as a JSON object."""
    trip = sentence.round_trip
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "line": sentence.line,
        "column": sentence.column,
        "quality": sentence.quality,
        "flagged": sentence.flagged,
        "unscored_because": sentence.unscored_because,
        "reasons": [
            {"id": reason.id, "message": reason.message, "start": reason.start, "end": reason.end}
            for reason in sentence.reasons
        ],
        "tokens": [{"start": token.start, "end": token.end, "damage": token.damage} for token in sentence.tokens],
        "round_trip": trip
        and {
            "pivot_language": trip.pivot_language,
            "pivot": trip.pivot,
            "back": trip.back,
            "chrf": trip.chrf,
            "bleu": trip.bleu,
            "ter": trip.ter,
            "surprisal": trip.surprisal,
        },
        "end_line": sentence.end_line,
        "end_column": sentence.end_column,
        "suppressed_by": sentence.suppressed_by,
        "suppressed_because": sentence.suppressed_because,
    }


def load(text: str, path: str) -> Results:
    """Read results that `dump` wrote. `path` is only named in errors.

    Fields this version does not know are passed over. Raises MtcheckError, naming the file and the field, if the text
    is not JSON, is of another schema, or a field is missing, of the wrong type or out of its range.
    """
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MtcheckError(
            f"{path} is not a JSON results file ({error}); "
            "make one with: mtcheck scan … --format json --output results.json"
        ) from error
    if not isinstance(data, dict) or "mtcheck" not in data or "schema" not in data:
        raise MtcheckError(
            f"{path} is JSON but not mtcheck results; make one with: mtcheck scan … --format json --output results.json"
        )
    if data["schema"] != SCHEMA or isinstance(data["schema"], bool):
        raise MtcheckError(
            f"{path} has results schema {data['schema']!r}, and this version of mtcheck reads schema {SCHEMA}; "
            "scan the articles again with this version, or read the file with the mtcheck that wrote it."
        )
    try:
        results = msgspec.convert(data, Results)
        articles = tuple(_sound(article, f"articles[{index}]") for index, article in enumerate(results.articles))
    except ValueError as fault:
        raise MtcheckError(f"{path}: {_misfit(fault)}; {_CHANGED}.") from fault
    return replace(results, articles=articles)


def read_article(data: bytes | msgspec.Raw, where: str) -> ArticleResult:
    """Read one article of a results file; `where` names it in errors. MtcheckError as for `load`."""
    try:
        return _sound(decode_article(data), where)
    except ValueError as fault:
        raise MtcheckError(f"{_misfit(fault, where)}; {_CHANGED}.") from fault


def _sound(article: ArticleResult, where: str) -> ArticleResult:
    """The article, if its passages name sentences that it has."""
    for index, passage in enumerate(article.passages):
        if not passage.sentences or max(passage.sentences) >= len(article.sentences):
            raise ValueError(f"{where}.passages[{index}].sentences names a sentence the article does not have")
    return article


def _misfit(fault: ValueError, where: str = "") -> str:
    """What is wrong with the shape of a field that stands somewhere in `where`, in our words instead of msgspec's."""
    if not isinstance(fault, msgspec.ValidationError):
        return str(fault)
    said, _, at = str(fault).partition(" - at ")
    at = f"{where}{at.strip('`').removeprefix('$')}".removeprefix(".")
    if missing := _MISSING.fullmatch(said):
        return f"{at}.{missing[1]} is missing".removeprefix(".")
    if (words := _WORDS.get(at.rpartition(".")[2])) is not None:
        return f"{at} should be one of {', '.join(words)}"
    if bound := _BOUND.fullmatch(said):
        limit = f"{float(bound[2]):g}"
        return f"{at} should be {f'{limit} or more' if bound[1] == '>' else f'at most {limit}'}"
    wanted = said.partition("`")[2].partition("`")[0]
    return f"{at or 'the file'} should be {_SHAPES.get(wanted, 'a number in range')}"


def _no_constant(name: str) -> float:
    """Refuse NaN and the infinities, which Python would accept."""
    raise ValueError(f"{name} is not a JSON number")


_MISSING: Final = re.compile("Object missing required field `(.+)`")
_BOUND: Final = re.compile("Expected `.+` ([<>])= (.+)")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"verdict": get_args(Verdict), "fail_on": get_args(FailOn), "suppressed_by": get_args(SuppressedBy)}
)
"""By field: the only words that may stand there."""
_SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "str": "text",
        "str | null": "text or null",
        "int": "a whole number",
        "int | null": "a whole number",
        "float": "a number or a whole number",
        "float | null": "a number or a whole number or null",
        "bool": "true or false",
        "array": "a list",
        "object": "an object",
        "object | null": "an object",
    }
)
"""By what msgspec calls a type: what we call it."""
