"""Evidence → reasons: what an editor is told, the strongest first, each pointing at words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mtcheck.evidence import DamagedToken, Evidence, Fluency, SurprisingToken
from mtcheck.quality import Quality, worst_window
from mtcheck.results import ArticleResult

DAMAGED_WORDS = "damaged-words"
UNLIKELY_WORDS = "unlikely-words"
MISFIT_WORDS = "misfit-words"
LOW_FLUENCY = "low-fluency"
NEIGHBOURS = "neighbours"
WORDING = "wording"
OF_ARTICLE = (NEIGHBOURS, WORDING)
"""Ids of the reasons that the article gives, and not the sentence."""
SIGNAL_REASONS = (DAMAGED_WORDS, UNLIKELY_WORDS, MISFIT_WORDS, LOW_FLUENCY, *OF_ARTICLE)
"""Ids of the reasons that models give; the others are ids of signs."""
_SOUND = 0.8
"""Quality from which models say nothing against a sentence that is not flagged, however much one of them weighs."""
_LIKELIER_THAN_NOT = 0.5
_NOTABLE_PART = 0.3
_NOTABLE_NEIGHBOURS = 0.7  # sound articles of some kinds read a little worse than news throughout
_NOTABLE_WORDING = 0.3  # some articles that people translated are worded half as much like a machine's
_MOST_SPANS = 2
_MOST_CHARACTERS = 60

Place = tuple[int, int]


def reasons(evidence: Evidence, quality: Quality | None) -> tuple[tuple[str, str, Place], ...]:
    """(id, message, characters of the sentence) of each reason, those that weigh most in the quality first."""
    found: list[tuple[float, str, str, Place]] = []
    text = evidence.text
    if quality is not None and evidence.fluency is not None:
        found += _reading_reasons(text, evidence.fluency, quality)
    if quality is not None and evidence.round_trip is not None and quality.round_trip > _NOTABLE_PART:
        place = _most_surprising(text, evidence.round_trip.tokens)
        if place is not None:
            message = f"a translator that knows the meaning would not say {_quote(text, place)} here"
            found.append((quality.round_trip, UNLIKELY_WORDS, message, place))
    if quality is not None and quality.neighbours > _NOTABLE_NEIGHBOURS:
        message = "the sentences around it read worse than those of sound articles"
        found.append((quality.neighbours, NEIGHBOURS, message, (0, len(text))))
    if quality is not None and quality.wording > _NOTABLE_WORDING:
        message = "the article is worded much like machine translation"
        found.append((quality.wording, WORDING, message, (0, len(text))))
    share = quality.signs / max(1, len(evidence.hits)) if quality is not None else 0.0
    found += [(share, hit.id, hit.message, (hit.start, hit.end)) for hit in evidence.hits]
    found += [(0.0, hit.id, hit.message, (hit.start, hit.end)) for hit in evidence.untranslated]
    found.sort(key=lambda reason: -reason[0])
    return tuple((id_, message, place) for _, id_, message, place in found)


def fair(article: ArticleResult, threshold: float) -> ArticleResult:
    """The article without what models say against its sound sentences; what signs say of them stays.

    The reasons themselves hang on no threshold, so this comes after what is kept for other thresholds.
    """
    bar = max(_SOUND, threshold)
    sentences = tuple(
        sentence
        if sentence.quality is None or sentence.quality < bar
        else replace(sentence, reasons=tuple(r for r in sentence.reasons if r.id not in SIGNAL_REASONS))
        for sentence in article.sentences
    )
    return replace(article, sentences=sentences)


def _reading_reasons(text: str, fluency: Fluency, quality: Quality) -> Iterator[tuple[float, str, str, Place]]:
    """What fluency and language model say: the words they mean, or where they mean none the sentence as a whole."""
    pointed = False
    heaviest = max(quality.fluency, quality.language_model)
    if heaviest <= _NOTABLE_PART:
        return
    for place in list(_damaged_runs(fluency.words))[:_MOST_SPANS]:
        pointed = True
        yield heaviest, DAMAGED_WORDS, f"reads as damaged: {_quote(text, place)}", place
    if quality.language_model > _NOTABLE_PART and fluency.predicted:
        excess = [token.excess for token in fluency.predicted]
        first, last = worst_window(excess)
        window = _whole_words(text, fluency.predicted[first].start, fluency.predicted[last].end)
        # Nothing stands before the first word, and what fits better here than elsewhere does follow.
        if window is not None and window[0] > 0 and sum(excess[first : last + 1]) > 0:
            pointed = True
            message = f"does not follow from what stands before: {_quote(text, window)}"
            yield quality.language_model, MISFIT_WORDS, message, window
    if not pointed:
        message = "the sentence as a whole does not read as written by a person"
        yield heaviest, LOW_FLUENCY, message, (0, len(text))


def _quote(text: str, place: Place) -> str:
    words = text[place[0] : place[1]]
    return f"“{words if len(words) <= _MOST_CHARACTERS else words[: _MOST_CHARACTERS - 1] + '…'}”"


def _damaged_runs(tokens: Sequence[DamagedToken]) -> Iterator[Place]:
    """Runs of neighbouring words that are damaged likelier than not, the worst first."""
    runs: list[list[DamagedToken]] = []
    neighbour = False
    for token in tokens:
        damaged = token.damage > _LIKELIER_THAN_NOT
        if damaged and neighbour:
            runs[-1].append(token)
        elif damaged:
            runs.append([token])
        neighbour = damaged
    runs.sort(key=lambda run: -sum(t.damage for t in run))
    return ((run[0].start, run[-1].end) for run in runs)


def _most_surprising(text: str, tokens: Sequence[SurprisingToken]) -> Place | None:
    """The whole word around the most surprising token."""
    if not tokens:
        return None
    worst = max(tokens, key=lambda token: token.surprisal)
    return _whole_words(text, worst.start, worst.end)


def _whole_words(text: str, begin: int, end: int) -> Place | None:
    """The words that have a part in some characters; None where these are blanks only."""
    while begin < end and text[begin].isspace():
        begin += 1
    if begin >= end:
        return None
    while begin > 0 and not text[begin - 1].isspace():
        begin -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return begin, end
