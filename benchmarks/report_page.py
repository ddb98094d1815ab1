"""How quick the HTML report is: milliseconds of the page's own thread, in the system's Chromium.

Thread time, not the clock's: what else the machine does changes little. Needs `make .venv/.dev` and chromedriver.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import chromium, thread_seconds
from test_report_browser import many_sentences

from mtcheck.report.html import parts

_PAINTED = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
_ROUNDS = 10


def _keys(keys: str) -> str:
    return (
        f"for (const key of '{keys}') {{"
        f" document.body.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true}})); {_PAINTED} }}"
    )


def _values(id_: str, values: list[object]) -> str:
    return (
        f"const e = document.getElementById('{id_}');"
        f"for (const v of {values!r}) {{ e.value = v; e.dispatchEvent(new Event('input')); {_PAINTED} }}"
    )


def _steps() -> Iterator[tuple[str, str]]:
    """What is measured: its name, and a script that does it `_ROUNDS` times."""
    yield "a key (j)", _keys("j" * _ROUNDS)
    yield "slider", _values("threshold", [0.3, 0.4, 0.5, 0.6, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])
    yield "open a sentence (o, then j)", _keys("o" + "j" * (_ROUNDS - 1))
    yield "decide (a)", _keys("a" * _ROUNDS)
    yield (
        "search, a letter",
        _values("find", ["b", "be", "bes", "besi", "besit", "besitz", "besitze", "besitzer", "b", ""]),
    )
    yield (
        "language",
        f"for (let n = 0; n < {_ROUNDS}; n++) {{ document.getElementById('language').click(); {_PAINTED} }}",
    )


def main() -> None:
    """Write a page, open it, and print a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sentences", type=int, default=5000)
    sentences = parser.parse_args().sentences
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "report.html"
        page.write_text("".join(parts(many_sentences(sentences))), encoding="utf-8")
        print(f"{sentences} sentences, {page.stat().st_size / 1e6:.1f} MB; milliseconds of the page's thread, each of")
        with chromium(Path(name)) as driver:
            driver.set_script_timeout(600)
            driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
            driver.get("about:blank")
            before = thread_seconds(driver)
            driver.get(page.as_uri())
            print(f"{'load':30} {1000 * (thread_seconds(driver) - before):6.0f}")
            for step, script in _steps():
                before = thread_seconds(driver)
                driver.execute_script(script)
                print(f"{step:30} {1000 * (thread_seconds(driver) - before) / _ROUNDS:6.0f}")


if __name__ == "__main__":
    main()
