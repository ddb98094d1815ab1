"""Sentences: where they end, and that nothing is lost between them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.article import Article, Paragraph, line_starts
from mtcheck.readers.fold import fold_region
from mtcheck.readers.markdown import read_markdown
from mtcheck.readers.plain import read_plain
from mtcheck.segment import LONGEST, sentences, spans

# A bar marks each border that must be found; nothing else may be cut.
EXPECTED = {
    "de": [
        "Er wurde am 3. Oktober 1990 zum 12. Mal gewählt.|Danach ging Dr. Müller nach Hause.",
        "Am 5. kam er.|Das war 1990.|Platz 12.|Danach kam nichts.",
        "„Nein.“ sagte er.|Dann kam sie.|„Ja!“, rief er.|„Gut so.“|Dann gingen sie.|»Gut.«|Schluss.",
        "Das gehört dir.|Der Wagen ist für Max.|Danach war nichts.",
        "Er sagte: „Das ist gut. Sehr gut sogar.“|Danach schwieg er.",
        "Und weiter...|Dann nicht.|Er kam … und ging.|Er (der Chef. Ja!) kam.",
        "Rund 3 Mio. Euro kostet das, d. h. 3,5 bzw. 4,2 Prozent.|Um 20.45 Uhr war Schluss.",
        "Siehe www.example.org.|Dann ist Ende.|George W. Bush und J. F. Kennedy kamen.|Die 2. Bundesliga beginnt.",
        "Es begann im 19. Jahrhundert.|Am 1. und 2. Mai 2020 ging es weiter.|Ist das so?!|Ja.",
        '"Nein."|Er ging.',
    ],
    "en": [
        "“No.”|He left.|She said “Stop.”|Then… he left.|J. K. Rowling came.",
        "The U.S. Army vs. Dr. Who at 3.5 percent.|See https://x.org/a.b?c.|He ended.|‘Fine.’|I said so.",
        '"Why?" he asked.|It is 5 p.m.|He went.|Sen. John Smith left.',
    ],
    "fr": ["«Non.»|Il partit.|Il a dit : « Oui. »|Puis il est parti.|M. Dupont est là."],
    "es": ["¿Qué pasa?|¡Nada!|El Sr. López llegó.|«Vale.»|Eso fue todo."],
    "ru": ["Он родился в 1990 г. в Москве.|А. С. Пушкин писал.|Да."],
}


def cut(text: str, language: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in spans(text, language)]


@pytest.mark.parametrize(("language", "marked"), [(code, text) for code, texts in EXPECTED.items() for text in texts])
def test_sentences_end_where_a_reader_ends_them(language: str, marked: str) -> None:
    """Abbreviations, ordinals, initials, quotes, ellipses, decimals and addresses do not mislead."""
    assert cut(marked.replace("|", " "), language) == marked.split("|")


def test_chinese_needs_no_blanks() -> None:
    """Full-width stops end sentences, and a closing quote stays with its sentence."""
    assert cut("我爱你。他走了。“好。”她说。", "zh") == ["我爱你。", "他走了。", "“好。”", "她说。"]


def test_unknown_languages_are_split_by_default_rules() -> None:
    """A code without rules still gives sentences."""
    assert cut("One two. Three four.", "tlh") == cut("One two. Three four.", "") == ["One two.", "Three four."]


def test_boilerplate_is_left_out_and_headings_are_marked() -> None:
    """Sentences know whether they stand in a heading, and furniture gives none."""
    source = "# Streit im Rat\n\nDer Rat tagte lange. Nichts geschah.\n\nFoto: Max Muster/dpa\n"
    found = sentences(Article("a.md", read_markdown(source), line_starts(source)), "de")
    assert [(s.text, s.heading) for s in found] == [
        ("Streit im Rat", True),
        ("Der Rat tagte lange.", False),
        ("Nichts geschah.", False),
    ]


def test_over_long_sentences_are_split_at_clauses() -> None:
    """No part is longer than the limit, and each but the last ends at a clause."""
    found = cut("und dann ging er weiter, " * 400, "de")
    assert len(found) > 1
    assert all(len(part) <= LONGEST for part in found)
    assert all(part.endswith(",") for part in found)


def test_a_long_quotation_is_split_inside() -> None:
    """A quotation of many sentences does not stay one piece."""
    found = cut("„" + "Das ist ein Satz, den er so gesagt hat. " * 30 + "Ende.“ Danach schwieg er.", "de")
    assert len(found) == 32
    assert found[-2] == "Ende.“"


def test_a_very_long_sentence_is_not_cut_at_abbreviations() -> None:
    """Where a piece is long enough to be searched for sentences inside, they end as they do anywhere."""
    listed = "zum Beispiel Frau Schulze aus dem Amt für Statistik, die seit Jahren darüber schreibt, " * 7
    text = f"An der Sitzung nahmen viele teil, {listed}unter ihnen auch Prof. Schulze und Dr. Meier aus München."
    assert not any(part.endswith((" Prof.", " Dr.")) for part in cut(text, "de"))


@pytest.mark.parametrize("unit", ["a", "„Ja. ", "Ja, ", "a ", ". ", "J. K. ", "»", '." ', "1. ", "(a", "\u3042。"])
def test_hostile_text_does_not_hang(unit: str) -> None:
    """150,000 characters of the worst text are split within seconds, and none is lost."""
    text = (unit * (150_000 // len(unit))).strip()
    began = time.process_time()
    found = cut(text, "de")
    assert time.process_time() - began < 5
    assert "".join("".join(found).split()) == "".join(text.split())


WORDS = st.sampled_from(
    [
        *(
            "Haus",
            "der",
            "Ende.",
            "z.",
            "B.",
            "„Ja.“",
            "„",
            "“",
            '"',
            "«",
            "»",
            "…",
            "...",
            "3.",
            "Mal",
            "Dr.",
            "!",
            "?",
        ),
        *("(", ")", "x.y", "A.", "。", "𝕏", "iPhone", "usw.", "’", "-", ",", "Wort " * 130),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40), st.sampled_from(["de", "en", "fr", "ru", "zh", "xx"]))
def test_sentences_cover_the_paragraph_but_for_white_space(words: list[str], language: str) -> None:
    """Sentences come in order, do not overlap, and leave only blanks between them."""
    text = " ".join(" ".join(words).split())
    last = 0
    for start, end in spans(text, language):
        assert not text[last:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", "\r\n\r\n", "\t"])), min_size=1, max_size=40))
def test_each_sentence_s_region_of_the_file_reads_as_the_sentence(parts: list[tuple[str, str]]) -> None:
    """Offsets hold from the file to the sentence."""
    source = "".join(word + space for word, space in parts)
    for sentence in sentences(Article("a.txt", read_plain(source), line_starts(source)), "de"):
        region = source[sentence.content.start : sentence.content.end]
        assert " ".join(region.split()) == sentence.text


def test_white_space_alone_gives_nothing() -> None:
    """A region without words has no text, and an article without paragraphs no sentences."""
    assert fold_region(" \n ", 0, 3) is None
    assert sentences(Article("a.txt", ()), "de") == ()
    content = fold_region("Ein Satz.", 0, 9)
    assert content is not None
    assert len(sentences(Article("a.txt", (Paragraph(content),)), "de")) == 1
