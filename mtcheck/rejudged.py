"""The results file of an earlier scan, judged again where it lies: a million sentences in seconds, little memory."""

from __future__ import annotations

import mmap
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from mtcheck.baseline import Baseline, relative
from mtcheck.errors import MtcheckError
from mtcheck.ranges import Offset, Share
from mtcheck.report.json_format import SCHEMA, article_json, encode, load, read_article
from mtcheck.results import ArticleResult, FailOn, Gate, Head, Passage, Results, ScanError, Unused, heads, record_line
from mtcheck.shelf import Shelf
from mtcheck.streams import STDIN, open_text
from mtcheck.suppression import silenced, suppress
from mtcheck.verdict import gate, judge, rejudge_article

# Inside a string the quote after the name would stand behind a backslash, so this finds the field and nothing else.
_FLAGGED = re.compile(rb'(?<!\\)("flagged"\s*:\s*)(true|false)')


class _File(Struct):
    mtcheck: str
    schema: int
    signature: str
    threshold: Share
    gate: Gate
    errors: tuple[ScanError, ...]
    articles: list[Raw]
    notes: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()


class _Reason(Struct, gc=False):
    id: str
    start: Offset
    end: Offset


class _RoundTrip(Struct, gc=False):
    """That there is one."""


class _Sentence(Struct, gc=False):
    """What judging needs of a sentence."""

    start: Offset
    end: Offset
    text: str
    quality: Share | None
    flagged: bool
    reasons: tuple[_Reason, ...]
    round_trip: _RoundTrip | None
    suppressed_by: str | None = None
    line: int = 1


class _Article(Struct):
    path: str
    id: str | None
    language: str | None
    calibrated: bool
    unscored_because: str | None
    sentences: list[_Sentence]
    threshold: Share | None = None
    fail_on: FailOn | None = None


_file = msgspec.json.Decoder(_File).decode
_article = msgspec.json.Decoder(_Article).decode
_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_items = msgspec.json.Decoder(list[Raw]).decode


@dataclass(frozen=True, slots=True)
class Anew:
    """How results are judged again.

    `threshold` holds for articles without their own, or with `everywhere` for all; so does the gate's `fail_on`, with
    `fail_on_everywhere`. Sentences that `baseline` knows are silenced, besides those that were when the scan ran.
    """

    threshold: float
    everywhere: bool = False
    fail_on_everywhere: bool = False
    baseline: Baseline | None = None

    def own_threshold(self, article: ArticleResult | _Article) -> float | None:
        """The article's own threshold, where it holds."""
        return None if self.everywhere else article.threshold

    def own_fail_on(self, article: ArticleResult | _Article) -> FailOn | None:
        """What of the article fails the gate, where it says so itself and that holds."""
        return None if self.fail_on_everywhere else article.fail_on

    def knows(self, article: ArticleResult | _Article) -> bool:
        """Whether the baseline has entries of the article's file."""
        known = self.baseline
        return known is not None and relative(article.path, known.path) in known.paths

    def judged(self, article: ArticleResult) -> ArticleResult:
        """The article, judged again."""
        article = replace(article, threshold=self.own_threshold(article), fail_on=self.own_fail_on(article))
        threshold = self.threshold if article.threshold is None else article.threshold
        article = rejudge_article(article, threshold)
        if not self.knows(article):
            return article
        found = silenced(article, self.baseline, inline=False)
        new = {index: why for index, why in found.items() if article.sentences[index].suppressed_by is None}
        return suppress(article, new, threshold)


class Rejudged(Shelf):
    """Articles in their results file, each as it is judged anew.

    `raw` holds their JSON, which may lie in a mapped file; `file` is named in errors. Raises msgspec.ValidationError
    for what is no article.
    """

    def __init__(self, raw: Sequence[Raw], anew: Anew, file: str) -> None:
        self._raw, self._anew, self._file = raw, anew, file
        self._passages: dict[int, tuple[Passage, ...]] = {}
        self._known: set[int] = set()
        """Articles of whose file the baseline has entries: those are read whole."""
        self._turned: dict[int, tuple[int, ...]] = {}
        """By article, where there are any: the sentences whose flag is another now."""
        self.heads: list[Head] = []
        for index, article in enumerate(map(_article, raw)):
            if anew.knows(article):
                self._known.add(index)
                self.heads.append(Head.of(self.article(index)))
                continue
            sentences = article.sentences
            own = anew.own_threshold(article)
            flags, judged = judge(sentences, anew.threshold if own is None else own)
            if judged.passages:
                self._passages[index] = judged.passages
            if turned := tuple([i for i, s in enumerate(sentences) if s.flagged != flags[i]]):
                self._turned[index] = turned
            scored = [s for s in sentences if s.quality is not None]
            head = Head(
                path=article.path,
                id=article.id,
                language=article.language,
                verdict=judged.verdict,
                quality=judged.quality,
                calibrated=article.calibrated,
                unscored_because=article.unscored_because,
                sentences_flagged=sum(flags),
                sentences=len(sentences),
                scored=len(scored),
                round_trips=sum([s.round_trip is not None for s in scored]),
                suppressed=tuple([s.quality for s in scored if s.suppressed_by and s.quality is not None]),
                threshold=own,
                fail_on=anew.own_fail_on(article),
                line=record_line(article.path, article.id, [s.line for s in sentences[:1]]),
            )
            self.heads.append(head)

    def article(self, index: int) -> ArticleResult:
        """The article, judged again. MtcheckError if a field does not have the shape of the contract."""
        try:
            return self._anew.judged(read_article(self._raw[index], f"articles[{index}]"))
        except MtcheckError as fault:
            raise MtcheckError(f"{self._file}: {fault}") from fault

    def json(self, index: int) -> bytes:
        """The article as JSON: what judging does not change is copied as it stands, fields of later versions too."""
        if index in self._known:
            return article_json(self.article(index)).encode()
        head = self.heads[index]
        fields = _fields(self._raw[index])
        sentences = bytes(fields.pop("sentences"))
        if turned := self._turned.get(index):
            items = list(map(bytes, _items(sentences)))
            for i in turned:
                items[i] = _FLAGGED.sub(_turn, items[i], count=1)
            sentences = b"[\n   " + b",\n   ".join(items) + b"]"
        judged = {
            "verdict": head.verdict,
            "quality": head.quality,
            "sentences_flagged": head.sentences_flagged,
            "passages": [
                {"start": part.start, "end": part.end, "sentences": part.sentences, "quality": part.quality}
                for part in self._passages.get(index, ())
            ],
            "threshold": head.threshold,
            "fail_on": head.fail_on,
        }
        fields |= {name: Raw(encode(value).encode()) for name, value in judged.items()}
        own = [b"%b: %b" % (encode(name).encode(), bytes(value)) for name, value in fields.items()]
        return b"{" + b", ".join([*own, b'"sentences": ' + sentences]) + b"}"


def _turn(flag: re.Match[bytes]) -> bytes:
    return flag[1] + (b"false" if flag[2] == b"true" else b"true")


def rejudged(  # noqa: PLR0913  one argument an option of `mtcheck report`
    file: str,
    threshold: float | None,
    fail_on: FailOn | None,
    *,
    allow_unscored: bool | None = None,
    everywhere: bool = False,
    fail_on_everywhere: bool = False,
    baseline: Baseline | None = None,
) -> Results:
    """Judge a results file, or standard input (`-`), again; None leaves what it was judged with (see `Anew`).

    MtcheckError, naming the file and the field, for what is no results file. What judging does not look at is checked
    when a report asks for it.
    """

    def anew(own: float) -> Anew:
        return Anew(own if threshold is None else threshold, everywhere, fail_on_everywhere, baseline)

    data = _mapped(file)
    found: _File | Results
    articles: Sequence[ArticleResult]
    try:
        found = _file(data)
        if found.schema != SCHEMA:
            raise msgspec.ValidationError
        articles = Rejudged(found.articles, anew(found.threshold), file)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # The slow reader says what is wrong, or finds that it can be read all the same.
        with open_text(file) as stream:
            found = load(stream.read(), "Standard input" if file == STDIN else file)
        articles = tuple(map(anew(found.threshold).judged, found.articles))
    return Results(
        mtcheck=found.mtcheck,
        schema=found.schema,
        signature=found.signature,
        threshold=found.threshold if threshold is None else threshold,
        gate=gate(
            heads(articles),
            fail_on or found.gate.fail_on,
            found.errors,
            allow_unscored=found.gate.allow_unscored if allow_unscored is None else allow_unscored,
            allow_empty=found.gate.passed,
        ),
        errors=found.errors,
        articles=articles,
        notes=found.notes,
        unused=found.unused,
    )


def _mapped(file: str) -> bytes | mmap.mmap:
    """The bytes of a file, in memory only where it is no plain file; nothing where it cannot be read."""
    try:
        if file == STDIN:
            return b""
        with Path(file).open("rb") as stream:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return b""
