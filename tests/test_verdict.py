"""Flags, articles, passages and the gate, from qualities alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sample_results import sample_results

from mtcheck.quality import score_model
from mtcheck.results import ArticleResult, Reason
from mtcheck.verdict import (
    UNTRANSLATED,
    article_quality,
    excess,
    gate,
    is_flagged,
    judge_article,
    rejudge_article,
    untranslated_characters,
)

THRESHOLD = 0.6


def article(qualities: list[float | None]) -> list[tuple[int, int, float | None]]:
    """Sentences of ten characters each."""
    return [(10 * i, 10 * i + 9, q) for i, q in enumerate(qualities)]


def test_a_sentence_below_the_threshold_is_flagged() -> None:
    """Below means below: at the threshold a sentence passes, and an unscored one is never flagged."""
    assert is_flagged(0.59, THRESHOLD)
    assert not is_flagged(0.6, THRESHOLD)
    assert not is_flagged(None, THRESHOLD)


@pytest.mark.parametrize("good", [3, 4, 9, 30])
@pytest.mark.parametrize("quality", [0.5, 0.88, 0.98])
def test_one_bad_sentence_does_not_condemn_an_article(good: int, quality: float) -> None:
    """However bad it is, a single sentence leaves an article of four or more clean, if the others barely pass."""
    judged = judge_article(article([quality] * good + [0.0001]), score_model().threshold)
    assert judged.verdict == "clean"
    assert [p.sentences for p in judged.passages] == [(good,)]


@pytest.mark.parametrize("third", [None, 0.9])
def test_what_is_silenced_or_unscored_makes_no_article_garbled(third: float | None) -> None:
    """One bad sentence of four is one of four, whether or not the others could be judged or were silenced."""
    sentences = article([0.88, 0.88, third, 0.001])
    assert judge_article(sentences, score_model().threshold, suppressed=[2]).verdict == "clean"
    assert judge_article(sentences, score_model().threshold).verdict == "clean"


def test_two_bad_sentences_of_few_condemn_an_article() -> None:
    """Two of four are more than one, and in an article of fewer than four one is enough."""
    assert judge_article(article([0.9, 0.9, 0.001, 0.001]), score_model().threshold).verdict == "garbled"
    assert judge_article(article([0.9, 0.001]), score_model().threshold).verdict == "garbled"


def test_an_article_of_bad_sentences_is_garbled() -> None:
    """When every other sentence is far below the threshold, the article is."""
    judged = judge_article(article([0.1, 0.9] * 8), THRESHOLD)
    assert judged.verdict == "garbled"
    assert judged.quality is not None
    assert judged.quality < 0.1


def test_a_garbled_article_has_a_flagged_sentence() -> None:
    """Where nothing is flagged there is nothing to point at, and the article is clean."""
    judged = judge_article(article([THRESHOLD + 0.01] * 40), THRESHOLD)
    assert judged.verdict == "clean"
    assert judged.quality == 0.5


def test_an_article_without_a_scored_sentence_is_unscored() -> None:
    """Nothing known is neither clean nor garbled."""
    judged = judge_article(article([None, None]), THRESHOLD)
    assert (judged.verdict, judged.quality, judged.passages) == ("unscored", None, ())


def test_an_article_that_is_hardly_scored_is_unscored() -> None:
    """One fine sentence among many that could not be judged makes no clean article."""
    assert judge_article(article([0.95, None, None, None]), THRESHOLD).verdict == "unscored"
    assert judge_article(article([0.95, 0.95, None, None]), THRESHOLD).verdict == "clean"


def test_unscored_sentences_do_not_count() -> None:
    """They change neither the quality nor the verdict."""
    qualities: list[float | None] = [0.9, 0.3, 0.8, 0.95]
    assert article_quality(qualities, THRESHOLD) == article_quality([*qualities, None, None], THRESHOLD)


@pytest.mark.parametrize("seed", range(5))
def test_a_lower_sentence_never_raises_the_article(seed: int) -> None:
    """Article quality is monotone in each sentence's."""
    chance = random.Random(seed)
    qualities = [chance.random() for _ in range(12)]
    worse = [q * 0.7 for q in qualities]
    before, after = article_quality(qualities, THRESHOLD), article_quality(worse, THRESHOLD)
    assert before is not None
    assert after is not None
    assert after <= before


def test_a_higher_threshold_is_stricter() -> None:
    """Raising the threshold lowers every article's quality."""
    qualities = [0.7, 0.8, 0.6, 0.9, 0.75]
    found = [article_quality(qualities, q) for q in (0.3, 0.5, 0.7, 0.9)]
    assert found == sorted(found, reverse=True)  # type: ignore[type-var]
    assert found[0] != found[-1]


def test_a_passage_is_found_in_an_article_that_is_otherwise_sound() -> None:
    """Three clearly garbled sentences make twenty garbled, however good the others are; six hundred they do not."""
    assert judge_article(article([0.2] * 3 + [0.95] * 17), THRESHOLD).verdict == "garbled"
    assert judge_article(article([0.2] * 3 + [0.9999] * 17), THRESHOLD).verdict == "garbled"
    assert judge_article(article([0.2] * 3 + [0.95] * 600), THRESHOLD).verdict == "clean"


def test_more_of_the_same_makes_a_long_article_no_surer() -> None:
    """Beyond the longest pieces that the bound was set on only shares count: a book is no alarm for its length."""
    few, many, more = (article_quality([0.95] * (20 * n) + [0.3] * n, THRESHOLD) for n in (1, 4, 40))
    assert few is not None
    assert many is not None
    assert many == more
    assert few > many


def test_passages_bridge_one_sentence() -> None:
    """Two flagged sentences with one good one between are one passage; with two between they are two."""
    one = judge_article(article([0.9, 0.1, 0.9, 0.1, 0.9]), THRESHOLD)
    assert [p.sentences for p in one.passages] == [(1, 2, 3)]
    assert (one.passages[0].start, one.passages[0].end) == (10, 39)
    two = judge_article(article([0.1, 0.9, 0.9, 0.1]), THRESHOLD)
    assert [p.sentences for p in two.passages] == [(0,), (3,)]


def test_the_gate_fails_at_its_level() -> None:
    """One flagged sentence fails a gate on sentences, not one on articles; `never` always passes."""
    one = ArticleResult(
        "a.txt",
        None,
        "de",
        "clean",
        0.9,
        None,
        calibrated=True,
        unscored_because=None,
        sentences_flagged=1,
        passages=(),
        sentences=(),
    )
    assert gate([one], "article").passed
    assert not gate([one], "sentence").passed
    assert gate([one], "never").passed


def test_a_tenth_left_untranslated_makes_an_article_garbled() -> None:
    """Below a tenth of the text the passage is flagged and the article stays clean."""
    sentences = article([0.95] * 18 + [0.0, 0.0])
    judged = judge_article(sentences, THRESHOLD, untranslated={18: 9, 19: 9})
    assert judged.verdict == "garbled"
    assert [p.sentences for p in judged.passages] == [(18, 19)]
    judged = judge_article(article([0.95] * 19 + [0.0]), THRESHOLD, untranslated={19: 9})
    assert judged.verdict == "clean"
    assert [p.sentences for p in judged.passages] == [(19,)]


def test_an_untranslated_passage_says_nothing_of_the_other_sentences() -> None:
    """It stays out of the pooled quality, and an article of which nothing else could be judged is garbled."""
    few = article([0.5] * 30 + [0.0])
    assert judge_article(few, THRESHOLD, untranslated={30: 9}).quality == judge_article(few[:30], THRESHOLD).quality
    assert judge_article(article([None, None, 0.0]), THRESHOLD, untranslated={2: 9}).verdict == "garbled"


def test_another_threshold_judges_untranslated_passages_alike() -> None:
    """The reason that the results carry is all it takes; a threshold of 0 flags nothing at all."""
    first = sample_results().articles[0]
    reason = Reason(UNTRANSLATED, "in English, not in German", first.sentences[0].start, first.sentences[0].end)
    changed = replace(first.sentences[0], quality=0.0, unscored_because=None, reasons=(reason,))
    again = rejudge_article(replace(first, sentences=(changed, *first.sentences[1:])), 0.3)
    assert again.verdict == "garbled"
    assert again.sentences[0].flagged
    assert not rejudge_article(again, 0.0).sentences[0].flagged
    assert rejudge_article(again, 0.0).verdict == "clean"


def test_an_untranslated_sentence_does_not_condemn_the_style_of_the_rest() -> None:
    """Where no other sentence is flagged, a short untranslated passage leaves the article clean."""
    sentences = article([THRESHOLD + 0.01] * 40 + [0.0])
    assert judge_article(sentences, THRESHOLD, untranslated={40: 9}).verdict == "clean"


@pytest.mark.parametrize("number", [1, 2, 3, 5, 10])
def test_a_sentence_barely_flagged_condemns_no_article(number: int) -> None:
    """However short the article, a sentence just below the threshold is not enough."""
    assert judge_article(article([THRESHOLD - 0.01] + [0.95] * (number - 1)), THRESHOLD).verdict == "clean"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_short_article_says_no_more_than_with_sound_sentences_beside(number: int) -> None:
    """Fewer than four sentences exceed the threshold as they would among sound ones, four in all."""
    assert excess([1.0] * number) == pytest.approx(excess([1.0] * number + [-3.0] * (4 - number)), abs=1e-4)


def test_what_is_untranslated_is_counted_in_characters_of_the_text() -> None:
    """Exactly where the text is its region; a region without characters is no fault of the counting."""
    sentence = sample_results().articles[0].sentences[0]
    for region, text, taken, counted in ((25, 25, 7, 7), (50, 25, 14, 7), (0, 25, 7, 25)):
        told = (Reason(UNTRANSLATED, "left in English", 0, taken),)
        one = replace(sentence, text="x" * text, start=0, end=region, reasons=told)
        assert untranslated_characters([one]) == {0: counted}


def test_an_excess_grows_with_the_root_of_the_number() -> None:
    """Sixteen like sentences exceed the threshold twice as much as four."""
    assert excess([1.0] * 16) == pytest.approx(2 * excess([1.0] * 4))
