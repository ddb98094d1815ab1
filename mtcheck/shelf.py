"""Articles that lie on disk: a scan of a million articles needs no more memory than one of a hundred."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import overload

from mtcheck.report.json_format import article_json, decode_article
from mtcheck.results import ArticleResult, Head
from mtcheck.streams import encoded

IN_MEMORY = 8 * 1024 * 1024
"""Bytes that a spool holds before it goes to disk: small scans need no place for temporary files."""


class Shelf(Sequence[ArticleResult]):
    """Articles outside memory, each read when asked for; only their heads are held."""

    heads: Sequence[Head]

    @abstractmethod
    def json(self, index: int) -> bytes:
        """The article as it stands in the JSON report."""

    @abstractmethod
    def article(self, index: int) -> ArticleResult:
        """The article."""

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, index: int) -> ArticleResult: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ArticleResult]: ...
    def __getitem__(self, index: int | slice) -> ArticleResult | Sequence[ArticleResult]:
        """One article, or some of them, still on disk."""
        if isinstance(index, slice):
            return Picked(self, range(len(self))[index])
        return self.article(range(len(self))[index])

    def __iter__(self) -> Iterator[ArticleResult]:
        return map(self.article, range(len(self)))


class Picked(Sequence[ArticleResult]):
    """Some of the articles of a sequence, in an order of its own, none of them copied."""

    def __init__(self, articles: Sequence[ArticleResult], indexes: Sequence[int]) -> None:
        self._articles, self._indexes = articles, indexes

    @property
    def heads(self) -> Sequence[Head]:
        """Their heads."""
        known: Sequence[Head] | None = getattr(self._articles, "heads", None)
        return [Head.of(a) for a in self] if known is None else [known[i] for i in self._indexes]

    def __len__(self) -> int:
        return len(self._indexes)

    @overload
    def __getitem__(self, index: int) -> ArticleResult: ...
    @overload
    def __getitem__(self, index: slice) -> Picked: ...
    def __getitem__(self, index: int | slice) -> ArticleResult | Picked:
        """One article, or some of them."""
        if isinstance(index, slice):
            return Picked(self._articles, self._indexes[index])
        return self._articles[self._indexes[index]]


class Spool(Shelf):
    """Articles in a temporary file that goes with the process, as they stand in the JSON report."""

    def __init__(self) -> None:
        self.heads: list[Head] = []
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  it lives as long as the spool
        self._ends = array("Q", [0])

    def append(self, article: ArticleResult) -> None:
        """Put an article at the end. OSError where the disk is full."""
        data = encoded(article_json(article))
        self._file.seek(self._ends[-1])
        self._file.write(data)
        self._ends.append(self._ends[-1] + len(data))
        self.heads.append(Head.of(article))

    def json(self, index: int) -> bytes:
        """The article as it stands in the JSON report."""
        start, end = self._ends[index : index + 2]
        self._file.seek(start)
        return self._file.read(end - start)

    def article(self, index: int) -> ArticleResult:
        """The article."""
        return decode_article(self.json(index))
