"""What runs mtcheck elsewhere: the GitHub Action, the GitLab template, the pre-commit hook and the Dockerfile."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from mtcheck.readers import SUFFIXES

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
GARBLED = ROOT / "corpus" / "garbled" / "de" / "mt-late-frost.txt"
CLEAN = ROOT / "corpus" / "clean" / "de" / "buecher-bus.txt"


def _yaml(name: str) -> Any:  # noqa: ANN401  a YAML document
    return YAML(typ="safe").load(ROOT / name)


def _bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does, mtcheck on the path."""
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["/bin/bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with a clean article and a garbled one whose name needs quoting."""
    (tmp_path / "in the news").mkdir()
    garbled = "\n".join(GARBLED.read_text(encoding="utf-8").splitlines()[:8])
    words = random.Random(1)
    sentences = [sentence.split() for sentence in re.split(r"[.\n]+", garbled) if sentence.strip()]
    wrecked = [" ".join(words.sample(sentence, len(sentence))).capitalize() + "." for sentence in sentences]
    (tmp_path / "in the news" / "bad; echo owned.txt").write_text(" ".join(wrecked), encoding="utf-8")
    clean = CLEAN.read_text(encoding="utf-8").splitlines()[:5]
    (tmp_path / "in the news" / "good.txt").write_text("\n".join(clean), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("schema", "file"), [("github-actions", "action.yml"), ("gitlab-ci", "ci/gitlab.yml")])
def test_the_files_follow_their_platforms_schemas(schema: str, file: str) -> None:
    """A key that the platform does not know would be dropped without a word."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(ROOT / file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def _scan_step() -> dict[str, Any]:
    (step,) = [step for step in _yaml("action.yml")["runs"]["steps"] if step.get("id") == "scan"]
    return dict(step)


def _inputs(**given: str) -> dict[str, str]:
    """The scan step's variables as the runner fills them, from the inputs' defaults and what is given."""
    inputs = _yaml("action.yml")["inputs"]
    names = {
        variable: re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text) for variable, text in _scan_step()["env"].items()
    }
    filled = {variable: str(inputs[name[1]]["default"]) for variable, name in names.items() if name is not None}
    assert len(filled) == len(names)
    return filled | given


def test_the_action_fails_a_garbled_article_and_says_where(articles: Path) -> None:
    """Annotations on the output, a summary on the job's page, SARIF and HTML as files, and the status handed on."""
    summary, output = articles / "summary.md", articles / "output"
    done = _bash(
        _scan_step()["run"], articles, **_inputs(PATHS="in the news"),
        GITHUB_STEP_SUMMARY=str(summary), GITHUB_OUTPUT=str(output),
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert re.search("^::error file=in the news/bad; echo owned.txt,line=", done.stdout, re.MULTILINE)
    assert "good.txt" not in done.stdout
    assert output.read_text() == "status=1\n"
    assert "mtcheck: gate failed" in summary.read_text()
    assert json.loads((articles / "mtcheck.sarif").read_text())["version"] == "2.1.0"
    assert (articles / "mtcheck.html").exists()


def test_the_actions_inputs_are_arguments_and_nothing_else(articles: Path) -> None:
    """Each line is one argument, whatever stands in it; none is run by the shell or taken for an option."""
    done = _bash(
        _scan_step()["run"], articles,
        **_inputs(PATHS="in the news/good.txt\n$(touch owned)\n--version", FAIL_ON="sentence", THRESHOLD="0.5",
                  ARGUMENTS="--lang\nde", SARIF="", HTML=""),
        GITHUB_OUTPUT=str(articles / "output"),
    )  # fmt: skip
    assert done.returncode == 2
    assert "$(touch owned)" in done.stderr
    assert "--version: The path does not exist" in done.stderr
    assert not (articles / "owned").exists()
    assert not (articles / "mtcheck.sarif").exists()
    assert (articles / "output").read_text() == "status=2\n"


def test_the_action_never_writes_an_input_into_a_script() -> None:
    """An expression inside `run` would be a way to inject commands."""
    for step in _yaml("action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_gitlab_job_writes_what_it_declares(articles: Path) -> None:
    """Its script leaves every artifact that the job names, and fails the pipeline."""
    template = _yaml("ci/gitlab.yml")
    job = template["mtcheck"]
    variables = {**template["variables"], "MTCHECK_PATHS": "*/*.txt"}
    done = _bash(
        "\n".join(job["script"]), articles, **{k: str(v) for k, v in variables.items() if k != "MTCHECK_IMAGE"}
    )
    assert done.returncode == 1, done.stderr
    names = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    assert names
    assert all((articles / name).stat().st_size for name in names)
    assert json.loads((articles / "gl-code-quality-report.json").read_text())


def test_the_hooks_take_every_file_that_is_read() -> None:
    """The hooks' pattern has exactly the suffixes of the readers, and no two scans run at once."""
    for hook in _yaml(".pre-commit-hooks.yaml"):
        alternatives = re.fullmatch(r"\\\.\((.*)\)\$", hook["files"])
        assert alternatives is not None
        assert {f".{one}".replace("\\", "") for one in alternatives[1].split("|")} == set(SUFFIXES)
        assert hook["require_serial"] is True


def test_pre_commit_runs_the_hook(tmp_path: Path, articles: Path) -> None:
    """pre-commit accepts the manifest, and in a repository of its own the hook stops a garbled article."""
    home = tmp_path / "home"
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "PRE_COMMIT_HOME": str(home)}
    run = [sys.executable, "-m", "pre_commit"]
    valid = subprocess.run([*run, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], check=False)
    assert valid.returncode == 0
    hooks, news = tmp_path / "hooks", articles / "in the news"
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    for folder in (hooks, news):
        for command in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", "-C", str(folder), *command], check=True)  # noqa: S607  git of the path
    for files, status in ((["good.txt"], 0), (["good.txt", "bad; echo owned.txt"], 1)):
        done = subprocess.run(
            [*run, "try-repo", str(hooks), "mtcheck", "--files", *files],
            cwd=news, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
    assert "bad; echo owned.txt" in done.stdout


def test_the_image_runs_as_nobody_in_particular() -> None:
    """The last stage has a numeric user other than root, fetches nothing by address, and names what it copies."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    orders = [line.split(maxsplit=1) for line in lines if re.match("[A-Z]+ ", line)]
    last = max(index for index, (order, _) in enumerate(orders) if order == "FROM")
    (user,) = [rest for order, rest in orders[last:] if order == "USER"]
    assert int(user) > 0
    assert not any(order == "ADD" for order, _ in orders)
    assert all(not rest.split()[0].endswith(":latest") and ":" in rest for order, rest in orders if order == "FROM")
    copied = [name for order, rest in orders[:last] if order == "COPY" for name in rest.split()[:-1]]
    assert copied
    assert all((ROOT / name).exists() for name in copied)
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name.removeprefix('./')}" for name in copied} <= set(kept)


@pytest.mark.parametrize("flag", ["--read-only", "--network none", "--cap-drop ALL", "no-new-privileges"])
def test_the_image_is_documented_without_rights(flag: str) -> None:
    """The command that the documentation gives takes every right away that a scan does not need."""
    for name in ("Dockerfile", "docs/ci.md"):
        assert flag in (ROOT / name).read_text(encoding="utf-8")
