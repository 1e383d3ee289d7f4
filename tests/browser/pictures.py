"""The pictures of the README: which page each shows. `make pictures` takes them; at any other time it is only seen that they are there."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH = 1280
TALLEST = 1400
# file name, and the sample page it shows
PICTURES = {
    "duty-desk": "duty-start",
    "log-a-concern": "log-tasklist",
    "received": "received",
    "screening-queue": "queue",
    "screening": "screening",
    "suggestions": "suggestions",
    "decision": "decision",
    "co-ordination": "conference-queue",
    "convening": "convene",
    "chair": "chair-start",
}


def is_taking() -> bool:
    """Whether pictures are to be taken now."""
    return os.environ.get("HUB_PICTURES") == "1"


def take(page: Page, name: str) -> None:
    """The picture called `name` shows the top of the page as it stands."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": WIDTH, "height": 900})
    tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    page.screenshot(path=FOLDER / f"{name}.png", clip={"x": 0, "y": 0, "width": WIDTH, "height": tall}, full_page=True)
