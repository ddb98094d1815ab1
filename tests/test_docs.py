"""The documentation: nothing is left out, what is generated is up to date, and the examples run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from command_line import run
from ruamel.yaml import YAML

from mtcheck.baseline import load as load_baseline
from mtcheck.config import Config
from mtcheck.config import load as load_config
from mtcheck.overrides import Override
from mtcheck.report import FORMATS
from mtcheck.report.annotations import RULES
from mtcheck.report.csv_table import COLUMNS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
from make_commands import BLOCK, FILE, commands, filled  # noqa: E402  a script beside what it writes

PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted(DOCS.glob("*.md"))]
PROSE = "\n".join(BLOCK.sub("", page.read_text(encoding="utf-8")) for page in PAGES)
COMMANDS = dict(commands())
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _examples(language: str) -> Iterator[tuple[Path, str]]:
    """The fenced blocks of a language, and the page each stands on."""
    for page in PAGES:
        for found in FENCE.finditer(BLOCK.sub("", page.read_text(encoding="utf-8"))):
            if found[1] == language:
                yield page, found[2]


def _command_lines() -> list[str]:
    """Every line of an example that runs mtcheck."""
    lines = (line for _, text in _examples("") for line in text.replace("\\\n", " ").splitlines())
    return list(dict.fromkeys(line.partition("  #")[0].strip() for line in lines if line.startswith("mtcheck ")))


def test_the_help_texts_are_those_of_the_commands() -> None:
    """docs/commands.md holds what each command prints today; `make docs` brings it up to date."""
    text = FILE.read_text(encoding="utf-8")
    assert filled(text) == text, "run `make docs`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_section_and_help_text(name: str) -> None:
    """A command that is added is added to docs/commands.md."""
    text = FILE.read_text(encoding="utf-8")
    assert re.search(rf"^##+ {name}$", text, re.MULTILINE)
    assert f"<!-- help: {name} -->" in text


OPTIONS = sorted({o.opts[-1] if o.opts[-1].startswith("--") else o.opts[0]
                  for c in COMMANDS.values() for o in c.params if isinstance(o, click.Option)})  # fmt: skip


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_described_in_words(option: str) -> None:
    """Beyond its help text, some page says in prose what the option is for."""
    assert re.search(rf"`{option}[ `]", PROSE)


@pytest.mark.parametrize("key", sorted({field.name for cls in (Config, Override) for field in fields(cls)} - {"path"}))
def test_every_configuration_key_is_described(key: str) -> None:
    """docs/configuration.md has a line for each key."""
    assert f"`{key}`" in (DOCS / "configuration.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_section(name: str) -> None:
    """docs/formats.md describes each format, and the README names it."""
    assert re.search(rf"^## {name}$", (DOCS / "formats.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_rule_and_column_is_described() -> None:
    """docs/formats.md names the rules with what they say, and the columns of the table."""
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert all(f"| `{rule}` | {says} |" in text for rule, says in RULES.items())
    assert all(f"`{column}`" in text for column in COLUMNS)


def test_no_documented_option_is_made_up() -> None:
    """An option in an example or in prose is one of mtcheck's, or of the tools it is used with."""
    others = {
        "--rm",
        "--read-only",
        "--tmpfs",
        "--network",
        "--cap-drop",
        "--security-opt",
        "--data",
        "--data-binary",
        "--show",
        "--help",
    }
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PROSE))
    assert named - set(OPTIONS) - others == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that is there, and its heading where it names one."""
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text(encoding="utf-8")):
        file, _, heading = target.partition("#")
        linked = page.parent / file if file else page
        assert linked.exists(), target
        headings = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.MULTILINE) if heading else []
        assert not heading or heading in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}, target


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the examples name."""
    root = tmp_path_factory.mktemp("newsroom")
    bus = (ROOT / "corpus" / "clean" / "de" / "buecher-bus.txt").read_text(encoding="utf-8").splitlines()[:5]
    for folder in ("articles", "clean-articles", "corpus"):
        (root / folder).mkdir()
        (root / folder / "bus.txt").write_text("\n".join(bus), encoding="utf-8")
    (root / "sentences.txt").write_text("Er hat haben gegangen zu die Schule in Morgen.\n", encoding="utf-8")
    (root / "list.txt").write_text("articles/bus.txt\n", encoding="utf-8")
    rows = [f"Das ist der Satz mit der Nummer {n}, und er steht hier ohne jeden Fehler.\tok\t{n}" for n in range(8)]
    rows += [f"Satz der das hier Nummer {n} mit ist Fehler jeden und ohne steht.\tgarbled\t{n}" for n in range(8)]
    (root / "labelled.tsv").write_text("\n".join(["text\tlabel\tdocument", *rows]) + "\n", encoding="utf-8")
    for command in (
        ["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"],
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
    ):  # fmt: skip
        subprocess.run(["git", "-C", str(root), *command], check=True)  # noqa: S607  git of the path
    return root


NOT_RUN = (
    "mtcheck models install",  # uses the network, or needs a package
    "mtcheck watch",  # runs until it is stopped; tests of its own
    "mtcheck serve",  # the same
    "mtcheck eval",  # tests of its own, with tables that fit
    "mtcheck calibrate",  # the same
    "mtcheck scan incoming/ --profile",  # needs what calibrate wrote
)


@pytest.mark.parametrize("line", [line for line in _command_lines() if not line.startswith(NOT_RUN)])
def test_the_examples_run(line: str, newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that has what they name, every command in the documentation does its work."""
    monkeypatch.chdir(newsroom)
    if not (newsroom / "results.json").exists():
        run(*["scan", "articles/", "--format", "json", "--output", "results.json"])
        run(*["baseline", "create", "articles/", "--baseline", "mtcheck-baseline.json"])
        shutil.copy("mtcheck-baseline.json", "saved-baseline.json")
        for name in ("old.json", "new.json"):
            shutil.copy("results.json", name)
    if " > " in line or "…" in line or "[" in line:
        pytest.fail(f"{line} cannot be run as it stands")
    if line.startswith("mtcheck baseline create") and "--force" not in line:
        (newsroom / "mtcheck-baseline.json").unlink(missing_ok=True)
    assert run(*shlex.split(line.removeprefix("mtcheck "))) in {0, 1}


def test_some_examples_are_left_to_run() -> None:
    """The examples are found at all."""
    assert len([line for line in _command_lines() if not line.startswith(NOT_RUN)]) >= 15


def test_the_configuration_example_is_one(tmp_path: Path) -> None:
    """Every TOML block is read without a complaint."""
    blocks = [text for _, text in _examples("toml")]
    assert blocks
    for number, text in enumerate(blocks):
        file = tmp_path / f"{number}.toml"
        file.write_text(text, encoding="utf-8")
        assert load_config(file, tmp_path).path == file


def test_the_baseline_example_is_one(tmp_path: Path) -> None:
    """The JSON block on the baseline is read as one."""
    (text,) = [text for page, text in _examples("json") if page.name == "configuration.md"]
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    assert len(load_baseline(tmp_path / "b.json").entries) == len(json.loads(text)["entries"]) == 1


def test_the_pipelines_examples_are_yaml_and_name_what_is_there() -> None:
    """The workflow uses inputs that the action has, and the pre-commit example a hook that exists."""
    workflow, hooks = [YAML(typ="safe").load(text) for page, text in _examples("yaml") if page.name == "ci.md"]
    action = YAML(typ="safe").load(ROOT / "action.yml")
    (step,) = [step for step in workflow["jobs"]["mtcheck"]["steps"] if "mtcheck@" in step.get("uses", "")]
    assert set(step["with"]) <= set(action["inputs"])
    ids_ = {hook["id"] for hook in YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")}
    assert {hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]} <= ids_


def test_the_python_examples_run(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block runs as it stands."""
    monkeypatch.chdir(newsroom)
    blocks = [text for _, text in _examples("python")]
    assert blocks
    for text in blocks:
        exec(compile(text, "example", "exec"), {})  # noqa: S102  the documentation's own
