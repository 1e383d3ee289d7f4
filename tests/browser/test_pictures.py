"""The pictures of the documentation are there, and `make pictures` takes each of them anew from the hub itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import pictures
from tests.browser.pictures import Walk, take

only_when_asked = pytest.mark.skipif(not pictures.is_taking(), reason="pictures are taken by `make pictures` alone")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pictures.demonstration(tmp_path_factory.mktemp("demonstration")) as at:
        yield at


@pytest.fixture
def walk(address: str, open_context: Callable[..., BrowserContext]) -> Walk:
    return Walk(address, open_context)


@only_when_asked
def test_a_concern_is_pictured_from_the_desk_to_the_decision(walk: Walk) -> None:
    duty = walk.officer("sam.testwell")
    take(duty, "duty-desk")
    ref = walk.log(duty)
    take(duty, "received")
    screening = walk.officer("priya.samplewood")
    screening.goto(f"{walk.address}/queue")
    take(screening, "screening-queue")
    walk.screen(screening, ref)


@only_when_asked
def test_conferences_are_pictured(walk: Walk) -> None:
    take(walk.officer("kirsty.madeupfield"), "co-ordination")
    chair = walk.officer("fiona.feignmuir")
    take(chair, "chair")
    chair.locator("main a[href^='/conferences/']").first.click()
    chair.click("text=Move it")
    chair.wait_for_url(lambda url: url.endswith("/time"))
    take(chair, "convening")


@only_when_asked
def test_a_change_of_a_rule_is_pictured(walk: Walk) -> None:
    walk.change_a_rule(walk.officer("zofia.imagindale"))


@pytest.mark.parametrize("name", pictures.NAMES)
def test_the_picture_is_there(name: str) -> None:
    assert (pictures.FOLDER / f"{name}.png").stat().st_size > 10_000, "Take it with `make pictures`."
