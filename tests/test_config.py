"""The configuration file: where it is found, what it may say, and how it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtcheck.config import Config, load
from mtcheck.errors import MtcheckError
from mtcheck.overrides import Override, matches, override_for


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    """An empty folder gives the defaults."""
    assert load(None, tmp_path) == Config()


def test_every_key_is_read(tmp_path: Path) -> None:
    """All keys arrive, hyphens allowed, lists as tuples."""
    path = tmp_path / "mtcheck.toml"
    path.write_text(
        'threshold = 1\nfail-on = "sentence"\nlang = "de"\ndisable_signs = ["a", "b"]\ntext_field = "body"\n'
        'id_field = "url"\ncache = false\ncache_megabytes = 300\nallow_unscored = true\nexclude = ["drafts/*"]\n'
        'profile = "p.json"\nbaseline = "b.json"\ninline-ignores = false\nallow_words = ["Hotzenplotz*"]\n'
        '[[overrides]]\npaths = ["old/*"]\nthreshold = 0\nlang = "fr"\nfail-on = "never"\ndisable_signs = ["c"]\n'
    )
    assert load(None, tmp_path) == Config(
        threshold=1.0,
        fail_on="sentence",
        lang="de",
        disable_signs=("a", "b"),
        text_field="body",
        id_field="url",
        cache=False,
        cache_megabytes=300,
        allow_unscored=True,
        exclude=("drafts/*",),
        profile="p.json",
        baseline="b.json",
        inline_ignores=False,
        allow_words=("Hotzenplotz*",),
        overrides=(Override(("old/*",), 0.0, "fr", "never", ("c",)),),
        path=path,
    )


def test_the_nearest_file_upwards_wins_and_mtcheck_toml_before_pyproject(tmp_path: Path) -> None:
    """A pyproject.toml without the table is passed over."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.mtcheck]\nthreshold = 0.1\n")
    (inner / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert load(None, inner).threshold == 0.1
    (tmp_path / "mtcheck.toml").write_text("threshold = 0.2\n")
    assert load(None, inner).threshold == 0.2
    (inner / "pyproject.toml").write_text("[tool.mtcheck]\nthreshold = 0.3\n")
    assert load(None, inner).threshold == 0.3
    assert load(tmp_path / "pyproject.toml", inner).threshold == 0.1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("treshold = 0.5", ["treshold", "'threshold'"]),
        ("zzz = 1", ["zzz", "fail_on"]),
        ("threshold = 2", ["threshold", "0 to 1"]),
        ("threshold = true", ["threshold", "0 to 1"]),
        ('threshold = "0.5"', ["threshold", "0 to 1"]),
        ("threshold = nan", ["threshold", "0 to 1"]),
        ('fail_on = "word"', ["fail_on", "article"]),
        ('lang = "xx"', ["lang", "language code"]),
        ("lang = 3", ["lang", "language code"]),
        ('cache = "no"', ["cache", "true or false"]),
        ("cache_megabytes = true", ["cache_megabytes", "a whole number above 0"]),
        ('disable_signs = "a"', ["disable_signs", "list"]),
        ("exclude = [1]", ["exclude", "list"]),
        ('text_field = ""', ["text_field", "name of a field"]),
        ("threshold = 0.5\nfail_on = = 1", ["line 2"]),
        ("[tool]\nmtcheck = 3", ["table"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: list[str]) -> None:
    """Each error is one line that names the file, the key and what fits."""
    path = tmp_path / "mtcheck.toml"
    path.write_text(text)
    with pytest.raises(MtcheckError) as caught:
        load(path, tmp_path)
    message = str(caught.value)
    assert all(word in message for word in (*words, "mtcheck.toml"))
    assert "\n" not in message


def test_a_named_file_must_exist_and_hold_settings(tmp_path: Path) -> None:
    """A missing file, another encoding, and a pyproject.toml without the table are errors."""
    with pytest.raises(MtcheckError, match="does not exist"):
        load(tmp_path / "none.toml", tmp_path)
    latin = tmp_path / "mtcheck.toml"
    latin.write_bytes(b'text_field = "\xe4"')
    with pytest.raises(MtcheckError, match="UTF-8"):
        load(latin, tmp_path)
    bare = tmp_path / "pyproject.toml"
    bare.write_text("")
    with pytest.raises(MtcheckError, match=r"\[tool.mtcheck\]"):
        load(bare, tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("overrides = 3", r"write \[\[tool.mtcheck.overrides\]\]"),
        ("overrides = [3]", r"write \[\[tool.mtcheck.overrides\]\]"),
        ("[[overrides]]\nthreshold = 0.5", r"overrides\[0\] names no paths"),
        ('[[overrides]]\npaths = ["a"]\n[[overrides]]\npaths = ["b"]\ncache = true', r"overrides\[1\]: .* 'cache'"),
        ('[[overrides]]\npaths = ["a"]\nthreshold = 2', r"overrides\[0\]: 'threshold' must be a number from 0 to 1"),
        ('allow_words = ["*"]', "'allow_words' must be a list of words"),
        ('allow_words = ["a*b"]', r"with a \* only at the end"),
        ('text_field = "a"\ntext-field = "b"', "'text_field' stands there twice, once as 'text-field'"),
        ('disable_signs = "truncated"', r'a list of ids such as \["truncated"\], or "all"'),
        ('baseline = ""', "'baseline' must be the name of a file"),
        ('inline_ignores = "no"', "'inline_ignores' must be true or false"),
    ],
)
def test_settings_that_do_not_fit_are_named(tmp_path: Path, text: str, says: str) -> None:
    """The error says where, what is wrong and what would fit."""
    (tmp_path / "mtcheck.toml").write_text(text)
    with pytest.raises(MtcheckError, match=says):
        load(None, tmp_path)


def test_all_signs_may_be_left_out_by_one_word(tmp_path: Path) -> None:
    """As on the command line, for all paths and for some; it is the name of a file as well as of anything else."""
    (tmp_path / "mtcheck.toml").write_text(
        'disable_signs = "all"\nprofile = "all"\n[[overrides]]\npaths = ["a"]\ndisable_signs = "all"'
    )
    config = load(None, tmp_path)
    assert config.disable_signs == config.overrides[0].disable_signs == ("all",)
    assert config.profile == "all"


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("pyproject.toml", "[mtcheck]\nthreshold = 0.9\n", "mtcheck"),
        ("pyproject.toml", "[tool.mtcheck]\n[mtcheck]\nthreshold = 0.9\n", "mtcheck"),
        ("mtcheck.toml", "treshold = 0.9\n[tool.mtcheck]\n", "treshold"),
        ("mtcheck.toml", "[tool.mtcheck]\n[mtcheck]\nthreshold = 0.9\n", "mtcheck"),
        ("other.toml", "fail-on = 'never'\n[tool.mtcheck]\n", "fail-on"),
    ],
)
def test_settings_outside_their_table_are_an_error(tmp_path: Path, name: str, text: str, key: str) -> None:
    """They would be dropped without a word; the error says where they belong."""
    (tmp_path / name).write_text(text)
    with pytest.raises(MtcheckError, match=rf"'{key}' is not read where it stands: write .* under \[tool.mtcheck\]"):
        load(tmp_path / name if name == "other.toml" else None, tmp_path)


def test_other_tables_beside_ours_are_no_matter(tmp_path: Path) -> None:
    """A pyproject.toml is full of them, also under another name."""
    for name in ("pyproject.toml", "other.toml"):
        (tmp_path / name).write_text("[project]\nname = 'x'\n[tool.ruff]\nx = 1\n[tool.mtcheck]\nthreshold = 0.9\n")
        assert load(tmp_path / name, tmp_path).threshold == 0.9


def test_a_table_of_our_name_in_our_own_file_is_one_too_many(tmp_path: Path) -> None:
    """The hint says what to do with its keys, not that a key of a like name was meant."""
    (tmp_path / "mtcheck.toml").write_text("[mtcheck]\nthreshold = 0.9\n")
    with pytest.raises(MtcheckError, match="write its keys one level up"):
        load(None, tmp_path)


def test_overrides_add_up_and_the_last_one_wins() -> None:
    """All that fit a path count, in order; a setting that one leaves open stays; signs left out add up."""
    overrides = (
        Override(("feed/*",), threshold=0.5, lang="de", disable_signs=("spacing",)),
        Override(("*.jsonl",), threshold=0.6, disable_signs=("spacing", "mojibake")),
        Override(("else/*",), fail_on="never"),
    )
    assert override_for("feed/a.jsonl", overrides) == Override((), 0.6, "de", None, ("spacing", "mojibake"))
    assert override_for("b.txt", overrides) == Override()


@pytest.mark.parametrize(
    ("path", "pattern", "fits"),
    [
        ("a/b/c.txt", "a/*", True),
        ("/srv/a/b/c.txt", "a/b/", True),
        ("./a/b.txt", "a/*.txt", True),
        ("a/b.txt", "b.txt", True),
        ("a/b.txt", "a", True),
        ("a/b.txt", "b", False),
        ("ab/c.txt", "a/*", False),
        ("a/b/c.txt", "./a/b/", True),
    ],
)
def test_globs_fit_a_path_its_end_or_a_part(path: str, pattern: str, *, fits: bool) -> None:
    """The same globs as those of `exclude`."""
    assert matches(path, [pattern]) is fits
