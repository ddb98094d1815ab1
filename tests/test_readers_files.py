"""Which files are found, and what becomes of those that cannot be read."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from mtcheck import readers
from mtcheck.article import Article
from mtcheck.errors import MtcheckError
from mtcheck.readers import discover, read
from mtcheck.results import ScanError

SENTENCE = "Der Rat tagte am Montag über die Brücke."


def only(path: Path, data: bytes) -> Article | ScanError:
    """What reading one file with these bytes gives."""
    path.write_bytes(data)
    (item,) = read(path)
    return item


def test_folders_give_known_files_sorted_and_hidden_ones_not(tmp_path: Path) -> None:
    """Unknown suffixes and hidden files and folders are skipped inside folders."""
    for name in ("b.md", "a.txt", "c.png", ".d.txt", "sub/e.HTML", ".git/f.txt", "sub/g.jsonl.gz", "sub/h.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SENTENCE)
    names = [path.relative_to(tmp_path).as_posix() for path in discover([tmp_path])]
    assert names == ["a.txt", "b.md", "sub/e.HTML", "sub/g.jsonl.gz"]
    assert [p.name for p in discover([tmp_path], exclude=["sub", "b.*"])] == ["a.txt"]


def test_named_files_are_kept_once_whatever_their_suffix(tmp_path: Path) -> None:
    """A file named by itself is read as plain text; twice named is read once; a missing one is handed on."""
    odd = tmp_path / "notes.odd"
    odd.write_text(SENTENCE)
    missing = tmp_path / "missing.txt"
    assert list(discover([odd, str(odd), missing, "-"])) == [odd, missing, Path("-")]
    (article,) = read(odd)
    assert isinstance(article, Article)


def test_a_file_is_given_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Absolute, relative and through its folder: the first name counts, and a spared file stays out by any."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SENTENCE)
    names = (tmp_path / "a.txt", "a.txt", ".", str(tmp_path), f"../{tmp_path.name}/*.txt")
    assert list(discover(names)) == [tmp_path / "a.txt", Path("b.txt")]
    assert list(discover(names, spared=["a.txt"])) == [Path("b.txt")]


def test_a_name_that_cannot_be_looked_at_costs_only_itself(tmp_path: Path) -> None:
    """Too long a name is handed on and reported, and the other paths are still read."""
    good = tmp_path / "a.txt"
    good.write_text(SENTENCE)
    long, pattern = tmp_path / ("x" * 300), f"{tmp_path}/{'y' * 300}*"
    found = list(discover([long, pattern, good]))
    assert [path.name[0] for path in found] == ["x", "y", "a"]
    (error,) = read(found[0])
    assert isinstance(error, ScanError)
    assert "File name too long" in error.message


def test_globs_are_expanded_in_order(tmp_path: Path) -> None:
    """A pattern gives its matches sorted, through folders with `**`, and one without a match is reported."""
    for name in ("b.txt", "a.txt", "sub/c.txt", "d.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SENTENCE)
    assert [p.name for p in discover([f"{tmp_path}/*"])] == ["a.txt", "b.txt", "c.txt"]
    assert [p.name for p in discover([f"{tmp_path}/**/*.txt"])] == ["a.txt", "b.txt", "c.txt"]
    (nothing,) = discover([f"{tmp_path}/*.md"])
    (error,) = read(nothing)
    assert isinstance(error, ScanError)
    assert "matches no file" in error.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read_with_the_mark_not_counted(tmp_path: Path, encoding: str) -> None:
    """The first letter stands at offset 0 in every encoding."""
    article = only(tmp_path / "a.txt", SENTENCE.encode(encoding))
    assert isinstance(article, Article)
    assert article.paragraphs[0].content.text == SENTENCE
    assert article.paragraphs[0].content.start == 0


def test_a_page_s_declared_encoding_is_believed(tmp_path: Path) -> None:
    """Latin-1 in a page is Windows-1252, as browsers have it."""
    body = f"<p>{SENTENCE} Und „so“ ging es weiter, den ganzen langen Abend – bis alle nach Hause gingen.</p>" * 4
    page = f'<html><head><meta charset="iso-8859-1"></head><body><article>{body}</article></body></html>'
    article = only(tmp_path / "a.html", page.encode("cp1252"))
    assert isinstance(article, Article)
    assert "Brücke. Und „so“ ging" in article.paragraphs[0].content.text


@pytest.mark.parametrize("name", ["hex", "punycode", "utf-7", "rot13", "nonsense"])
def test_a_declared_encoding_that_is_none_is_not_believed(tmp_path: Path, name: str) -> None:
    """A page in no known encoding is refused, not crashed on."""
    error = only(tmp_path / "a.html", f'<meta charset="{name}"><p>{SENTENCE}</p>'.encode("latin-1"))
    assert isinstance(error, ScanError)
    assert "iconv" in error.message


@pytest.mark.parametrize(
    ("data", "fix"),
    [
        (b"", "holds no text"),
        (b" \n\t\n", "holds no text"),
        (SENTENCE.encode("latin-1") * 9, "iconv"),
        (SENTENCE.encode() * 9 + b"\xff", "damaged bytes"),
        (b"%PDF-1.7\n", "pdftotext"),
        (b"PK\x03\x04abc", "unpack"),
        (b"abc\0def", "binary"),
        (b"\x1f\x8b\x08", "gunzip"),
        (b"\xff\xfe\x00", "iconv"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_fix(tmp_path: Path, data: bytes, fix: str) -> None:
    """Each refusal is one sentence that says what to do."""
    error = only(tmp_path / "a.txt", data)
    assert isinstance(error, ScanError)
    assert fix in error.message
    assert error.path.endswith("a.txt")


def test_missing_files_and_folders_are_errors_not_exceptions(tmp_path: Path) -> None:
    """The caller gets a ScanError to show and can go on."""
    for path in (tmp_path / "none.txt", tmp_path, Path("a\0b")):
        (error,) = read(path)
        assert isinstance(error, ScanError)
        assert ":" in error.message


@pytest.mark.parametrize(
    ("data", "line"),
    [(SENTENCE, None), ('{"text": "Der Rat tagte am Montag."}\n', 1), ("<html><body><p>" + SENTENCE * 9, None)],
)
def test_what_has_no_telling_name_is_told_apart_by_its_beginning(
    data: str, line: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain text, JSON Lines and HTML are read from `-`, and from files whose suffix says nothing."""
    monkeypatch.chdir(tmp_path)
    Path("page.php").write_text(data, encoding="utf-8")
    for name, stdin in (("-", io.BytesIO(data.encode())), ("page.php", None)):
        (article,) = read(name, stdin=stdin)
        assert isinstance(article, Article)
        assert (article.path, article.record_line) == (name, line)
        assert article.paragraphs[0].content.text.startswith("Der Rat tagte")


@pytest.mark.parametrize(
    "text",
    ["{{Infobox Stadt}}\n", "{Anmerkung der Redaktion} ", "{ ", "{\n", "[Anmerkung] ", '{\n"So" heißt es. ', "[{"],
)
def test_braces_alone_make_no_json_lines(text: str, tmp_path: Path) -> None:
    """A record begins with a name in quotes; templates of wikis and notes in braces are text."""
    (tmp_path / "note").write_text(text + SENTENCE, encoding="utf-8")
    (article,) = read(tmp_path / "note")
    assert isinstance(article, Article)
    (tmp_path / "a.rtf").write_text(r"{\rtf1 " + SENTENCE + "}", encoding="utf-8")
    (error,) = read(tmp_path / "a.rtf")
    assert isinstance(error, ScanError)
    assert "rich text" in error.message


@pytest.mark.parametrize(
    ("indent", "wrap", "fix"), [(1, False, "jq -c '.'"), (None, True, "jq -c '.[]'"), (1, True, "jq -c '.[]'")]
)
def test_json_that_is_not_one_record_a_line_is_refused(
    indent: int | None,
    wrap: bool,  # noqa: FBT001  a parameter
    fix: str,
) -> None:
    """Read as prose its keys and braces would be judged, and the gate passed: the error names what rewrites it."""
    record = {"text": SENTENCE, "id": "x"}
    data = json.dumps([record, record] if wrap else record, indent=indent).encode()
    (error,) = read("-", stdin=io.BytesIO(data))
    assert isinstance(error, ScanError)
    assert fix in error.message


@pytest.mark.parametrize(
    ("data", "fix"),
    [
        (f'{{"text": "{SENTENCE}",\n "id": "x"}}', "jq -c '.'"),
        (f'{{"text": "{SENTENCE}", "more": {{\n "id": "x"}}}}', "jq -c '.'"),
        (f'["{SENTENCE}",\n "{SENTENCE}"]', "jq -c '.[] | {\"text\": .}'"),
    ],
)
def test_json_in_other_layouts_is_refused_too(data: str, fix: str) -> None:
    """A record that goes on in the next line, and a list of texts."""
    (error,) = read("-", stdin=io.BytesIO(data.encode()))
    assert isinstance(error, ScanError)
    assert fix in error.message


@pytest.mark.parametrize(
    "beginning", ["<!-- a page -->\n<article><h1>", f"<!--{'x' * 5000}--><html><h1>", "<head></head><h1>"]
)
@pytest.mark.parametrize("code", ["utf-8", "utf-16", "utf-32"])
def test_a_page_is_told_by_how_it_begins(beginning: str, code: str) -> None:
    """After comments too, without the tags that it may leave out, and in each encoding with a mark."""
    page = f"{beginning}Eine Meldung</h1>{f'<p>{SENTENCE}</p>' * 3}"
    (article,) = read("-", stdin=io.BytesIO(page.encode(code)))
    assert isinstance(article, Article)
    assert [paragraph.content.text for paragraph in article.paragraphs] == ["Eine Meldung", *[SENTENCE] * 3]


@pytest.mark.parametrize("beginning", ['<p align="center"><img src="a.png"></p>\n\n', "<div>\n\n", "<title> "])
def test_markdown_and_prose_may_begin_with_a_tag(beginning: str) -> None:
    """Without some paragraphs that are marked up it is no page."""
    (article,) = read("-", stdin=io.BytesIO(f"{beginning}{SENTENCE}\n\n{SENTENCE}\n".encode()))
    assert isinstance(article, Article)


def test_a_record_that_breaks_off_costs_only_itself() -> None:
    """Though it ends in a comma, what follows is a record again."""
    data = f'{{"text": "abgebrochen,\n{{"text": "{SENTENCE}"}}\n'.encode()
    error, article = read("-", stdin=io.BytesIO(data))
    assert isinstance(error, ScanError)
    assert isinstance(article, Article)


def test_prose_may_begin_with_a_quote_in_brackets() -> None:
    """Only a whole JSON list is refused."""
    (article,) = read("-", stdin=io.BytesIO(f'["Vorsicht"] stand an der Tür. {SENTENCE}'.encode()))
    assert isinstance(article, Article)


def test_a_record_may_begin_with_any_key() -> None:
    """A quote in the first key's name does not end it."""
    data = json.dumps({'a"b': 1, "text": SENTENCE}).encode()
    (article,) = read("-", stdin=io.BytesIO(data))
    assert isinstance(article, Article)
    assert article.record_line == 1


def test_closed_standard_input_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process started with standard input closed (`<&-`) hears so, as of any input that cannot be read."""
    monkeypatch.setattr(sys, "stdin", None)
    assert list(read("-")) == [ScanError("-", "Standard input is closed: name a file.")]


def test_json_lines_on_standard_input_have_no_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is one document's; records are read one at a time, to the last, and the stream is left open."""
    monkeypatch.setattr(readers, "LARGEST", 10_000)
    line = json.dumps({"text": SENTENCE}).encode() + b"\n"
    stream = io.BytesIO(b"\xef\xbb\xbf \n" + line * 1_000)
    found = read("-", stdin=stream)
    first = next(found)
    assert stream.tell() < len(line) * 900
    rest = list(found)
    assert all(isinstance(item, Article) for item in (first, *rest))
    assert len(rest) == 999
    assert not stream.closed


def test_a_document_on_standard_input_is_refused_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told apart by its first bytes is still read whole, up to the limit of a document."""
    monkeypatch.setattr(readers, "LARGEST", 10_000)
    (article,) = read("-", stdin=io.BytesIO(b"a" * 9_999 + b"."))
    assert isinstance(article, Article)
    assert len(article.paragraphs[0].content.text) == 10_000
    (error,) = read("-", stdin=io.BytesIO(b"a" * 10_001))
    assert isinstance(error, ScanError)
    assert "larger" in error.message


def test_a_fault_of_a_reader_is_not_blamed_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a path that cannot be opened is called impossible; what breaks inside a reader shows itself."""

    def broken(_source: str) -> None:
        raise ValueError("a fault of the reader")

    monkeypatch.setattr(readers, "read_plain", broken)
    with pytest.raises(ValueError, match="a fault of the reader"):
        only(tmp_path / "a.txt", SENTENCE.encode())
    (error,) = read("a\0b")
    assert isinstance(error, ScanError)
    assert "cannot exist" in error.message


def test_a_folder_that_gives_nothing_is_said(tmp_path: Path) -> None:
    """Beside a full one nobody would miss it: empty, of other files, all excluded, or of reports that are left out."""
    for name in ("full/a.txt", "other/a.py", "drafts/b.txt", "reports/sum.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("Ein Satz.", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    said: list[str] = []
    paths = [tmp_path / name for name in ("full", "empty", "other", "drafts", "reports", "full")]
    found = discover(paths, ["drafts"], [str(tmp_path / "reports" / "sum.md")], said.append)
    assert list(found) == [tmp_path / "full" / "a.txt"]
    assert [one.split()[2] for one in said] == [str(path) for path in paths[1:5]]


@pytest.mark.parametrize("suffix", ["txt", "jsonl"])
@pytest.mark.parametrize("data", [json.dumps({"text": SENTENCE}).encode(), b""])
def test_a_name_that_is_not_utf8_is_reported_in_writable_characters(tmp_path: Path, suffix: str, data: bytes) -> None:
    """Such a file is found and read, and its path can be written, whether it could be read or not."""
    name = os.fsdecode(b"caf\xe9." + suffix.encode())
    try:
        (tmp_path / name).write_bytes(data)
    except OSError:
        pytest.skip("this file system has only names in Unicode")
    (path,) = discover([tmp_path])
    (item,) = read(path)
    assert isinstance(item, Article if data else ScanError)
    assert item.path == f"{tmp_path.as_posix()}/caf\\xe9.{suffix}"


def test_a_path_no_system_can_encode_is_reported_in_writable_characters() -> None:
    """A surrogate that stands for no byte is an error to report, not a crash; letters stay as they are."""
    (error,) = read("é\ud800.txt")
    assert isinstance(error, ScanError)
    assert error.path == "é\\ud800.txt"
    assert "cannot exist" in error.message


def test_an_empty_path_is_called_empty() -> None:
    """An unset variable scans nothing, not even the current folder, and the message says so."""
    with pytest.raises(MtcheckError, match=r"path is empty.*variable"):
        discover(["a.txt", ""])
    (error,) = read("")
    assert isinstance(error, ScanError)
    assert "path is empty" in error.message


@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
def test_a_word_of_300000_characters_hangs_nothing(tmp_path: Path, suffix: str) -> None:
    """Every reader is done with it at once, with an article or a refusal."""
    item = only(tmp_path / f"a.{suffix}", b"a" * 300_000)
    assert isinstance(item, Article | ScanError)


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        ("txt", "Die Feuer\u00adwehren rückten\u00ad aus, sagte der Sprecher."),
        ("md", "Die Feuer\u00adwehren **rückten**\u00ad aus, sagte der Sprecher."),
        ("md", "Die Feuer&shy;wehren **rückten**&shy; aus, sagte der Sprecher."),
        ("html", "<p>Die Feuer&shy;wehren <b>rückten</b>&shy; aus, sagte der Sprecher.</p>" * 9),
        ("jsonl", json.dumps({"text": "Die Feuer\u00adwehren rückten\u00ad aus, sagte der Sprecher."})),
    ],
)
def test_soft_hyphens_are_layout(tmp_path: Path, suffix: str, data: str) -> None:
    """They are dropped like other places for a line to break, and the words around them keep their places."""
    item = only(tmp_path / f"a.{suffix}", data.encode())
    assert isinstance(item, Article)
    text = item.paragraphs[0].content
    assert text.text.startswith("Die Feuerwehren rückten aus, sagte")
    source = json.loads(data)["text"] if suffix == "jsonl" else data
    assert source[slice(*text.region(4, 15))].replace("&shy;", "").replace("\u00ad", "") == "Feuerwehren"
