"""Settings from `[tool.mtcheck]` in pyproject.toml, or from mtcheck.toml; anything unknown is an error."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Final, cast

from mtcheck.errors import MtcheckError
from mtcheck.language import known_code
from mtcheck.overrides import Override
from mtcheck.results import FAIL_ON, FailOn

FILE = "mtcheck.toml"
"""The configuration file of a project that has no pyproject.toml, or wants its own; it wins beside one."""

CACHE_MEGABYTES = 2000
"""The most that a scan leaves in the cache, unless the configuration says otherwise."""

_Wanted = tuple[Callable[[object], bool], str]


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration file sets; None and the other defaults stand for what it leaves open.

    `threshold` is a quality, 0 to 1. `lang` is an ISO 639-1 code. `disable_signs` holds ids of signs, or "all".
    `exclude` holds globs of paths to leave out. `profile` is a file that `mtcheck calibrate` wrote, `baseline` one of
    known findings; both are named from the configuration's folder. `allow_words` are never taken for damage.
    `cache_megabytes` is the most that a scan leaves in the cache.
    `overrides` hold for some paths only. `path` is the file all this came from.
    """

    threshold: float | None = None
    fail_on: FailOn | None = None
    lang: str | None = None
    disable_signs: tuple[str, ...] = ()
    text_field: str = "text"
    id_field: str = "id"
    cache: bool = True
    cache_megabytes: int = CACHE_MEGABYTES
    allow_unscored: bool | None = None
    exclude: tuple[str, ...] = ()
    profile: str | None = None
    baseline: str | None = None
    inline_ignores: bool = True
    allow_words: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    path: Path | None = None


_KEYS = tuple(field.name for field in fields(Config) if field.name != "path")
_OVERRIDE_KEYS = tuple(field.name for field in fields(Override))


def load(config_path: Path | None, start: Path) -> Config:
    """The configuration in `config_path`, or else in the nearest file from the folder `start` upwards.

    Upwards, a folder's mtcheck.toml wins over its pyproject.toml, and a pyproject.toml without `[tool.mtcheck]` is
    passed over. Without any file every setting has its default. Raises MtcheckError for a file that is missing,
    unreadable or not TOML, for an unknown key and for a value that does not fit its key.
    """
    if config_path is not None:
        table = _table(config_path)
        if table is None:
            raise MtcheckError(
                f"{config_path} has no [tool.mtcheck] table: add one, or name another file with --config."
            )
        return _config(table, config_path)
    for folder in (start.resolve(), *start.resolve().parents):
        for name in (FILE, "pyproject.toml"):
            path = folder / name
            if path.is_file() and (table := _table(path)) is not None:
                return _config(table, path)
    return Config()


def _table(path: Path) -> dict[str, object] | None:
    """The file's settings; None where it is a pyproject.toml that has none."""
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise MtcheckError(f"The configuration file {path} does not exist: check --config.") from None
    except IsADirectoryError:
        raise MtcheckError(f"The configuration {path} is a folder: name a file in it, such as {path / FILE}.") from None
    except OSError as error:
        raise MtcheckError(
            f"The configuration file {path} could not be read ({error.strerror}): check its permissions."
        ) from None
    except UnicodeDecodeError:
        raise MtcheckError(f"The configuration file {path} is not UTF-8: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise MtcheckError(f"{path} is not valid TOML: mend it where the parser stopped ({error}).") from None
    tool = document.get("tool")
    nested = tool.get("mtcheck") if isinstance(tool, dict) else None
    if stray := _stray(document, path, nested=nested is not None):
        what = "its keys" if isinstance(document[stray], dict) else "it"
        raise MtcheckError(f"{path}: {stray!r} is not read where it stands: write {what} under [tool.mtcheck].")
    if path.name != "pyproject.toml" and nested is None:
        return document
    if nested is None:
        return None
    if not isinstance(nested, dict):
        raise MtcheckError(f"{path}: tool.mtcheck must be a table: write [tool.mtcheck] above its keys.")
    return nested


def _stray(document: dict[str, object], path: Path, *, nested: bool) -> str | None:
    """A key of the document that is meant for mtcheck and would be dropped without a word, if there is one."""
    if path.name == "pyproject.toml":
        meant = {"mtcheck"}
    elif not nested:
        return None
    else:
        meant = set(document) - {"tool"} if path.name == FILE else {"mtcheck", *_KEYS}
    return next((key for key in document if key in meant or key.replace("-", "_") in meant), None)


def _config(table: dict[str, object], path: Path) -> Config:
    """The settings of a table, checked."""
    given = dict(table)
    overrides = given.pop("overrides", [])
    tables = isinstance(overrides, list) and all(isinstance(one, dict) for one in overrides)
    if not tables:
        raise MtcheckError(f"{path}: overrides are tables: write [[tool.mtcheck.overrides]] above each one's keys.")
    values = _values(given, _KEYS, str(path))
    own = enumerate(cast("list[dict[str, object]]", overrides))
    values["overrides"] = tuple(_override(one, f"{path}: overrides[{index}]") for index, one in own)
    return Config(path=path, **values)  # type: ignore[arg-type]  # _trouble has checked each


def _override(table: dict[str, object], where: str) -> Override:
    values = _values(table, _OVERRIDE_KEYS, where)
    if not values.get("paths"):
        raise MtcheckError(f'{where} names no paths: add paths = ["archive/*"], or set its keys for all.')
    return Override(**values)  # type: ignore[arg-type]  # _trouble has checked each


def _values(table: dict[str, object], keys: Sequence[str], where: str) -> dict[str, object]:
    """A table's values by key, each checked."""
    values: dict[str, object] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in keys:
            if name == "mtcheck":
                raise MtcheckError(f"{where}: there is no table {key!r} in it: write its keys one level up.")
            near = get_close_matches(name, keys, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(keys)}."
            raise MtcheckError(f"{where}: there is no key {key!r}; {hint}")
        if name in values:
            raise MtcheckError(f"{where}: {name!r} stands there twice, once as {name.replace('_', '-')!r}: keep one.")
        trouble = _trouble(name, value)
        if trouble:
            raise MtcheckError(f"{where}: {key!r} must be {trouble}, not {value!r}.")
        values[name] = tuple(value) if isinstance(value, list) else value
    if values.get("disable_signs") == "all":
        values["disable_signs"] = ("all",)
    threshold = values.get("threshold")
    if isinstance(threshold, int):
        values["threshold"] = float(threshold)
    return values


def _trouble(name: str, value: object) -> str | None:
    """What the value of a key must be, where it is not."""
    fits, wanted = _WANTED.get(name, _TEXTS)
    return None if fits(value) else wanted


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and is_allowable(item) for item in value)


def is_allowable(word: str) -> bool:
    """Whether an allowed word says something, and has a `*` at its end at most."""
    stem = word.removesuffix("*")
    return stem.strip() != "" and "*" not in stem


_TEXTS: Final[_Wanted] = (
    lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    'a list of texts such as ["a", "b"]',
)
_SWITCH: Final[_Wanted] = (lambda value: isinstance(value, bool), "true or false")
_FILE: Final[_Wanted] = (_is_text, "the name of a file")
_FIELD: Final[_Wanted] = (_is_text, "the name of a field")
_WANTED: Final[dict[str, _Wanted]] = {
    "threshold": (_is_share, "a number from 0 to 1"),
    "fail_on": (lambda value: value in FAIL_ON, '"article", "sentence" or "never"'),
    "lang": (lambda value: isinstance(value, str) and known_code(value) is not None, 'a language code such as "de"'),
    "cache": _SWITCH,
    "cache_megabytes": (lambda value: type(value) is int and value > 0, "a whole number above 0"),
    "allow_unscored": _SWITCH,
    "inline_ignores": _SWITCH,
    "text_field": _FIELD,
    "id_field": _FIELD,
    "profile": _FILE,
    "baseline": _FILE,
    "disable_signs": (
        lambda value: value == "all" or _TEXTS[0](value),
        'a list of ids such as ["truncated"], or "all"',
    ),
    "allow_words": (
        _are_words,
        'a list of words such as ["Liverpool Street", "Hotzenplotz*"], with a * only at the end',
    ),
}
"""By key: whether a value fits, and what it should be; every other key takes a list of texts."""
