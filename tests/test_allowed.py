"""The allow-list: what is dropped of the evidence for names and house terms, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtcheck import Options, scan
from mtcheck.allowed import Allowed
from mtcheck.evidence import DamagedToken, Evidence, Fluency, Hit, RoundTrip, SurprisingToken
from mtcheck.ngrams import Familiarity

TEXT = "Die Band Duran Duran spielte in der Liverpool Street Bar gestern."


def _place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def _evidence(*hits: str) -> Evidence:
    """Evidence against all words, with a hit at each of these."""
    places = [_place(word) for word in ("Die", "Band", "Liverpool", "Street", "Bar", "gestern")]
    return Evidence(
        TEXT,
        RoundTrip("en", "…", "…", 50.0, 20.0, None, 3.0, 2.0, tuple(SurprisingToken(*p, 5.0) for p in places)),
        Fluency(0.7, tuple(DamagedToken(*p, 0.9) for p in places), Familiarity(1.0, 1.0, 0.5, 0.5)),
        tuple(Hit("repeated-word", "twice", *_place(hit)) for hit in hits),
    )


def test_without_words_the_evidence_is_what_it_was() -> None:
    """An empty list, and one whose words are not there, change nothing."""
    evidence = _evidence("Duran Duran")
    assert Allowed().applied(evidence) is evidence
    assert Allowed(("duran duran", "Liverp")).applied(evidence) is evidence


def test_blanks_around_a_word_mean_nothing() -> None:
    """It still ends where it ends."""
    evidence = _evidence("Duran Duran")
    assert Allowed(("Liver ", " treet")).applied(evidence) is evidence


def test_a_sign_is_dropped_only_where_it_points_at_nothing_else() -> None:
    """A hit inside an allowed phrase goes, one that reaches beyond it stays."""
    found = Allowed(("Duran  Duran",)).applied(_evidence("Duran Duran", "Duran Duran spielte"))
    assert [(hit.start, hit.end) for hit in found.hits] == [_place("Duran Duran spielte")]


def test_allowed_words_are_undamaged_and_unsurprising() -> None:
    """Readings of single words are put to 0, those of the others and of the whole sentence stay."""
    found = Allowed(("Liverpool Street", "Bar*")).applied(_evidence())
    assert found.fluency is not None
    assert found.round_trip is not None
    assert [token.damage for token in found.fluency.tokens] == [0.9, 0.9, 0, 0, 0, 0.9]
    assert [token.surprisal for token in found.round_trip.tokens] == [5, 5, 0, 0, 0, 5]
    assert (found.fluency.garbled, found.round_trip.surprisal) == (0.7, 3.0)


@pytest.mark.parametrize(
    ("word", "text", "fits"),
    [
        ("Hotzenplotz*", "des Hotzenplotzes Hut", True),
        ("Hotzenplotz", "des Hotzenplotzes Hut", False),
        ("Bar", "die Bar", True),
        ("Bar", "die Barke", False),
        ("C++", "in C++ geschrieben", True),
        ("(sic!)", "so (sic!) steht", True),
    ],
)
def test_words_are_whole_words_unless_a_star_ends_them(word: str, text: str, *, fits: bool) -> None:
    """Case counts; a trailing star stands for any ending; signs mean themselves."""
    start = text.index(word.rstrip("*"))
    evidence = Evidence(text, hits=(Hit("placeholder", "x", start, start + len(word.rstrip("*"))),))
    assert (Allowed((word,)).applied(evidence).hits == ()) is fits


def test_the_digest_names_the_words_in_any_order() -> None:
    """It stands in the signature, because qualities under another list are not the same."""
    assert Allowed(("a", "b")).digest == Allowed(("b", "a")).digest != Allowed(("a",)).digest
    assert Allowed().digest == "-"


def test_a_scan_knows_the_allowed_words(tmp_path: Path) -> None:
    """A sign that fires on a phrase is silent once the phrase is allowed; the signature says so."""
    (tmp_path / "a.txt").write_text("The band is called the the and it played in the old hall last night.\n")
    before = scan([tmp_path / "a.txt"], Options(use_cache=False, language="en"))
    after = scan([tmp_path / "a.txt"], Options(use_cache=False, language="en", allow_words=("the the",)))
    ids = [[reason.id for reason in results.articles[0].sentences[0].reasons] for results in (before, after)]
    assert "repeated-word" in ids[0]
    assert "repeated-word" not in ids[1]
    assert before.signature != after.signature
