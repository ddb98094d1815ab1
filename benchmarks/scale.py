"""Memory and a second scan: `python benchmarks/scale.py --articles 2000 --sentences 20`.

Scans a folder of different articles twice, in processes of their own, and prints for each its wall and CPU seconds, and
its resident memory (VmRSS) at each tenth of the articles: flat means that the last tenth needs what the second did.
Both scans' JSON must be the same bytes. `--reports` adds formats to the first scan. `--without round_trip` is not meant
to change memory, only to save time: evidence of the fluency model alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from articles import write

CHILD = """
import json, os, sys, time
from pathlib import Path
from mtcheck.delivery import deliver
from mtcheck.pipeline import Options, open_judge, scan
from mtcheck.shelf import Spool
folder, out, total, pairs = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
def memory():
    return int(next(l for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("VmRSS")).split()[1])
seen, marks = 0, []
def done(_):
    global seen
    seen += 1
    if seen % max(1, total // 10) == 0:
        marks.append(round(memory() / 1024))
options = Options(language="de")
judge = open_judge(options)
if pairs == "no":
    judge._open = lambda language: None
started = time.perf_counter()
results = scan([folder], options, judge=judge, done=done, spool=Spool())
deliver(results, "json", out)
marks.append(round(memory() / 1024))
times = os.times()
loaded = "ctranslate2" in sys.modules or "onnxruntime" in sys.modules
print(json.dumps({"seconds": round(time.perf_counter() - started, 1), "cpu": round(times.user + times.system, 1),
                  "mb": marks, "articles": len(results.heads), "model loaded": loaded}))
"""


def main() -> None:
    """Scan twice and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--sentences", type=int, default=20)
    parser.add_argument("--no-pair", action="store_true", help="no round trips: less to compute, the same to keep")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write(folder / "in", arguments.articles, arguments.sentences)
        environment = {**os.environ, "MTCHECK_CACHE_DIR": str(folder / "cache")}
        pairs = "no" if arguments.no_pair else "yes"
        found = []
        for name in ("first", "second"):
            out = folder / f"{name}.json"
            command = [sys.executable, "-c", CHILD, str(folder / "in"), str(out), str(arguments.articles), pairs]
            started = time.perf_counter()
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603  ourselves
            found.append(json.loads(done.stdout))
            print(f"{name}: {found[-1]}, with start-up {time.perf_counter() - started:.1f} s", flush=True)
        same = (folder / "first.json").read_bytes() == (folder / "second.json").read_bytes()
        cache = sum(path.stat().st_size for path in (folder / "cache").iterdir())
        print(f"same bytes: {same}; second/first: 1/{found[0]['seconds'] / found[1]['seconds']:.0f} wall, "
              f"1/{found[0]['cpu'] / found[1]['cpu']:.0f} CPU; cache {cache / 1e6:.0f} MB")  # fmt: skip
        if not same:
            sys.exit(1)


if __name__ == "__main__":
    main()
