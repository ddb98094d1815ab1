"""Standard input and output as UTF-8, whatever the locale; a reader who leaves early (`| head`) is no error."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO, BinaryIO, TextIO

from mtcheck.errors import MtcheckError

STDIN = "-"
"""The name that stands for standard input."""


@contextmanager
def open_text(file: str) -> Iterator[IO[str]]:
    """The UTF-8 text of a file or of standard input (`-`), without its byte-order mark; line ends stay as they are.

    MtcheckError, also while the text is being read, where it cannot be read or is not UTF-8.
    """
    name = "Standard input" if file == STDIN else file
    try:
        if file == STDIN:
            with _stdin() as stream:
                yield stream
        else:
            with Path(file).open(encoding="utf-8-sig", newline="") as stream:
                yield stream
    except UnicodeDecodeError as error:
        wide = error.object.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if wide else "latin1"
        raise MtcheckError(
            f"{name} is not UTF-8: convert it, for example with `iconv -f {encoding} -t utf-8`."
        ) from error
    except OSError as error:
        raise MtcheckError(f"{name} could not be read ({error.strerror or error}): check the path.") from error


def standard_input() -> BinaryIO:
    """Standard input as bytes; MtcheckError where the process was started with it closed."""
    if sys.stdin is None:
        raise MtcheckError("Standard input is closed: name a file.")
    return sys.stdin.buffer


@contextmanager
def _stdin() -> Iterator[IO[str]]:
    if sys.stdin is not None and not hasattr(sys.stdin, "buffer"):  # a Python caller put text there
        yield sys.stdin
        return
    binary = standard_input()
    text = TextIOWrapper(binary, encoding="utf-8-sig", newline="")
    try:
        yield text
    finally:
        text.detach()  # standard input stays open


def put(text: str, *, utf8: bool = True) -> bool:
    """Write a text to standard output, its last line ended; False once nobody reads it any more.

    `utf8` False leaves the encoding to the locale, as people at a terminal need it. OSError where the output cannot
    be written for another reason, such as a full disk; MtcheckError where the process was started with it closed.
    """
    stream = _standard_output()
    text = text if text.endswith("\n") else f"{text}\n"
    try:
        binary = getattr(stream, "buffer", None) if utf8 else None
        if binary is None:
            stream.write(text)
        else:
            stream.flush()
            binary.write(encoded(text))
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
        return False
    return True


def put_all(pieces: Iterable[bytes]) -> bool:
    """Write UTF-8 in pieces to standard output; False once nobody reads it any more. Raises as `put` does."""
    stream = _standard_output()
    binary = getattr(stream, "buffer", None)
    try:
        stream.flush()
        for piece in pieces:
            if binary is None:
                stream.write(piece.decode("utf-8"))
            else:
                binary.write(piece)
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
        return False
    return True


def _standard_output() -> TextIO:
    if sys.stdout is None:
        raise MtcheckError("Standard output is closed, so what belongs there is lost: send it to a file.")
    return sys.stdout


def complain(text: str) -> None:
    """Write a line to standard error; where that cannot be written, there is nowhere left to say so."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except OSError:
        _discard(stream)


def encoded(text: str) -> bytes:
    r"""The text as UTF-8; what has none, such as a byte of an odd file name, becomes `\udc…`, which JSON reads."""
    return text.encode("utf-8", "backslashreplace")


def _discard(stream: TextIO) -> None:
    """Send what is still to come, and what the stream holds back, to nowhere."""
    with suppress(OSError, ValueError):  # a stream in memory has no descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
