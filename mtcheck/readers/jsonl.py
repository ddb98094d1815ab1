"""JSON Lines: one article a record, its text in a field; a broken record costs only itself."""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from mtcheck.article import Article, judged_regions
from mtcheck.errors import MtcheckError
from mtcheck.ignores import blank_out, find_ignores
from mtcheck.readers.decode import LARGEST, MARKS, writable
from mtcheck.readers.plain import read_plain
from mtcheck.results import ScanError

_CHUNK = 1024 * 1024
"""Bytes of a line too long that are passed over at a time."""
_HOPELESS = 100
"""Records that fail one after the other, none before them good, after which the file is given up."""


def read_jsonl(
    stream: BinaryIO, path: str, *, text_field: str = "text", id_field: str = "id", compressed: bool = False
) -> Iterator[Article | ScanError]:
    """The articles of a JSON Lines stream, one at a time, offsets counted in the text field's value.

    A record that cannot be read, or is longer than LARGEST bytes, becomes a ScanError that names its line, and the
    others go on. `compressed` says that
    the stream is gzip. A lone surrogate or a NUL in a text, which no file can hold, is read as U+FFFD.
    """
    lines: BinaryIO = cast("BinaryIO", gzip.GzipFile(fileobj=stream, mode="rb")) if compressed else stream
    records = failed = number = 0
    try:
        for number, line in enumerate(_records(lines), 1):
            if number == 1 and (wide := next((code for mark, code in MARKS[1:] if line.startswith(mark)), None)):
                code = wide[:6]  # without the order of bytes, which the mark says
                first = "unpack the file, then " if compressed else ""
                yield ScanError(
                    path, f"The records are in {code}: {first}convert them with `iconv -f {code} -t utf-8`."
                )
                return
            if _is_blank(line):
                continue
            records += 1
            try:
                yield _article(line, path, number, text_field, id_field)
            except MtcheckError as error:
                failed += 1
                yield ScanError(path, f"Line {number}: {error}")
            if failed == records == _HOPELESS:
                yield ScanError(
                    path, f"The first {_HOPELESS} records all failed, so the rest was left unread: mend the cause."
                )
                return
    except (OSError, EOFError, zlib.error) as error:
        what = "The gzip data is damaged" if compressed else "The file could not be read"
        yield ScanError(path, f"{what} after line {number} ({error}): copy or compress the file again.")
        return
    if not records:
        yield ScanError(path, "The file holds no records: remove it or leave it out.")


def _records(stream: BinaryIO) -> Iterator[bytes]:
    """The stream's lines; of one longer than LARGEST bytes only the first LARGEST + 1 are given.

    A line of a hostile archive would fill the memory: a thousand bytes of it stand in one of gzip.
    """
    while line := stream.readline(LARGEST + 1):
        yield line
        while not line.endswith(b"\n") and (line := stream.readline(_CHUNK)):
            pass


def _is_blank(line: bytes) -> bool:
    return len(line) <= LARGEST and not line.removeprefix(codecs.BOM_UTF8).strip()


def _article(line: bytes, path: str, number: int, text_field: str, id_field: str) -> Article:
    """The article of one record."""
    if len(line) > LARGEST:
        raise MtcheckError(f"the record is larger than {LARGEST // 1024 // 1024} MB: split or remove it.")
    try:
        # Files with byte-order marks that were joined have one in the middle.
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise MtcheckError("the record is not UTF-8: convert the file, for example with `iconv -t utf-8`.") from None
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise MtcheckError(
            f"the record is not valid JSON ({what} at column {error.colno}): mend or remove the line."
        ) from None
    except (ValueError, RecursionError) as error:
        raise MtcheckError(f"the record cannot be read as JSON ({error}): mend or remove the line.") from None
    if not isinstance(record, dict):
        raise MtcheckError('the record is not an object: write it as {"text": "…"}.')
    text = record.get(text_field)
    if not isinstance(text, str):
        raise MtcheckError(_missing(record, text_field))
    source = writable(text)
    paragraphs = read_plain(blank_out(source))
    if not paragraphs:
        raise MtcheckError(f"the field {text_field!r} holds no text: fill it or remove the line.")
    return Article(
        path,
        paragraphs,
        line_starts=(),
        id=_identifier(record.get(id_field)),
        record_line=number,
        ignores=tuple(
            replace(ignore, line=number) for ignore in find_ignores(source, "plain", judged_regions(paragraphs), (0,))
        ),
    )


def _missing(record: dict[str, object], text_field: str) -> str:
    texts = sorted(key for key, value in record.items() if isinstance(value, str))
    if text_field in record:
        return f"the field {text_field!r} is not a text: choose another with --text-field."
    if texts:
        return f"the record has no field {text_field!r}: choose one with --text-field (it has {', '.join(texts[:5])})."
    return f"the record has no field {text_field!r} and no other text: mend or remove the line."


def _identifier(value: object) -> str | None:
    """A record's id as text; only texts and whole numbers are ids."""
    if isinstance(value, str):
        return writable(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
