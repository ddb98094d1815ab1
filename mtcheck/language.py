"""Which language an article is in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtcheck.errors import MtcheckError
from mtcheck.language_names import NAMES

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory


KNOWN = frozenset(NAMES)
"""Codes that `--lang` takes: ISO 639-1, with `nb` for Norwegian as the models have it (`no` and `nn` mean that)."""

UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my"})
"""Languages written without blanks between words."""

_WRITTEN_AS = {"no": "nb", "nn": "nb"}
"""Codes of languages that the models know under another one: Norwegian is judged as they have it."""
_LANGDETECT_CODES = {"zh-cn": "zh", "zh-tw": "zh", "no": "nb"}

# Scripts that one language alone, or nearly alone, is written in.
_SCRIPTS: tuple[tuple[str, str | None, str], ...] = (
    ("latin", None, "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
    ("greek", "el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hebrew", "he", "\u0590-\u05ff"),
    ("armenian", "hy", "\u0530-\u058f"),
    ("georgian", "ka", "\u10a0-\u10ff"),
    ("thai", "th", "\u0e00-\u0e7f"),
    ("lao", "lo", "\u0e80-\u0eff"),
    ("khmer", "km", "\u1780-\u17ff"),
    ("myanmar", "my", "\u1000-\u109f"),
    ("ethiopic", "am", "\u1200-\u137f"),
    ("sinhala", "si", "\u0d80-\u0dff"),
    ("tamil", "ta", "\u0b80-\u0bff"),
    ("telugu", "te", "\u0c00-\u0c7f"),
    ("kannada", "kn", "\u0c80-\u0cff"),
    ("malayalam", "ml", "\u0d00-\u0d7f"),
    ("gujarati", "gu", "\u0a80-\u0aff"),
    ("gurmukhi", "pa", "\u0a00-\u0a7f"),
    ("bengali", "bn", "\u0980-\u09ff"),
    ("hangul", "ko", "\u1100-\u11ff\uac00-\ud7af"),
    ("kana", "ja", "\u3040-\u30ff"),
    ("han", "zh", "\u4e00-\u9fff\u3400-\u4dbf"),
    ("devanagari", None, "\u0900-\u097f"),
    ("arabic", None, "\u0600-\u06ff\u0750-\u077f"),
    ("cyrillic", None, "\u0400-\u052f"),
)
_SCRIPT_PATTERNS = tuple((name, re.compile(f"[{span}]")) for name, _, span in _SCRIPTS)
_KANA = re.compile("[\u3040-\u30ff]")
_LANGUAGE_OF_SCRIPT = {name: code for name, code, _ in _SCRIPTS if code}

# Letters of languages that langdetect does not know and takes for a neighbour's, and their least share of all letters.
_TELLTALE = (
    ("be", "cyrillic", re.compile("[ўЎ]"), 0.004),
    ("sr", "cyrillic", re.compile("[ђћЂЋ]"), 0.003),
    ("mt", "latin", re.compile("[ħĦġĠ]"), 0.01),
    ("az", "latin", re.compile("[əƏ]"), 0.02),
    ("is", "latin", re.compile("[þðÞÐ]"), 0.02),
    ("eo", "latin", re.compile("[ĉĝŝŭĈĜŜŬ]"), 0.005),
)

_LETTER = re.compile(r"[^\W\d_]")
_FEWEST_LETTERS = 20
_FEWEST_LETTERS_DENSE = 6
"""Letters that are enough where one letter is a word or a syllable (Chinese, Japanese, Korean)."""
_CHUNK = 400
"""Characters of text that one vote is taken on: langdetect is sure of itself from about 200."""
_MOST_VOTES = 9


@dataclass(frozen=True, slots=True)
class Identified:
    """An article's language (ISO 639-1), or None and why there is none."""

    code: str | None
    reason: str | None = None


def known_code(name: str) -> str | None:
    """The code of `KNOWN` that a name such as `de`, `DE` or `de-DE` stands for, as the models have it."""
    code = name.replace("_", "-").split("-")[0].lower()
    code = _WRITTEN_AS.get(code, code)
    return code if code in KNOWN else None


def language_code(name: str) -> str:
    """The same; MtcheckError for a name that is none."""
    code = known_code(name)
    if code is None:
        raise MtcheckError(f"Unknown language {name!r}: give an ISO 639-1 code such as de, en or fr.")
    return code


def identify(texts: Sequence[str]) -> Identified:
    """The language of an article given as its sentences or paragraphs, by a vote of chunks weighted by length.

    `code` is None, with a sentence in `reason`, where there is too little text to tell or the vote is split.
    The same texts always give the same answer.
    """
    whole = " ".join(texts)
    letters = len(_LETTER.findall(whole[: _CHUNK * 50]))
    script = _script(whole)
    if letters == 0:
        return Identified(None, "The text has no letters.")
    if script in _LANGUAGE_OF_SCRIPT and letters >= _FEWEST_LETTERS_DENSE:
        return Identified(_LANGUAGE_OF_SCRIPT[script])
    if letters < _FEWEST_LETTERS:
        return Identified(None, "The text is too short to tell its language: name it with --lang.")
    if telltale := _telltale(whole, script):
        return Identified(telltale)
    return _vote(texts)


def _vote(texts: Sequence[str]) -> Identified:
    """The language that most of the text is in, by langdetect's word on each chunk."""
    votes: dict[str, float] = {}
    for chunk in _chunks(texts):
        for code, probability in _probabilities(chunk):
            votes[code] = votes.get(code, 0.0) + probability * len(chunk)
    if not votes:
        return Identified(None, "The text has no words that tell its language: name it with --lang.")
    # Ties go to the code that comes first, so that the answer does not hang on the order of the votes.
    code, weight = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    if weight / sum(votes.values()) < _HALF:
        return Identified(None, f"The text's language is uncertain (perhaps {code}): name it with --lang.")
    return Identified(code)


_HALF = 0.5


def _telltale(text: str, script: str | None) -> str | None:
    """The language that letters of its own give away, where langdetect has no profile of it."""
    sample = text[: _CHUNK * 10]
    letters = len(_LETTER.findall(sample))
    for code, home, pattern, share in _TELLTALE:
        if script == home and len(pattern.findall(sample)) >= max(2, share * letters):
            return code
    return None


def _script(text: str) -> str | None:
    """The script that most of the text's letters are in; Japanese is told by its kana."""
    sample = text[: _CHUNK * 5]
    total = len(_LETTER.findall(sample))
    if not total:
        return None
    counts: dict[str, int] = {}
    for name, pattern in _SCRIPT_PATTERNS:
        counts[name] = len(pattern.findall(sample))
        if counts[name] > total / 2:
            break
    else:
        if counts["han"] + counts["kana"] <= total / 2:
            return None
    asian = counts.get("han", 0) + len(_KANA.findall(sample))
    if asian > total / 2 and asian - counts.get("han", 0) > _KANA_SHARE * asian:
        return "kana"
    return max(counts, key=lambda key: counts[key])


_KANA_SHARE = 0.1


_LONGEST_PART = 4 * _CHUNK


def _chunks(texts: Sequence[str]) -> Iterator[str]:
    """The article in pieces for the vote: at most `_MOST_VOTES`, taken evenly from the whole of it."""
    pieces: list[str] = []
    current = ""
    for text in texts:
        for part in _parts(text):
            current = f"{current} {part}" if current else part
            if len(current) >= _CHUNK:
                pieces.append(current)
                current = ""
    if current and (not pieces or len(current) >= _CHUNK // 2):
        pieces.append(current)
    step = max(1.0, len(pieces) / _MOST_VOTES)
    for index in range(min(len(pieces), _MOST_VOTES)):
        yield pieces[int(index * step)]


def _parts(text: str) -> Iterator[str]:
    """A text, or what it is cut into at blanks where it is long: a record may be one paragraph."""
    start = 0
    while len(text) - start > _LONGEST_PART:
        blank = text.rfind(" ", start + 1, start + _LONGEST_PART)
        end = blank if blank > start else start + _LONGEST_PART
        yield text[start:end]
        start = end
    yield text[start:]


def _probabilities(text: str) -> list[tuple[str, float]]:
    """Langdetect's languages for a text by ISO 639-1 code, best first, their probabilities summed by code."""
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415  late: see _factory

    detector = _factory().create()
    # Langdetect samples at random; each detector has its own generator, so a seed makes it repeatable in any thread.
    detector.seed = 0
    detector.append(text.lower() if text.isupper() else text)
    found: dict[str, float] = {}
    try:
        for language in detector.get_probabilities():
            code = _LANGDETECT_CODES.get(language.lang, language.lang)
            found[code] = found.get(code, 0.0) + language.prob
    except LangDetectException:
        return []
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


_LOADING = threading.Lock()


def _factory() -> DetectorFactory:
    """Langdetect's profiles, loaded once (a quarter of a second); afterwards they are only read."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> DetectorFactory:
    return load_profiles()


def load_profiles() -> DetectorFactory:
    """Langdetect's profiles, read anew; KeyboardInterrupt where somebody interrupts that."""
    import langdetect  # noqa: PLC0415  late: a scan whose language is given needs none of it
    from langdetect.detector_factory import DetectorFactory  # noqa: PLC0415  as above

    factory = DetectorFactory()
    try:
        factory.load_profile(str(Path(langdetect.__file__).parent / "profiles"))
    except langdetect.LangDetectException as error:
        if isinstance(error.__context__, KeyboardInterrupt):  # it takes any exception for a broken profile
            raise KeyboardInterrupt from None
        raise
    return factory
