"""Fifty clients for a minute: `python benchmarks/serve.py [--clients 50] [--seconds 60]`.

Starts `mtcheck serve` on a free port of this machine. Each client posts one article after another, a tenth of them
broken, binary or over-long; every answer must be a 200 with the article's own sentences, or the 4xx that is due. Prints
answers, articles a second, waiting times, and the server's resident memory after a third and at the end.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles

from articles import sentences

BAD = (
    (413, "text/plain", b"x" * 300_000),
    (422, "text/plain", b"\x89PNG\r\n\x1a\n\0\0\0\r" + bytes(range(256))),
    (400, "application/json", b'{"text": '),
    (400, "text/plain", b""),
    (415, "image/png", b"abc"),
)


class Crowd:
    """What the clients have seen."""

    def __init__(self, port: int, until: float, text: list[str]) -> None:
        self.port, self.until, self.text = port, until, text
        self.answers: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.seconds: list[float] = []
        self._lock = threading.Lock()

    def client(self, number: int) -> None:
        """Post until the time is over."""
        turn = 0
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        while time.perf_counter() < self.until:
            turn += 1
            bad = BAD[(turn + number) // 10 % len(BAD)] if (turn + number) % 10 == 0 else None
            own = [self.text[(number * 7919 + turn * 31 + i) % len(self.text)] for i in range(4)]
            status, media, body = bad or (200, "text/plain", "\n\n".join(own).encode())
            started = time.perf_counter()
            try:
                connection.request("POST", "/articles?lang=de", body, {"Content-Type": media})
                answer = connection.getresponse()
                content = json.loads(answer.read())
                right = answer.status == status and (
                    "error" in content if bad else [s["text"] for s in content["articles"][0]["sentences"]] == own
                )
                fault = "" if right else f"{answer.status} instead of {status}: {str(content)[:200]}"
                seen = answer.status
            except (OSError, http.client.HTTPException, ValueError) as error:
                fault, seen = repr(error), 0
                connection.close()
            with self._lock:
                self.answers[seen] += 1
                if bad is None:
                    self.seconds.append(time.perf_counter() - started)
                if fault:
                    self.wrong.append(fault)
        connection.close()


def memory(process: subprocess.Popen[str]) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Start the service, the clients, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--texts", type=int, default=400, help="different sentences; those seen before are cheap")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "mtcheck.toml").touch()
        environment = {**os.environ, "MTCHECK_CACHE_DIR": place}
        command = [sys.executable, "-m", "mtcheck", "serve", "--port", "0"]
        process = subprocess.Popen(command, cwd=place, env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603  ourselves
        try:
            if process.stderr is None:
                raise AssertionError
            found = re.search(r":(\d+)/articles", process.stderr.readline())
            if found is None:
                sys.exit("the service did not start")
            crowd = Crowd(int(found[1]), time.perf_counter() + arguments.seconds, sentences(arguments.texts))
            clients = [threading.Thread(target=crowd.client, args=(n,)) for n in range(arguments.clients)]
            for client in clients:
                client.start()
            time.sleep(arguments.seconds / 3)
            early = memory(process)
            for client in clients:
                client.join()
            late = memory(process)
        finally:
            process.terminate()
            process.wait()
    waits = crowd.seconds
    print(f"answers {dict(sorted(crowd.answers.items()))}, wrong {len(crowd.wrong)}")
    print(f"{len(waits) / arguments.seconds:.1f} articles a second, {len(waits)} in all")
    print(f"wait: {median(waits):.2f} s in the middle, {quantiles(waits, n=20)[-1]:.2f} s at 95 %")
    print(f"memory: {early:.0f} MB after a third, {late:.0f} MB at the end")
    for fault in crowd.wrong[:5]:
        print(fault)
    sys.exit(bool(crowd.wrong))


if __name__ == "__main__":
    main()
