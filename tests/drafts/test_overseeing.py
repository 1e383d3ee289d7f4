"""A forgotten draft shows on the manager's page without its words; a sealed one only to the named senior."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from hub import audit, clock, db, drafts
from hub.actor import Actor
from hub.audit import Action
from hub.drafts import Mark, StaleDraft
from hub.errors import NotAllowed, NotFound
from tests.factories.hub_world import World, leaves

pytestmark = pytest.mark.both_engines
LATE = timedelta(hours=3)


@pytest.fixture
def jo(world: World) -> Actor:
    return world.officer("duty_worker", name="Jo Mockridge")


@pytest.fixture
def carol(world: World) -> Actor:
    return world.officer("team_manager", name="Carol Sampleton")


def _draft(by: Actor, *, age: timedelta, mark: Mark | None = None) -> UUID:
    with time_machine.travel(clock.now() - age, tick=False):
        with db.transaction() as session:
            draft = drafts.open_draft(session, form="long", by=by)
        with db.transaction() as session:
            draft = drafts.get_draft(session, draft.id, by=by)
            drafts.save_section(session, draft, "told", {"narrative": "Edna fell"}, version=0, mark=mark, by=by)
    return draft.id


def _stale(by: Actor) -> tuple[StaleDraft, ...]:
    with db.reading() as session:
        shown = drafts.stale_drafts(session, older_than=LATE, by=by)
    with db.transaction() as session:
        audit.record_look(session, shown.look, by=by)
    return shown.view


@pytest.mark.parametrize(("age", "shows"), [(LATE - timedelta(minutes=1), False), (LATE + timedelta(minutes=1), True)])
def test_a_draft_shows_once_it_is_late(jo: Actor, carol: Actor, age: timedelta, shows: bool) -> None:
    _draft(jo, age=age, mark=Mark(label="Edna Mockley"))
    found = _stale(carol)
    assert [each.owner for each in found] == (["Jo Mockridge"] if shows else [])
    assert "Edna" not in repr(found)
    assert len(leaves(Action.DRAFTS_LISTED)) == 1


def test_danger_comes_first(jo: Actor, carol: Actor) -> None:
    _draft(jo, age=timedelta(hours=9))
    _draft(jo, age=timedelta(hours=4), mark=Mark(danger="yes"))
    assert [each.danger for each in _stale(carol)] == ["yes", ""]


def test_a_sealed_draft_shows_only_to_the_named_senior(world: World, jo: Actor, carol: Actor) -> None:
    senior = world.officer("senior_manager", name="Ava Seniorly")
    other = world.officer("senior_manager", name="Zed Seniorly")
    sealed = _draft(jo, age=timedelta(hours=4), mark=Mark(sealed=True))
    assert _stale(carol) == () == _stale(other)
    assert [each.is_sealed for each in _stale(senior)] == [True]
    with db.reading() as session:
        with pytest.raises(NotFound):
            drafts.look_at_draft(session, sealed, by=carol)
        assert drafts.look_at_draft(session, sealed, by=senior).view[0].id == sealed


def test_opening_one_is_an_audited_look(jo: Actor, carol: Actor) -> None:
    draft = _draft(jo, age=timedelta(hours=4))
    with db.reading() as session:
        shown = drafts.look_at_draft(session, draft, by=carol)
    with db.transaction() as session:
        audit.record_look(session, shown.look, by=carol)
    assert shown.view[1]["told"].answers == {"narrative": "Edna fell"}
    (leaf,) = leaves(Action.DRAFT_SHOWN)
    assert (leaf["objects"], leaf["shown"]) == ([["draft", str(draft)]], ["told"])
    assert "Edna" not in repr(leaf)


def test_only_who_oversees_drafts_sees_them(jo: Actor) -> None:
    draft = _draft(jo, age=timedelta(hours=4))
    with db.reading() as session:
        with pytest.raises(NotAllowed):
            drafts.stale_drafts(session, older_than=LATE, by=jo)
        with pytest.raises(NotAllowed):
            drafts.look_at_draft(session, draft, by=jo)
