"""Write `mtcheck/bundled/lock.json`: the sha256 of every bundled model file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

BUNDLED = Path(__file__).parents[1] / "mtcheck" / "bundled"
LEFT_OUT = {"lock.json", "quality.json"}


def main() -> None:
    files = sorted(p for p in BUNDLED.rglob("*") if p.is_file() and p.name not in LEFT_OUT and p.suffix != ".md")
    recorded = {p.relative_to(BUNDLED).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    (BUNDLED / "lock.json").write_text(json.dumps({"files": recorded}, indent=1) + "\n")


if __name__ == "__main__":
    main()
