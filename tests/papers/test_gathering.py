"""A record for a paper is what its pages would show the same reader, under one leaf; whoever may not open it gets nothing."""

from __future__ import annotations

import pytest

from hub import papers, triage
from hub.audit import Action
from hub.db import reading
from hub.errors import NotAllowed, NotFound, Unprocessable
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.factories.sight import make_restricted, with_another_team


@pytest.mark.both_engines
def test_it_is_what_the_pages_show_and_one_leaf_names_everybody_in_it(world: World) -> None:
    told = steps.received(world, of_a_hurt_child=True)
    (child,) = steps.people_on(told.concern_id)
    steps.viewed(world, told.concern_id)
    by = world.actor("screening_officer")
    with reading() as session:
        shown = papers.gather_record(session, told.ref, purpose="court", by=by)
        record = triage.show_record(session, told.ref, by=by).view
        explained = triage.show_explanations(session, told.ref, by=by).view
    assert (shown.view.record, shown.view.explained) == (record, explained)
    assert shown.look.objects == (("concern", str(told.concern_id)), ("person", str(child)))
    assert {"narrative", "referrer", "decisions", "counterfactuals"} <= set(shown.look.shown)
    assert (shown.look.action, shown.look.purpose) == (Action.RECORD_EXPORTED, "court")


def test_nobody_gets_what_they_may_not_open(world: World) -> None:
    told, elsewhere, restricted = (steps.received(world).ref for _ in range(3))
    with_another_team(world, elsewhere)
    make_restricted(restricted)
    with reading() as session:
        for ref, role, refusal in (
            (told, "auditor", NotAllowed),
            (elsewhere, "screening_officer", NotAllowed),
            (restricted, "screening_officer", NotAllowed),
            ("DH-2222-2222", "screening_officer", NotFound),
        ):
            with pytest.raises(refusal):
                papers.gather_record(session, ref, purpose="court", by=world.actor(role))


def test_it_says_what_it_is_for(world: World) -> None:
    told = steps.received(world)
    with reading() as session, pytest.raises(Unprocessable):
        papers.gather_record(session, told.ref, purpose="", by=world.actor("screening_officer"))
