"""The command line at its edges: pipes, locales, targets, lists, git, configuration. No model looks at anything."""

from __future__ import annotations

import io
import json
import lzma
import os
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from rich.console import Console
from sample_results import rejudge, sample_results

from mtcheck import progress as progress_module
from mtcheck.argos import packages
from mtcheck.argos.install import install
from mtcheck.cache import Cache
from mtcheck.changes import changed_since
from mtcheck.delivery import deliver
from mtcheck.errors import MtcheckError
from mtcheck.judge import Judge
from mtcheck.outputs import fault, is_report
from mtcheck.pipeline import Options
from mtcheck.readers import discover
from mtcheck.report import FORMATS
from mtcheck.report.comparison import compare
from mtcheck.report.comparison_formats import FORMATS as COMPARED
from mtcheck.report.json_format import dump
from mtcheck.results import Gate, Results
from mtcheck.rows import ScoredRow, read_rows, score
from mtcheck.signature import here
from mtcheck.signs import SIGNS, ids
from mtcheck.verdict import rejudge_article

ROOT = Path(__file__).parents[1]
TRAIN = "Der Zug nach Rheinau fährt heute wegen des Sturms leider nicht.\n"
PLAIN = replace(
    sample_results(),
    errors=(),
    articles=tuple(a for a in sample_results().articles if a.verdict != "unscored"),
)
CLEAN = replace(
    PLAIN,
    articles=tuple(a for a in PLAIN.articles if rejudge_article(a, PLAIN.threshold).verdict == "clean"),
    gate=Gate(passed=True, fail_on="article"),
)


class Scans:
    """Stands for `pipeline.scan`: keeps what it was asked, and gives the sample results."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.paths: list[str] | None = None
        self.options = Options()

    def __call__(self, paths: Iterable[str | Path], options: Options, **_: object) -> Results:
        """Note the request; no model is asked."""
        self.paths, self.options = [str(path) for path in paths], options
        return self.results


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the current folder empty, with no configuration above it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mtcheck.toml").touch()
    return tmp_path


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> Scans:
    """Put sample results in the place of a scan."""
    stub = Scans(CLEAN)
    monkeypatch.setattr("mtcheck.pipeline.scan", stub)
    return stub


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """Let `score` find every row fine, and note the options it was given."""
    seen: list[Options] = []

    def fine(texts: Iterable[str], options: Options, **_: object) -> Iterator[ScoredRow]:
        seen.append(options)
        for text in texts:
            yield ScoredRow(text, 0.9, flagged=False, result=None)

    monkeypatch.setattr("mtcheck.rows.score", fine)
    return seen


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Give standard input these bytes, under a locale that is not UTF-8."""

    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="latin-1"))

    return give


def saved(results: Results, file: Path) -> Path:
    """Results as a file that `mtcheck report` reads."""
    file.write_text(dump(results), encoding="utf-8")
    return file


def judged(results: Results) -> str:
    """What `mtcheck report --format json` prints of results."""
    return dump(rejudge(results, results.threshold, results.gate.fail_on))


# --- git ---


def git(folder: Path, *arguments: str) -> None:
    """Run git there, quietly."""
    names = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *names, *arguments], check=True, cwd=folder, capture_output=True)  # noqa: S607  the user's git


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository whose `articles/old.txt` and `data.py` are committed, and make its articles current."""
    top = folder / "repository"
    (top / "articles").mkdir(parents=True)
    (top / "articles" / "old.txt").write_text("a", encoding="utf-8")
    (top / "data.py").write_text("a", encoding="utf-8")
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "x")
    monkeypatch.chdir(top / "articles")
    return top


def test_changed_files_are_those_a_scan_would_read(repository: Path) -> None:
    """Suffix, exclude and hidden folders count as in any scan; a file named by itself is always taken."""
    (repository / "data.py").write_text("b", encoding="utf-8")
    for name in ("new.md", "new.py", "draft.txt", ".hidden.txt"):
        (repository / "articles" / name).write_text("b", encoding="utf-8")
    assert changed_since("HEAD", [], ["draft*"]) == ["new.md"]
    assert changed_since("HEAD", ["."], ["draft*"]) == ["new.md"]
    assert changed_since("HEAD", ["new.py", "old.txt", "draft.txt"], ["draft*"]) == ["new.py", "draft.txt"]


def test_changed_files_outside_the_current_folder_are_found(repository: Path, tmp_path: Path) -> None:
    """A sibling folder, an absolute path, and another repository."""
    (repository / "other").mkdir()
    (repository / "other" / "new.txt").write_text("b", encoding="utf-8")
    assert changed_since("HEAD", ["../other"]) == ["../other/new.txt"]
    assert changed_since("HEAD", [str(repository)]) == [str(repository / "other" / "new.txt")]
    second = tmp_path / "second"
    second.mkdir()
    git(second, "init", "-q")
    git(second, "commit", "-q", "--allow-empty", "-m", "x")
    (second / "new.txt").write_text("b", encoding="utf-8")
    assert changed_since("HEAD", [str(second), "../other"]) == [str(second / "new.txt"), "../other/new.txt"]


def test_an_edited_file_has_changed_and_a_deleted_one_is_gone(repository: Path) -> None:
    """Also under a name that git would quote, and with a configuration that makes paths relative."""
    git(repository, "config", "diff.relative", "true")
    (repository / "articles" / "größe [1].txt").write_text("a", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "y")
    (repository / "articles" / "größe [1].txt").write_text("b", encoding="utf-8")
    (repository / "articles" / "old.txt").unlink()
    assert changed_since("HEAD") == ["größe [1].txt"]
    assert changed_since("HEAD~1") == ["größe [1].txt"]


def test_a_changed_link_does_not_drag_in_what_it_leads_to(repository: Path) -> None:
    """A new link is new; the old file behind it is not."""
    (repository / "articles" / "link.txt").symlink_to("old.txt")
    assert changed_since("HEAD") == ["link.txt"]
    (repository / "articles" / "old.txt").write_text("b", encoding="utf-8")
    assert changed_since("HEAD") == ["link.txt", "old.txt"]


def test_missing_paths_are_handed_on_to_be_reported(repository: Path) -> None:
    """Whether they lie in the repository or nowhere; so is standard input."""
    (repository / "articles" / "new.txt").write_text("b", encoding="utf-8")
    asked = ["missing.txt", "/no/such/place.txt", "-", "*.nothing", "."]
    assert changed_since("HEAD", asked) == ["missing.txt", "/no/such/place.txt", "-", "*.nothing", "new.txt"]


def test_outside_a_repository_and_for_an_unknown_revision_git_is_quoted(repository: Path, folder: Path) -> None:
    """One sentence each."""
    (folder / "loose.txt").write_text("a", encoding="utf-8")
    with pytest.raises(MtcheckError, match="not a git repository"):
        changed_since("HEAD", [str(folder / "loose.txt")])
    with pytest.raises(MtcheckError, match="bad revision"):
        changed_since("no-such", [str(repository)])


def test_the_command_line_hands_exclude_to_the_changes(
    repository: Path, scans: Scans, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the configuration leaves out stays out; with nothing changed, the gate passes and stderr says so."""
    (repository / "articles" / "draft.txt").write_text("b", encoding="utf-8")
    (repository / "articles" / "mtcheck.toml").write_text('exclude = ["draft*"]', encoding="utf-8")
    scans.results = replace(CLEAN, articles=())
    assert run("scan", "--changed-since", "HEAD") == 0
    assert scans.paths == []
    assert "changed since HEAD" in capsys.readouterr().err


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("change", ["", "--changed-since"])
def test_a_folder_without_an_article_passes_only_where_nothing_has_changed(
    capsys: pytest.CaptureFixture[str], change: str
) -> None:
    """Status and `gate.passed` say the same, in the scan and judged again: 2 and false, but 0 and true for a change."""
    Path("empty").mkdir()
    status = run("scan", "empty", *([change, "HEAD"] if change else []), "--format", "json", "--output", "r.json")
    assert status == (0 if change else 2)
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["gate"]["passed"] == (status == 0)
    assert "the paths hold no article" in capsys.readouterr().err
    assert run("report", "r.json", "--format", "json") == status
    again = capsys.readouterr()
    assert again.err == "mtcheck: Nothing to judge: r.json holds no article.\n"
    assert json.loads(again.out)["gate"]["passed"] == (status == 0)


@pytest.mark.parametrize("other", [False, True])
def test_results_of_other_models_are_judged_again_with_a_warning(
    folder: Path, capsys: pytest.CaptureFixture[str], *, other: bool
) -> None:
    """One sentence on stderr names both signatures; what a scan's own options and packages add to one is no matter."""
    score, rest = here().split(" ", 1)
    own = (
        f"score:0.0@12345678 {rest}" if other else f"{score}|base:0.1|profile:0123abcd {rest} argos|de-en:1.9@00000000"
    )
    (folder / "r.json").write_text(dump(replace(CLEAN, signature=own)), encoding="utf-8")
    assert run("report", "r.json", "--format", "json") == 0
    told = capsys.readouterr().err
    assert told.count("\n") == other
    for words in ("r.json", own, here(), "a new scan") if other else ():
        assert words in told
    assert run("report", "r.json", "--compare", "r.json") == 0
    assert capsys.readouterr().err.count("\n") == 2 * other


# --- lists of paths ---


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("more", [[], ["--changed-since", "HEAD"]])
def test_an_empty_list_is_nothing_to_scan(scans: Scans, capsys: pytest.CaptureFixture[str], more: list[str]) -> None:
    """Never everything."""
    Path("list").write_text("\n \n", encoding="utf-8")
    assert run("scan", "--files-from", "list", *more) == 2
    assert scans.paths is None
    assert "names no path" in capsys.readouterr().err


def test_a_list_may_begin_with_a_mark_and_end_its_lines_as_windows_does(
    scans: Scans, stdin: Callable[[bytes], None], folder: Path
) -> None:
    """From a file and from standard input, whatever the locale."""
    data = b"\xef\xbb\xbf" + "größe.txt\r\nb\x0cc.txt\r\n".encode()
    (folder / "list").write_bytes(data)
    assert run("scan", "--files-from", "list") == 0
    assert scans.paths == ["größe.txt", "b\x0cc.txt"]
    scans.paths = None
    stdin(data)
    assert run("scan", "--files-from", "-") == 0
    assert scans.paths == ["größe.txt", "b\x0cc.txt"]


@pytest.mark.usefixtures("scans", "scored")
@pytest.mark.parametrize("command", [("scan", "--files-from"), ("report",), ("score",)])
@pytest.mark.parametrize("place", ["-", "latin1.txt"])
def test_bytes_that_are_no_utf8_are_status_2_with_the_way_out(
    command: tuple[str, ...],
    place: str,
    stdin: Callable[[bytes], None],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The hint is to convert them; nothing is read as something else."""
    data = "Größe\n".encode("latin-1")
    (folder / "latin1.txt").write_bytes(data)
    stdin(data)
    assert run(*command, place) == 2
    assert "iconv" in capsys.readouterr().err


def test_a_report_is_read_from_standard_input(
    stdin: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """With its mark, and in UTF-8 whatever the locale."""
    stdin(b"\xef\xbb\xbf" + dump(CLEAN).encode())
    assert run("report", "-", "--format", "json") == 0
    assert capsys.readouterr().out == judged(CLEAN)


# --- rows ---


def test_rows_of_standard_input_are_utf8_without_the_mark(stdin: Callable[[bytes], None]) -> None:
    """The locale decides nothing, and standard input stays open."""
    stdin(b"\xef\xbb\xbf" + "Größe\r\n\nzwei".encode())
    assert list(read_rows("-", None)) == ["Größe", "", "zwei"]
    assert not sys.stdin.closed


def test_a_table_of_one_column_keeps_its_blank_rows(folder: Path) -> None:
    """A blank row is an empty cell; a short one too."""
    (folder / "one.csv").write_text('text\na\n\n"b\nc"\n\n', encoding="utf-8")
    assert list(read_rows("one.csv", "text")) == ["a", "", "b\nc", ""]
    (folder / "two.csv").write_text("id,text\n1\n\n2,b\n", encoding="utf-8")
    assert list(read_rows("two.csv", "text")) == ["", "", "b"]


def test_a_tsv_in_capitals_is_a_tsv(folder: Path) -> None:
    """Tabs between cells, and no quoting."""
    (folder / "ROWS.TSV").write_text('id\ttext\n1\t"a, b\n', encoding="utf-8")
    assert list(read_rows("ROWS.TSV", "text")) == ['"a, b']


def test_an_open_quote_does_not_swallow_the_rest(folder: Path) -> None:
    """A table that would lose rows is refused."""
    (folder / "rows.csv").write_text('text\n"a\nb\nc\n', encoding="utf-8")
    with pytest.raises(MtcheckError, match="quoting"):
        list(read_rows("rows.csv", "text"))


def test_a_row_is_one_line_whatever_it_holds() -> None:
    """Line ends of every alphabet are escaped, and read back as they were."""
    text = "a\nb\rc\x0bd\x0ce\x1cf\x85g\u2028h\u2029i"
    line = ScoredRow(text, 0.5, flagged=False, result=None).line(explain=False)
    assert line.splitlines() == [line]
    assert json.loads(line)["text"] == text


def test_a_single_text_is_one_row() -> None:
    """Not one row a letter."""
    judge = Judge(Cache(None))
    assert [row.text for row in score("   ", Options(threshold=0.5), judge=judge)] == ["   "]


def test_a_lone_surrogate_in_a_scored_text_is_judged_as_a_broken_character() -> None:
    """A text that no file can hold is judged and written out with U+FFFD, not a crash."""
    (row,) = score("Der Mann \ud800 ging nach Hause und schlief dort.", judge=Judge(Cache(None)))
    assert row.quality is not None
    assert json.loads(row.line(explain=True).encode())["text"] == "Der Mann \ufffd ging nach Hause und schlief dort."


# --- the configuration ---


def test_score_follows_the_configuration(folder: Path, scored: list[Options]) -> None:
    """Language, threshold, signs and cache; the command line wins, and --config names another file."""
    (folder / "rows.txt").write_text("a\n", encoding="utf-8")
    (folder / "mtcheck.toml").write_text(
        'lang = "fr"\nthreshold = 0.61\ndisable_signs = ["spacing"]\ncache = false\n', encoding="utf-8"
    )
    (folder / "other.toml").write_text('lang = "it"\n', encoding="utf-8")
    assert run("score", "rows.txt") == 0
    assert run("score", "rows.txt", "--lang", "de", "--disable-sign", "all") == 0
    assert run("score", "rows.txt", "--config", "other.toml") == 0
    first, second, third = scored
    assert first == Options(threshold=0.61, language="fr", disabled_signs=frozenset({"spacing"}), use_cache=False)
    assert second.language == "de"
    assert second.disabled_signs == frozenset({"spacing", "all"})
    assert (third.language, third.threshold, third.use_cache) == ("it", None, True)


@pytest.mark.parametrize("command", [("scan", "x.txt"), ("score",)])
@pytest.mark.usefixtures("scans", "scored")
def test_an_unknown_language_is_refused_by_both(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Also an empty one."""
    for language in ("xx", ""):
        assert run(*command, "--lang", language) == 2
        assert "Unknown language" in capsys.readouterr().err


def test_report_follows_the_configuration(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Threshold, fail_on and allow_unscored; the command line wins over it, and it over the results."""
    results = saved(PLAIN, folder / "results.json")
    (folder / "mtcheck.toml").write_text('threshold = 0.97\nfail_on = "never"\n', encoding="utf-8")
    assert run("report", results, "--format", "json") == 0
    again = json.loads(capsys.readouterr().out)
    assert again["threshold"] == 0.97
    assert again["gate"] == {"passed": True, "fail_on": "never", "allow_unscored": False}
    assert run("report", results, "--format", "json", "--threshold", "0.2", "--fail-on", "sentence") == 1
    assert json.loads(capsys.readouterr().out)["threshold"] == 0.2
    (folder / "other.toml").write_text("allow_unscored = true\n", encoding="utf-8")
    unscored = saved(replace(sample_results(), errors=()), folder / "unscored.json")
    assert run("report", unscored, "--fail-on", "never") == 2
    assert run("report", unscored, "--fail-on", "never", "--config", "other.toml") == 0
    passing = replace(sample_results().gate, allow_unscored=True)
    allowed = saved(replace(sample_results(), errors=(), gate=passing), folder / "allowed.json")
    assert run("report", allowed, "--fail-on", "never") == 0
    assert run("report", allowed, "--fail-on", "never", "--compare", allowed) == 0
    (folder / "strict.toml").write_text("allow_unscored = false\n", encoding="utf-8")
    for file in (allowed, saved_for_the_slow_reader(allowed)):
        assert run("report", file, "--fail-on", "never", "--config", "strict.toml") == 2
        assert run("report", file, "--fail-on", "never", "--config", "strict.toml", "--allow-unscored") == 0


def saved_for_the_slow_reader(file: Path) -> Path:
    """The same results in an encoding that only the slow reader takes: with a mark at the beginning."""
    marked = file.with_name("marked.json")
    marked.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    return marked


# --- where reports go ---


@pytest.mark.parametrize("target", ["", ".", "..", "there", "new/", "new/.", "file.txt/report.json", "x" * 300])
def test_a_target_that_cannot_be_is_refused_before_the_scan(
    target: str, folder: Path, scans: Scans, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, nothing scanned, nothing written."""
    (folder / "there").mkdir()
    (folder / "file.txt").write_text("a", encoding="utf-8")
    before = sorted(folder.rglob("*"))
    assert run("scan", "x.txt", "--output", target) == 2
    assert run("scan", "x.txt", "--report", f"json={target}") == 2
    assert "Traceback" not in capsys.readouterr().err
    assert scans.paths is None
    assert sorted(folder.rglob("*")) == before


def test_a_report_that_cannot_be_written_loses_none_of_the_others(
    folder: Path, scans: Scans, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The failure is named beside what could not be scanned; no part of a file is left."""
    replace_file = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "bad.html":
            raise PermissionError(13, "Permission denied")
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    scans.results = replace(CLEAN, errors=sample_results().errors)
    status = run("scan", "x.txt", "--report", "html=bad.html", "--report", "junit=good.xml", "--format", "json")
    captured = capsys.readouterr()
    assert status == 2
    assert "'bad.html'" in captured.err
    assert sample_results().errors[0].message in captured.err
    assert json.loads(captured.out)["schema"] == 1
    assert sorted(p.name for p in folder.iterdir()) == ["good.xml", "mtcheck.toml"]


def test_pipes_and_links_are_written_to_and_stay_what_they_are(folder: Path) -> None:
    """A report does not put a file in their place (nor in that of a device: never tried on a real one)."""
    pipe, link, real = folder / "pipe", folder / "link.json", folder / "real.json"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    failures = deliver(CLEAN, "json", str(pipe), [("json", str(link))])
    reader.join(10)
    assert failures == []
    assert read == [dump(CLEAN)]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == dump(CLEAN)


def test_a_file_of_an_odd_name_can_be_reported(folder: Path) -> None:
    """A byte that is no text in a path is escaped, not fatal."""
    article = replace(CLEAN.articles[0], path="odd\udce9.txt")
    for form in ("json", "junit", "html"):
        assert deliver(replace(CLEAN, articles=(article,)), form, f"report.{form}") == []
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert data["articles"][0]["path"] == "odd\udce9.txt"


def test_standard_output_by_name_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """`/dev/stdout` is not opened anew, which would empty the file that output is appended to."""
    assert fault("/dev/stdout") is None
    assert deliver(CLEAN, "json", "/dev/stdout") == []
    assert capsys.readouterr().out == dump(CLEAN)


# --- streams, in a process of their own ---

_SCORE = """
import sys
from mtcheck import rows
from mtcheck.cli import main
def fine(texts, options, **_):
    for text in texts:
        yield rows.ScoredRow(text, 0.9, False, None)
rows.score = fine
main(["score", "-"])
"""


def process(command: Sequence[str], **more: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401  as Popen takes them
    """Start Python with this checkout of mtcheck, in a locale that is not UTF-8."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    return subprocess.Popen([sys.executable, *command], env=environment, **more)


@pytest.mark.parametrize(("results", "status"), [(CLEAN, 0), (PLAIN, 1), (sample_results(), 2)])
@pytest.mark.parametrize("form", ["json", "terminal"])
def test_a_reader_who_leaves_early_does_not_change_the_status(
    results: Results, status: int, form: str, folder: Path
) -> None:
    """`mtcheck report … | head` exits as without it, with stderr in the same pipe too."""
    file = saved(results, folder / "results.json")
    for stderr in (subprocess.PIPE, subprocess.STDOUT):
        reading, writing = os.pipe()
        os.close(reading)
        command = ["-m", "mtcheck", "report", str(file), "--format", form]
        with process(command, stdout=writing, stderr=stderr) as started:
            os.close(writing)
            errors = started.communicate(timeout=60)[1]
        assert started.returncode == status
        assert b"Traceback" not in (errors or b"")


def test_score_stops_when_nobody_reads_and_is_no_failure(folder: Path) -> None:
    """Status 0, and the rows that nobody will see are not judged."""
    (folder / "endless.py").write_text(_SCORE.replace("in texts", "in iter(str, None)"), encoding="utf-8")
    with process(["endless.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdin is not None
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdin.close()
        started.stdout.close()
        assert started.wait(60) == 0
        assert started.stderr.read() == b""


def test_output_is_utf8_whatever_the_locale(folder: Path) -> None:
    """JSON of a report and lines of `score`, byte for byte; rows are read as UTF-8, too."""
    file = saved(PLAIN, folder / "results.json")
    report = ["-m", "mtcheck", "report", str(file), "--format", "json"]
    with process(report, stdout=subprocess.PIPE) as started:
        assert started.communicate(timeout=60)[0] == judged(PLAIN).encode()
    with process(["-c", _SCORE], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        out = started.communicate("Größe – „ja“\n".encode(), timeout=60)[0]
    assert out == '{"text": "Größe – „ja“", "quality": 0.9, "flagged": false}\n'.encode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("form", ["json", "junit", "terminal"])
def test_a_full_disk_under_standard_output_is_status_2(form: str, folder: Path) -> None:
    """With a sentence that says where."""
    file = saved(CLEAN, folder / "results.json")
    with Path("/dev/full").open("wb") as full:
        report = ["-m", "mtcheck", "report", str(file), "--format", form]
        with process(report, stdout=full, stderr=subprocess.PIPE) as started:
            errors = started.communicate(timeout=60)[1]
    assert started.returncode == 2
    assert errors.splitlines()[-1].startswith(b"mtcheck: The report to standard output could not be written")


def test_a_text_stream_in_place_of_standard_output_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Python callers put one there; of none at all it is said that the report is lost."""
    captured = io.StringIO()
    monkeypatch.setattr(sys, "stdout", captured)
    assert deliver(CLEAN, "json", "-") == []
    assert captured.getvalue() == dump(CLEAN)
    monkeypatch.setattr(sys, "stdout", None)
    for form in ("json", "terminal"):
        (said,) = deliver(CLEAN, form, "-", [("json", "kept.json")])
        assert said.startswith("Standard output is closed")
    assert Path("kept.json").read_text(encoding="utf-8") == dump(CLEAN)


@pytest.mark.parametrize(("closed", "status"), [("1", 2), ("2", 0)])
def test_a_closed_stream_is_no_bug(closed: str, status: int, folder: Path) -> None:
    """Without standard error a scan is as with it; without standard output its report is lost, which is status 2."""
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    command = 'exec "$0" -m mtcheck scan a.txt --lang de ' + closed + ">&-"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable], env=environment, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == status
    assert done.stdout if closed == "2" else b"Standard output is closed" in done.stderr


# --- what people are told ---


@pytest.mark.parametrize(("more", "kept"), [([], True), (["--no-cache"], False)])
def test_an_interrupt_says_truly_what_is_kept(
    more: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, kept: bool
) -> None:
    """With --no-cache nothing is, nor where the cache cannot be written."""

    def interrupted(*_: object, **__: object) -> Results:
        raise KeyboardInterrupt

    monkeypatch.setattr("mtcheck.pipeline.scan", interrupted)
    assert run("scan", "x.txt", *more) == 130
    assert ("kept in the cache" in capsys.readouterr().err) is kept
    monkeypatch.setenv("MTCHECK_CACHE_DIR", str(Path("mtcheck.toml").absolute() / "no-folder"))
    assert run("scan", "x.txt", *more) == 130
    assert "nothing is kept" in capsys.readouterr().err


def test_an_empty_folder_is_named_and_does_not_change_the_status(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line on stderr says that it was passed over, and once only."""
    for name in ("full", "empty"):
        (folder / name).mkdir()
    (folder / "full" / "a.txt").write_text(TRAIN, encoding="utf-8")
    assert run("scan", "full", "empty") == 0
    assert capsys.readouterr().err.count("mtcheck: The folder empty gives no article") == 1


def test_a_reason_ends_in_one_full_stop(scans: Scans, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether it came as a sentence or as a part of one."""
    article = next(a for a in sample_results().articles if a.verdict == "unscored")
    for reason in ("The text has no letters.", "the text has no letters"):
        scans.results = replace(CLEAN, articles=(replace(article, unscored_because=reason),))
        assert run("scan", "x.txt") == 2
        error = capsys.readouterr().err
        assert "no letters.\n" in error
        assert ".." not in error.replace("...", "")


def test_records_without_an_id_are_named_by_their_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr and in the report, in a scan and judged again; one with an id by that."""
    rows = ({"text": "Ja, genau."}, {"text": "Nein, nie.", "id": "n"}, {"text": "Doch, immer."})
    (folder / "x.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run("scan", "x.jsonl", "--format", "json", "--output", "r.json") == 2
    first = capsys.readouterr().err
    assert [line.split(": ")[1] for line in first.splitlines()[:3]] == ["x.jsonl:1", "x.jsonl [n]", "x.jsonl:3"]
    assert run("report", "r.json") == 2
    again = capsys.readouterr()
    assert again.err == first
    assert "x.jsonl:3: " in again.out


@pytest.mark.parametrize("terminal", [False, True])
def test_what_could_not_be_read_is_said_once_on_a_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, terminal: bool
) -> None:
    """There stderr only counts what the report names; elsewhere, and with another format, it names it itself."""
    results = saved(sample_results(), folder / "r.json")
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: terminal)
    assert run("report", results) == 2
    told = capsys.readouterr()
    assert "empty.txt: is empty" in told.out
    assert ("empty.txt: is empty" in told.err) is not terminal
    assert ("1 file or record could not be read: NOT READ in the report" in told.err) is terminal
    assert run("report", results, "--format", "junit") == 2
    assert "empty.txt: is empty" in capsys.readouterr().err


def test_the_command_alone_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, with the status of wrong usage."""
    assert run() == 2
    assert capsys.readouterr().err.count("Usage:") == 1


def test_a_path_with_brackets_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The progress line takes no markup from paths."""
    shown = io.StringIO()
    monkeypatch.setattr(
        progress_module, "Console", lambda **_: Console(file=shown, force_terminal=True, width=100, color_system=None)
    )
    with progress_module.progress() as done:
        done("foo[/bar]/x.txt")
    assert "foo[/bar]/x.txt" in shown.getvalue()


# --- packages ---


def test_a_user_without_a_home_has_the_bundled_packages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is told where to install others; never among the bundled ones."""

    def homeless(_: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("XDG_DATA_HOME", "ARGOS_PACKAGES_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", classmethod(homeless))
    assert [place.origin for place in packages.search_path()] == ["bundled"]
    file = folder / "x.argosmodel"
    file.write_bytes(b"")
    with pytest.raises(MtcheckError, match="ARGOS_PACKAGES_DIR"):
        install(file)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_in_an_archive_is_the_archives_fault(method: int, folder: Path) -> None:
    """However it is compressed, and nothing of it is left."""
    file = folder / "x.argosmodel"
    content = os.urandom(5000)
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("p/metadata.json", content)
    packed = bytearray(file.read_bytes())
    start = 30 + len("p/metadata.json")
    packed[start + 20 : start + 4000] = b"\xff" * 3980
    file.write_bytes(packed)
    with pytest.raises(MtcheckError, match=r"x\.argosmodel is not a sound Argos package"):
        install(file, folder / "packages")
    assert list((folder / "packages").iterdir()) == []


@pytest.mark.parametrize(
    "error", [lzma.LZMAError("Corrupt input data"), OSError("Invalid data stream"), PermissionError(13, "Denied")]
)
def test_what_reading_an_archive_raises_names_the_archive(
    error: Exception, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the folder it was to be installed into; bz2's word for damage is an OSError without a number."""
    file = folder / "x.argosmodel"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("p/metadata.json", "{}")

    def fail(*_: object, **__: object) -> object:
        raise error

    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    with pytest.raises(MtcheckError, match=r"x\.argosmodel") as caught:
        install(file, folder / "packages")
    assert "ARGOS_PACKAGES_DIR" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_not_the_archives_fault(folder: Path) -> None:
    """The way out is another folder."""
    file = folder / "x.argosmodel"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("p/metadata.json", "{}")
    (folder / "packages").write_text("a file", encoding="utf-8")
    with pytest.raises(MtcheckError, match="ARGOS_PACKAGES_DIR"):
        install(file, folder / "packages")


def test_an_archive_with_a_file_that_is_also_a_folder_is_refused(folder: Path) -> None:
    """Before anything of it is unpacked."""
    file = folder / "x.argosmodel"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("p/metadata.json", "p/model", "p/model/model.bin"):
            archive.writestr(name, "{}")
    with pytest.raises(MtcheckError, match="as a file and as a folder"):
        install(file, folder / "packages")


def test_the_scan_finds_what_changes_found(repository: Path) -> None:
    """Each path that git's list gives is read again as it is."""
    (repository / "articles" / "a[1].txt").write_text("b", encoding="utf-8")
    found = changed_since("HEAD")
    assert found == ["a[1].txt"]
    assert [str(path) for path in discover(found)] == found


# --- what is read and what is written ---


def test_an_article_is_not_overwritten_by_its_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Named by itself or found in a folder: status 2, and the article is as it was."""
    (folder / "in").mkdir()
    article = folder / "in" / "a.txt"
    article.write_text("Der Zug fährt heute nicht.\n", encoding="utf-8")
    for paths in ("in/a.txt", "in"):
        for target in (("--output", "in/a.txt"), ("--report", "html=./in/../in/a.txt")):
            assert run("scan", paths, *target) == 2
            assert "write the report to another file" in capsys.readouterr().err
    assert article.read_text(encoding="utf-8") == "Der Zug fährt heute nicht.\n"


def test_an_article_behind_a_link_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is scanned under the link's name is the file that the report would replace."""
    (folder / "in").mkdir()
    (folder / "article.txt").write_text("Der Zug fährt heute nicht.\n", encoding="utf-8")
    (folder / "in" / "link.txt").symlink_to("../article.txt")
    assert run("scan", "in", "--output", "article.txt") == 2
    assert "write the report to another file" in capsys.readouterr().err
    assert (folder / "article.txt").read_text(encoding="utf-8") == "Der Zug fährt heute nicht.\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "mtcheck is a tool that we tried at the archive last week.\n"),
        ("a.txt", "mtcheck 0.1.0 26 articles: what we learned from them.\n"),
        ("a.txt", "mtcheck 0.1.0: 26 articles: 3 garbled, 23 clean\n\nThat is what it said of our archive.\n"),
        ("a.md", "<!-- mtcheck -->\n\n## What the archive holds\n\nWe tried it last week.\n"),
        ("a.md", "<!-- mtcheck: ignore a quotation -->\n\nmtcheck found nothing in it.\n"),
        ("a.html", "<!doctype html><title>mtcheck in the newsroom</title><p>We tried it at the archive last week.</p>"),
    ],
)
def test_an_article_about_mtcheck_is_no_report(
    name: str, text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What begins with the tool's name is not taken for one of its reports, and not overwritten."""
    (folder / name).write_text(text, encoding="utf-8")
    assert run("scan", ".", "--output", name) == 2
    assert "write the report to another file" in capsys.readouterr().err
    assert (folder / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_every_report_is_known_for_one(form: str, folder: Path) -> None:
    """Of many articles, of none, of some that nothing could be said of, and of two scans compared."""
    nothing = replace(PLAIN, articles=(), gate=Gate(passed=True, fail_on="article"))
    results = rejudge(sample_results(), 0.999, "article")
    many = replace(results, articles=(*results.articles * 400,))
    written = [FORMATS[form](one) for one in (sample_results(), PLAIN, CLEAN, nothing, results, many)]
    written += [COMPARED[form](compare(PLAIN, results)), COMPARED[form](compare(nothing, CLEAN))]
    for text in written:
        (folder / "r").write_text(text, encoding="utf-8")
        assert is_report(folder / "r"), text[:300]


@pytest.mark.parametrize(
    ("report", "ending"),
    [("json=r.jsonl", ".json"), ("csv=in/r.txt", ".csv"), ("github=g.txt", ".log"), ("gitlab=./q.TXT", ".json")],
)
def test_a_report_that_would_be_read_as_an_article_is_refused(
    report: str, ending: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the first run, not in the second, and before anything is judged."""
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    form, _, target = report.partition("=")
    for options in (("--report", report), ("--format", form, "--output", target)):
        assert run("scan", ".", *options) == 2
        assert f"end it in {ending}" in capsys.readouterr().err
        assert not (folder / target).exists()


def test_a_report_beside_the_articles_is_called_as_one_likes(folder: Path, scans: Scans) -> None:
    """A folder that is hidden or not scanned, and an article named by itself: nothing reads the report."""
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(TRAIN, encoding="utf-8")
    assert run("scan", "in", "--report", "json=r.jsonl", "--report", "csv=in/.out/r.txt") == 0
    assert run("scan", "in/a.txt", "--report", "csv=in/r.txt") == 0
    assert scans.paths == ["in/a.txt"]


def test_two_reports_need_two_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Otherwise the last one would silently win."""
    (folder / "a.txt").write_text("Der Zug fährt heute nicht.\n", encoding="utf-8")
    assert run("scan", "a.txt", "--report", "json=r", "--report", "html=./r") == 2
    assert "give each a file of its own" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--report", "json=-"], ["--report", "json=/dev/stdout"]])
def test_two_reports_do_not_share_standard_output(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Two JSON documents in one stream are none: refused before the scan."""
    assert run("scan", "a.txt", "--format", "json", *more) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Two reports would go to standard output" in captured.err


def test_nowhere_takes_any_number_of_reports(folder: Path, scans: Scans) -> None:
    """What goes to /dev/null is no file that a second report would replace."""
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    assert run("scan", "a.txt", "--report", "json=/dev/null", "--report", "html=/dev/null", "-o", os.devnull) == 0
    assert scans.paths == ["a.txt"]


def test_a_link_to_a_report_is_left_out_with_it(folder: Path, scans: Scans) -> None:
    """Under whatever name; and a link to an article shows that the article would be lost."""
    (folder / "in").mkdir()
    (folder / "r").write_text(FORMATS["markdown"](PLAIN), encoding="utf-8")
    (folder / "in" / "link.md").symlink_to("../r")
    (folder / "in" / "a.txt").write_text(TRAIN, encoding="utf-8")
    assert run("scan", "in", "--report", "markdown=r") == 0
    assert scans.options.spared == ("in/link.md",)
    (folder / "r").write_text(TRAIN, encoding="utf-8")
    assert run("scan", "in", "--report", "markdown=r") == 2
    assert (folder / "r").read_text(encoding="utf-8") == TRAIN


def test_a_scan_leaves_out_the_reports_it_writes_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two runs over a folder that holds the reports find the same articles: files named like a report elsewhere too."""
    articles = ["a.txt", "sub/out.txt", "sub/sum.md", "sum.md.d/b.txt"]
    for article in articles:
        (folder / article).parent.mkdir(exist_ok=True)
        (folder / article).write_text(TRAIN, encoding="utf-8")
    reports = ("--report", "html=r.html", "--report", "markdown=sum.md", "--output", "out.txt")
    for _ in range(2):
        assert run("scan", ".", *reports, "--report", "json=r.json") == 0, capsys.readouterr().err
        assert [a["path"] for a in json.loads((folder / "r.json").read_text())["articles"]] == articles


def test_a_report_named_among_the_articles_is_left_out(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By a list, by the shell's globs or by git: it is no article in the second run either."""
    articles = repository / "articles"
    (articles / "old.txt").write_text(TRAIN, encoding="utf-8")
    (repository / "list").write_text("old.txt\nr.html\n./sum.md\n", encoding="utf-8")
    reports = ("--report", "html=r.html", "--report", "markdown=sum.md", "--report", "json=r.json")
    assert run("scan", "old.txt", *reports) == 0, capsys.readouterr().err
    for paths in (("old.txt", "./r.html", "sum.md"), ("--files-from", "../list"), ("--changed-since", "HEAD")):
        assert run("scan", *paths, *reports) == 0, capsys.readouterr().err
        found = [article["path"] for article in json.loads((articles / "r.json").read_text())["articles"]]
        assert found == ["old.txt"], paths


def test_a_link_that_leads_to_itself_is_no_bug(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As an article it cannot be read, as a target it cannot be written: status 2, with its name."""
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    (folder / "loop.txt").symlink_to("loop.txt")
    saved(CLEAN, folder / "results.json")
    (folder / "r").touch()
    for command in ("scan . --report html=r", "scan a.txt --output loop.txt", "report results.json -o loop.txt"):
        assert run(*command.split()) == 2, command
        error = capsys.readouterr().err
        assert "loop.txt" in error
        assert "Traceback" not in error


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_in_a_folder_is_passed_over(folder: Path) -> None:
    """A scan would wait for ever for somebody to write into it; one that is named itself is read."""
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    os.mkfifo(folder / "b.txt")
    for paths in ([".", "*.txt"], ["*.txt"], ["*"], ["**/*.txt"]):
        assert [path.as_posix() for path in discover(paths)] == ["a.txt"]  # to read it would hang the test
    assert [path.as_posix() for path in discover(["a.txt", "b.txt"])] == ["a.txt", "b.txt"]


def test_results_are_not_overwritten_by_their_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report of them in their place would be all that is left."""
    results = saved(PLAIN, folder / "results.json")
    before = (folder / "results.json").read_bytes()
    new = saved(PLAIN, folder / "new.json")
    assert run("report", new, "--compare", results, "--output", "results.json") == 2
    assert run("report", results, "--output", "./results.json") == 2
    assert "write to another file" in capsys.readouterr().err
    assert (folder / "results.json").read_bytes() == before


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("list", "scan --files-from list --output list"),
        ("list", "scan --files-from list --report json=./list"),
        ("mtcheck.toml", "scan a.txt --output mtcheck.toml"),
        ("base.json", "scan a.txt --baseline base.json --output base.json"),
        ("link", "scan --files-from list --output link"),
        ("in/x.txt", "scan . --output in/x.txt"),
        ("a.txt", "scan --changed-since HEAD --output a.txt"),
        ("a.txt", "scan --changed-since HEAD a.txt --output a.txt"),
        ("mtcheck.toml", "report results.json --output mtcheck.toml"),
        ("base.json", "report results.json --baseline base.json --output base.json"),
        ("t.tsv", "eval t.tsv --output t.tsv"),
        ("t.tsv", "calibrate --labelled t.tsv --output t.tsv"),
        ("a.txt", "calibrate . --output a.txt"),
        ("in/x.txt", "calibrate . --output in/x.txt"),
        ("mtcheck-baseline.json", "scan a.txt --no-baseline --report json=mtcheck-baseline.json"),
        ("mtcheck-baseline.json", "report results.json --no-baseline -o mtcheck-baseline.json"),
    ],
)
def test_what_is_read_is_not_overwritten(
    target: str, command: str, folder: Path, scans: Scans, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 before anything is judged, and the file is as it was: excluded and unchanged articles too."""
    (folder / "in").mkdir()
    for name in ("a.txt", "in/x.txt"):
        (folder / name).write_text(TRAIN, encoding="utf-8")
    (folder / "list").write_text("a.txt\n", encoding="utf-8")
    (folder / "link").symlink_to("list")
    (folder / "mtcheck.toml").write_text('exclude = ["in/"]\n', encoding="utf-8")
    for name in ("base.json", "mtcheck-baseline.json"):
        (folder / name).write_text('{"version": 1, "entries": []}', encoding="utf-8")
    (folder / "t.tsv").write_text(f"text\tlabel\n{TRAIN.strip()}\t0\n", encoding="utf-8")
    saved(PLAIN, folder / "results.json")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "x")
    before = (folder / target).read_bytes()
    assert run(*command.split()) == 2
    assert "to another file" in capsys.readouterr().err
    assert (folder / target).read_bytes() == before
    assert scans.paths is None


@pytest.mark.parametrize("command", ["scan -", "scan --files-from -", "report -", "eval - --column text"])
def test_what_standard_input_reads_is_not_overwritten(command: str, folder: Path) -> None:
    """Also where the shell has opened the file: status 2, and it is as it was."""
    inputs = {"scan -": TRAIN, "scan --files-from -": "a.txt\n", "report -": dump(PLAIN)}
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    (folder / "b").write_text(inputs.get(command, "text,label\nEin Satz.,0\n"), encoding="utf-8")
    before = (folder / "b").read_bytes()
    with (folder / "b").open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "mtcheck", *command.split(), "--output", "b"],
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 2
    assert "write to another file" in done.stderr
    assert (folder / "b").read_bytes() == before


def test_something_must_be_left_to_judge_by(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any evidence every article would pass."""
    (folder / "a.txt").write_text("Der Zug fährt heute nicht.\n", encoding="utf-8")
    off = [part for kind in ("fluency", "round_trip", "signs") for part in ("--without", kind)]
    assert run("scan", "a.txt", *off) == 2
    assert "Nothing would be left to judge by" in capsys.readouterr().err


def test_a_language_without_a_round_trip_needs_fluency_or_signs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With both left out there is nothing to judge it by: its articles are unscored, others are judged as asked."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder / "none"))
    (folder / "fr.txt").write_text("Le maire a annoncé lundi que le vieux pont de la ville sera rénové.\n", "utf-8")
    (folder / "de.txt").write_text("Der Zug nach Rheinau fährt heute wegen des Sturms leider nicht.\n", "utf-8")
    off = ("--without", "fluency", "--without", "signs", "--fail-on", "never")
    assert run("scan", "fr.txt", "--lang", "fr", *off) == 2
    assert "not judged: no evidence is left to judge by" in capsys.readouterr().err
    assert run("scan", "de.txt", "--lang", "de", *off) == 0
    every = [part for sign in SIGNS if sign.applies_to("de") for part in ("--disable-sign", sign.id)]
    for signs in (["--disable-sign", "all"], every):
        off = ("--without", "fluency", "--without", "round_trip", *signs, "--fail-on", "never")
        assert run("scan", "de.txt", "--lang", "de", *off) == 2
        said = capsys.readouterr().err
        assert "not judged: no evidence is left to judge by: keep fluency, round_trip or signs." in said


def test_signs_can_be_turned_off_for_some_paths_only(folder: Path) -> None:
    """`disable_signs` of an override holds for the articles of its paths, and for no others."""
    text = "Der Zug nach Rheinau Rheinau fährt heute wegen des Sturms leider nicht nicht , sagte der der Fahrer.\n"
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "mtcheck.toml").write_text('[[overrides]]\npaths = ["a.txt"]\ndisable_signs = ["all"]\n', "utf-8")
    assert run("scan", "a.txt", "b.txt", "--lang", "de", "--fail-on", "never", "-o", "r.json", "--format", "json") == 0
    off, on = json.loads((folder / "r.json").read_text(encoding="utf-8"))["articles"]
    rules = {reason["id"] for reason in on["sentences"][0]["reasons"]} & set(ids())
    assert "repeated-word" in rules
    assert not {reason["id"] for reason in off["sentences"][0]["reasons"]} & set(ids())
    assert off["sentences"][0]["quality"] > on["sentences"][0]["quality"]


def test_a_profile_among_the_articles_is_told_from_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that the next scan would read as records is refused before anything is judged."""
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    assert run("calibrate", ".", "--output", "profile.jsonl") == 2
    assert "end it in .json" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "fix"),
    [
        ("scan a.txt --config in", "is a folder: name a file in it, such as in/mtcheck.toml."),
        ("scan a.txt --config profile.toml", "check what --profile or the configuration names."),
        ("scan a.txt --config baseline.toml", "check what --baseline or the configuration names."),
        ("eval wide.tsv", "iconv -f utf-16 -t utf-8"),
        ("report -", "Standard input is not a JSON results file"),
        ("watch in --reports a.txt --once", "a.txt is no folder. Name another with --reports."),
        ("watch in --reports a.txt/reports --once", "a.txt is no folder. Name another with --reports."),
    ],
)
def test_what_is_wrong_is_named_with_what_mends_it(
    command: str,
    fix: str,
    folder: Path,
    stdin: Callable[[bytes], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Status 2, and the sentence names the file or the option that is really at fault."""
    (folder / "in").mkdir()
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    for key in ("profile", "baseline"):
        (folder / f"{key}.toml").write_text(f'{key} = "none.json"\n', encoding="utf-8")
    (folder / "wide.tsv").write_text("text\tlabel\nEin Satz.\t0\n", encoding="utf-16")
    stdin(b"no results")
    assert run(*command.split()) == 2
    assert fix in capsys.readouterr().err


def test_a_damaged_cache_is_told_from_one_that_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is named, and to delete it is the way out."""
    monkeypatch.setenv("MTCHECK_CACHE_DIR", str(folder / "cache"))
    (folder / "cache").mkdir()
    (folder / "cache" / "evidence.sqlite3").write_bytes(b"no database at all\n" * 200)
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    assert run("scan", "a.txt", "--lang", "de") == 0
    error = capsys.readouterr().err
    assert "evidence.sqlite3" in error
    assert "delete that file, or say --no-cache." in error


@pytest.mark.parametrize("table", ["", '[[overrides]]\npaths = ["a.txt"]\n'])
def test_a_misspelt_sign_is_named_with_its_place(table: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The configuration's file and table, or the option."""
    (folder / "mtcheck.toml").write_text(f'{table}disable_signs = ["spacin"]\n', encoding="utf-8")
    assert run("scan", "a.txt") == 2
    error = capsys.readouterr().err
    assert "mtcheck.toml: " + ("overrides[0]" if table else "disable_signs") in error
    assert "did you mean 'spacing'" in error
    assert run("scan", "a.txt", "--config", folder / "none.toml", "--disable-sign", "spacin") == 2


def test_a_language_may_have_a_region(folder: Path) -> None:
    """`DE` and `de-DE` are German."""
    (folder / "a.txt").write_text(TRAIN, encoding="utf-8")
    for code in ("DE", "de-DE", "de_AT"):
        assert run("scan", "a.txt", "--lang", code, "--output", "out.json", "--format", "json") == 0
        assert json.loads((folder / "out.json").read_text())["articles"][0]["language"] == "de"


def test_an_overrides_language_may_have_a_region(folder: Path) -> None:
    """`lang = "de-DE"` of an override is German too."""
    (folder / "a.txt").write_text("Der Zug nach Rheinau fährt heute wegen des Sturms leider nicht.\n", encoding="utf-8")
    (folder / "mtcheck.toml").write_text('[[overrides]]\npaths = ["a.txt"]\nlang = "de-DE"\n', encoding="utf-8")
    assert run("scan", "a.txt", "--output", "out.json", "--format", "json") == 0
    assert json.loads((folder / "out.json").read_text())["articles"][0]["language"] == "de"
