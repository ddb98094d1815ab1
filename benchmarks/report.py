"""How long judging again takes: `python benchmarks/report.py --sentences 1000000`.

Scans `corpus/`, repeats its articles until there are as many sentences as wanted, and times `mtcheck report` on that
file at another threshold, in a process of its own, to JSON and to the terminal's format. A loop of ten million
additions is timed beside it, to say how fast the machine was at the time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mtcheck import scan
from mtcheck.report.json_format import article_json, parts

CORPUS = Path(__file__).parents[1] / "corpus"


def timed(run: Callable[[], object]) -> str:
    """Wall and CPU seconds of something, its child processes' too."""
    before, started = os.times(), time.perf_counter()
    run()
    after, ended = os.times(), time.perf_counter()
    return f"{ended - started:.1f} s ({sum(after[:4]) - sum(before[:4]):.1f} s of CPU)"


def main() -> None:
    """Make the file and time the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--threshold", default="0.5")
    wanted = parser.parse_args()
    results = scan([CORPUS])
    one = [article_json(article).encode() for article in results.articles]
    count = sum(head.sentences for head in results.heads)
    times = wanted.sentences // count + 1
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "mtcheck.toml").touch()
        file = Path(place) / "results.json"
        head = next(parts(results))
        with file.open("wb") as stream:
            stream.write(head + b',\n "articles": [\n  ' + b",\n  ".join(one))
            for _ in range(times - 1):
                stream.write(b",\n  " + b",\n  ".join(one))
            stream.write(b"\n ]}\n")
        print(f"{count * times:,} sentences, {file.stat().st_size / 1e6:,.0f} MB", flush=True)
        print(f"ten million additions: {timed(lambda: sum(range(10_000_000)))}", flush=True)
        for form in ("json", "terminal"):
            command = [sys.executable, "-m", "mtcheck", "report", str(file), "--threshold", wanted.threshold]
            command += ["--fail-on", "never", "--allow-unscored", "--format", form, "--output", f"out.{form}"]

            def run(command: list[str] = command) -> object:
                return subprocess.run(command, check=True, cwd=place)  # noqa: S603  ourselves

            print(f"mtcheck report --format {form}: {timed(run)}", flush=True)


if __name__ == "__main__":
    main()
