"""Plain text: paragraphs, hard wraps, boilerplate and offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.readers.boilerplate import kinds
from mtcheck.readers.plain import read_plain

WRAPPED = """The council met on Monday evening to talk about the bridge that has been
closed since the spring floods. Nobody in the room wanted to say how much
the repair would cost, and the mayor left before the vote was taken.

A second meeting is planned for the end of the month, when the engineers
will present their report.
"""
LINES = """The council met on Monday evening to talk about the bridge that has been closed since the spring floods.
Nobody wanted to say how much the repair would cost.
A second meeting is planned for the end of the month, when the engineers will present their report on the bridge.
"""


def texts(source: str) -> list[str]:
    """The paragraphs' texts."""
    return [paragraph.content.text for paragraph in read_plain(source)]


def test_blank_lines_part_paragraphs_and_a_hard_wrap_is_undone() -> None:
    """Lines broken to a width are joined; the blank line between them is kept as a border."""
    first, second = texts(WRAPPED)
    assert first.startswith("The council met")
    assert "has been closed since" in first
    assert first.endswith("taken.")
    assert (
        second == "A second meeting is planned for the end of the month, when the engineers will present their report."
    )


def test_a_wrap_with_windows_line_ends_is_undone_too() -> None:
    """The kind of line break does not matter."""
    assert texts(WRAPPED.replace("\n", "\r\n")) == texts(WRAPPED)


def test_one_paragraph_a_line_stays_so() -> None:
    """Lines of very different length are paragraphs of their own."""
    assert texts(LINES) == LINES.splitlines()


def test_list_items_in_wrapped_text_are_not_joined() -> None:
    """A bullet begins a paragraph even where the line above it is full."""
    source = WRAPPED + "\n- the first item of the list, which is as long as the other lines are\n- the second item\n"
    assert texts(source)[-1] == "- the second item"


def test_a_line_that_begins_with_a_full_stop_continues_the_one_above() -> None:
    """A sentence torn at a link is put together again."""
    assert texts("It was first reported by the local newspaper\n. The mayor denied it.\n") == [
        "It was first reported by the local newspaper . The mayor denied it."
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Wir verwenden Cookies, um Ihnen den besten Service zu bieten.",
        "We use cookies to improve your experience on our website.",
        "Nous utilisons des cookies pour améliorer votre navigation.",
        "Utilizamos cookies para mejorar tu experiencia. Al continuar, aceptas su uso.",
        "Utilizziamo i cookie per migliorare il nostro sito. Continuando accetti le condizioni: cookies.",
        "Ao continuar a navegar aceita a utilização de cookies.",
        "Wij gebruiken cookies om onze website te verbeteren.",
        "Bitte deaktivieren Sie Ihren Adblocker, um weiterlesen zu können.",
        "Foto: Erika Beispiel/dpa",
        "Photo: Jane Doe / Reuters",
        "Lesezeit: 4 Minuten",
        "5 min read",
        "Stand: 12.08.2025, 14:30 Uhr",
        "© 2025 Beispielblatt GmbH. Alle Rechte vorbehalten.",
        "Read more",
        "Lesen Sie auch: Der große Streit um die Brücke",
        "Lire aussi : La mairie ferme ses portes",
        "Auf Facebook teilen",
        "Sign up for our newsletter and get the news in your inbox every morning.",
        "Melden Sie sich jetzt für unseren Newsletter an.",
        "#Wahlen #Politik",
        "***",
    ],
)
def test_furniture_of_pages_is_boilerplate(line: str) -> None:
    """Banners, credits, stamps and calls of seven languages are told from prose."""
    prose = "Der Rat hat am Abend lange beraten und am Ende nichts beschlossen, wie schon im Vorjahr."
    assert kinds([prose, line, prose])[1] == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "Das Gericht entschied, dass Webseiten Cookies nur mit Einwilligung setzen dürfen.",
        "The regulator fined the company because its site set cookies without asking.",
        "La CNIL a infligé une amende à l'entreprise pour ses cookies publicitaires.",
        "Der Verlag verkauft inzwischen mehr digitale Abos als gedruckte Zeitungen.",
        "Das Foto zeigt den Bürgermeister vor dem Rathaus, kurz bevor der Regen kam.",
        "Von Beginn an war klar, dass die Brücke nicht zu retten ist.",
        "Er schrieb auf Facebook, dass er nicht mehr antreten werde.",
        "„Wir verwenden Ihre Daten nicht für Werbung und setzen keine Cookies“, sagte der Sprecher.",
        "Der Sender Reuters und die Agentur dpa berichteten übereinstimmend von dem Unfall.",
        "Am 12.08.2025 um 14:30 Uhr fiel in der ganzen Stadt der Strom aus.",
        "Quelle: Das sagte jedenfalls der Minister. Mehr wusste er nicht. Danach schwieg er lange.",
    ],
)
def test_sentences_about_the_same_things_stay_prose(line: str) -> None:
    """A full sentence that merely mentions a cue is never taken away."""
    prose = "Der Rat hat am Abend lange beraten und am Ende nichts beschlossen, wie schon im Vorjahr."
    assert kinds([line, prose, line, prose, line]) == ("prose",) * 5


def test_short_lines_between_prose_are_headings_and_after_it_navigation() -> None:
    """A heading needs a text below it; a text of headings alone keeps them."""
    prose = "Der Rat hat am Abend lange beraten und am Ende nichts beschlossen."
    assert kinds(["Streit im Rat", prose, "Wie es weitergeht", prose, "Finanzen", "Politik"]) == (
        *("heading", "prose", "heading", "prose"),
        *("boilerplate", "boilerplate"),
    )
    assert kinds(["Finanzen", "Politik"]) == ("heading", "heading")


def test_a_caption_repeated_with_its_credit_is_boilerplate_twice() -> None:
    """The bare caption goes with the one that names the agency."""
    lines = [
        "Die Brücke am Abend",
        "Die Brücke am Abend picture alliance/dpa | Max Beispiel",
        "Sie bleibt bis zum Herbst zu.",
    ]
    assert kinds(lines) == ("boilerplate", "boilerplate", "prose")


SPACES = st.sampled_from([" ", "  ", "\t", "\n", "\r\n", "\n\n", "\r", "\u00a0"])
WORDS = st.sampled_from(["Haus", "der", "Fluß.", "𝕏", "é", "„Ja“,", "Ende.", "3.", "Cookies", "Foto:", "-", "(dpa)"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=60))
def test_the_region_of_every_piece_folds_to_the_piece(parts: list[tuple[str, str]]) -> None:
    """Offsets hold for paragraphs and for any part of them."""
    source = "".join(word + space for word, space in parts)
    paragraphs = read_plain(source)
    assert "".join("".join(p.content.text.split()) for p in paragraphs) == "".join(source.split())
    for paragraph in paragraphs:
        content = paragraph.content
        assert " ".join(source[content.start : content.end].split()) == content.text
        middle = len(content.text) // 2
        start, end = content.region(middle, len(content.text))
        assert " ".join(source[start:end].split()) == content.text[middle:].strip()
