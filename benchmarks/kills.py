"""Kill it twenty times: `python benchmarks/kills.py [scan|watch|twins]`.

scan: kills `mtcheck scan` (SIGKILL and SIGINT in turn) at random moments; what it then printed must be nothing or
whole and right, and the last run, which is let alone, must print what a scan without a cache prints.
watch: the same with `mtcheck watch`; every article must have exactly one verdict, told once.
twins: two scans of the same folder at once, over one cache; both must print what a lone scan prints.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from articles import write

ARTICLES, SENTENCES = 24, 6
KILLS = 20


def run(folder: Path, *arguments: str, cache: str = "cache") -> subprocess.Popen[bytes]:
    """Start mtcheck in a folder."""
    environment = {**os.environ, "MTCHECK_CACHE_DIR": str(folder / cache)}
    command = [sys.executable, "-m", "mtcheck", *arguments]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603  ourselves


def scan_arguments() -> list[str]:
    """A scan that prints JSON."""
    return ["scan", "in", "--lang", "de", "--format", "json"]


def alone(folder: Path) -> tuple[bytes, float]:
    """What a scan with a cache of its own prints, and how long it takes."""
    started = time.perf_counter()
    expected, _ = run(folder, *scan_arguments(), cache="other").communicate()
    return expected, time.perf_counter() - started


def kills_of_scan(folder: Path) -> bool:
    """Whether all that was printed is right."""
    expected, seconds = alone(folder)
    chance = random.Random(1)  # noqa: S311  a moment, no secret
    right = True
    done = 0
    for number in range(KILLS):
        process = run(folder, *scan_arguments())
        try:
            printed, _ = process.communicate(timeout=chance.uniform(0.2, seconds))
        except subprocess.TimeoutExpired:
            process.send_signal((signal.SIGKILL, signal.SIGINT)[number % 2])
            printed, _ = process.communicate()
            done += 1
        right &= printed in {b"", expected}
    started = time.perf_counter()
    printed, _ = run(folder, *scan_arguments()).communicate()
    print(f"scan: {done} kills; alone {seconds:.1f} s, the last run {time.perf_counter() - started:.1f} s")
    return right and printed == expected


def kills_of_watch(folder: Path) -> bool:
    """Whether every article has exactly one verdict."""
    chance = random.Random(2)  # noqa: S311  a moment, no secret
    told: Counter[str] = Counter()
    arguments = ["watch", "in", "--lang", "de", "--patience", "0.1"]
    for number in range(KILLS):
        process = run(folder, *arguments)
        try:
            printed, _ = process.communicate(timeout=chance.uniform(0.5, 6))
        except subprocess.TimeoutExpired:
            process.send_signal((signal.SIGKILL, signal.SIGINT)[number % 2])
            printed, _ = process.communicate()
        told.update(json.loads(line)["path"] for line in printed.splitlines() if line.endswith(b"}"))
    printed, _ = run(folder, *arguments, "--once").communicate()
    told.update(json.loads(line)["path"] for line in printed.splitlines())
    with sqlite3.connect(folder / "mtcheck-reports" / ".mtcheck-watch.sqlite3") as database:
        verdicts = Counter(path for (path,) in database.execute("SELECT path FROM verdicts"))
    reports = {path.name.removesuffix(".json") for path in (folder / "mtcheck-reports").glob("*.json")}
    names = {path.name for path in (folder / "in").iterdir()}
    twice = sum(count > 1 for count in told.values())
    print(f"watch: {KILLS} kills; {len(names)} articles, {len(verdicts)} with a verdict, {twice} told twice")
    return set(verdicts) == names == set(told) == reports and set(verdicts.values()) == {1}


def twins(folder: Path) -> bool:
    """Whether two scans at once print what one prints."""
    expected, _ = alone(folder)
    both = [run(folder, *scan_arguments()) for _ in range(2)]
    printed = [process.communicate()[0] for process in both]
    print(f"twins: {[one == expected for one in printed]}")
    return printed == [expected, expected]


def main() -> None:
    """Run what is named, or everything."""
    wanted = sys.argv[1:] or ["scan", "watch", "twins"]
    tasks = {"scan": kills_of_scan, "watch": kills_of_watch, "twins": twins}
    for name in wanted:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            (folder / "mtcheck.toml").touch()
            write(folder / "in", ARTICLES, SENTENCES)
            if not tasks[name](folder):
                sys.exit(f"{name}: WRONG")
            print(f"{name}: right", flush=True)


if __name__ == "__main__":
    main()
