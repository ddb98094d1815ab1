"""Sentence → pivot language → back, and what the two models and the metrics say of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import fmean
from typing import TYPE_CHECKING

from mtcheck.argos.clauses import split_long
from mtcheck.argos.engine import DECODING, TokenScore, Translation, translator
from mtcheck.argos.locks import package_hash
from mtcheck.argos.self_test import SelfTest, self_test
from mtcheck.evidence import RoundTrip, SurprisingToken
from mtcheck.language import UNSPACED
from mtcheck.similarity import Similarity, mask_copies, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtcheck.argos.packages import Installed, InstalledPair

MIN_WORDS = 4
"""Shorter sentences are where translation models loop and drop words."""
MIN_MASKED_WORDS = 2
"""Words that must be left when names and numbers are taken out."""

_PIVOTS = ("en", "de")  # English knows most languages; it pivots through German, which ships with mtcheck
_STAND_INS = {"pt": "pb"}  # Argos has a package for each Portuguese; either reads the other


@dataclass(frozen=True, slots=True)
class Route:
    """The packages that take a language into its pivot and back."""

    there: InstalledPair
    back: InstalledPair

    @property
    def language(self) -> str:
        """The language's code, as Argos writes it."""
        return self.there.from_code

    @property
    def pivot(self) -> str:
        """The pivot language's code."""
        return self.there.to_code


@dataclass(frozen=True, slots=True)
class Unscored:
    """A sentence that no round trip can be made for, and why: a reason to show to users."""

    reason: str


def find_route(language: str, packages: Installed) -> Route | None:
    """Return the way from a language (ISO 639-1) into a pivot and back, if one is installed.

    English is the pivot where it can be, then German, then the first by code; English itself goes through German, else
    through the first language by code.
    """
    for candidate in filter(None, (language, _STAND_INS.get(language))):
        targets = {pair.to_code for pair in packages.pairs if pair.from_code == candidate}
        for pivot in sorted(targets, key=lambda to: (_PIVOTS.index(to) if to in _PIVOTS else len(_PIVOTS), to)):
            there, back = packages.get(candidate, pivot), packages.get(pivot, candidate)
            if there and back:
                return Route(there, back)
    return None


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, or a clause of one too long for the model, and where in the sentence it begins."""

    text: str
    start: int


class RoundTripper:
    """Round trips for one language. Models are loaded when first needed, and shared between routes."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self._there = translator(route.there)
        self._back = translator(route.back)
        self._similarity = Similarity(route.language)

    def self_test(self) -> SelfTest:
        """Whether the packages can be believed. It costs some twenty translations: keep the answer by `signature()`."""
        return self_test(self._there, self._back)

    def signature(self) -> str:
        """Name packages, decoding options and metrics: equal signatures and sentences mean equal evidence."""
        pairs = (self.route.there, self.route.back)
        packages = "+".join(f"{pair.name}:{pair.version}@{package_hash(pair)[:8]}" for pair in pairs)
        limits = f"{DECODING}|words:{MIN_WORDS}"
        return f"argos|{packages}|{limits} {self._similarity.signature()}"

    def evidence(self, sentences: Sequence[str]) -> list[RoundTrip | Unscored]:
        """Return a round trip, or the reason why there is none, for each sentence, in order.

        All go through each model in one call, equal ones once. A sentence too long for the model goes in clauses; its
        scores are of the whole. MtcheckError if a package cannot be loaded.
        """
        unique = list(dict.fromkeys(sentences))
        parts = {sentence: self._parts(sentence) for sentence in unique if self._long_enough(sentence)}
        texts = [part.text for own in parts.values() for part in own]
        pivots = self._there.translate(texts)
        returned = self._back.translate([pivot.text for pivot in pivots])
        originals = self._back.score([pivot.text for pivot in pivots], texts)
        own_words = self._back.score([pivot.text for pivot in pivots], [back.text for back in returned])
        rows = list(zip(pivots, returned, originals, own_words, strict=True))
        ends = pairwise(accumulate(map(len, parts.values()), initial=0))
        found = {
            sentence: self._judge(sentence, own, rows[start:end])
            for (sentence, own), (start, end) in zip(parts.items(), ends, strict=True)
        }
        short = Unscored(f"too short for a round trip (fewer than {MIN_WORDS} words)")
        return [found.get(sentence, short) for sentence in sentences]

    def evidence_from(self, pairs: Sequence[tuple[str, str]]) -> list[RoundTrip | Unscored]:
        """The same for (sentence, source) pairs: the true source, in the pivot's language, stands for the pivot.

        So the back-translation model is asked how well the sentence translates what was really meant. A sentence too
        long for one piece is taken without its source, because nobody knows which clause is whose.
        """
        whole = [(s, t) for s, t in dict.fromkeys(pairs) if t and self._long_enough(s) and len(self._parts(s)) == 1]
        sentences, sources = [s for s, _ in whole], [t for _, t in whole]
        returned = self._back.translate(sources)
        originals = self._back.score(sources, sentences)
        own_words = self._back.score(sources, [back.text for back in returned])
        found = {
            pair: self._judge(pair[0], [_Part(pair[0], 0)], [(Translation(pair[1]), back, original, own)])
            for pair, back, original, own in zip(whole, returned, originals, own_words, strict=True)
        }
        others = [s for s, t in dict.fromkeys(pairs) if (s, t) not in found]
        without = dict(zip(others, self.evidence(others), strict=True)) if others else {}
        return [found[pair] if pair in found else without[pair[0]] for pair in pairs]

    def _long_enough(self, sentence: str) -> bool:
        return self._similarity.words(normalise(sentence)) >= MIN_WORDS

    def _parts(self, sentence: str) -> list[_Part]:
        limit = self.route.there.max_tokens
        return [_Part(sentence[a:b], a) for a, b in split_long(sentence, self._there.length, limit)]

    def _judge(self, sentence: str, parts: list[_Part], rows: list[_Row]) -> RoundTrip | Unscored:
        """One sentence's evidence from what the models made of its parts."""
        tokens: list[SurprisingToken] = []
        back_surprisals: list[float] = []
        for part, (pivot, back, original, own_words) in zip(parts, rows, strict=True):
            for translation, pair in ((pivot, self.route.there), (back, self.route.back)):
                if translation.looped:
                    return Unscored(f"the {pair.name} model repeats itself on it")
            if pivot.truncated or back.truncated or original is None or own_words is None:
                return Unscored("the models have no translation for it, or one too long for them")
            tokens += [SurprisingToken(part.start + t.start, part.start + t.end, 0.0 - t.log_prob) for t in original]
            back_surprisals += [0.0 - token.log_prob for token in own_words]
        gap = "" if self.route.language in UNSPACED else " "
        pivot_text = " ".join(row[0].text for row in rows)
        back_text = gap.join(row[1].text for row in rows)
        masked, masked_back = mask_copies(normalise(sentence), normalise(pivot_text), normalise(back_text))
        if self._similarity.words(masked) < MIN_MASKED_WORDS:
            return Unscored("hardly more than names, numbers or words that pass through untranslated")
        return RoundTrip(
            pivot_language=self.route.pivot,
            pivot=pivot_text,
            back=back_text,
            chrf=self._similarity.chrf(masked_back, masked),
            bleu=self._similarity.bleu(masked_back, masked),
            ter=self._similarity.ter(masked_back, masked),
            surprisal=round(fmean(token.surprisal for token in tokens), 4),
            back_surprisal=round(fmean(back_surprisals), 4),
            tokens=tuple(tokens),
        )


_Row = tuple[Translation, Translation, tuple[TokenScore, ...] | None, tuple[TokenScore, ...] | None]
