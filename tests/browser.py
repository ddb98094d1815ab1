"""A real browser for the tests of the pages: the system's Chromium, headless, that can reach nothing but files."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "no Chromium with its driver here: apt-get install chromium chromium-driver"

_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--lang=en",
    "--window-size=1280,1000",
)

# Two steps each, every one until it is painted.
_PAINTED = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
SLIDE = (
    "const s = document.getElementById('threshold');"
    f"for (const v of [0.6, 0.25]) {{ s.value = v; s.dispatchEvent(new Event('input')); {_PAINTED} }}"
)
PRESS = (
    "for (const key of ['j', 'o']) {"
    f" document.body.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true}})); {_PAINTED} }}"
)
TYPE = (
    "const f = document.getElementById('find');"
    f"for (const v of ['der', '']) {{ f.value = v; f.dispatchEvent(new Event('input')); {_PAINTED} }}"
)
SWITCH = f"for (const _ of [1, 2]) {{ document.getElementById('language').click(); {_PAINTED} }}"


def thread_seconds(driver: Chrome) -> float:
    """Seconds that the page's thread has worked since the page began to load, once CDP's Performance is enabled."""
    metrics = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


@contextmanager
def chromium(folder: Path) -> Iterator[Chrome]:
    """Start Chromium with a profile in `folder`, where downloads go too."""
    if CHROMIUM is None or DRIVER is None:
        pytest.skip(MISSING)
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*_FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses to run as root with it
    options.add_experimental_option("prefs", {"download.default_directory": str(folder), "intl.accept_languages": "en"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


def allow_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test talk to the browser's driver on this machine, and to nothing else."""
    connect = socket.socket.connect

    def only_here(own: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        assert host in {"127.0.0.1", "::1", "localhost"}, f"a test tried to reach {host}"
        connect(own, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_here)
