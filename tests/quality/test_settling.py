"""A difference that sees more danger waits for a manager, who says the same day what is done."""

from __future__ import annotations

from uuid import UUID

import pytest

from hub import quality
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.quality import SecondLook
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.hub_world import World, leaves


def difference(world: World) -> UUID:
    """An opened child's concern that the second officer would have put more urgently."""
    look_id = looks.drawn(looks.opened(world))
    looks.taken(world)
    looks.given(world, look_id, "reporter", urgency="act_now")
    return look_id


def settled(world: World, look_id: UUID, by: str = "team_manager", **values: object) -> SecondLook:
    with reading() as session:
        version = session.get_one(SecondLook, look_id).version
    told = {"settled_as": "acting", "words": steps.SENTENCE, "version": version} | values
    with transaction() as session:
        return quality.settle(session, look_id=look_id, by=world.actor(by), **told)


@pytest.mark.both_engines
def test_a_manager_reads_both_and_says_what_is_done(world: World) -> None:
    look_id = difference(world)
    manager = world.actor("team_manager")
    with reading() as session:
        (line,) = quality.show_differences(session, by=manager).view
        view = quality.show_difference(session, look_id, by=manager).view
    assert (line.look_id, line.reason, line.is_late) == (look_id, "more_urgent", False)
    assert view.both.second.urgency == "act_now"
    assert view.both.differs == ("more_urgent",)
    assert not view.is_own
    assert settled(world, look_id).settled_as == "acting"
    with reading() as session:
        assert quality.show_differences(session, by=manager).view == ()
    (leaf,) = leaves(Action.SECOND_LOOK_SETTLED)
    assert (leaf["actor"], leaf["purpose"]) == (str(manager.officer_id), "acting")
    with pytest.raises(OutOfOrder):
        settled(world, look_id)


def test_who_is_no_manager_or_another_teams_settles_nothing(world: World) -> None:
    look_id = difference(world)
    for role in ("screening_officer", "other_officer", "duty_worker", "rules_owner", "senior_manager"):
        with pytest.raises(NotAllowed):
            settled(world, look_id, by=role)


def test_settling_needs_what_is_done_a_sentence_and_the_difference_as_it_was_read(world: World) -> None:
    look_id = difference(world)
    with pytest.raises(Unprocessable) as refusal:
        settled(world, look_id, settled_as="", words="fine")
    assert set(refusal.value.fields) == {"settled_as", "words"}
    with pytest.raises(Conflict):
        settled(world, look_id, version=1)
