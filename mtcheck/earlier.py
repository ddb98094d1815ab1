"""Files judged earlier: what reading them, telling their language and judging them gave, kept by their content.

An unchanged file is not opened by any reader, and no model is loaded for it. What is kept is the article before any
threshold of this scan: it is judged again at the threshold asked for, which costs nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cache
from hashlib import file_digest, sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mtcheck.cache import made_by
from mtcheck.overrides import override_for
from mtcheck.readers import STDIN, path_name
from mtcheck.report.json_format import article_json, decode_article
from mtcheck.results import ArticleResult

if TYPE_CHECKING:
    from mtcheck.judge import Judge
    from mtcheck.pipeline import Options

_AFTERWARDS = frozenset(
    {
        *("threshold", "fail_on", "allow_unscored", "allow_empty"),  # come after what is kept
        "baseline",  # so does this
        *("use_cache", "cache_path", "cache_megabytes", "exclude"),  # say nothing of an article
        "overrides",  # those of its path stand in a file's key
        "spared",  # its files are not read
    }
)
"""Options that change nothing of what is kept."""
_TAG = 8
"""Bytes before an article that tell by which models it was judged."""
_READ_BY = ("langdetect", "lxml", "markdown-it-py", "sentencex", "trafilatura")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: its file, its number there from 0, and whether it is the file's last."""

    key: bytes
    number: int
    last: bool


class Earlier:
    """The files that scans with these models and options have judged."""

    def __init__(self, judge: Judge, options: Options) -> None:
        self._judge, self._cache = judge, judge.cache
        self._overrides = options.overrides
        names = sorted(field.name for field in fields(options) if field.name not in _AFTERWARDS)
        self._options = repr([(name, _stable(getattr(options, name))) for name in names])
        self._languages: dict[bytes, set[str]] = {}
        """Of the files some of whose articles are kept."""
        self._tags: dict[str | None, bytes] = {}

    def key(self, path: Path) -> bytes | None:
        """The name under which a file's articles are kept; None for what is no plain file."""
        if str(path) == STDIN or not self._cache.available:
            return None
        try:
            if not path.is_file():
                return None
            with path.open("rb") as stream:
                content = file_digest(stream, "sha256").hexdigest()
        except (OSError, ValueError):  # whoever reads it says what is wrong
            return None
        own = override_for(path_name(path.as_posix()), self._overrides)
        name = (_read_by(), self._options, own.lang or "", *own.disable_signs, "".join(path.suffixes[-2:]).lower())
        return sha256("\0".join((*name, content)).encode("utf-8", "surrogatepass")).digest()

    def articles(self, key: bytes, path: Path) -> tuple[int, Iterator[ArticleResult]]:
        """The articles of a file that was judged whole by the models that would judge it now, and how many they are.

        Otherwise there are none. Where the cache breaks on the way, fewer come than that.
        """
        known = self._cache.file(key)
        if known is None or known[2] != self._judge.signature(known[1].split()):
            return 0, iter(())
        return known[0], self._read(key, path_name(path.as_posix()))

    def _read(self, key: bytes, name: str) -> Iterator[ArticleResult]:
        own = override_for(name, self._overrides)
        with suppress(zlib.error, msgspec.DecodeError):
            for row in self._cache.articles(key):
                article = decode_article(zlib.decompress(row[_TAG:]))
                if row[:_TAG] != self._tag(article):  # another scan has begun to judge the file, by other models
                    return
                yield replace(article, path=name, threshold=own.threshold, fail_on=own.fail_on)

    def keep(self, judged: Iterable[tuple[Place | None, ArticleResult]]) -> None:
        """Keep articles, all or none of them. A file counts once its last article is kept."""
        articles, files = [], []
        for place, article in judged:
            if place is None:
                continue
            languages = self._languages.setdefault(place.key, set())
            if article.language is not None:
                languages.add(article.language)
            articles.append((place.key, place.number, self._tag(article) + _packed(article)))
            if place.last:
                known = sorted(self._languages.pop(place.key))
                files.append((place.key, place.number + 1, " ".join(known), self._judge.signature(known)))
        if articles:
            self._cache.keep_articles(articles, files)

    def _tag(self, article: ArticleResult) -> bytes:
        """What tells by which models an article was judged, wherever its file was left half judged."""
        if article.language not in self._tags:
            signature = self._judge.signature([] if article.language is None else [article.language])
            self._tags[article.language] = sha256(signature.encode()).digest()[:_TAG]
        return self._tags[article.language]


def _stable(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def _packed(article: ArticleResult) -> bytes:
    return zlib.compress(article_json(replace(article, path="")).encode("utf-8", "surrogatepass"), 1)


@cache
def _read_by() -> str:
    """Everything that reading and judging pass through: the code itself, whatever its version, and data."""
    digest = sha256()
    home = Path(__file__).parent
    # Of the models `bundled/lock.json` says which they are.
    for file in sorted(file for suffix in ("py", "toml", "json") for file in home.rglob(f"*.{suffix}")):
        digest.update(f"{file.relative_to(home).as_posix()}\0".encode())
        digest.update(file.read_bytes())
    return " ".join((digest.hexdigest(), made_by(), *(version(name) for name in _READ_BY)))
