"""The words of the HTML report: both languages say everything, and German knows what scans say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from mtcheck import judge, reasons
from mtcheck.language_names import NAMES
from mtcheck.report.german import _LANGUAGES, in_german
from mtcheck.report.html_words import ENGLISH, GERMAN, TITLES
from mtcheck.results import KINDS, FailOn
from mtcheck.signs import ids
from mtcheck.verdict import UNTRANSLATED

PACKAGE = Path(reasons.__file__).parent
TEMPLATES = PACKAGE / "report" / "templates"


def _texts(node: ast.AST) -> str | None:
    """A text of the source, with `x1` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x1" for part in node.values)
    return None


def _messages() -> Iterator[str]:
    """Every message of a sign: a sentence with a blank and a full stop that documents nothing."""
    for file in sorted((PACKAGE / "signs").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            text = _texts(node)
            if text and re.fullmatch(r"[A-Z“].* .*\.", text, re.DOTALL) and id(node) not in documentation | inner:
                yield text.replace("said x1 in", "said twice in")


def _signals_messages() -> Iterator[str]:
    """Every message that a model's evidence gives."""
    tree = ast.parse((PACKAGE / "reasons.py").read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = _texts(node)
        if text and text.count(" ") > 2 and id(node) not in documentation | inner:
            yield text.replace("x1", "“x1”")


def test_both_languages_fill_in_the_same() -> None:
    """A row has the same `{names}` in English and German, and neither is empty."""
    for key, english in ENGLISH.items():
        assert english.strip()
        assert GERMAN[key].strip()
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", GERMAN[key])), key


def test_every_word_the_page_asks_for_is_there() -> None:
    """Templates and script name no word that is missing."""
    for file in sorted(TEMPLATES.iterdir()):
        text = file.read_text(encoding="utf-8")
        asked = re.findall(
            r'data-t(?:-[\w-]+)?="(\w+)"|\bt\.(\w+)|\bw\(\'(\w+)\'|attr\(\'[\w-]+\', \'(\w+)\'|say\("(\w+)"', text
        )
        for keys in asked:
            assert "".join(keys) in ENGLISH, (file.name, keys)


def test_every_level_of_the_gate_has_a_name() -> None:
    """What fails the gate is said in both languages."""
    for level in get_args(FailOn):
        assert ENGLISH[f"level_{level}"] == level
        assert GERMAN[f"level_{level}"] != level


def test_every_reason_has_a_title() -> None:
    """The overview names every sign and signal in both languages."""
    assert set(TITLES) >= {*ids(), *reasons.SIGNAL_REASONS, UNTRANSLATED}


@pytest.mark.parametrize("message", sorted(set(_messages())))
def test_german_knows_what_signs_say(message: str) -> None:
    """Each message of a sign has a German sentence in report/german.py, with the same words of the article in it."""
    german = in_german(message)
    assert german is not None
    assert german.count("x1") == message.count("x1")


def test_german_knows_what_the_models_say() -> None:
    """So it is with each reason that is no sign."""
    messages = set(_signals_messages())
    assert len(messages) == len(reasons.SIGNAL_REASONS)
    for message in messages:
        assert in_german(message), message


def test_german_knows_why_a_sentence_is_not_judged() -> None:
    """So it is with the commonest reasons for no quality, and with one inside another."""
    assert in_german(judge.TOO_SHORT) == f"zu kurz zum Bewerten (weniger als {judge.MIN_WORDS} Wörter)"
    assert in_german(judge.TOO_LONG)
    assert in_german("most of it could not be judged: language unknown") == (
        "das meiste ließ sich nicht bewerten: Sprache unbekannt"
    )


def test_german_names_every_kind_of_evidence() -> None:
    """Which of them a scan went without is said in German, and no other model is called the language model."""
    told = in_german(f"without {', '.join(KINDS)}: for comparison, not for a gate")
    assert told is not None
    assert "Sprachmodell" in told
    assert not set(KINDS) & set(re.split(r"[ ,:]+", told))
    assert "Sprachmodell" not in (in_german("the fluency model does not cover the language 'xx'") or "Sprachmodell")


def test_german_names_every_language() -> None:
    """What is left in any language mtcheck knows is said so in German."""
    for language in NAMES.values():
        rest = "translate it, or set it in quotation marks if it is meant to stand like that"
        german = in_german(f"left in {language} in an article in English: {rest}")
        assert (german or "").startswith(f"auf {_LANGUAGES[language]} stehen geblieben")


def test_the_articles_words_are_not_translated() -> None:
    """Names of languages are German where mtcheck says them, and stay where the article does."""
    assert in_german("“English German” looks like English left untranslated.") == (
        "„English German“ sieht aus wie unübersetztes Englisch."
    )
    assert in_german("Something no sign says.") is None
