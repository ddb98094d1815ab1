"""Translate the source articles of `corpus/` with the bundled pair, unedited: its weak-model articles."""

from __future__ import annotations

from pathlib import Path

from mtcheck.argos.engine import translator
from mtcheck.argos.packages import Folder, find
from mtcheck.readers import read
from mtcheck.results import ScanError
from mtcheck.segment import spans

ROOT = Path(__file__).parents[2]


def main() -> None:
    installed = find((Folder(ROOT / "mtcheck" / "bundled" / "argos", "bundled"),))
    for source, target in (("en", "de"), ("de", "en")):
        pair = installed.get(source, target)
        if pair is None:
            continue
        for path in sorted((ROOT / "corpus" / "sources" / source).glob("*.txt")):
            (article,) = read(path)
            if isinstance(article, ScanError):
                raise SystemExit(article.message)
            paragraphs = [p.content.text for p in article.paragraphs]
            cut = [[text[a:b] for a, b in spans(text, source)] for text in paragraphs]
            done = iter(t.text for t in translator(pair).translate([s for part in cut for s in part]))
            lines = [" ".join(next(done) for _ in part) for part in cut]
            output = ROOT / "corpus" / "garbled" / target / f"mt-{path.name}"
            output.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
