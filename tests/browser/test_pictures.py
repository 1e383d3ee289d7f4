"""The pictures of the README are there, and `make pictures` takes each of them anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import pictures
from tests.browser.live import serving
from tests.web.sample import sample_app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(sample_app()) as at:
        yield at


@pytest.mark.skipif(not pictures.is_taking(), reason="pictures are taken by `make pictures` alone")
@pytest.mark.parametrize("name", pictures.PICTURES)
def test_the_picture_is_taken(desktop: Page, address: str, name: str) -> None:
    desktop.goto(f"{address}/{pictures.PICTURES[name]}")
    pictures.take(desktop, name)


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_the_picture_is_there(name: str) -> None:
    assert (pictures.FOLDER / f"{name}.png").stat().st_size > 10_000, "Take it with `make pictures`."
