"""The page of work that waits with a team: reached from the first page of who may, refused to who may not."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor

SignIn = Callable[[str], Visitor]


def test_a_manager_comes_from_the_first_page_to_the_concern(world: World, as_officer: SignIn) -> None:
    ref = steps.referred(world).ref
    manager = as_officer("team_manager")
    assert 'href="/work"' in manager.get("/manager").text
    page = manager.get("/work").text
    assert "Ines Harbourne" in page
    assert f'href="/concerns/{ref}/decisions"' in page
    assert manager.get(f"/concerns/{ref}/decisions").status_code == 200


def test_who_may_not_see_strands_is_refused_and_nobody_is_named(world: World, as_officer: SignIn) -> None:
    steps.referred(world)
    answer = as_officer("duty_worker").get("/work")
    assert answer.status_code == 403
    assert "Ines" not in answer.text


def test_an_empty_list_says_so_and_a_changed_place_is_no_page(as_officer: SignIn) -> None:
    manager = as_officer("team_manager")
    assert "No work waits with your team" in manager.get("/work").text
    assert manager.get("/work?after=WzBd.made-up").status_code == 404
