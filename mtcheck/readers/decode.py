"""Bytes to text: UTF-8, what a mark or a page declares, and everything else refused with the fix."""

from __future__ import annotations

import codecs
import re

from mtcheck.errors import MtcheckError

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest single document that is read."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN_BINARIES = (
    (b"%PDF-", "a PDF: extract its text first, for example with `pdftotext`"),
    (b"PK\x03\x04", "a ZIP archive or an office document: unpack it or save it as plain text first"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first with `gunzip`"),
    (b"\xfd7zXZ\x00", "compressed with xz: unpack it first with `unxz`"),
    (b"BZh", "compressed with bzip2: unpack it first with `bunzip2`"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd: unpack it first with `unzstd`"),
    (b"\x89PNG\r\n", "a PNG image: leave it out"),
    (b"\xff\xd8\xff", "a JPEG image: leave it out"),
    (b"GIF8", "a GIF image: leave it out"),
    (b"{\\rtf", "rich text (RTF): save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "an old office document: save it as plain text first"),
    (b"SQLite format 3", "an SQLite database: leave it out"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Pages name encodings by their subsets; browsers decode with the whole (WHATWG Encoding Standard, 4.2).
_WHOLE = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
# Python knows codecs that no page is written in (hex, punycode); a UTF-16 page could not declare itself in ASCII.
_WEB = re.compile(r"(?:iso8859|cp\d|koi8|mac[_-]|gb|big5|euc|shift_jis|iso2022_jp$|hz$|tis|ascii$|utf-8$)")
_SEVEN_BIT = {"iso2022_jp", "hz"}
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def decode(data: bytes, *, markup: bool = False) -> str:
    """The text of a file's bytes, a byte-order mark taken off; `markup` looks for an encoding declared in it.

    Raises MtcheckError for binary data and for text in another encoding that does not declare it.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    _refuse_binary(data)
    declared = _declared(data) if markup else None
    if declared in _SEVEN_BIT:
        return _strict(data, declared)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, error.start)
        place = error.start
    if declared and declared != "utf-8":
        return _strict(data, declared)
    # Statistics are not sure enough here: measured on Spanish, Polish and Turkish they take one single-byte encoding
    # for another in up to 4 of 10 files, and a wrong letter in every tenth word would be read as damage.
    line = data.count(b"\n", 0, place) + 1
    raise MtcheckError(
        f"The file is not UTF-8 (see line {line}) and does not say what it is: convert it, for example with "
        "`iconv -f latin1 -t utf-8` if it is Western European."
    )


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise MtcheckError(
            f"The file says it is {encoding}, but byte {error.start} is not: save it as UTF-8, "
            f"for example with `iconv -c -f {encoding} -t utf-8`."
        ) from None


def _refuse_binary(data: bytes) -> None:
    for magic, what in _KNOWN_BINARIES:
        if data.startswith(magic):
            raise MtcheckError(f"The file is {what}.")
    if b"\0" in data:
        raise MtcheckError(
            "The file is binary, not text: leave it out (if it is UTF-16 without a byte-order mark, convert it with "
            "`iconv -f utf-16le -t utf-8`)."
        )


def _declared(data: bytes) -> str | None:
    """The encoding that the page's head declares, by Python's name, if Python knows it."""
    match = _DECLARED.search(data, 0, 4096)
    if match is None:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii", "replace")).name
    except (LookupError, ValueError):
        return None
    return _WHOLE.get(name, name) if _WEB.match(name) else None


def _refuse_damaged_utf8(data: bytes, place: int) -> None:
    """Refuse what is UTF-8 but for a few bytes: guessing another encoding would turn all of it into mojibake."""
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    sound = sum(1 for char in lenient if char > "\x7f") - broken
    if sound > 2 * broken:
        line = data.count(b"\n", 0, place) + 1
        raise MtcheckError(
            f"The file is UTF-8 with damaged bytes (the first in line {line}): mend it, "
            "or drop them with `iconv -c -f utf-8 -t utf-8`."
        )


def writable(text: str) -> str:
    """The text with U+FFFD for each lone surrogate and NUL, which no file can hold."""
    return _UNWRITABLE.sub("\ufffd", text)
