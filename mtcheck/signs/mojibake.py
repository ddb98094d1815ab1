"""Text decoded with the wrong character set: "fÃ¼r"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtcheck.evidence import Hit
from mtcheck.signs.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtcheck.signs.reading import Reading

ID = "mojibake"
_MESSAGE = "These characters were read with the wrong character set."
_CONTINUATION = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_LATIN = re.compile(rf"[ÂÃÄÅÎÏÐÑ][{_CONTINUATION} ]|â[€‚„†ˆ”\u0080-\u009f][{_CONTINUATION}]|ï»¿")
_CYRILLIC = re.compile("(?:[РС][\u00a0-\u00bf\u0402-\u040f\u0451-\u045f\u0490\u0491‚„…†‡€‰‹‘’“”•–—™›№]){3,}")
_BROKEN = re.compile("\ufffd+")
_CP1252 = {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


def _misread(found: str) -> bool:
    """Whether the characters are the bytes of one UTF-8 character or more, read as Windows-1252."""
    # Folding turns the no-break space, byte A0, into a plain one.
    codes = [_CP1252.get(character, 0xA0 if character == " " else ord(character)) for character in found]
    try:
        bytes(codes).decode("utf-8")
    except ValueError:
        return False
    return True


def _look(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    for match in _LATIN.finditer(text):
        before, found = text[: match.start()][-1:], match.group()
        # In capitals a word may end in such a letter before a closing quote or a dash ("AMANHÃ”", "„Ä“").
        capitals = before.isupper() or before in {"„", "“", "«", '"', "‚", "‘"}
        if (
            _misread(found)
            and not (capitals and not found[1].isalnum())
            and not (found[1] == " " and not before.isalpha())
        ):
            yield Hit(ID, _MESSAGE, match.start(), match.end())
    for match in _CYRILLIC.finditer(text):
        yield Hit(ID, _MESSAGE, match.start(), match.end())
    for match in _BROKEN.finditer(text):
        yield Hit(ID, "These characters were lost to the wrong character set.", match.start(), match.end())


SIGN = Sign(ID, None, _look)
