"""mtcheck finds garbled machine translation in articles, without the source text, a network or a GPU.

`scan` judges files and folders, `score` texts; the other names are what they take and give.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtcheck.article import Article, Sentence
    from mtcheck.errors import MtcheckError
    from mtcheck.evidence import Evidence
    from mtcheck.pipeline import Options, scan
    from mtcheck.results import Results, Verdict
    from mtcheck.rows import score

__all__ = ["Article", "Evidence", "MtcheckError", "Options", "Results", "Sentence", "Verdict", "scan", "score"]

_HOMES = {
    "Article": "article",
    "Evidence": "evidence",
    "MtcheckError": "errors",
    "Options": "pipeline",
    "Results": "results",
    "Sentence": "article",
    "Verdict": "results",
    "scan": "pipeline",
    "score": "rows",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: `mtcheck --help` needs no model."""
    if name not in _HOMES:
        raise AttributeError(f"module 'mtcheck' has no attribute {name!r}")
    return getattr(import_module(f"mtcheck.{_HOMES[name]}"), name)
