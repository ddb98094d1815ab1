"""JSON Lines: records, ids, broken lines and gzip."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtcheck.article import Article
from mtcheck.readers import jsonl
from mtcheck.readers.jsonl import read_jsonl
from mtcheck.results import ScanError

GOOD = '{"id": "a", "text": "Der Rat tagte am Montag."}\n'


def read(data: bytes | str, **options: object) -> list[Article | ScanError]:
    """All that a stream of records gives."""
    raw = data.encode() if isinstance(data, str) else data
    return list(read_jsonl(io.BytesIO(raw), "x.jsonl", **options))  # type: ignore[arg-type]


def test_a_record_is_an_article_with_its_id_and_line() -> None:
    """Blank lines count as lines, and a number is an id too."""
    one, two = read("\ufeff" + GOOD + "\n" + '{"id": 7, "text": "Danach war Schluss."}')
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert (one.id, one.record_line, two.id, two.record_line) == ("a", 1, "7", 3)
    assert two.line_and_column(7) == (3, 8)


def test_a_broken_record_costs_only_itself() -> None:
    """Each kind of broken line is reported with its number, and the next record is still read."""
    broken = ["{", "[1]", '{"text": 3}', '{"body": "x"}', '{"text": " "}', "[" * 100_000, '{"a": ' + "9" * 5000 + "}"]
    found = read("\n".join(broken) + "\n" + GOOD)
    assert [isinstance(item, ScanError) for item in found] == [True] * len(broken) + [False]
    for number, error in enumerate(found[:-1], 1):
        assert isinstance(error, ScanError)
        assert error.message.startswith(f"Line {number}: ")
    (cut,) = read('{"text": "hallo\n')
    assert isinstance(cut, ScanError)
    assert "(Invalid control character at column " in cut.message


def test_a_missing_field_is_reported_with_the_fields_there_are() -> None:
    """The message names the option and the candidates."""
    (error,) = read('{"body": "Ein Text."}')
    assert isinstance(error, ScanError)
    assert "--text-field" in error.message
    assert "body" in error.message


def test_other_fields_are_read_when_named() -> None:
    """The text and the id may stand in any field."""
    (article,) = read('{"body": "Ein Text steht hier.", "url": "u"}', text_field="body", id_field="url")
    assert isinstance(article, Article)
    assert article.paragraphs[0].content.text == "Ein Text steht hier."
    assert article.id == "u"


def test_bytes_that_are_not_utf8_cost_only_their_record() -> None:
    """A record in another encoding is refused."""
    found = read(b'{"text": "\xe4"}\n' + GOOD.encode())
    assert isinstance(found[0], ScanError)
    assert "UTF-8" in found[0].message
    assert isinstance(found[1], Article)


def test_what_came_before_a_truncation_of_gzip_is_kept() -> None:
    """A damaged archive gives its first records and then one error."""
    lines = "".join(json.dumps({"text": f"Satz {i} von vielen steht {i * 7919} hier."}) + "\n" for i in range(5_000))
    data = gzip.compress(lines.encode())
    found = read(data[: len(data) // 2], compressed=True)
    assert len(found) > 500
    assert isinstance(found[0], Article)
    assert isinstance(found[-1], ScanError)
    assert "gzip" in found[-1].message
    assert sum(isinstance(item, Article) for item in read(data, compressed=True)) == 5_000


def test_a_file_without_any_good_record_is_given_up() -> None:
    """A wrong field name does not give a million errors."""
    found = read('{"body": "x"}\n' * 5000)
    assert len(found) == 101
    assert isinstance(found[-1], ScanError)
    assert "unread" in found[-1].message


def test_a_record_too_large_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is reported with the fix, however it ends, and the lines after it keep their numbers."""
    monkeypatch.setattr(jsonl, "LARGEST", len(GOOD))
    longer = GOOD.replace("Montag", "Montage")
    found = read(GOOD + longer + longer * 9_999 + " " * 99 + longer + GOOD[:-1])
    assert [isinstance(item, Article) for item in found] == [True, *[False] * 10_001, True]
    for number, error in enumerate(found[1:-1], 2):
        assert isinstance(error, ScanError)
        assert error.message.startswith(f"Line {number}: the record is larger than")
        assert "split" in error.message
    assert isinstance(found[-1], Article)
    assert found[-1].record_line == 10_003


@pytest.mark.parametrize("filling", [b"a", b" "])
def test_a_gzip_bomb_fills_no_memory(monkeypatch: pytest.MonkeyPatch, filling: bytes) -> None:
    """One line of 32 MB in a small archive is passed over piece by piece."""
    monkeypatch.setattr(jsonl, "LARGEST", 1024 * 1024)
    data = gzip.compress(filling * (32 * 1024 * 1024) + b"\n" + GOOD.encode())
    tracemalloc.start()
    try:
        error, article = read(data, compressed=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(error, ScanError)
    assert "larger" in error.message
    assert isinstance(article, Article)
    assert peak < 12 * 1024 * 1024


def test_byte_order_marks_of_joined_files_are_passed_over() -> None:
    """A mark before any record is no part of it."""
    assert [type(item) for item in read(("\ufeff" + GOOD) * 2 + "\ufeff\n")] == [Article, Article]


def test_a_lone_surrogate_is_made_writable() -> None:
    """What no file can hold becomes U+FFFD."""
    (article,) = read('{"text": "Ein \\ud800 Satz."}')
    assert isinstance(article, Article)
    assert article.paragraphs[0].content.text == "Ein \ufffd Satz."


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from('aB ä.\n\t"\\𝕏„“'), min_size=1, max_size=80))
def test_offsets_count_in_the_field_s_value(text: str) -> None:
    """However JSON escapes it, the value's region reads as the paragraph."""
    for item in read(json.dumps({"text": text}) + "\n"):
        if isinstance(item, ScanError):
            assert not text.strip()
            continue
        for paragraph in item.paragraphs:
            region = text[paragraph.content.start : paragraph.content.end]
            assert " ".join(region.split()) == paragraph.content.text


@pytest.mark.parametrize("code", ["utf-16", "utf-32"])
def test_other_encodings_are_refused_once(code: str) -> None:
    """One error for the file, with the command that converts it."""
    (error,) = read((GOOD + GOOD).encode(code))
    assert isinstance(error, ScanError)
    assert f"iconv -f {code} -t utf-8" in error.message
