"""The share: within two to five per cent, with a reason, by the rules owner; a placeholder until somebody sets it."""

from __future__ import annotations

import pytest

from hub import quality
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, Unprocessable
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves


def set_share(
    world: World, per_mille: int = 40, *, reason: str = steps.SENTENCE, seen: int = 0, by: str = "rules_owner"
) -> None:
    with transaction() as session:
        quality.set_share(session, per_mille=per_mille, reason=reason, seen=seen, by=world.actor(by))


def shown(world: World) -> quality.ShareView:
    with reading() as session:
        return quality.show_share(session, by=world.actor("rules_owner")).view


@pytest.mark.both_engines
def test_the_rules_owner_sets_it_and_the_next_draw_goes_by_it(world: World) -> None:
    assert (shown(world).now.number, shown(world).now.per_mille) == (0, 30)
    set_share(world, 50)
    set_share(world, 20, seen=1)
    view = shown(world)
    assert (view.now.per_mille, [each.per_mille for each in view.earlier]) == (20, [50])
    assert [leaf["counts"] for leaf in leaves(Action.SHARE_SET)] == [{"per_mille": 50}, {"per_mille": 20}]
    looks.opened(world)
    looks.draw()
    (line,) = shown(world).draws
    assert (line.per_mille, line.considered, line.sampled) == (20, 1, 1)


def test_it_stays_within_two_and_five_per_cent_both_ends_included(world: World) -> None:
    for per_mille in (19, 51, 0, -30):
        with pytest.raises(Unprocessable):
            set_share(world, per_mille)
    assert shown(world).now.number == 0
    set_share(world, 20)
    set_share(world, 50, seen=1)
    assert shown(world).now.per_mille == 50


def test_it_needs_a_sentence_and_a_change(world: World) -> None:
    with pytest.raises(Unprocessable):
        set_share(world, reason="so")
    set_share(world)
    with pytest.raises(Unprocessable):
        set_share(world, seen=1)


def test_who_did_not_see_the_share_that_stands_overwrites_nothing(world: World) -> None:
    set_share(world, 50)
    with pytest.raises(Conflict):
        set_share(world, 20, seen=0)


def test_nobody_else_sets_it(world: World) -> None:
    for role in ("screening_officer", "team_manager", "senior_manager", "committee_reader", "auditor"):
        with pytest.raises(NotAllowed):
            set_share(world, by=role)
