"""What the sentences around one say of it."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sample_results import sample_results

from mtcheck import Options, scan
from mtcheck.calibration.adjust import applied
from mtcheck.calibration.collect import Unit
from mtcheck.evidence import Evidence
from mtcheck.odds import from_log_odds, log_odds
from mtcheck.pipeline import open_judge
from mtcheck.profile import Adjustment
from mtcheck.quality import Neighbours, Quality, score_model
from mtcheck.reasons import NEIGHBOURS, SIGNAL_REASONS, WORDING, fair, reasons
from mtcheck.results import Reason

AROUND = Neighbours(weight=1.0, usual=-3.0, reach=5.0, lowest=-4.5, highest=0.0)


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


def among(qualities: Sequence[Quality | None], unheard: Collection[int] = ()) -> list[Quality | None]:
    """The bundled score's, of sentences whose wording says nothing."""
    evidence = [Evidence("")] * len(qualities)
    return score_model().among(evidence, qualities, "de", unheard, without=frozenset({"wording"}))


def test_qualities_in_an_article_differ_from_alone_by_the_neighbours_part() -> None:
    """An unjudged sentence stays unjudged; of the others value and part agree."""
    alone = [Quality(from_log_odds(x), x, 0.0, 0.0, 0.0, x) for x in (-3.0, -0.5, -0.2)]
    found = among([alone[0], None, *alone[1:]])
    assert found[1] is None
    for before, after in zip(alone, [found[0], *found[2:]], strict=True):
        assert after is not None
        assert log_odds(after.value) == pytest.approx(log_odds(before.value) + after.neighbours, abs=0.02)
    assert found[0] is not None
    assert found[0].value < alone[0].value
    assert among([alone[1]]) == [alone[1]]


def test_what_is_unheard_says_nothing_of_the_others() -> None:
    """A sentence among unheard ones is as it is alone; they themselves are judged like any."""
    bad = [Quality(from_log_odds(x), x, 0.0, 0.0, 0.0, x) for x in (0.5, -1.0, 0.9)]
    assert among(bad, {0, 2})[1] == bad[1]
    assert among(bad, {0, 2})[0] != bad[0]


GOOD = "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Mühle am Fluss zu sanieren."
BROKEN = "Das Wetter gestern hat sehr die Menschen von der Stadt in kalt gemacht haben zu sein."


def test_neighbours_can_be_left_out() -> None:
    """Without them a sentence in an article has the quality that it has alone."""
    without = ({WORDING}, {NEIGHBOURS, WORDING})
    paired = tuple(open_judge(Options(use_cache=False, without=frozenset(kinds))) for kinds in without)
    article = [BROKEN, GOOD, BROKEN]
    among, alone = (judge.qualities(judge.evidence(article, "de"), "de")[1] for judge in paired)
    (single,) = paired[1].qualities(paired[1].evidence([GOOD], "de"), "de")
    assert alone == single
    assert among is not None
    assert alone is not None
    assert among.value < alone.value


def test_what_the_text_asks_to_pass_over_says_nothing_of_the_rest(tmp_path: Path) -> None:
    """A sentence between broken ones that are ignored where they stand is as it is alone."""
    ignored = f"<!-- mtcheck: off a drill -->\n\n{BROKEN}\n\n{BROKEN}\n\n<!-- mtcheck: on -->\n\n"
    for name, text in (("alone", GOOD), ("ignored", f"{ignored}{GOOD}\n"), ("heard", f"{BROKEN}\n\n{GOOD}\n")):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    options = Options(language="de")
    alone, heard, ignored_ = (
        {s.text: s.quality for s in scan(tmp_path / f"{name}.md", options).articles[0].sentences}[GOOD]
        for name in ("alone", "heard", "ignored")
    )
    assert alone == ignored_
    assert alone != heard


def test_ignores_that_are_not_obeyed_change_no_quality(tmp_path: Path) -> None:
    """With `inline_ignores` off a stranger's comment moves nothing, also where a scan that obeyed it came before."""
    comment = "<!-- mtcheck: off it is a drill -->\n\n"
    for name, before in (("plain", ""), ("marked", comment)):
        (tmp_path / f"{name}.md").write_text(f"{before}{BROKEN}\n\n{GOOD}\n\n{BROKEN}\n", encoding="utf-8")
    obeyed = [s.quality for s in scan(tmp_path / "marked.md", Options(language="de")).articles[0].sentences]
    options = Options(language="de", inline_ignores=False)
    plain, marked = (
        [s.quality for s in scan(tmp_path / f"{name}.md", options).articles[0].sentences]
        for name in ("plain", "marked")
    )
    assert marked == plain
    assert marked != obeyed


def test_neighbours_that_weigh_much_are_a_reason() -> None:
    """It is named only where they say more than the style of an article does."""
    sentence = Evidence(GOOD)
    for part, named in ((0.4, False), (1.2, True)):
        found = reasons(sentence, Quality(0.5, 0.0, 0.0, 0.0, 0.0, -1.0, part))
        assert [id_ for id_, *_ in found] == ([NEIGHBOURS] if named else [])


def test_models_have_nothing_to_say_against_what_reads_well() -> None:
    """However much one kind of evidence weighs, a sentence of high quality that is not flagged is told signs alone."""
    against = Reason(NEIGHBOURS, "they read worse", 0, 9), Reason("mojibake", "no letters", 0, 9)
    article = sample_results().articles[0]
    sentences = [replace(article.sentences[0], quality=value, reasons=against) for value in (0.79, 0.8, 0.9)]
    for threshold, told in ((0.4, (2, 1, 1)), (0.85, (2, 2, 1)), (0.95, (2, 2, 2))):
        found = fair(replace(article, sentences=tuple(sentences)), threshold).sentences
        assert tuple(len(sentence.reasons) for sentence in found) == told


def test_what_is_flagged_says_why_at_any_threshold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However well it reads, and whatever the threshold of the scan before; what is sound and not flagged is spared."""
    monkeypatch.setattr("mtcheck.reasons._SOUND", 0.0)
    (tmp_path / "a.txt").write_text(f"{BROKEN}\n\n{GOOD}\n", encoding="utf-8")

    def told(threshold: float) -> list[set[str]]:
        article = scan(tmp_path / "a.txt", Options(threshold=threshold, language="de")).articles[0]
        return [{reason.id for reason in sentence.reasons} & {*SIGNAL_REASONS} for sentence in article.sentences]

    assert told(0.0) == [set(), set()]
    assert told(1.0)[0]
    assert told(0.0) == [set(), set()]


def test_a_profile_leaves_the_neighbours_their_part() -> None:
    """It moves what a sentence says itself; what the others say is added."""
    own = Adjustment(1.5, -0.5)
    plain = Unit("de", "a", None, -2.0, -2.0, None)
    assert applied(replace(plain, context=0.75), own) == pytest.approx(applied(plain, own) + 0.75)
