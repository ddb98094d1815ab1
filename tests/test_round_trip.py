"""Round trips: routes, scores and the reasons why there is none."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import tiny_argos

from mtcheck.argos.packages import Folder, Installed, InstalledPair, find
from mtcheck.cache import Cache
from mtcheck.evidence import RoundTrip
from mtcheck.judge import Judge
from mtcheck.round_trip import RoundTripper, Unscored, find_route
from mtcheck.similarity import Similarity, mask_copies, normalise


def installed(*pairs: str) -> Installed:
    """Make packages that are there in name only."""
    made = [InstalledPair(*pair.split("-"), "1.0", Path(pair), "user") for pair in pairs]
    return Installed(tuple(made), ())


@pytest.mark.parametrize(
    ("language", "pairs", "route"),
    [
        ("de", "de-en en-de de-fr fr-de", "de-en-de"),
        ("fr", "de-en en-de de-fr fr-de", "fr-de-fr"),
        ("en", "en-cs cs-en en-de de-en en-fr fr-en", "en-de-en"),
        ("en", "en-fr fr-en en-cs cs-en en-de", "en-cs-en"),
        ("pt", "pb-en en-pb", "pb-en-pb"),
        ("es", "es-en en-de", None),
        ("tr", "", None),
    ],
)
def test_routes(language: str, pairs: str, route: str | None) -> None:
    """English is the pivot, for English German, else the first by code; both directions must be there."""
    found = find_route(language, installed(*pairs.split()))
    assert (found and f"{found.language}-{found.pivot}-{found.back.to_code}") == route


@pytest.fixture(scope="module")
def tripper(tmp_path_factory: pytest.TempPathFactory) -> RoundTripper:
    """German by real packages; the way there knows "dem" and "den" as "this", the way back only "dem"."""
    folder = tmp_path_factory.mktemp("packages")
    there = tiny_argos.DE_EN | {"den": "this"}
    back = tiny_argos.flipped(tiny_argos.DE_EN)
    tiny_argos.make_package(folder / "de_en", "de", "en", there, target_prefix="<2en>")
    tiny_argos.make_package(folder / "en_de", "en", "de", back, target_prefix="<2de>")
    return open_tripper(folder)


def open_tripper(folder: Path) -> RoundTripper:
    """Return the round tripper for German by the packages of a folder."""
    route = find_route("de", find((Folder(folder, "user"),)))
    assert route is not None
    return RoundTripper(route)


def test_a_sentence_that_comes_back_whole(tripper: RoundTripper) -> None:
    """Pivot and back are the models' own; the scores are perfect and nothing surprises."""
    (trip,) = tripper.evidence(["eine Katze schläft auf dem warmen Dach"])
    assert isinstance(trip, RoundTrip)
    assert (trip.pivot_language, trip.pivot) == ("en", "one cat sleeps upon this warm roof")
    assert trip.back == "eine Katze schläft auf dem warmen Dach"
    assert (trip.chrf, trip.bleu, trip.ter) == (100, 100, 0)
    assert trip.surprisal == trip.back_surprisal == 0
    assert not any(math.copysign(1, token.surprisal) < 0 for token in trip.tokens)


def test_surprisal_points_at_the_word(tripper: RoundTripper) -> None:
    """Where the way back would say another word, that word of the original is surprising, and no other."""
    sentence = "eine Katze läuft durch den alten Garten"
    (trip,) = tripper.evidence([sentence])
    assert isinstance(trip, RoundTrip)
    assert trip.back == "eine Katze läuft durch dem alten Garten"
    assert trip.chrf < 100
    assert trip.ter == pytest.approx(100 / 7, abs=0.01)
    (worst,) = [token for token in trip.tokens if token.surprisal > 5]
    assert sentence[worst.start : worst.end] == "den"
    assert trip.surprisal == pytest.approx(worst.surprisal / 7, abs=0.01)
    assert trip.back_surprisal < 0.01 < trip.surprisal


def test_results_keep_order_and_short_sentences_are_unscored(tripper: RoundTripper) -> None:
    """Each sentence has its answer at its place, equal ones the same; fewer than four words give a reason."""
    long = "der Hund läuft durch den Garten"
    trips = tripper.evidence([long, "der Hund bellt", "niemand wohnt im alten Haus", long])
    assert trips[0] == trips[3]
    assert isinstance(trips[1], Unscored)
    assert "fewer than 4 words" in trips[1].reason
    assert isinstance(trips[2], RoundTrip)
    assert trips[2].back == "niemand wohnt im alten Haus"
    assert tripper.evidence([]) == []


def test_names_and_numbers_alone_are_unscored(tripper: RoundTripper) -> None:
    """Where only copies came back, agreement means nothing."""
    (trip,) = tripper.evidence(["Siemens Bayer Linde 2024 und"])
    assert isinstance(trip, Unscored)
    assert "names" in trip.reason


def test_copies_do_not_lift_the_scores(tripper: RoundTripper) -> None:
    """A name that passes through leaves chrF++ where it was without it."""
    plain, named = tripper.evidence(
        ["eine Katze läuft durch den Garten", "eine Katze läuft durch den Garten Konstantinopel"]
    )
    assert isinstance(plain, RoundTrip)
    assert isinstance(named, RoundTrip)
    assert "Konstantinopel" in named.back
    assert named.chrf == plain.chrf < 100


def test_a_long_sentence_goes_in_clauses(tmp_path: Path) -> None:
    """A sentence too long for the model is not cut: pivot, back and tokens cover all of it, in its own places."""
    tiny_argos.make_package(tmp_path / "de_en", "de", "en", tiny_argos.DE_EN, metadata={"max_tokens": 8})
    tiny_argos.make_package(tmp_path / "en_de", "en", "de", tiny_argos.flipped(tiny_argos.DE_EN))
    words = [list(tiny_argos.DE_EN)[index % 20] for index in range(50)]
    (trip,) = open_tripper(tmp_path).evidence([" ".join(words)])
    assert isinstance(trip, RoundTrip)
    assert trip.pivot.split() == [tiny_argos.DE_EN[word] for word in words]
    assert trip.back.split() == words
    assert [" ".join(words)[token.start : token.end] for token in trip.tokens] == words


def test_a_looping_model_leaves_sentences_unscored(tmp_path: Path) -> None:
    """A loop is the model's fault: the sentence gets a reason, not a bad score."""
    tiny_argos.make_package(tmp_path / "de_en", "de", "en", tiny_argos.DE_EN)
    tiny_argos.make_package(tmp_path / "en_de", "en", "de", tiny_argos.flipped(tiny_argos.DE_EN), endless=True)
    (trip,) = open_tripper(tmp_path).evidence(["der Hund läuft durch den Garten"])
    assert trip == Unscored("the en-de model repeats itself on it")


def test_signature_names_packages_and_metrics(tripper: RoundTripper, tmp_path: Path) -> None:
    """Versions, checksums, decoding and sacrebleu's own signature are in it; another model gives another one."""
    signature = tripper.signature()
    for part in ("de-en:1.0@", "en-de:1.0@", "beam:1", "chrF2++|nrefs:1|case:lc", "BLEU|", "TER|", "version:2."):
        assert part in signature
    tiny_argos.make_pair(tmp_path)
    assert open_tripper(tmp_path).signature() != signature


@pytest.mark.parametrize(
    ("sentence", "pivot", "back", "masked"),
    [
        ("Angela wohnt in Ulm", "Angela lives in Ulm", "Angela lebt in Ulm", ("wohnt in", "lebt in")),
        ("EU zahlt 1.500 Euro", "EU pays 1,500 euros", "EU zahlt 1500 Euro", ("zahlt Euro", "zahlt Euro")),
        ("siehe https://a.de/x_y.", "see https://a.de/x_y.", "sieh https://a.de/x_y.", ("siehe .", "sieh .")),
        ("die Hand war warm", "the hand was warm", "die Hand war warm", ("die war", "die war")),
        ("Bonn bleibt Bonn", "Bonn stays", "Bonn bleibt Bonn", ("bleibt Bonn", "bleibt Bonn")),
        ("der Hund bellt", "the dog barks", "der Hund bellt", ("der Hund bellt", "der Hund bellt")),
        ("mail@x.org und @foo_bar", "mail@x.org and @foo_bar", "mail@x.org und @foo_bar", ("und", "und")),
    ],
)
def test_copies_are_masked_on_both_sides(sentence: str, pivot: str, back: str, masked: tuple[str, str]) -> None:
    """What stands in all three texts and is a name, number, address or long word is taken out, as often as in all."""
    assert mask_copies(sentence, pivot, back) == masked


def test_quotes_blanks_and_composition_do_not_count() -> None:
    """Texts that differ only in quote style, blanks, dashes, case or Unicode form are equal to every metric."""
    one = "Er\u00a0sagte: „Fu\u0308r mich – nein…“"
    other = 'er sagte:  "Für mich - nein..."'
    assert normalise(one).lower() == other.replace("  ", " ").lower()
    similarity = Similarity("de")
    assert (similarity.chrf(one, other), similarity.bleu(one, other), similarity.ter(one, other)) == (100, 100, 0)


def test_ter_is_capped_by_length() -> None:
    """TER takes seconds on long sentences: beyond sixty tokens there is none, on either side."""
    similarity = Similarity("de")
    assert similarity.ter("a " * 60, "b " * 60) == 100
    assert similarity.ter("a " * 61, "b") is None
    assert similarity.ter("a", "b " * 61) is None


def test_short_perfect_sentences_have_perfect_bleu() -> None:
    """BLEU takes the order the sentence allows; without that a perfect short sentence scores 0."""
    assert Similarity("de").bleu("Ja, genau.", "Ja, genau.") == pytest.approx(100)


def test_languages_without_blanks_are_compared_by_character() -> None:
    """A Chinese sentence with one other word still agrees in part, in all three metrics, wherever blanks stand."""
    similarity = Similarity("zh")
    one, other = "今天天气很好我们去公园", "今天天气很坏我们去公园"
    assert 40 < similarity.chrf(one, other) < 100
    assert 40 < similarity.bleu(one, other) < 100
    assert similarity.ter(one, other) == pytest.approx(100 / 11, abs=0.01)
    assert similarity.chrf("今天 天气", "今天天气") == 100
    assert similarity.words("今天天气很好") == 3


@pytest.mark.parametrize("counts", [True, False])
def test_a_trip_that_fails_leaves_a_sentence_unscored_only_where_it_counts(
    monkeypatch: pytest.MonkeyPatch, *, counts: bool
) -> None:
    """Installed packages are shown, not weighed: that they cannot translate a sentence says nothing of it."""
    judge = Judge(Cache(None))
    monkeypatch.setattr(RoundTripper, "evidence", lambda _, texts: [Unscored("it loops") for _ in texts])
    monkeypatch.setattr(Judge, "weighs_round_trip", lambda *_: counts)
    (found,) = judge.evidence(["Am Montag haben die Helfer im Dorf die alte Brücke wieder aufgebaut."], "de")
    assert found.unscored_because == ("it loops" if counts else None)
    assert (judge.qualities([found], "de")[0] is None) == counts
    assert judge.machine_likeness([found] * 3, judge.qualities([found] * 3, "de"), "de") is None
