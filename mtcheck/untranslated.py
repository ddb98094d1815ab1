"""Passages left in another language than their article's.

Every word speaks for or against each language; a passage is a run of at least eight words that another language
explains so much better than the article's that entering it and leaving it is worth its cost, which is lower where a
sentence begins or ends. Quotations, brackets and headings may rightly be in another language, and names are in none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from mtcheck.article import Sentence
from mtcheck.evidence import Evidence, Hit
from mtcheck.function_words import FUNCTION_WORDS
from mtcheck.identifier import Identifier, Word, identifier, split
from mtcheck.language_names import NAMES
from mtcheck.verdict import UNTRANSLATED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

FEWEST_WORDS = 8
"""A shorter passage is none: words of other languages stand in every text."""
_FEWEST_TELLING = 4
"""Different words, names aside, that must speak for the other language."""
_AT_EDGE = 3.0
"""Nats that it costs to change the language where a sentence begins or ends; `benchmarks/untranslated.py` measures."""
_INSIDE = 6.0
"""The same within a sentence."""
_LEAST = 2.0
"""Nats that must be left when both changes are paid."""
_MOST_OF_ONE = 4.0
"""Nats that a single word may bring: a rare name must not decide."""
_NAME = 0.25
"""What a capitalised word inside a sentence brings of that: it may be a name, or a German noun."""
_SHARED = 1.0
"""Nats against the other language up to which a word is as good as common to both."""
_MOST_NAMES = 0.35
_MOST_NAMES_OF_NOUNS = 0.7
_LONGEST_PART = 10_000
"""Characters of a paragraph that are looked at together."""
_MOST_PASSAGES = 40
"""In one paragraph: a bound on the work."""
_WHOLE = 0.75
"""Share of a sentence's words from which all of it counts as untranslated."""
_FEWEST_OF_SENTENCE = 3
"""Words of a sentence up to which a passage that ends there is not said to reach into it."""
_KIN = (frozenset({"bs", "hr", "sr"}), frozenset({"id", "ms"}))
"""Languages that eight words do not tell apart."""

_QUOTED = re.compile(
    r"„[^„“”\"]*(?:[“”\"]|$)|“[^“”]*(?:”|$)|”[^“”]*”|«[^«»]*(?:»|$)|»[^«»]*«|\"[^\"]*(?:\"|$)|‚[^‚‘’]*[‘’]|‘[^‘’]*’"
    r"|‹[^‹›]*›|›[^‹›]*‹|「[^「」]*」|『[^『』]*』|(?<![\w])'[^']{2,300}'(?!\w)"
)
_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|(?:https?://|www\.)\S+|[@#]\w+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}|(?<!\w)\w{1,64}\.(?:com|org|net|de|info)\b"
)
_POST = re.compile(r"(?:^|[\s.(])[@#][^\W\d_]\w+|pic\.twitter\.com|https?://t\.co/")
"""Handles, tags and links of a post that an article shows: a quotation, though it has no marks."""
_BINDING = frozenset(word for words in FUNCTION_WORDS.values() for word in words)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Characters `start` to `end` of sentence number `sentence` that are in `language`.

    `excused` says that they may be, as a quotation, a post or a heading.
    """

    sentence: int
    language: str
    start: int
    end: int
    excused: bool


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a paragraph: its sentence, whether it is a name or a number, quoted, or bracketed."""

    word: Word
    sentence: int
    name: bool
    number: bool
    quoted: bool
    aside: bool


def find(sentences: Sequence[Sentence], language: str) -> list[Foreign]:
    """What of an article's sentences is clearly not in its `language`, in order.

    All of it is excused where the model takes the article as a whole for another language: then it is the article's
    language that is in doubt. Nothing is found in a language that the model does not know.
    """
    model = identifier()
    if language not in model.languages:
        return []
    own = [model.languages.index(code) for code in (language, *_kin(language)) if code in model.languages]
    paragraphs = [(tokens, model.scores([token.word.text for token in tokens])) for tokens in _paragraphs(sentences)]
    believed = _believed(paragraphs, own)
    found: list[Foreign] = []
    for tokens, scores in paragraphs:
        found += _passages(tokens, scores, own, model, sentences)
    found.sort(key=lambda foreign: (foreign.sentence, foreign.start))
    return found if believed else [replace(foreign, excused=True) for foreign in found]


def evidence(
    sentences: Sequence[Sentence], language: str, disabled: Collection[str] = frozenset()
) -> dict[int, Evidence]:
    """What is known by this of an article's sentences, by index: a finding, or that no model can read the sentence.

    A passage that may be in another language is none of mtcheck's business; where it takes most of a sentence, the
    sentence is unscored. The same where `disabled` holds `untranslated-passage` or `all`.
    """
    off = not {UNTRANSLATED, "all"}.isdisjoint(disabled)
    found: dict[int, Evidence] = {}
    for number, group in groupby(find(sentences, language), key=lambda foreign: foreign.sentence):
        parts = list(group)
        text = sentences[number].text
        hits = tuple(Hit(UNTRANSLATED, _message(p, language), p.start, p.end) for p in parts if not (p.excused or off))
        if hits:
            found[number] = Evidence(text, untranslated=hits)
        elif 2 * sum(part.end - part.start for part in parts) > len(text):
            why = f"in another language ({parts[0].language}) than the article"
            found[number] = Evidence(text, unscored_because=why)
    return found


def _message(passage: Foreign, language: str) -> str:
    return (
        f"left in {NAMES[passage.language]} in an article in {NAMES[language]}: translate it, "
        "or set it in quotation marks if it is meant to stand like that"
    )


def _kin(language: str) -> Iterator[str]:
    for group in _KIN:
        if language in group:
            yield from sorted(group - {language})


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[list[_Token]]:
    """The words of each paragraph, a heading being one of its own; very long ones in parts, to bound the work."""
    for _, group in groupby(enumerate(sentences), key=lambda pair: pair[1].paragraph):
        part: list[tuple[int, Sentence]] = []
        length = 0
        for pair in group:
            part.append(pair)
            length += len(pair[1].text)
            if length > _LONGEST_PART:
                yield list(_tokens(part))
                part, length = [], 0
        if part:
            yield list(_tokens(part))


def _tokens(group: Sequence[tuple[int, Sentence]]) -> Iterator[_Token]:
    """The words of neighbouring sentences, given with their numbers."""
    text = " ".join(sentence.text for _, sentence in group)
    quoted, aside = _covered(_QUOTED, text), _covered(_ASIDE, text)
    shouted = text.isupper()
    offset = 0
    for index, sentence in group:
        first = True
        for word in split(sentence.text, numbers=True):
            at = offset + word.start
            number = word.text[0].isdigit()
            capital = word.text[:1].isupper() and not shouted
            # The first word of a sentence is no name if it is one that binds sentences in some language.
            name = capital and not (first and word.text.lower() in _BINDING)
            first = False
            yield _Token(word, index, name, number, at in quoted, at in aside)
        offset += len(sentence.text) + 1


def _covered(pattern: re.Pattern[str], text: str) -> frozenset[int]:
    return frozenset(place for match in pattern.finditer(text) for place in range(*match.span()))


def _believed(paragraphs: Iterable[tuple[Sequence[_Token], Scores]], own: Sequence[int]) -> bool:
    """Whether the article's words as a whole speak for its own language (or its kin)."""
    total = None
    for tokens, scores in paragraphs:
        heard = [i for i, token in enumerate(tokens) if not (token.name or token.number or token.quoted or token.aside)]
        part = scores[heard].sum(0)
        total = part if total is None else total + part
    return total is not None and int(total.argmax()) in own


def _passages(
    tokens: Sequence[_Token], scores: Scores, own: Sequence[int], model: Identifier, sentences: Sequence[Sentence]
) -> Iterator[Foreign]:
    """The passages of one paragraph: first those that nothing excuses, then those inside quotations."""
    import numpy as np  # noqa: PLC0415  keeps `--help` fast

    gain = np.clip(scores - scores[:, own].max(1, keepdims=True), -_MOST_OF_ONE, _MOST_OF_ONE)
    gain[[i for i, token in enumerate(tokens) if token.aside or token.number]] = 0.0
    gain[[i for i, token in enumerate(tokens) if token.name]] *= _NAME
    quoted = [i for i, token in enumerate(tokens) if token.quoted]
    spoken = gain.copy()
    spoken[quoted] = 0.0
    taken = np.zeros(len(tokens), bool)
    for excused, table in ((False, spoken), (True, gain)) if quoted else ((False, spoken),):
        for first, last, code in _runs(tokens, table, taken, model.languages):
            taken[first:last] = True
            # Each word's gain is cut off, so all of what it says decides between the other languages.
            heard = [i for i in range(first, last) if table[i, code]]
            full = scores[heard].sum(0)
            full[own] = -np.inf
            posted = _POST.search(" ".join(sentences[i].text for i in {t.sentence: None for t in tokens[first:last]}))
            counted = [token for token in tokens[first:last] if not token.aside and (excused or not token.quoted)]
            yield from _by_sentence(
                counted, tokens, sentences, model.languages[int(full.argmax())], excused=excused or posted is not None
            )


def _runs(
    tokens: Sequence[_Token], gain: Scores, taken: NDArray[np.bool_], languages: Sequence[str]
) -> Iterator[tuple[int, int, int]]:
    """Runs (first word, last exclusive, column of the language) that are long and certain enough."""
    import numpy as np  # noqa: PLC0415  as above

    gain = gain.copy()
    gain[taken] = -_MOST_OF_ONE
    for _ in range(_MOST_PASSAGES):
        # The best run of each language, changes not yet paid: the most that a sum rises above an earlier one.
        sums = np.vstack([np.zeros((1, gain.shape[1]), gain.dtype), gain.cumsum(0)])
        rises = (sums - np.minimum.accumulate(sums, 0)).max(0)
        code = int(rises.argmax())
        if rises[code] < 2 * _AT_EDGE + _LEAST:
            return
        first, last = _best_run(tokens, gain[:, code])
        if last <= first:
            return
        title = _is_inside(tokens, first, last) and _is_title(tokens[first:last], languages[code])
        if not title and _is_passage(tokens, gain[:, code], first, last):
            yield first, last, code
        gain[first:last] = -_MOST_OF_ONE


def _best_run(tokens: Sequence[_Token], gain: Scores) -> tuple[int, int]:
    """The run of words that gains most when both its edges are paid, empty if none gains enough."""
    best, found = _LEAST, (0, 0)
    start, worth = 0, -_cost(tokens, 0)
    for index, value in enumerate(gain.tolist()):
        fresh = -_cost(tokens, index)
        if fresh >= worth:
            start, worth = index, fresh
        worth += value
        if worth - _cost(tokens, index + 1) > best:
            best, found = worth - _cost(tokens, index + 1), (start, index + 1)
    return found


def _cost(tokens: Sequence[_Token], place: int) -> float:
    """What it costs to change the language before the word at `place`."""
    edge = place in {0, len(tokens)} or tokens[place].sentence != tokens[place - 1].sentence
    return _AT_EDGE if edge else _INSIDE


def _is_inside(tokens: Sequence[_Token], first: int, last: int) -> bool:
    """Whether a run begins or ends within a sentence."""
    return _INSIDE in {_cost(tokens, first), _cost(tokens, last)}


def _is_title(run: Sequence[_Token], language: str) -> bool:
    """Whether so much of a run is capitalised that it names something: a book, an office, a law."""
    most = _MOST_NAMES_OF_NOUNS if language == "de" else _MOST_NAMES  # in German every noun has a capital
    return sum(token.name or token.number for token in run) > most * len(run)


def _is_passage(tokens: Sequence[_Token], gain: Scores, first: int, last: int) -> bool:
    """Whether a run has words enough, and enough of them that tell."""
    telling = {
        tokens[i].word.text.lower()
        for i in range(first, last)
        if gain[i] > 0 and not (tokens[i].name or tokens[i].aside)
    }
    count = sum(not token.aside for token in tokens[first:last])
    # A word beside it that both languages have may well belong to the passage.
    for beside in (first - 1, last):
        count += 0 <= beside < len(tokens) and not tokens[beside].aside and gain[beside] > -_SHARED
    return count >= FEWEST_WORDS and len(telling) >= _FEWEST_TELLING


def _by_sentence(
    counted: Sequence[_Token], tokens: Sequence[_Token], sentences: Sequence[Sentence], language: str, *, excused: bool
) -> Iterator[Foreign]:
    """A run's part in each sentence that it reaches into."""
    for number, group in groupby(counted, key=lambda token: token.sentence):
        part = list(group)
        sentence = sentences[number]
        whole = sum(token.sentence == number and not token.aside for token in tokens)
        if len(part) >= _WHOLE * whole:
            start, end = 0, len(sentence.text)
        elif len(part) > _FEWEST_OF_SENTENCE:
            start, end = part[0].word.start, part[-1].word.end
        else:
            continue
        yield Foreign(number, language, start, end, excused or sentence.heading or sentence.quoted)
