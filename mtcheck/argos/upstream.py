"""Argos' own code, imported late and without leaving traces in the user's home."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from typing import TYPE_CHECKING, cast

from mtcheck.errors import MtcheckError

if TYPE_CHECKING:
    from types import ModuleType

_HOMES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR")
_scratch: list[tempfile.TemporaryDirectory[str]] = []  # deleted when the process ends


@cache
def argos_package() -> ModuleType:
    """`argostranslate.package`. MtcheckError if there is no folder to write temporary files to.

    Importing it creates Argos' data, configuration and cache folders and fails on a read-only home, so it is shown a
    temporary folder in their place. (`argostranslate.translate` is never imported: it needs PyTorch.)
    """
    before = {name: os.environ.get(name) for name in (*_HOMES, "KMP_DUPLICATE_LIB_OK")}
    try:
        scratch = tempfile.TemporaryDirectory(prefix="mtcheck-argos-", ignore_cleanup_errors=True)
        _scratch.append(scratch)
        os.environ |= dict.fromkeys(_HOMES, scratch.name)
        from argostranslate import package  # noqa: PLC0415  importing writes files: only when needed
    except OSError as error:
        raise MtcheckError(
            f"Argos needs a temporary folder ({error}): point TMPDIR at one that can be written."
        ) from error
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    return cast("ModuleType", package)
