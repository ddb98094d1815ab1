"""Results as JSON and back: the contract other programs build on (`results.schema.json` describes it)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from importlib import resources
from itertools import chain
from math import inf
from types import MappingProxyType
from typing import Any, Final, TypeVar, get_args

import msgspec

from mtcheck.errors import MtcheckError
from mtcheck.ignores import Ignore
from mtcheck.results import (
    ArticleResult,
    FailOn,
    Gate,
    Passage,
    Reason,
    Results,
    RoundTripResult,
    ScanError,
    SentenceResult,
    SuppressedBy,
    Token,
    Unused,
    Verdict,
)
from mtcheck.streams import encoded

SCHEMA: Final = 1
"""The number of the JSON layout this version reads and writes."""

# A sentence a line: a diff of two scans shows the sentences that changed, and the fast C encoder does each line.
encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode

_CHANGED: Final = "the file was changed by hand or cut short, so scan the articles again"

T = TypeVar("T")
Read = Callable[[object, str], T]


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
        # Files of the first versions have neither.
        return replace(
            _results(data, ""),
            notes=_notes(data.get("notes", []), "notes"),
            unused=_unused(data.get("unused", []), "unused"),
        )
    except _Misfit as misfit:
        raise MtcheckError(f"{path}: {misfit}; {_CHANGED}.") from misfit


def read_article(data: bytes | msgspec.Raw, where: str) -> ArticleResult:
    """Read one article of a results file; `where` names it in errors. MtcheckError as for `load`."""
    try:
        return _article_result(msgspec.json.decode(data), where)
    except (ValueError, _Misfit) as fault:
        raise MtcheckError(f"{fault}; {_CHANGED}.") from fault


class _Misfit(Exception):  # noqa: N818  it is a finding about the data, turned into MtcheckError above
    """A field that does not have the shape of the contract; the message names the field."""


def _no_constant(name: str) -> float:
    """Refuse NaN and the infinities, which Python would accept."""
    raise ValueError(f"{name} is not a JSON number")


def _scalar(*types: type, low: float | None = None, high: float | None = None) -> Read[object]:
    """Make a reader of a plain value of one of the types; a number must lie within `low` and `high`."""
    wanted = " or ".join(_TYPE_NAMES[kind] for kind in types)

    def read(value: object, where: str) -> object:
        if type(value) not in types:
            raise _Misfit(f"{where} should be {wanted}")
        if isinstance(value, float | int):
            if low is not None and not low <= value < inf:
                raise _Misfit(f"{where} should be {low:g} or more")
            if high is not None and value > high:
                raise _Misfit(f"{where} should be at most {high:g}")
        return value

    return read


def _one_of(allowed: tuple[str, ...]) -> Read[object]:
    """Make a reader of one of a few words."""

    def read(value: object, where: str) -> object:
        if value not in allowed:
            raise _Misfit(f"{where} should be one of {', '.join(allowed)}")
        return value

    return read


def _list(item: Read[T]) -> Read[tuple[T, ...]]:
    """Make a reader of a list, giving a tuple."""

    def read(value: object, where: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _Misfit(f"{where} should be a list")
        return tuple([item(entry, f"{where}[{index}]") for index, entry in enumerate(value)])

    return read


def _optional(item: Read[T]) -> Read[T | None]:
    """Make a reader of a value or null."""
    return lambda value, where: None if value is None else item(value, where)


def _object(
    cls: Callable[..., T], later: Mapping[str, Read[object]] = MappingProxyType({}), **fields: Read[object]
) -> Read[T]:
    """Make a reader of an object into a dataclass whose fields are given in order; other fields are passed over.

    Those of `later` came with a later version: where the file has none, the dataclass has its default.
    """

    def read(value: object, where: str) -> T:
        if not isinstance(value, dict):
            raise _Misfit(f"{where or 'the file'} should be an object")
        prefix = f"{where}." if where else ""
        try:
            known = {name: item(value[name], prefix + name) for name, item in later.items() if name in value}
            return cls(*[item(value[name], prefix + name) for name, item in fields.items()], **known)
        except KeyError as error:
            raise _Misfit(f"{prefix}{error.args[0]} is missing") from None

    return read


def _tokens(value: object, where: str) -> tuple[Token, ...]:
    """Read tokens: nine tenths of a file are these, so they are checked together, and one by one on a fault."""
    if not isinstance(value, list):
        return _checked_tokens(value, where)
    try:
        tokens = tuple([Token(entry["start"], entry["end"], entry["damage"]) for entry in value])
    except (TypeError, KeyError):
        return _checked_tokens(value, where)
    kinds = set(chain.from_iterable((type(token.start), type(token.end)) for token in tokens))
    damages = [token.damage for token in tokens]
    sound = kinds <= {int} and set(map(type, damages)) <= {float, int}
    if tokens and not (sound and min(damages) >= 0 and max(damages) <= 1 and min(t.start for t in tokens) >= 0):
        return _checked_tokens(value, where)
    return tokens


_TYPE_NAMES: Final = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}
_text = _scalar(str)
_text_or_null = _scalar(str, type(None))
_flag = _scalar(bool)
_offset = _scalar(int, low=0)
_ordinal = _scalar(int, low=1)
_share = _scalar(float, int, low=0, high=1)
_share_or_null = _scalar(float, int, type(None), low=0, high=1)
_percent = _scalar(float, int, low=0)
_percent_or_null = _scalar(float, int, type(None), low=0)
_checked_tokens = _list(_object(Token, start=_offset, end=_offset, damage=_share))

_sentence_result: Read[SentenceResult] = _object(
    SentenceResult,
    {
        "end_line": _optional(_ordinal),
        "end_column": _optional(_ordinal),
        "suppressed_by": _optional(_one_of(get_args(SuppressedBy))),
        "suppressed_because": _text_or_null,
    },
    text=_text,
    start=_offset,
    end=_offset,
    line=_ordinal,
    column=_ordinal,
    quality=_share_or_null,
    flagged=_flag,
    unscored_because=_text_or_null,
    reasons=_list(_object(Reason, id=_text, message=_text, start=_offset, end=_offset)),
    tokens=_tokens,
    round_trip=_optional(
        _object(
            RoundTripResult,
            pivot_language=_text,
            pivot=_text,
            back=_text,
            chrf=_percent,
            bleu=_percent,
            ter=_percent_or_null,
            surprisal=_percent,
        )
    ),
)
_bare_article: Read[ArticleResult] = _object(
    ArticleResult,
    {
        "threshold": _share_or_null,
        "fail_on": _optional(_one_of(get_args(FailOn))),
        "ignores": _list(
            _object(Ignore, line=_ordinal, start=_offset, end=_offset, reason=_text_or_null, fault=_text_or_null)
        ),
    },
    path=_text,
    id=_text_or_null,
    language=_text_or_null,
    verdict=_one_of(get_args(Verdict)),
    quality=_share_or_null,
    machine_likeness=_share_or_null,
    calibrated=_flag,
    unscored_because=_text_or_null,
    sentences_flagged=_offset,
    passages=_list(_object(Passage, start=_offset, end=_offset, sentences=_list(_offset), quality=_share)),
    sentences=_list(_sentence_result),
)


def _article_result(value: object, where: str) -> ArticleResult:
    """Read an article whose passages name sentences it has."""
    article = _bare_article(value, where)
    for index, passage in enumerate(article.passages):
        if not passage.sentences or max(passage.sentences) >= len(article.sentences):
            raise _Misfit(f"{where}.passages[{index}].sentences names a sentence the article does not have")
    return article


_notes: Read[tuple[Any, ...]] = _list(_text)
_unused: Read[tuple[Any, ...]] = _list(_object(Unused, path=_text, line=_optional(_ordinal), message=_text))
_results: Read[Results] = _object(
    Results,
    mtcheck=_text,
    schema=_ordinal,
    signature=_text,
    threshold=_share,
    gate=_object(Gate, {"allow_unscored": _flag}, passed=_flag, fail_on=_one_of(get_args(FailOn))),
    errors=_list(_object(ScanError, path=_text, message=_text)),
    articles=_list(_article_result),
)
