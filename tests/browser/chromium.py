"""The system's own Chromium: where it is, and how it is started so that it asks nothing of the network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
MISSING = (
    "The suite needs Chromium or Google Chrome and found neither: install one "
    "(on Debian: apt install chromium; on macOS: brew install --cask chromium) and run the command again."
)
DRIVER_MISSING = (
    "Playwright's driver does not start on this machine: {problem}. Install what it names "
    "(on Debian and Ubuntu: apt install libatomic1) and run the command again."
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, or None."""
    on_path = (shutil.which(name) for name in NAMES)
    return next((found for found in on_path if found), next((str(path) for path in ELSEWHERE if path.exists()), None))


def problem() -> str | None:
    """One sentence saying why no browser can be driven here; None when one can."""
    if find_chromium() is None:
        return MISSING
    node, script = compute_driver_executable()
    started = subprocess.run([node, script, "--version"], capture_output=True, text=True, check=False)
    return DRIVER_MISSING.format(problem=started.stderr.strip()[-200:]) if started.returncode else None


if __name__ == "__main__":
    sys.exit(problem())
