"""Work without a conference waits with its team: who sees it, in which order, and that the look is recorded."""

from __future__ import annotations

import pytest

from hub import oversight, triage
from hub.audit import Action, Look
from hub.db import reading, transaction
from hub.errors import NotAllowed
from hub.queues import Key
from hub.triage import OpenWorkView
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.factories.queues import fill_queue

pytestmark = pytest.mark.both_engines


def looked(world: World, by: str, **where: Key | None) -> tuple[OpenWorkView, Look]:
    with reading() as session:
        shown = triage.show_open_work(session, by=world.actor(by), **where)
    return shown.view, shown.look


def test_a_team_sees_what_waits_with_it_and_the_look_names_each(world: World) -> None:
    ref = steps.referred(world).ref
    view, look = looked(world, "team_manager")
    (row,) = view.rows
    assert row.who.startswith("Ines Harbourne")
    assert (row.route, row.concern_ref, row.is_late) == ("Referral to the Children's Reporter", ref, False)
    assert (look.action, look.purpose, len(look.objects)) == (Action.QUEUE_SHOWN, "strand", 1)


def test_a_concern_the_reader_may_not_open_is_not_linked(world: World) -> None:
    steps.referred(world)
    world.officer("co_ordinator", name="Una Childs", team="children")
    assert [each.concern_ref for each in looked(world, "una")[0].rows] == [""]


def test_another_team_and_who_is_kept_from_the_child_see_nothing(world: World) -> None:
    ref = steps.referred(world).ref
    assert looked(world, "chair")[0].rows == ()
    kept, by = world.actor("team_manager").acting_officer_id, world.actor("administrator")
    with transaction() as session:
        oversight.keep_apart(session, officer_id=kept, typed=ref, reason="family", by=by)
    assert looked(world, "team_manager")[0].rows == ()


@pytest.mark.parametrize("role", ["duty_worker", "auditor", "administrator", "partner_reporter"])
def test_who_sees_no_strands_is_refused(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        looked(world, role)


def test_a_long_list_is_read_a_page_at_a_time(world: World) -> None:
    made = fill_queue(world.teams["children"], [{"queue": "strand", "rank": n % 5} for n in range(30)])
    first, _ = looked(world, "team_manager")
    second, _ = looked(world, "team_manager", after=first.next_after)
    assert (len(first.rows), len(second.rows), first.count, second.next_after) == (25, 5, 30, None)
    assert len({each.ref for each in (*first.rows, *second.rows)}) == len(made)
    back, _ = looked(world, "team_manager", before=second.previous_before)
    assert back.rows == first.rows
