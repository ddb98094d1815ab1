"""What the sentences around one say of it."""

from __future__ import annotations

import random

import pytest

from mtcheck.quality import Neighbours, Quality, from_log_odds, log_odds, score_model

AROUND = Neighbours(weight=1.0, usual=-3.0)


def test_a_sentence_alone_is_as_it_is() -> None:
    """Without neighbours, or with none that could be judged, nothing is added."""
    assert AROUND.parts([-1.0]) == [0.0]
    assert AROUND.parts([None, -1.0, None])[1] == 0.0


def test_bad_neighbours_make_a_sentence_worse_and_sound_ones_better() -> None:
    """The part has the sign of what the neighbours differ by from the usual."""
    assert AROUND.parts([-1.0, -3.0, -1.0])[1] > 0
    assert AROUND.parts([-4.0, -3.0, -4.0])[1] < 0
    assert AROUND.parts([-3.0] * 9) == pytest.approx([0.0] * 9)


def test_near_ones_count_more() -> None:
    """The same bad sentence says more next door than ten sentences away."""
    near, far = [-3.0] * 21, [-3.0] * 21
    near[11] = far[20] = -0.5
    assert AROUND.parts(near)[10] > AROUND.parts(far)[10] > 0


def test_no_neighbour_decides_alone() -> None:
    """However bad one is, and however many there are, the part stays below what they differ by at most."""
    wild = AROUND.parts([50.0, -3.0, -3.0])
    assert wild[1] == pytest.approx(AROUND.parts([0.0, -3.0, -3.0])[1])
    chance = random.Random(3)
    many = AROUND.parts([chance.uniform(-9, 9) for _ in range(200)])
    assert all(-1.5 <= part <= 3.0 for part in many)


def test_qualities_in_an_article_differ_from_alone_by_the_neighbours_part() -> None:
    """An unjudged sentence stays unjudged; of the others value and part agree."""
    score = score_model()
    alone = [Quality(from_log_odds(x), x, 0.0, 0.0, x) for x in (-3.0, -0.5, -0.2)]
    found = score.among([alone[0], None, *alone[1:]])
    assert found[1] is None
    for before, after in zip(alone, [found[0], *found[2:]], strict=True):
        assert after is not None
        assert log_odds(after.value) == pytest.approx(log_odds(before.value) + after.neighbours, abs=0.02)
    assert found[0] is not None
    assert found[0].value < alone[0].value
    assert score.among([alone[1]]) == [alone[1]]
