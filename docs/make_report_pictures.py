"""Pictures of a report: `make_report_pictures.py REPORT.html FOLDER` writes report.png and report-overview.png."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import chromium

VIEWS = (
    ("report.png", "#lang=en&theme=light", 1280, 1150, "jjo"),
    ("report-overview.png", "#lang=en&theme=light", 1280, 1450, ""),
)
"""File, fragment, width and height of the window, and the keys pressed before the picture is taken."""
PRESS = (
    "for (const key of arguments[0]) document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));"
)


def main() -> None:
    """Take the pictures."""
    page, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as driver:
        for name, fragment, width, height, keys in VIEWS:
            driver.set_window_size(width, height)
            driver.get("about:blank")
            driver.get(page.as_uri() + fragment)
            driver.execute_script(PRESS, keys)
            driver.save_screenshot(str(folder / name))


if __name__ == "__main__":
    main()
