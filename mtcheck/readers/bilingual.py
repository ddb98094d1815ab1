"""Files that hold translations beside their sources: PO, XLIFF and TMX → articles whose paragraphs know their source.

Written for mtcheck, without a dependency: translate-toolkit is under the GPL, and neither polib nor lxml tells where in
the file a character of a segment stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtcheck.article import Article, Paragraph, line_starts
from mtcheck.errors import MtcheckError
from mtcheck.readers.decode import LARGEST, decode
from mtcheck.readers.placeholders import readable, without_placeholders
from mtcheck.readers.po import read_po
from mtcheck.readers.xml_segments import read_tmx, read_xliff

SUFFIXES = (".po", ".xlf", ".xliff", ".tmx")


def read_bilingual(data: bytes, path: str, suffix: str | None = None) -> Iterator[Article]:
    """The articles of a file, one for each of its parts and target languages. MtcheckError where it holds none.

    `suffix` says the format where the path does not.
    """
    if len(data) > LARGEST:
        raise MtcheckError(f"The file is larger than {LARGEST // 1024 // 1024} MB: split it.")
    lower = (suffix or path).lower()
    source = decode(data, markup=not lower.endswith(".po")).replace("\0", "\ufffd")
    reader = read_po if lower.endswith(".po") else read_tmx if lower.endswith(".tmx") else read_xliff
    starts = line_starts(source)
    found = [one for one in reader(source) if one.segments]
    if not found:
        raise MtcheckError("The file holds no translated text: translate it, or leave it out.")
    for one in found:
        yield Article(
            path,
            tuple(
                Paragraph(target, source=without_placeholders(segment.source) or None)
                for segment in one.segments
                if (target := readable(segment.target)) is not None
            ),
            starts,
            id=one.name if len(found) > 1 else None,
            language=_code(one.target_language),
            source_language=_code(one.source_language),
        )


def _code(language: str | None) -> str | None:
    """`de` of `de-AT`, `de_AT.UTF-8` or `de@euro`; Norwegian as mtcheck has it."""
    if not language:
        return None
    code = re.split("[-_.@]", language, maxsplit=1)[0].lower()
    return {"no": "nb", "nn": "nb", "iw": "he"}.get(code, code) or None
