"""What the pages share: templates, style, script, and JSON that cannot end the element it stands in."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from mtcheck.report.findings import number
from mtcheck.report.html_words import title

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def environment() -> Environment:
    """Give the templates: everything put into them is escaped, and a name they do not know is an error."""
    templates = Environment(
        loader=PackageLoader("mtcheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["number"] = number
    templates.globals["title_of"] = title
    return templates


def style() -> str:
    """Give the style of every page."""
    return resources.files("mtcheck.report").joinpath("templates/report.css").read_text(encoding="utf-8")


def script(parts: Sequence[str]) -> str:
    """Join files of the script, in a scope of their own."""
    folder = resources.files("mtcheck.report").joinpath("templates")
    texts = [folder.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in parts]
    return '"use strict";\n(() => {\n' + "\n".join(texts) + "})();\n"


def csp_hash(text: str) -> str:
    """Name the text as a Content-Security-Policy source."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def encode(data: object) -> str:
    """Write JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def block(id_: str, text: str) -> str:
    """Put JSON that `encode` wrote into the page, for the script to read."""
    return f'<script type="application/json" id="{id_}">{text}</script>\n'
