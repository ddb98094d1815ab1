"""Translating and scoring with real, tiny Argos packages."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import sentencepiece
import tiny_argos
from hypothesis import given
from hypothesis import strategies as st

from mtcheck.argos.clauses import split_long
from mtcheck.argos.engine import TokenScore, Translator, visible
from mtcheck.argos.loops import is_loop
from mtcheck.argos.packages import read_pair
from mtcheck.argos.self_test import self_test, sentences_of
from mtcheck.argos.tokenizers import BytePair, SentencePiece, align, load_tokenizer


@pytest.fixture(scope="module", params=["plain", "tagged"])
def german_to_english(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Translator:
    """Make a translator without and one with a target prefix."""
    folder = tmp_path_factory.mktemp(request.param)
    there, _ = tiny_argos.make_pair(folder, tagged=request.param == "tagged")
    return Translator(read_pair(there, "user"), threads=1)


def test_translations_come_in_order_without_prefix(german_to_english: Translator) -> None:
    """Equal sentences get equal translations at their places; blank ones stay blank; the prefix is not shown."""
    sentences = ["der Hund bellt laut", "", "eine Katze schläft", "der Hund bellt laut"]
    translations = german_to_english.translate(sentences)
    assert [t.text for t in translations] == ["the dog barks loudly", "", "one cat sleeps", "the dog barks loudly"]
    assert not any(t.looped or t.truncated for t in translations)


def test_batches_change_nothing(german_to_english: Translator) -> None:
    """A sentence's translation and score do not depend on its company."""
    words = list(tiny_argos.DE_EN)
    many = [" ".join(words[start : start + length]) for start in range(15) for length in range(1, 7)]
    alone = [german_to_english.translate([sentence])[0] for sentence in many]
    assert german_to_english.translate(many) == alone
    targets = [translation.text for translation in alone]
    scores = [german_to_english.score([source], [target])[0] for source, target in zip(many, targets, strict=True)]
    assert german_to_english.score(many, targets) == scores


def test_underscores_survive(german_to_english: Translator) -> None:
    """Handles and file names keep their underscores, which Argos' own decoder would take away."""
    assert german_to_english.translate(["der @user_name bellt"])[0].text == "the @user_name barks"


def test_long_translations_are_whole(german_to_english: Translator) -> None:
    """A sentence of a hundred tokens comes out with a hundred tokens: nothing is cut in silence."""
    words = [list(tiny_argos.DE_EN)[index % 20] for index in range(100)]
    (translation,) = german_to_english.translate([" ".join(words)])
    assert translation.text.split() == [tiny_argos.DE_EN[word] for word in words]
    assert not translation.truncated


def test_too_long_a_sentence_is_reported(german_to_english: Translator) -> None:
    """What the model cannot read is marked truncated and not translated in part, nor scored."""
    sentence = "der Hund " * 500
    (translation,) = german_to_english.translate([sentence])
    assert translation.truncated
    assert translation.text == ""
    assert german_to_english.score([sentence], ["the dog"]) == [None]
    assert german_to_english.score(["der Hund"], [sentence]) == [None]


def test_a_model_that_does_not_stop_is_seen(tmp_path: Path) -> None:
    """A loop that a wider beam does not mend is marked, and does not run for ever."""
    package = tiny_argos.make_package(tmp_path / "de_en", "de", "en", tiny_argos.DE_EN, endless=True)
    (translation,) = Translator(read_pair(package, "user"), threads=1).translate(["der Hund bellt"])
    assert translation.looped
    assert len(translation.text.split()) < 30


def test_scores_point_at_the_wrong_word(german_to_english: Translator) -> None:
    """Forced decoding gives each word of the target its place and is surprised by the wrong one alone."""
    (right,) = german_to_english.score(["der Hund läuft laut"], ["the dog runs loudly"])
    assert right == tuple(TokenScore(start, end, 0.0) for start, end in [(0, 3), (4, 7), (8, 12), (13, 19)])
    (wrong,) = german_to_english.score(["der Hund läuft laut"], ["the  cat runs loudly "])
    assert wrong is not None
    assert [(token.start, token.end) for token in wrong] == [(0, 3), (5, 8), (9, 13), (14, 20)]
    assert [token.log_prob < -5 for token in wrong] == [False, True, False, False]


def test_pieces_that_show_nothing_go_with_the_next() -> None:
    """A blank and the bytes of a character make one score, the lowest; what shows nothing at the end is dropped."""
    spans = [(0, 0), (0, 1), (1, 2), (2, 2), (2, 3), (3, 4)]
    scores = list(visible("a 😀 ", spans, [-0.5, -0.25, -1.0, -7.0, -2.0, -3.0]))
    assert scores == [TokenScore(0, 1, -0.5), TokenScore(2, 3, -7.0)]


def test_empty_texts_have_no_score(german_to_english: Translator) -> None:
    """Nothing to read or nothing to write: None, and the others keep their places."""
    scores = german_to_english.score(["", "der Hund", "der"], ["the", "", "the"])
    assert scores[:2] == [None, None]
    assert scores[2] == (TokenScore(0, 3, 0.0),)


def piece_model() -> SentencePiece:
    """Make a tokenizer of word pieces that falls back to bytes."""
    model = io.BytesIO()
    lines = ["Der Hund läuft durch den Garten und bellt laut.", "snake_case @user_name ende"] * 20
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        vocab_size=310,
        byte_fallback=True,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return SentencePiece(sentencepiece.SentencePieceProcessor(model_proto=model.getvalue()))


def test_word_pieces_know_their_characters() -> None:
    """Spans count characters, not bytes, also after emoji, ligatures and ellipses that the tokenizer rewrites."""
    tokenizer, text = piece_model(), "Hund 😀 läuft  für „Gärten“ ﬁn snake_case 漢字 ende… "
    tokens, spans = tokenizer.encode_with_spans(text)
    assert tokens == tokenizer.encode(text)
    assert "".join(text[start:end] for start, end in spans) == text.rstrip()
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert tokenizer.decode(tokenizer.encode("snake_case @user_name")) == "snake_case @user_name"


def test_byte_pair_packages_know_their_characters(tmp_path: Path) -> None:
    """Packages with bpe.model are tokenized the Moses way; quotes and escapes still map to the original characters."""
    package = tiny_argos.make_package(tmp_path / "de_en", "de", "en", tiny_argos.DE_EN)
    (package / "sentencepiece.model").unlink()
    (package / "bpe.model").write_text("#version: 0.2\nH u\nHu n\nHun d</w>\n", encoding="utf-8")
    tokenizer = load_tokenizer(read_pair(package, "user"))
    assert isinstance(tokenizer, BytePair)
    text = "Der „Hund“ & co."
    tokens, spans = tokenizer.encode_with_spans(text)
    found = [(token, text[start:end]) for token, (start, end) in zip(tokens, spans, strict=True)]
    assert [pair for pair in found if pair[1]] == [
        ("D@@", "D"),
        ("e@@", "e"),
        ("r", "r"),
        ("&@@", "„"),
        ("Hund", "Hund"),
        ("&@@", "“"),
        ("&@@", "&"),
        ("c@@", "c"),
        ("o", "o"),
        (".", "."),
    ]
    assert tokenizer.decode(tokenizer.encode("Der Hund")) == "Der Hund"
    assert tokenizer.encode("  ") == []


def test_align_gives_strangers_the_place_between_neighbours() -> None:
    """A piece that is not in the text at all has an empty span after the one before."""
    assert align(["ab", "XY", "cd"], "ab cd") == [(0, 2), (2, 2), (3, 5)]


def test_a_package_loads_without_pytorch_or_a_home(tmp_path: Path) -> None:
    """Translating imports no torch or stanza, works where home cannot be written, and else leaves no trace there."""
    there, _ = tiny_argos.make_pair(tmp_path / "packages")
    (tmp_path / "file").write_text("")
    (tmp_path / "home").mkdir()
    script = (
        "import sys, pathlib\n"
        "from mtcheck.argos.engine import Translator\n"
        "from mtcheck.argos.packages import read_pair\n"
        f"print(Translator(read_pair(pathlib.Path({str(there)!r}), 'user')).translate(['der Hund'])[0].text)\n"
        "bad = {'torch', 'stanza', 'spacy', 'minisbd', 'argostranslate.translate'}\n"
        "sys.exit(sorted(bad & set(sys.modules)).__repr__() if bad & set(sys.modules) else 0)\n"
    )
    keep = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "ARGOS_"))}
    for home in (tmp_path / "file" / "home", tmp_path / "home"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=keep | {"HOME": str(home)},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "the dog\n"), done.stderr
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize(
    ("source", "translation", "loop"),
    [
        (["nie", "mehr"], ["never", "again"] * 10, True),
        (["ein", "Satz", "mit", "fünf", "Wörtern"], ["a", "b", "c", "d", "d", "d", "d", "d", "d", "d"], True),
        (
            ["der", "Mann", "und", "die", "Frau", "und", "das", "Kind"],
            ["the", "man", "and", "the", "woman", "and", "the", "child"],
            False,
        ),
        (["ja", "ja", "ja", "ja", "ja", "ja"], ["yes", "yes", "yes", "yes", "yes", "yes"], False),
        (["1", "0", "0", "0", "0", "0", "0"], ["1", "0", "0", "0", "0", "0", "0"], False),
        (["Donaudampfschifffahrt"], ["a", "steam", "ship", "trip", "on", "the", "Danube"], False),
        (["kurz"], [str(number) for number in range(20)], True),
    ],
)
def test_loops(source: list[str], translation: list[str], loop: bool) -> None:  # noqa: FBT001  a table of cases
    """A loop repeats itself or runs on where its source does not; honest repetition is none."""
    assert is_loop(source, translation) is loop


@given(st.text(alphabet="ab ,;、", max_size=80), st.integers(min_value=1, max_value=9))
def test_splitting_loses_nothing_and_keeps_the_limit(text: str, limit: int) -> None:
    """The parts together are the text without the blanks between, and each fits."""
    spans = split_long(text, len, limit)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
    assert all(0 < b - a <= limit for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_splitting_prefers_clauses() -> None:
    """A cut comes after the comma nearest the middle rather than between any two words."""
    text = "Als der Regen endlich aufhörte, gingen wir hinaus"
    assert [text[a:b] for a, b in split_long(text, lambda part: len(part.split()), 5)] == [
        "Als der Regen endlich aufhörte,",
        "gingen wir hinaus",
    ]


def mirror(language: str) -> dict[str, str]:
    """Make a dictionary that knows every word of the self-test's sentences, and turns it round."""
    return {word: word[::-1] + "q" for sentence in sentences_of(language) for word in sentence.split()}


def pair_of(folder: Path, there: dict[str, str], back: dict[str, str], *, endless: bool = False) -> list[Translator]:
    """Make translators of German into English and back by the dictionaries given."""
    folders = [
        tiny_argos.make_package(folder / "there", "de", "en", there, endless=endless),
        tiny_argos.make_package(folder / "back", "en", "de", back),
    ]
    return [Translator(read_pair(path, "user"), threads=1) for path in folders]


def test_a_pair_that_translates_passes_its_self_test(tmp_path: Path) -> None:
    """Known sentences come back through packages that work."""
    there, back = pair_of(tmp_path, mirror("de"), tiny_argos.flipped(mirror("de")))
    result = self_test(there, back)
    assert (result.passed, result.reason) == (True, None)


def test_garbage_copies_and_loops_fail_their_self_test(tmp_path: Path) -> None:
    """Packages that bring back other words, translate nothing, or never stop are refused with the reason."""
    good, back = mirror("de"), tiny_argos.flipped(mirror("de"))
    rolled = dict(zip(back, [*list(back.values())[7:], *list(back.values())[:7]], strict=True))
    cases = {
        "do not come back": pair_of(tmp_path / "1", good, rolled),
        "copies sentences": pair_of(tmp_path / "2", {"x": "y"}, {"y": "x"}),
        "loop": pair_of(tmp_path / "3", good, back, endless=True),
    }
    for reason, pair in cases.items():
        result = self_test(*pair)
        assert not result.passed
        assert result.reason is not None
        assert reason in result.reason
        assert "de-en-de" in result.reason


def test_a_language_without_sentences_is_tested_from_its_pivot(tmp_path: Path) -> None:
    """For other languages the English sentences go there and back."""
    words = mirror("en")
    there = tiny_argos.make_package(tmp_path / "there", "eo", "en", tiny_argos.flipped(words))
    back = tiny_argos.make_package(tmp_path / "back", "en", "eo", words)
    pair = [Translator(read_pair(path, "user"), threads=1) for path in (there, back)]
    assert self_test(pair[0], pair[1]).passed


def test_self_test_sentences_are_ten_a_language() -> None:
    """Each of the languages has ten different sentences."""
    for language in ["de", "en", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "tr", "ar", "zh", "ja", "cs", "sv"]:
        assert len(set(sentences_of(language))) == 10, language
    assert sentences_of("tlh") == ()


def test_max_tokens_of_the_metadata_is_obeyed(tmp_path: Path) -> None:
    """A model made for short sentences refuses long ones; it says so in metadata.json."""
    package = tiny_argos.make_package(tmp_path / "de_en", "de", "en", tiny_argos.DE_EN, metadata={"max_tokens": 5})
    assert json.loads((package / "metadata.json").read_text())["max_tokens"] == 5
    translator = Translator(read_pair(package, "user"), threads=1)
    short, long = translator.translate(["der Hund " * 5, "der Hund " * 6])
    assert (short.truncated, long.truncated) == (False, True)
