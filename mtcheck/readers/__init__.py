"""From paths to articles: which files to read, and which reader reads each."""

from __future__ import annotations

import glob
import io
import json
import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from mtcheck.article import Article, Paragraph, judged_regions, line_starts
from mtcheck.errors import MtcheckError
from mtcheck.ignores import Form, blank_out, find_ignores
from mtcheck.overrides import matches
from mtcheck.readers.bilingual import SUFFIXES as BILINGUAL
from mtcheck.readers.bilingual import read_bilingual
from mtcheck.readers.decode import LARGEST, MARKS, decode
from mtcheck.readers.html import read_html
from mtcheck.readers.jsonl import read_jsonl
from mtcheck.readers.markdown import read_markdown
from mtcheck.readers.plain import read_plain
from mtcheck.results import ScanError
from mtcheck.streams import STDIN, standard_input

__all__ = ["STDIN", "SUFFIXES", "discover", "path_name", "path_named", "read", "read_document"]

_EMPTY_PATH = "The path is empty: name a file or a folder (is a variable of the shell unset?)."
_BEGINNING = 4096
"""Bytes by which the format is told of what has no suffix that says it."""
_HEADER = 1 << 16
"""Bytes by which translations are told, whose files may begin with long remarks."""
_RECORD = re.compile(rb'(\[\s*)?\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})')
"""How a JSON object begins, or a list of them; templates of wikis, rich text and notes in braces do not."""
_TRANSLATIONS = re.compile(
    rb'(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>]*>|\s)*+<(?:[\w.-]+:)?(xliff|tmx)[\s>]|(?:#[^\n]*\n|\s)*+msg(?:ctxt|id)\s*"',
    re.DOTALL,
)
"""How XLIFF, TMX and PO begin."""
_PAGE = re.compile(
    rb"(?:<!--.*?-->|\s)*+<(?:(?:!doctype html|html|\?xml|\?php|head|body)[\s>-]|"
    rb"(?:meta|title|main|article|section|header|div|h[1-6]|p)[\s>](?:.*?</p>){3})",
    re.DOTALL,
)
"""How a page begins, or a part of one with some paragraphs: Markdown may begin with a tag too."""
_PLAIN = (".txt", ".text")
_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm", ".xhtml")
_JSONL = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
SUFFIXES = (*_PLAIN, *_MARKDOWN, *_HTML, *_JSONL, *BILINGUAL)
"""Suffixes of the files that are read inside folders; a file named by itself is read whatever its suffix."""


def discover(
    paths: Iterable[str | Path],
    exclude: Sequence[str] = (),
    spared: Iterable[str] = (),
    warn: Callable[[str], None] = lambda _: None,
) -> Iterator[Path]:
    """The files that `paths` name: files as they are, folders recursively, globs, `-` for standard input.

    Folders and globs come in sorted order and give each file once; inside folders hidden entries, unknown suffixes,
    pipes and devices, and what a pattern of `exclude` matches (against the path, a part of it, or the name) are
    skipped. `spared` files are left out; they and what is given twice are known by their absolute paths. A path that
    does not exist is handed on, so that `read` reports it and the others are still read. Raises MtcheckError, before
    anything is searched, for an empty path. `warn` is told, in a sentence, of each folder that gives nothing.
    """
    given = [str(path) for path in paths]
    if "" in given:
        # An unset variable; no report could say where that is, and the current folder is not what was meant.
        raise MtcheckError(_EMPTY_PATH)
    return _discover(given, exclude, frozenset(spared), warn)


def _discover(
    paths: Sequence[str], exclude: Sequence[str], spared: Collection[str], warn: Callable[[str], None]
) -> Iterator[Path]:
    """The files that `paths` name, each once, but for those `spared`."""
    here = _here()
    left_out = {os.path.normpath(os.path.join(here, path)) for path in spared}  # noqa: PTH118  a million files, as text
    seen = set(left_out)
    for path in paths:
        empty = True
        for found in _expand(path, exclude):
            key = found if found == STDIN else os.path.normpath(os.path.join(here, found))  # noqa: PTH118  as above
            empty &= key in left_out
            if key not in seen:
                seen.add(key)
                yield Path(found)
        if empty and _is_folder(path):
            name = path_name(path)
            warn(f"The folder {name} gives no article in a format mtcheck reads: check the path, and what is excluded.")


def read(
    path: str | Path, *, text_field: str = "text", id_field: str = "id", stdin: BinaryIO | None = None
) -> Iterator[Article | ScanError]:
    r"""The articles of one file, or the reason why there is none; never raises for what is in the file.

    JSON Lines give one article a record (`text_field` and `id_field` name their fields), XLIFF one a part and TMX one a
    target language, other formats one a file.
    `-` reads `stdin` (default: the process's). In it, and in files of other suffixes than `SUFFIXES`, HTML, JSON Lines,
    translations and plain text are told apart by how they begin.
    Reported paths are valid Unicode: bytes of a file name that are not UTF-8 are written like `\xe9`.
    """
    name = path_name(Path(path).as_posix())
    try:
        if not str(path):
            yield ScanError("", _EMPTY_PATH)
        elif name == STDIN:
            yield from _by_beginning(stdin or standard_input(), name, text_field, id_field)
        elif not _known(name):
            with _open(path) as stream:
                yield from _by_beginning(stream, name, text_field, id_field)
        elif name.lower().endswith(_JSONL):
            with _open(path) as stream:
                compressed = name.lower().endswith(".gz")
                yield from read_jsonl(stream, name, text_field=text_field, id_field=id_field, compressed=compressed)
        else:
            with _open(path) as stream:
                data = stream.read(LARGEST + 1)
            if name.lower().endswith(BILINGUAL):
                yield from read_bilingual(data, name)
            else:
                yield read_document(data, name, _format(name))
    except MtcheckError as error:
        yield ScanError(name, str(error))
    except OSError as error:
        yield ScanError(name, _trouble(name, error))


def _open(path: str | Path) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except ValueError:
        # A NUL in a path: no system has such a file.
        raise MtcheckError("The path cannot exist: check how it is spelled.") from None


def path_name(name: str) -> str:
    """A path as valid Unicode, as reported: what of it is not UTF-8 in the file system is written as escapes."""
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:
        # Surrogates that stand for no byte: no file has that name, but the report of it must be written.
        raw = name.encode("utf-8", "backslashreplace")
    return raw.decode("utf-8", "backslashreplace")


def path_named(name: str) -> str:
    """The path that `path_name` reports as `name`: where there is none of that name, its escapes stand for bytes."""
    if os.path.lexists(name):
        return name
    raw = _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), path_name(name).encode())
    return raw.decode("utf-8", "surrogateescape")


_ESCAPED = re.compile(rb"\\x([89a-f][0-9a-f])")


def _expand(path: str, exclude: Sequence[str]) -> Iterator[str]:
    """The files behind one path as the user gave it."""
    if path == STDIN:
        yield path
    elif _is_folder(path):
        yield from _walk(path, exclude)
    elif glob.has_magic(path) and not os.path.lexists(path):
        found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
        explicit = not glob.has_magic(os.path.splitext(path)[1] or "*")  # noqa: PTH122  a pattern is not a path
        files = [match for match in found if not _is_folder(match) and (explicit or _known(match))]
        folders = [] if explicit or "**" in path else [match for match in found if _is_folder(match)]
        for match in files:
            if not matches(match, exclude) and not _waits(match):
                yield match
        for folder in folders:
            yield from _walk(folder, exclude)
        if not found:
            yield path
    else:
        yield path


def _walk(folder: str, exclude: Sequence[str]) -> Iterator[str]:
    """The readable files below a folder, sorted; a folder that cannot be listed is handed on as itself."""
    refused: list[str] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: refused.append(str(error.filename))):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not matches(os.path.join(root, name), exclude)  # noqa: PTH118  walked as text, a million files
        )
        for name in sorted(files):
            path = os.path.join(root, name)  # noqa: PTH118  walked as text, a million files
            if not name.startswith(".") and _known(name) and not matches(path, exclude) and not _waits(path):
                yield path
        yield from refused
        refused.clear()
    yield from refused


def _is_folder(path: str) -> bool:
    # Path.is_dir() raises for what cannot be looked at, such as too long a name; the reader says what is wrong.
    return os.path.isdir(path)  # noqa: PTH112  as said above


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  walked as text
    except OSError:  # it is gone, and absolute paths can still be read
        return ""


def _waits(path: str) -> bool:
    """Whether it is a pipe, a socket or a device, which a scan would wait at for ever."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  walked as text
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _known(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _format(name: str) -> str:
    lower = name.lower()
    if lower.endswith(_MARKDOWN):
        return "markdown"
    return "html" if lower.endswith(_HTML) else "plain"


def read_document(data: bytes, name: str, form: str) -> Article:
    """The one article of a document that is "plain", "markdown" or "html"; `name`, a `path_name`, is its path.

    MtcheckError, with a sentence that names the fix, for what holds no article or is no text.
    """
    if len(data) > LARGEST:
        raise MtcheckError(
            f"The file is larger than {LARGEST // 1024 // 1024} MB: split it into articles or records of a .jsonl file."
        )
    source = decode(data, markup=form == "html")
    # A NUL hidden in UTF-16, or a lone surrogate, could not be written out again.
    source = source.replace("\0", "\ufffd")
    if not source.strip():
        raise MtcheckError("The file holds no text: remove it or leave it out.")
    paragraphs: tuple[Paragraph, ...]
    if form == "html":
        paragraphs = read_html(source)
    elif form == "markdown":
        paragraphs = read_markdown(source)
    else:
        paragraphs = read_plain(blank_out(source))
    if not paragraphs:
        raise MtcheckError("The file holds no text besides code and marks: remove it or leave it out.")
    starts = line_starts(source)
    ignores = find_ignores(source, cast("Form", form), judged_regions(paragraphs), starts)
    return Article(name, paragraphs, starts, ignores=ignores)


def _plainly(beginning: bytes) -> bytes:
    """A beginning in lower case, as UTF-8 without a mark."""
    for mark, encoding in MARKS:
        if beginning.startswith(mark):
            beginning = beginning[len(mark) :].decode(encoding, "ignore").encode("utf-8", "ignore")
            break
    return beginning.lstrip().lower()


def _by_beginning(stream: BinaryIO, name: str, text_field: str, id_field: str) -> Iterator[Article | ScanError]:
    """What a stream holds whose name does not say its format: that is told by how it begins."""
    # Every binary stream can be read into a buffer, which is all that BufferedReader asks of its source.
    buffered = io.BufferedReader(cast("io.RawIOBase", stream), _BEGINNING)
    try:
        start = _plainly(buffered.peek()[:_BEGINNING])
        if record := _RECORD.match(start):
            # A record that goes on in the next line breaks off after a comma or inside brackets.
            if record[1] is not None or b"\n" in record[0] or re.match(rb"[^\n]*[,{\[]\s*\n(?!\{)", start):
                raise _not_lines("." if record[1] is None else ".[]")
            yield from read_jsonl(buffered, name, text_field=text_field, id_field=id_field)
            return
        data = buffered.read(LARGEST + 1)
    finally:
        # Without this the stream, which is the caller's, would be closed with its buffer.
        buffered.detach()
    if re.match(rb'\[\s*"', start) and _is_list_of_texts(data):
        raise _not_lines(f".[] | {{{json.dumps(text_field)}: .}}")
    header = _plainly(data[:_HEADER])
    if bilingual := _TRANSLATIONS.match(header):
        yield from read_bilingual(data, name, f".{(bilingual[1] or b'po').decode()}")
        return
    yield read_document(data, name, "html" if _PAGE.match(header) else "plain")


def _is_list_of_texts(data: bytes) -> bool:
    try:
        found = json.loads(decode(data))
    except (ValueError, RecursionError, MtcheckError):
        return False
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


def _not_lines(how: str) -> MtcheckError:
    """What is wrong with JSON in another layout; `how` is jq's filter that mends it."""
    return MtcheckError(f"The JSON does not hold one record a line: write it so, with `jq -c '{how}'`.")


def _trouble(name: str, error: OSError) -> str:
    """What went wrong with a file, as a sentence that names the fix."""
    if isinstance(error, FileNotFoundError):
        if glob.has_magic(name):
            return "The pattern matches no file: check its spelling and the current folder."
        return "The path does not exist: check its spelling and the current folder."
    if isinstance(error, IsADirectoryError):
        return "The path is a folder that could not be listed: check its permissions."
    if isinstance(error, PermissionError):
        return "The file may not be read: check its permissions."
    return f"The file could not be read ({error.strerror or error}): check the disk and the path."
