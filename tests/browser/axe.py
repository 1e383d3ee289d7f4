"""Accessibility findings by axe-core, whose published file stands unchanged in `vendor/` with its licence."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

VENDOR = Path(__file__).parent / "vendor"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page once it has loaded: rule, what to do, first places; empty when all is well."""
    page.wait_for_load_state()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate((VENDOR / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(_RUN, STANDARD)["violations"]
    return [f"{each['id']}: {each['help']} at {[node['target'] for node in each['nodes'][:3]]}" for each in found]
