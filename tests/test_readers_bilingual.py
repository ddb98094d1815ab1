"""PO, XLIFF and TMX: target segments with their sources, every character in its place."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pytest

from mtcheck import scan
from mtcheck.article import Article
from mtcheck.readers import read
from mtcheck.results import ScanError

PO = r"""# Übersetzung
msgid ""
msgstr ""
"Language: de_AT\n"
"Content-Type: text/plain; charset=UTF-8\n"

#: main.c:12
msgid "The file could not be opened because it is locked."
msgstr "Die Datei konnte nicht geöffnet werden, "
"weil sie \"gesperrt\" ist."

#, fuzzy
msgid "Old text of the window"
msgstr "Alter Text des Fensters"

msgctxt "dialog"
msgid "One file was deleted."
msgid_plural "%d files were deleted."
msgstr[0] "Eine Datei wurde gelöscht."
msgstr[1] "%d Dateien wurden gelöscht."

#~ msgid "gone"
#~ msgstr "weg"
msgid "not yet"
msgstr ""
"""
XLIFF_1 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
 <!-- <target>nothing</target> -->
 <file original="a.html" source-language="en-US" target-language="de-DE" datatype="html"><body>
  <trans-unit id="1"><source>Fish &amp; chips cost <g id="1">five</g> pounds.</source>
   <target state="translated">Fisch &amp; Chips kosten <g id="1">fünf</g> Pfund<bpt id="2">&lt;b&gt;</bpt>.</target>
   <alt-trans><source>Other</source><target>Anderes</target></alt-trans></trans-unit>
  <trans-unit id="2" translate="no"><source>mtcheck</source><target>mtcheck</target></trans-unit>
  <trans-unit id="3"><source>Empty</source><target/></trans-unit>
 </body></file>
 <file original="b.html" source-language="en" target-language="fr"><body>
  <trans-unit id="1"><source>Good day</source><target><![CDATA[Bonjour à <"tous">]]></target></trans-unit>
 </body></file>
</xliff>
"""
XLIFF_2 = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="de">
 <file id="f1"><unit id="1"><originalData><data id="d">x</data></originalData>
  <segment><source>First sentence.</source><target>Erster <pc id="1">Satz</pc><ph id="2"/>.</target></segment>
  <segment><source>Second sentence.</source><target>Zweiter Satz.</target></segment>
 </unit></file>
</xliff>
"""
TMX = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="en" datatype="plaintext" segtype="sentence" adminlang="en"/>
 <body>
  <tu><tuv xml:lang="de"><seg>Das <ph x="1">{b}</ph>Haus ist &#x67;roß.</seg></tuv>
      <tuv xml:lang="EN"><seg>The house is large.</seg></tuv>
      <tuv xml:lang="fr"><seg>La maison est grande.</seg></tuv></tu>
  <tu><tuv xml:lang="en"><seg>The   cat
      sleeps.</seg></tuv><tuv xml:lang="de"><seg>Die Katze
      schläft.</seg></tuv></tu>
 </body></tmx>
"""


def articles(folder: Path, name: str, content: str) -> list[Article]:
    """The articles of a file with this content."""
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    found = list(read(path))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def error(folder: Path, name: str, content: str) -> str:
    """Why a file with this content cannot be read."""
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    (found,) = read(path)
    assert isinstance(found, ScanError)
    return found.message


def pairs(article: Article) -> list[tuple[str, str | None]]:
    """Target and source of each paragraph."""
    return [(p.content.text, p.source) for p in article.paragraphs]


def test_po_gives_translations_with_their_sources(tmp_path: Path) -> None:
    """Strings are joined, escapes resolved; header, fuzzy, obsolete and empty entries are left out."""
    (article,) = articles(tmp_path, "de.po", PO)
    assert (article.language, article.source_language) == ("de", "en")
    assert pairs(article) == [
        (
            'Die Datei konnte nicht geöffnet werden, weil sie "gesperrt" ist.',
            "The file could not be opened because it is locked.",
        ),
        ("Eine Datei wurde gelöscht.", "One file was deleted."),
        ("X Dateien wurden gelöscht.", "X files were deleted."),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_character_of_a_po_file_stands_in_its_place(tmp_path: Path, end: str) -> None:
    """A region of the text, looked up in the file, is that text again, whatever ends the lines."""
    source = PO.replace("\n", end)
    (article,) = articles(tmp_path, "de.po", source)
    content = article.paragraphs[0].content
    for word in ("Datei", "geöffnet", "weil", "ist"):
        start = content.text.index(word)
        assert source[slice(*content.region(start, start + len(word)))] == word
    quoted = content.text.index('"gesperrt"')
    assert source[slice(*content.region(quoted, quoted + 10))] == r"\"gesperrt\""
    assert article.line_and_column(content.start) == (9, 9)


@pytest.mark.parametrize(
    ("target", "read_as"),
    [
        ("Noch %(count)s Tage bis <b>%s</b>.", "Noch X Tage bis X."),
        ("{name} hat {{ n }} Punkte und ${x}.", "X hat X Punkte und X."),
        ("Rund 5 % der Wähler, also 100 %, blieben.", "Rund 5 % der Wähler, also 100 %, blieben."),
        ("Wenn a < b und b > c gilt, {dann so}.", "Wenn a < b und b > c gilt, {dann so}."),
        ("Ungefähr %.2f %% von %1$s", "Ungefähr X %% von X"),
    ],
)
def test_placeholders_are_read_as_names_and_tags_vanish(tmp_path: Path, target: str, read_as: str) -> None:
    """What a program fills in stands for a word, and every other character keeps its place."""
    source = f'msgid "a"\nmsgstr "{target}"\n'
    (article,) = articles(tmp_path, "de.po", source)
    content = article.paragraphs[0].content
    assert content.text == read_as
    for match in re.finditer(r"[^\WX]+", read_as):
        assert source[slice(*content.region(*match.span()))] == match.group()


def test_xliff_gives_a_part_for_each_file(tmp_path: Path) -> None:
    """Inline codes are no words, `translate="no"`, alternatives, comments and empty targets are left out."""
    first, second = articles(tmp_path, "x.xlf", XLIFF_1)
    assert pairs(first) == [("Fisch & Chips kosten fünf Pfund.", "Fish & chips cost five pounds.")]
    assert (first.id, first.language, first.source_language) == ("a.html", "de", "en")
    assert pairs(second) == [('Bonjour à <"tous">', "Good day")]
    content = first.paragraphs[0].content
    place = content.text.index("& Chips")
    assert XLIFF_1[slice(*content.region(place, place + 7))] == "&amp; Chips"
    place = content.text.index("fünf")
    assert XLIFF_1[slice(*content.region(place, place + 4))] == "fünf"


def test_xliff_2_gives_a_paragraph_for_each_segment(tmp_path: Path) -> None:
    """Languages stand in the root there, and a unit may hold several segments."""
    (article,) = articles(tmp_path, "x.xliff", XLIFF_2)
    assert (article.language, article.source_language, article.id) == ("de", "en", None)
    assert pairs(article) == [("Erster Satz.", "First sentence."), ("Zweiter Satz.", "Second sentence.")]


def test_tmx_gives_an_article_for_each_target_language(tmp_path: Path) -> None:
    """The header names the source, in whatever case; white space is folded, character references are resolved."""
    german, french = articles(tmp_path, "memory.tmx", TMX)
    assert (german.id, german.language, german.source_language) == ("de", "de", "en")
    assert pairs(german) == [
        ("Das Haus ist groß.", "The house is large."),
        ("Die Katze schläft.", "The cat sleeps."),
    ]
    assert pairs(french) == [("La maison est grande.", "The house is large.")]
    content = german.paragraphs[0].content
    place = content.text.index("groß")
    assert TMX[slice(*content.region(place, place + 4))] == "&#x67;roß"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("x.xlf", XLIFF_1.replace('"translated"', f'"{state}"')) for state in ("new", "needs-translation")),
        ("x.xliff", XLIFF_2.replace("<segment><source>First", '<segment state="initial"><source>First')),
    ],
)
def test_what_is_still_to_be_translated_is_left_out(tmp_path: Path, name: str, content: str) -> None:
    """Tools put the source there meanwhile."""
    texts = [pair[0] for article in articles(tmp_path, name, content) for pair in pairs(article)]
    assert texts == (["Zweiter Satz."] if name == "x.xliff" else ['Bonjour à <"tous">'])


@pytest.mark.parametrize(
    "content",
    [
        TMX.replace('srclang="en"', 'srclang="en-US"'),
        TMX.replace('"EN"', '"en_GB"').replace('lang="en">', 'lang="en-US">'),
        TMX.replace('srclang="en"', 'srclang="fr"').replace("<tu>", '<tu srclang="en">'),
    ],
)
def test_tmx_knows_its_source_by_language_and_by_unit(tmp_path: Path, content: str) -> None:
    """A region is no other language, and a unit's own word counts more than the header's."""
    found = [pair for article in articles(tmp_path, "memory.tmx", content) for pair in pairs(article)]
    assert sorted(found) == [
        ("Das Haus ist groß.", "The house is large."),
        ("Die Katze schläft.", "The cat sleeps."),
        ("La maison est grande.", "The house is large."),
    ]


def test_tmx_without_one_source_language_takes_the_first_variant(tmp_path: Path) -> None:
    """`*all*` says that any may be it."""
    (german, french) = articles(tmp_path, "memory.tmx", re.sub('srclang="en"', 'srclang="*all*"', TMX))[:2]
    assert pairs(german)[0] == ("The house is large.", "Das Haus ist groß.")
    assert pairs(french)[0] == ("La maison est grande.", "Das Haus ist groß.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.po", PO),
        ("a.po", "# remarks of a translator\n" * 400 + PO),
        ("a.xlf", XLIFF_1),
        ("a.xliff", XLIFF_2),
        ("a.tmx", TMX),
        ("a.tmx", TMX.replace("<tmx", "<?memsource a?><tmx")),
    ],
)
def test_translations_are_told_by_how_they_begin(tmp_path: Path, name: str, content: str) -> None:
    """From `-`, and in files whose suffix says nothing, they are read as under their own."""
    told = [pairs(article) for article in articles(tmp_path, name, content)]
    assert [pairs(article) for article in articles(tmp_path, "a.dat", content)] == told
    codes = ("utf-8",) if "encoding=" in content else ("utf-8", "utf-16", "utf-32")
    for code in codes:
        piped = list(read("-", stdin=io.BytesIO(content.encode(code))))
        assert [pairs(one) for one in piped if isinstance(one, Article)] == told


@pytest.mark.parametrize(
    ("marked", "code"), [("de-AT", "de"), ("de_AT.UTF-8", "de"), ("sr@latin", "sr"), ("nn", "nb"), ("DE", "de")]
)
def test_the_language_of_a_locale_is_its_code(tmp_path: Path, marked: str, code: str) -> None:
    """Without region, encoding and variant."""
    (article,) = articles(tmp_path, "a.po", f'msgid ""\nmsgstr ""\n"Language: {marked}\\n"\n\nmsgid "a"\nmsgstr "b"\n')
    assert article.language == code


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.po", 'msgid "x"\nmsgstr "y\n', "Line 2 is no line of a PO file"),
        ("a.po", "Guten Tag\n", "Line 1 is no line"),
        ("a.po", 'msgid ""\nmsgstr ""\n', "no translated text"),
        ("a.po", "", "no translated text"),
        ("a.xlf", "<xliff><file>", "not well-formed XML"),
        ("a.xlf", "<html></html>", "is no XLIFF"),
        ("a.xliff", XLIFF_2.replace("target>", "note>"), "no translated text"),
        ("a.tmx", "", "not well-formed XML"),
        ("a.tmx", '<!DOCTYPE tmx [<!ENTITY a "b">]><tmx><body/></tmx>', "entities of its own"),
    ],
)
def test_broken_files_get_a_sentence(tmp_path: Path, name: str, content: str, part: str) -> None:
    """One that says what is wrong and where."""
    assert part in error(tmp_path, name, content)


def test_the_source_stands_for_the_pivot(tmp_path: Path) -> None:
    """A translation is judged against what it was made from, each sentence with its own; equal texts may differ."""
    target = (
        "Der Gemeinderat hat am Dienstag beschlossen, die alte Mühle zu sanieren. Die Arbeiten beginnen im Frühjahr."
    )
    sources = (
        "The council decided on Tuesday to restore the old mill. Work begins in spring.",
        "The parliament voted on Monday to sell the castle. It will happen next year.",
    )
    (tmp_path / "a.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n\n'
        + "\n\n".join(f'msgctxt "{i}"\nmsgid "{source}"\nmsgstr "{target}"' for i, source in enumerate(sources)),
        encoding="utf-8",
    )
    (article,) = scan([tmp_path / "a.po"]).articles
    trips = [sentence.round_trip for sentence in article.sentences]
    assert [trip.pivot for trip in trips if trip is not None] == [
        "The council decided on Tuesday to restore the old mill.",
        "Work begins in spring.",
        "The parliament voted on Monday to sell the castle.",
        "It will happen next year.",
    ]
    assert trips[0] is not None
    assert trips[2] is not None
    assert trips[0].surprisal < trips[2].surprisal
    assert article.language == "de"


def test_a_source_in_another_language_than_the_pivot_is_not_used(tmp_path: Path) -> None:
    """There is no model from French into German at hand, so the sentence makes its own way into English and back."""
    (tmp_path / "a.xlf").write_text(
        '<xliff version="1.2"><file source-language="fr" target-language="de"><body><trans-unit id="1">'
        "<source>Le conseil a décidé mardi de restaurer le vieux moulin.</source>"
        "<target>Der Gemeinderat hat am Dienstag beschlossen, die alte Mühle zu sanieren.</target>"
        "</trans-unit></body></file></xliff>",
        encoding="utf-8",
    )
    (article,) = scan([tmp_path / "a.xlf"]).articles
    trip = article.sentences[0].round_trip
    assert trip is not None
    assert trip.pivot_language == "en"
    assert "conseil" not in trip.pivot


@pytest.mark.parametrize(("name", "content"), [("a.po", PO), ("a.xlf", XLIFF_1), ("b.xlf", XLIFF_2), ("a.tmx", TMX)])
def test_no_damage_to_a_file_is_more_than_an_error(tmp_path: Path, name: str, content: str) -> None:
    """A hundred damaged files each: an article with its places inside the file, or a sentence."""
    chance = random.Random(7)
    path = tmp_path / name
    for _ in range(100):
        text = content
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(text))
            end = min(len(text), start + chance.randint(0, 40))
            piece = chance.choice(
                ["", text[start:end] * 2, "<", '"', "&", "\\", "\0", "]]>", "</target>", "\ud800", "é"]
            )
            text = text[:start] + piece + text[end:]
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        for found in read(path):
            if isinstance(found, ScanError):
                assert found.message.endswith(".")
                continue
            for paragraph in found.paragraphs:
                region = paragraph.content.region(0, len(paragraph.content.text))
                assert 0 <= region[0] < region[1] <= len(text)
