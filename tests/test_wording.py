"""What an article's wording says of its sentences."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mtcheck import Options
from mtcheck.evidence import Evidence
from mtcheck.odds import log_odds
from mtcheck.pipeline import open_judge
from mtcheck.quality import FEWEST_WORDED, Quality, Wording, score_model
from mtcheck.reasons import WORDING, reasons
from mtcheck.results import KINDS

HALF = Wording(slope=6.0, intercept=0.0, passages=0.2, few=3.0, neutral=-0.1)
FREE = (
    "Tja, so ist das halt: Wer nicht will, der hat schon.",
    "Da biss die Maus keinen Faden ab, und der Wirt zuckte bloß mit den Schultern.",
    "Kaum war der Regen durch, hockten alle wieder draußen.",
    "Na ja, sagt die Oma, wird schon schiefgehen.",
)
LITERAL = (
    "Dies ist jedoch nicht der Fall, da die Regierung in der Lage ist, die Situation zu verbessern.",
    "Es ist wichtig zu beachten, dass die Maßnahmen in der Lage sein werden, die Auswirkungen zu reduzieren.",
    "Er sagte, dass es nicht möglich sei, die Anzahl der Personen zu bestimmen, die betroffen sind.",
    "Dies wird dazu beitragen, sicherzustellen, dass alle Benutzer in der Lage sind, die Daten zu verwenden.",
)
BETWEEN = "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Mühle am Fluss zu sanieren."


def test_neutral_wording_adds_nothing() -> None:
    """Nor does that of an article too short to have one."""
    assert HALF.part([-0.1] * 20) == pytest.approx(0.0)
    assert HALF.part([2.0] * (FEWEST_WORDED - 1)) == 0.0
    assert HALF.part([]) == 0.0


def test_wording_adds_and_takes_no_more_than_a_share() -> None:
    """A machine's article adds what makes its sentences surely a machine's; people's keep the chance of a passage."""
    surely, hardly = HALF.part([9.0] * 50), HALF.part([-9.0] * 50)
    assert surely == pytest.approx(-math.log(HALF.probability(HALF.neutral)), abs=1e-3)
    assert hardly == pytest.approx(math.log(HALF.passages / HALF.probability(HALF.neutral)), abs=1e-3)
    assert HALF.part([1e6] * 3) == pytest.approx(surely, abs=1e-3)
    assert HALF.part([-1e6] * 3) == pytest.approx(hardly, abs=1e-3)


def test_more_sentences_say_more() -> None:
    """Few sentences of an article are taken for what articles are like; in what order they stand is all one."""
    parts = [HALF.part([0.4] * number) for number in (FEWEST_WORDED, 5, 20, 200)]
    assert parts == sorted(parts)
    assert parts[0] < parts[-1]
    assert HALF.part([0.4, -0.3, 0.1]) == pytest.approx(HALF.part([0.1, 0.4, -0.3]))


def test_a_sentence_is_worse_in_an_article_worded_like_a_machines() -> None:
    """The same sentence among set phrases of translations and in colloquial German; other evidence is as before."""
    judge = open_judge(Options(use_cache=False, without=frozenset({"neighbours"})))

    def within(others: tuple[str, ...]) -> Quality:
        evidence = judge.evidence([BETWEEN, *others], "de")
        quality = judge.qualities(evidence, "de")[0]
        assert quality is not None
        return quality

    machine, people, alone = within(LITERAL), within(FREE), within(())
    assert machine.value < alone.value < people.value
    assert machine.own == people.own == alone.own
    assert machine.wording > 0 > people.wording
    assert alone.wording == 0
    assert log_odds(machine.value) - log_odds(alone.value) == pytest.approx(machine.wording, abs=0.05)


def test_wording_can_be_left_out() -> None:
    """It is a kind of evidence like the others."""
    judge = open_judge(Options(use_cache=False, without=frozenset({"wording"})))
    evidence = judge.evidence([BETWEEN, *LITERAL], "de")
    assert "wording" in KINDS
    assert all(quality is not None and quality.wording == 0 for quality in judge.qualities(evidence, "de"))


def test_what_is_unheard_or_not_judged_is_not_read_for_its_wording() -> None:
    """Nor is that of languages in which no wording was learned."""
    score = score_model()
    plain = Quality(0.9, 0.0, 0.0, 0.0, 0.0, -2.0)
    evidence = [Evidence(text) for text in (BETWEEN, *LITERAL, *FREE)]
    qualities = [plain] * len(evidence)

    def wording(unheard: set[int], language: str = "de", unjudged: frozenset[int] = frozenset()) -> float:
        given = [None if place in unjudged else one for place, one in enumerate(qualities)]
        (first, *_) = score.among(evidence, given, language, unheard)
        assert first is not None
        return first.wording

    free = {index for index, one in enumerate(evidence) if one.text in FREE}
    assert wording(free) > wording(set())
    assert wording(set(), unjudged=frozenset(free)) == wording(free)
    assert wording(set(), "es") == 0.0


def test_wording_that_weighs_much_is_a_reason() -> None:
    """It is the article's, so it points at the whole sentence."""
    quality = Quality(0.5, 0.0, 0.0, 0.0, 0.0, -1.0)
    for part, named in ((0.25, False), (0.35, True)):
        found = reasons(Evidence(BETWEEN), replace(quality, wording=part))
        assert [(id_, place) for id_, _, place in found] == ([(WORDING, (0, len(BETWEEN)))] if named else [])
