"""Marks of the machinery left in the text: placeholders, tags, entities, word pieces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "placeholder"
_TAGS = (
    "a|abbr|b|blockquote|body|br|code|div|em|figure|font|h[1-6]|hr|i|img|li|ol|p|pre|section|span|strong|sub|sup|"
    "table|td|th|tr|u|ul"
)
_KINDS = (
    (re.compile(r"(?<![\w%])%(?:\d\$|\(\w+\))?[sd]\b|%\(\w+\)"), "A placeholder was left in the text."),
    (re.compile(r"\$?\{\{?[ ]?[A-Za-z_][\w.]*[ ]?\}\}?|\{\d\}"), "A placeholder was left in the text."),
    (re.compile(r"\[\[|\]\]|'''"), "Wiki markup was left in the text."),
    (re.compile(r"@-@|@[.,]@|@@(?=\s|$)|(?<!\S)##[^\W\d_]+|▁"), "A piece of a word was not put together again."),
    (re.compile(r"&(?:quot|amp|lt|gt|apos|nbsp|[lr][ds]quo|hellip|[mn]dash|#\d{2,5}|#x[\dA-Fa-f]{2,5});"),
     "A character entity was left in the text."),
    (re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE), "A tag was left in the text."),
    (re.compile(r"</?(?:unk|s|pad|eos|bos|mask)>|⁇|\[(?:UNK|PAD|MASK|SEP|CLS)\]", re.IGNORECASE),
     "A word the machine did not know is missing here."),
    (re.compile(r"\blorem ipsum\b", re.IGNORECASE), "Dummy text was left in place."),
    (re.compile(r"\\u[\dA-Fa-f]{4}|\\x[\dA-Fa-f]{2}"), "An escaped character was left in the text."),
    (re.compile(r"(?<![\w_])__\w+?__(?![\w_])"), "A placeholder was left in the text."),
)  # fmt: skip
_UNKNOWN = re.compile(r"\bUNK\b")


def _look(reading: Reading) -> Iterator[Hit]:
    taken: list[tuple[int, int]] = []
    for pattern, message in _KINDS:
        for match in pattern.finditer(reading.text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield Hit(ID, message, *match.span())
    if not reading.text.isupper():
        for match in _UNKNOWN.finditer(reading.text):
            if not any(start <= match.start() < end for start, end in taken):
                yield Hit(ID, "A word the machine did not know is missing here.", *match.span())


SIGN = Sign(ID, None, _look)
