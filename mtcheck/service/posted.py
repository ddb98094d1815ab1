"""From a posted body to an article, or a sentence that says what is wrong with the request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtcheck.errors import MtcheckError
from mtcheck.language import language_code
from mtcheck.readers import path_name, read_document

if TYPE_CHECKING:
    from mtcheck.article import Article

FORMS: Mapping[str, str] = {
    "text/plain": "plain",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/json": "json",
}
"""What may be posted: the media type, and how it is read. JSON holds the text, and may say how to read it."""
_FIELDS = ("text", "id", "format", "lang")
_SUFFIXES = {"plain": ".txt", "markdown": ".md", "html": ".html"}


class Refused(Exception):  # noqa: N818  it is an answer, not a fault of ours
    """A request that cannot be met: the HTTP status and a sentence that names the fix."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Posted:
    """An article to judge, with what the request says of it. None leaves language and threshold as they are."""

    article: Article
    language: str | None
    threshold: float | None


def posted(body: bytes, media_type: str, query: Mapping[str, str]) -> Posted:
    """Read a request. Refused where it is broken, binary, empty, or asks for what there is not."""
    unknown = sorted(set(query) - {"lang", "threshold", "id"})
    if unknown:
        raise Refused(400, f"There is no parameter {unknown[0]!r}: the parameters are id, lang and threshold.")
    form = FORMS.get(media_type.partition(";")[0].strip().lower())
    if form is None:
        raise Refused(415, f"The Content-Type {media_type!r} is not read here: send one of {', '.join(FORMS)}.")
    charset = media_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    if charset not in {"", "utf-8", "utf8"}:
        raise Refused(415, f"The charset {charset!r} is not read here: send UTF-8.")
    name, lang = query.get("id"), query.get("lang")
    if form == "json":
        fields = _fields(body)
        form = fields.get("format") or "plain"
        if form not in _SUFFIXES:
            raise Refused(400, f"The field 'format' is {form!r}: write one of {', '.join(_SUFFIXES)}.")
        name, lang = fields.get("id") or name, fields.get("lang") or lang
        body = (fields["text"] or "").encode("utf-8", "replace")
    if not body.strip():
        raise Refused(422, "There is no text in the request: post an article.")
    with _refusing(400):
        code = None if lang is None else language_code(lang)
    with _refusing(422):
        article = read_document(body, path_name(name or f"article{_SUFFIXES[form]}"), form)
        return Posted(article, code, _threshold(query))


def _fields(body: bytes) -> dict[str, str | None]:
    """The fields of a JSON body: texts or null."""
    try:
        data = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"The body is not JSON ({error}): mend it, or send the text as text/plain.") from None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise Refused(400, "The body has no field 'text' with the article: send {\"text\": …}.")
    for name, value in data.items():
        if name not in _FIELDS:
            raise Refused(400, f"There is no field {name!r}: the fields are {', '.join(_FIELDS)}.")
        if value is not None and not isinstance(value, str):
            raise Refused(400, f"The field {name!r} should be text.")
    return data


def _threshold(query: Mapping[str, str]) -> float | None:
    given = query.get("threshold")
    if given is None:
        return None
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise Refused(400, f"The threshold {given!r} is no quality: write a number between 0 and 1, such as 0.5.")
    return value


@contextmanager
def _refusing(status: int) -> Iterator[None]:
    """What is found wrong with an article or its language is wrong with the request."""
    try:
        yield
    except MtcheckError as error:
        raise Refused(status, str(error)) from None
