"""Sentences → evidence: cache first, then the models, each sentence once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from mtcheck.allowed import Allowed
from mtcheck.cache import Cache, Stored, key
from mtcheck.evidence import Evidence, Fluency, RoundTrip
from mtcheck.fluency import FluencyModel
from mtcheck.names import SUSPICIOUS, names_rule, repeated, with_stand_ins
from mtcheck.profile import Profile, ProfiledScore, laid_over
from mtcheck.quality import MIN_WORDS, Quality, ScoreModel, count_words, score_model
from mtcheck.round_trip import RoundTripper, Unscored
from mtcheck.signs import find as find_signs
from mtcheck.signs import turned_on
from mtcheck.signs.sign import rates_digest
from mtcheck.trips import find_trip
from mtcheck.verdict import article_rule

PART = 200
"""Sentences that are computed and kept together: some seconds of work."""
MAX_CHARACTERS = 2000
TOO_SHORT = f"too short to judge (fewer than {MIN_WORDS} words)"
TOO_LONG = f"too long to judge (more than {MAX_CHARACTERS} characters without a sentence end)"

NOTHING_ALLOWED = Allowed()


class Judge:
    """Everything that looks at sentences, loaded when first needed."""

    def __init__(
        self,
        cache: Cache,
        disabled_signs: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
        profile: Profile | None = None,
        allowed: Allowed = NOTHING_ALLOWED,
    ) -> None:
        self.cache = cache
        self.profile = profile
        self.disabled_signs = disabled_signs
        self.without = without
        self.allowed = allowed
        self.fluency = FluencyModel()
        self.notes: dict[str, str] = {}
        """By language: why there is no round trip, or not that of the packages installed."""
        self.warn: Callable[[str], None] = lambda _: None
        """Is told, in a sentence each, which installed packages cannot be used, that the cache was full, and which
        folders hold nothing to read; each once."""
        self._warned: set[tuple[Path, ...]] = set()
        self._trippers: dict[str, RoundTripper | None] = {}

    @cached_property
    def score(self) -> ScoreModel:
        """The score that turns evidence into quality, under the profile. MtcheckError where that does not fit."""
        bundled = score_model()
        if self.profile is None:
            return bundled
        return laid_over(bundled, self.profile, self.fluency.signature, rates_digest())

    def tripper(self, language: str) -> RoundTripper | None:
        """The round trip of a language, or None with a note: no pair is installed, or its self-test failed."""
        if language not in self._trippers:
            self._trippers[language] = self._open(language)
            self._drop_unfit_adjustment(language)
        return self._trippers[language]

    def weighs_round_trip(self, language: str) -> bool:
        """Whether the round trip enters the quality: only that of a pair that score or profile was fitted with."""
        tripper = self.tripper(language)
        if tripper is None:
            return False
        if isinstance(self.score, ProfiledScore) and (own := self.score.adjustment(language)) is not None:
            return own.round_trip is not None
        return {tripper.route.there.origin, tripper.route.back.origin} == {"bundled"}

    def _drop_unfit_adjustment(self, language: str) -> None:
        """Leave a language as the bundled score has it, with a note, where the profile knew other round trips."""
        score, tripper = self.score, self._trippers[language]
        own = score.adjustment(language) if isinstance(score, ProfiledScore) else None
        if own is None or not isinstance(score, ProfiledScore):
            return
        if own.round_trip is not None and (tripper is None or tripper.signature() != own.round_trip):
            self.score = score.ignoring(language)
            self.notes[language] = (
                "the profile was made with other translation packages and is not applied: "
                "make it anew with `mtcheck calibrate`"
            )
        elif own.weighing is not None:
            self.notes.pop(language, None)

    def left_out(self, language: str) -> frozenset[str]:
        """The kinds of evidence that do not enter the quality of this language's sentences."""
        return self.without if self.weighs_round_trip(language) else self.without | {"round_trip"}

    def qualities(
        self, article: Sequence[Evidence], language: str, unheard: Collection[int] = ()
    ) -> list[Quality | None]:
        """The qualities of an article's sentences, in order; None for those that cannot be judged.

        Those whose indices are `unheard` say nothing of the others.
        """
        left_out = self.left_out(language)
        alone = [None if e.unscored_because else self.score.quality(e, language, without=left_out) for e in article]
        return self.score.among(article, alone, language, unheard, without=self.without)

    def machine_likeness(
        self, article: Sequence[Evidence], qualities: Sequence[Quality | None], language: str
    ) -> float | None:
        """How likely the article came out of a machine; None where its round trips do not count."""
        if not self.weighs_round_trip(language):
            return None
        return self.score.machine_likeness_of(article, qualities, language)

    def acquainted(
        self,
        articles: Sequence[Sequence[Evidence]],
        language: str,
        unheard: Sequence[Collection[int]] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> list[list[Evidence]]:
        """The evidence of articles' sentences, as one reads them who knows the names that each article repeats.

        Suspicious sentences that hold such a name are read again, and what comes of that counts only in their favour.
        What an article's `unheard` sentences, given by index, or passages in another language repeat is no name.
        `without` names kinds of evidence to leave out, besides those that the judge leaves out everywhere.
        """
        found = [list(article) for article in articles]
        left_out = self.left_out(language) | without
        if "neighbours" in left_out or language not in self.fluency.languages:
            return found
        again = []
        for article, silent in zip(found, unheard or [()] * len(found), strict=True):
            names = repeated(one.text for i, one in enumerate(article) if i not in silent and not one.untranslated)
            for place, one in enumerate(article):
                if one.unscored_because or one.fluency is None:
                    continue
                before = self.score.quality(one, language, without=left_out)
                if before is None or before.own < SUSPICIOUS:
                    continue
                read = with_stand_ins(one.text, names, self.fluency.is_known)
                if read is not None:
                    again.append((article, place, before.own, read))
        readings = self.readings(list(dict.fromkeys(read.text for *_, read in again)), language)
        for article, place, before_it, read in again:
            reading = readings[read.text]
            if reading is None:
                continue
            one = self.allowed.applied(replace(article[place], fluency=read.placed(reading)))
            after = self.score.quality(one, language, without=left_out)
            if after is not None and after.own < before_it:
                article[place] = one
        return found

    def readings(self, sentences: Sequence[str], language: str) -> dict[str, Fluency | None]:
        """What the fluency model says of sentences, by sentence."""
        kept = self._kept(
            sentences, language, self.fluency.signature, lambda missing: self.fluency.read(missing, language)
        )
        readings = {s: one if isinstance(one, Fluency) else None for s, one in kept.items()}
        if "language_model" not in self.without:
            return readings
        return {s: one and replace(one, predicted=None) for s, one in readings.items()}  # nor does it mark words

    def _open(self, language: str) -> RoundTripper | None:
        if language not in self.fluency.languages:
            return None
        trip = find_trip(language, self.cache, self._warn_once)
        if trip.note is not None:
            self.notes[language] = trip.note
        return trip.tripper

    @property
    def nothing_kept(self) -> str | None:
        """Why nothing is kept for the next scan, in a sentence that names the fix; None where there is no fault."""
        why = self.cache.unavailable_because
        if why is None:
            return None
        broken = any(said in why for said in ("not a database", "malformed"))  # SQLite's words for a damaged file
        fix = "delete that file" if broken else "set MTCHECK_CACHE_DIR to a folder that can be written"
        return f"nothing is kept for the next scan ({why}): {fix}, or say --no-cache."

    def trim_cache(self, megabytes: int) -> None:
        """Leave no more than that in the cache; that something had to go is said once, for the next scan is slower."""
        if self.cache.trim(megabytes * 1_000_000) and self.cache.path is not None:
            self._warn_once(
                [self.cache.path],
                f"The cache held more than {megabytes:,} MB, and what was used longest ago is gone from it: "
                "raise cache_megabytes in the configuration if scans compute again what they know.",
            )

    def _warn_once(self, about: Sequence[Path], sentence: str) -> None:
        """Both languages of a pair find it broken, and each batch the cache full: it is told of the first."""
        if tuple(about) not in self._warned:
            self._warned.add(tuple(about))
            self.warn(sentence)

    def signature(self, languages: Sequence[str]) -> str:
        """Names all that a scan of these languages rests on."""
        off = ",".join(sorted(self.disabled_signs)) or "-"
        left_out = ",".join(sorted(self.without)) or "-"
        signs = f"signs:{rates_digest()}|off:{off}|without:{left_out}"
        if self.allowed.words:
            signs += f"|allow:{self.allowed.digest}"
        parts = [self.score.signature, self.fluency.signature, signs, names_rule(), article_rule()]
        for code in sorted(set(languages)):
            if tripper := self.tripper(code):
                parts += [tripper.signature() + ("" if self.weighs_round_trip(code) else "|not-weighed")]
        return " ".join(parts)

    def evidence(
        self,
        sentences: Sequence[str],
        language: str,
        disabled_signs: frozenset[str] = frozenset(),
        sources: Mapping[str, str] | None = None,
        source_language: str | None = None,
    ) -> list[Evidence]:
        """Evidence for each sentence, in order; a sentence that cannot be judged carries the reason.

        `disabled_signs` are left out besides those that the judge leaves out everywhere. `sources` holds what sentences
        were translated from, where that is known; it stands for the pivot where it is in the pivot's language.
        """
        if language not in self.fluency.languages:
            reason = f"the fluency model does not cover the language {language!r}"
            return [Evidence(sentence, unscored_because=reason) for sentence in sentences]
        off = self.disabled_signs | disabled_signs
        silent = self.left_out(language) | (set() if turned_on(language, off) else {"signs"})
        if silent >= {"fluency", "round_trip", "signs"}:
            away = "round_trip" in self.without
            keep = "fluency, round_trip or signs" if away else "fluency or signs"
            cause = "" if away else f"no round trip of {language!r} counts, so "
            reason = f"no evidence is left to judge by: {cause}keep {keep}"
            return [Evidence(sentence, unscored_because=reason) for sentence in sentences]
        unfit = {s: why for s in dict.fromkeys(sentences) if (why := _unfit(s, language))}
        fit = [s for s in dict.fromkeys(sentences) if s not in unfit]
        tripper = self.tripper(language)
        trips: dict[str, Stored] = {}
        if tripper is not None:
            known = sources if sources and source_language == tripper.route.pivot else {}
            trips = self._kept(
                [sentence for sentence in fit if sentence not in known],
                language,
                tripper.signature(),
                lambda missing: [
                    found.reason if isinstance(found, Unscored) else found for found in tripper.evidence(missing)
                ],
            )
            trips |= self._trips_from({s: known[s] for s in fit if s in known}, language, tripper)
        readings = self.readings(fit, language)
        found, counts = {}, "round_trip" not in self.left_out(language)
        for sentence in fit:
            trip = trips.get(sentence)
            evidence = Evidence(
                sentence,
                trip if isinstance(trip, RoundTrip) else None,
                readings[sentence],
                find_signs(sentence, language, trip if isinstance(trip, RoundTrip) else None, off),
                # Where the language's round trips count, a sentence that failed to make one is not half-judged.
                unscored_because=trip if isinstance(trip, str) and counts else None,
            )
            found[sentence] = self.allowed.applied(evidence)
        return [found[s] if s in found else Evidence(s, unscored_because=unfit[s]) for s in sentences]

    def _trips_from(self, sources: Mapping[str, str], language: str, tripper: RoundTripper) -> dict[str, Stored]:
        """The round trips of sentences whose source is known, by sentence."""
        pairs = {f"{sentence}\x1f{source}": (sentence, source) for sentence, source in sources.items()}
        kept = self._kept(
            list(pairs),
            language,
            f"{tripper.signature()}|source",
            lambda missing: [
                found.reason if isinstance(found, Unscored) else found
                for found in tripper.evidence_from([pairs[name] for name in missing])
            ],
        )
        return {pairs[name][0]: value for name, value in kept.items()}

    def _kept(
        self, sentences: Sequence[str], language: str, signature: str, compute: Callable[[list[str]], Sequence[Stored]]
    ) -> dict[str, Stored]:
        """Values by sentence, from the cache or else computed and kept."""
        names = {sentence: key(sentence, language, signature) for sentence in sentences}
        known = self.cache.get(list(names.values()))
        # Of one length side by side, as they are looked at; kept part by part, so that little is lost with a kill.
        missing = sorted((s for s in sentences if names[s] not in known), key=lambda s: (len(s), s))
        computed: dict[str, Stored] = {}
        for start in range(0, len(missing), PART):
            part = missing[start : start + PART]
            values = dict(zip(part, compute(part), strict=True))
            self.cache.put({names[sentence]: value for sentence, value in values.items()})
            computed |= values
        return {s: computed[s] if s in computed else known[names[s]] for s in sentences}


def _unfit(sentence: str, language: str) -> str | None:
    if len(sentence) > MAX_CHARACTERS:
        return TOO_LONG
    if count_words(sentence, language) < MIN_WORDS:
        return TOO_SHORT
    return None
