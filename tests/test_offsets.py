"""Offsets hold in every format: generated documents, from the file's bytes to the sentences."""

from __future__ import annotations

import codecs
import gzip
import html
import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.article import Article
from mtcheck.readers import read
from mtcheck.segment import sentences

STEMS = ("Brücke", "Rat", "über", "naïve", "Łódź", "мост", "橋", "don’t", "z", "x\u0301y", "😀", "R&D", "a<b", "Straße")
MARKS = (" ", " ", " ", ", ", ". ", "! ", " – ", "; ")
# What a format may put around or between words and a reader has to take away again.
AROUND = {
    ".txt": (("", ""),),
    ".md": (("", ""), ("**", "**"), ("_", "_"), ("[", "](http://a.example/x_1)"), ("`", "`")),
    ".html": (("", ""), ("<b>", "</b>"), ('<a href="x?a=1&amp;b=2">', "</a>"), ("<!-- no -->", ""), ("", "&nbsp;")),
    ".jsonl": (("", ""),),
}
FORMATS = (".txt", ".md", ".html", ".jsonl", ".jsonl.gz")
LINES = ("\n", "\r\n", "\r")

words = st.tuples(st.sampled_from(STEMS), st.integers(0, 4), st.sampled_from(MARKS))
paragraphs = st.lists(st.lists(words, min_size=6, max_size=30), min_size=1, max_size=5)


def written(word: str, suffix: str) -> str:
    """A word as its format has to write it."""
    if suffix == ".html":
        return html.escape(word).replace("ü", "&uuml;")
    return re.sub(r"([&<*_`\[\]\\])", r"\\\1", word) if suffix == ".md" else word


def document(parts: list[list[tuple[str, int, str]]], suffix: str, line: str) -> tuple[str, set[str]]:
    """A document's text, and the words in it: each carries its number, so that there is one of each."""
    kind = suffix.removesuffix(".gz")
    found: set[str] = set()
    texts = []
    for number, part in enumerate(parts):
        text = ""
        for index, (stem, around, mark) in enumerate(part):
            word = f"{stem}{number}n{index}"
            opening, closing = AROUND[kind][around % len(AROUND[kind])]
            bare = word if opening == "`" else written(word, kind)
            if opening == "`" and not word.isalpha():
                opening, closing, bare = "", "", written(word, kind)
            text += f"{opening}{bare}{closing}{mark}"
            found.add(word)
        texts.append(text.strip() + " Das ist nun wirklich das Ende dieses Absatzes.")
    if kind == ".html":
        body = line.join(f"<p>{text}</p>" for text in texts)
        return f"<html><head><title>x</title></head><body>{line}<article>{body}</article></body></html>", found
    return (line * 2).join(texts), found


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=40, deadline=None)
@given(parts=paragraphs, line=st.sampled_from(LINES), marked=st.booleans())
def test_the_region_of_every_word_is_the_word(
    suffix: str, parts: list[list[tuple[str, int, str]]], line: str, *, marked: bool
) -> None:
    """In the file as decoded (of JSON Lines: in the field), marks taken away and entities resolved."""
    source, expected = document(parts, suffix, line)
    data = source.encode()
    if suffix.startswith(".jsonl"):
        data = json.dumps({"text": source}, ensure_ascii=marked).encode() + b"\n"
    if marked:
        data = codecs.BOM_UTF8 + data if suffix != ".txt" else codecs.BOM_UTF16_LE + source.encode("utf-16-le")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
        (article,) = read(path)
    assert isinstance(article, Article)
    seen: set[str] = set()
    for sentence in sentences(article, "de"):
        for match in re.finditer(r"\S*\dn\d+", sentence.text):
            word = next((w for w in expected if match.group().endswith(w)), None)
            assert word is not None, match.group()
            start = match.end() - len(word)
            region = source[slice(*sentence.content.region(start, match.end()))]
            region = re.sub(r"\\(.)", r"\1", region) if suffix == ".md" else region
            assert (html.unescape(region) if suffix == ".html" else region) == word
            seen.add(word)
        start, end = sentence.content.start, sentence.content.end
        assert 0 <= start < end <= len(source)
    kept = " ".join(p.content.text for p in article.paragraphs if p.kind == "boilerplate")
    assert {word for word in expected if word not in kept} <= seen
