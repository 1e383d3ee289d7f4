"""What is learnt after a decision undoes it: nothing that became mandatory falls without a second person who saw it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine

from hub import pathways, queues, rulebook, strands, triage
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.errors import Conflict
from hub.triage import Decision, closed_before, screening, suggested
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

HARMED = {"harms": ["physical"], "who_caused": "parent", "injury": True}
CHILD = PersonMaker(child=True, at_home=True, facts=HARMED)
JUNO = PersonMaker(child=True, forename="Juno", at_home=True, facts=HARMED)
ADULT = PersonMaker(adult=True, at_home=True, facts={"harms": ["financial"]})
CRIME = {"facts": {"crime_suspected": True}}
CLOSES = {"onward_route": "gp", "onward_words": steps.SENTENCE}
NONE_OF_IT = ("no", "yes", "yes")


def two(world: World, first: PersonMaker = CHILD, **traits: Any) -> tuple[UUID, UUID, UUID]:
    """A concern with two people on it, ready to be decided."""
    concern = steps.received(world, people=(first, JUNO), **traits).concern_id
    one, other = steps.people_on(concern)
    steps.viewed(world, concern)
    return concern, one, other


def without(world: World, concern: UUID, person: UUID, *left_out: str, **values: Any) -> Decision:
    """Decided with what was suggested but for these routes."""
    routes = steps.suggested(concern, person)[1].routes
    given = {"verdicts": {each: each not in left_out for each in routes}, "routes_reason": "already_acting"}
    return steps.decided(world, concern, person, **(given | values))


def asking(world: World) -> dict[str, UUID]:
    return {"ask_second": world.actor("team_manager").acting_officer_id}


def signed(world: World, decision: Decision) -> Decision:
    by = world.actor("team_manager")
    with transaction() as session:
        version = session.get_one(Decision, decision.id).version
        return triage.sign(session, decision_id=decision.id, version=version, words=steps.SENTENCE, by=by)


def again(decision: Decision) -> Decision:
    with reading() as session:
        return session.get_one(Decision, decision.id)


def state_of(concern: UUID) -> str:
    with reading() as session:
        return session.get_one(Concern, concern).state


def to_sign(decision: Decision) -> bool:
    with reading() as session:
        return session.scalars(queues.open_items("second_person", "decision", decision.id)).first() is not None


def clocks_of(decision: Decision) -> list[str]:
    with reading() as session:
        return [each.state for each in pathways.clocks_on(session, "decision", decision.id)]


def lost(concern: UUID, *, seen: Mapping[UUID, set[str]]) -> set[str]:
    """Of a concern that is decided, what is mandatory and in nobody's decision, but for what a second person saw."""
    if state_of(concern) != "decided":
        return set()
    with reading() as session:
        run = rulebook.latest_run(session, concern)
        live = triage.latest_decisions(session, concern)
        found = rulebook.subjects_of(session, run.id)
        return {
            route
            for person, each in live.items()
            for route in suggested.suggested_by(session, run, person).binding_routes
            if person in found and route not in {*each.routes, *seen.get(person, set())}
        }


ANSWERS: dict[str, dict[str, str]] = {
    "danger": {"immediate_danger": "yes"},
    "a crime": {"crime_suspected": "yes"},
    "a discussion": {"ird_requested": "yes"},
    "both": {"immediate_danger": "yes", "ird_requested": "yes"},
    "nothing of it": {"dangerous_person_in_household": "no"},
}
DECIDED = ("closed", "agreed", "waiting", "signed")


def decided_as(world: World, how: str, concern: UUID, person: UUID) -> tuple[Decision, set[str]]:
    """The decision, and what a second person saw left out."""
    if how == "agreed":
        return steps.decided(world, concern, person), set()
    if how == "closed":
        return without(world, concern, person, "cp_ird", **CLOSES), set()
    made = without(world, concern, person, "police", **asking(world))
    return (signed(world, made), {"police"}) if how == "signed" else (made, set())


def learnt_after(world: World, how: str, answers: Mapping[str, str]) -> set[str]:
    """What is lost where one is decided, something is learnt, what waits is signed if it may be, and the other is decided."""
    concern, one, other = two(world, told={} if how in {"closed", "agreed"} else CRIME)
    made, seen = decided_as(world, how, concern, one)
    steps.answered(world, concern, other, **answers)
    if how == "waiting":
        try:
            signed(world, made)
            seen = {"police"}
        except Conflict:
            pass
    steps.decided(world, concern, other)
    return lost(concern, seen={one: seen})


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("how", DECIDED)
def test_nothing_that_became_mandatory_is_lost(world: World, how: str, answers: dict[str, str]) -> None:
    assert learnt_after(world, how, answers) == set()


def test_the_check_sees_what_is_lost_where_nothing_is_undone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "undo_overtaken", lambda *_: None)
    assert learnt_after(world, "closed", ANSWERS["both"]) == {"police", "cp_ird"}


def test_danger_that_is_learnt_sends_a_closed_person_back_to_the_officer(world: World) -> None:
    concern, one, other = two(world)
    made = without(world, concern, one, "cp_ird", **CLOSES)
    steps.answered(world, concern, other, immediate_danger="yes")
    assert again(made).state == "replaced"
    steps.decided(world, concern, other)
    assert state_of(concern) == "waiting"
    item = steps.queued(concern)
    assert item is not None
    assert (item.rank, item.done_at) == (0, None), "to be picked up, and now"
    anew = steps.decided(world, concern, one, seen=1)
    assert ("police" in anew.routes, anew.urgency, state_of(concern)) == (True, "act_now", "decided")


def test_work_that_was_opened_stays_and_more_comes_beside_it(world: World) -> None:
    concern, one, other = two(world)
    steps.decided(world, concern, one)
    with reading() as session:
        before = {each.id for each in strands.strands_of_concern(session, concern)}
    steps.answered(world, concern, other, immediate_danger="yes")
    with reading() as session:
        after = {each.id: each.state for each in strands.strands_of_concern(session, concern)}
    assert before == set(after)
    assert "closed" not in after.values()
    steps.decided(world, concern, one, seen=1)
    with reading() as session:
        mine = [each for each in strands.strands_of_concern(session, concern) if each.person_id == one]
    assert {each.id for each in mine} == before
    assert {each.urgency for each in mine} == {"act_now"}


def test_a_decision_that_waits_leaves_the_second_persons_queue(world: World) -> None:
    concern, one, other = two(world, told=CRIME)
    made = without(world, concern, one, "police", **asking(world))
    assert to_sign(made)
    steps.answered(world, concern, other, immediate_danger="yes")
    assert (again(made).state, to_sign(made)) == ("replaced", False)
    with pytest.raises(Conflict, match="no longer stands"):
        signed(world, made)


def test_the_clock_of_a_lowering_made_alone_out_of_hours_stops(world: World) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 22, tzinfo=UTC), tick=True):
        concern, one, other = two(world, told=CRIME)
        made = without(world, concern, one, "police", alone_out_of_hours=True)
        assert clocks_of(made) == ["running"]
        steps.answered(world, concern, other, immediate_danger="yes")
    assert clocks_of(made) == ["stopped"]


def test_what_a_second_person_signed_away_stays_signed_away(world: World) -> None:
    concern, one, other = two(world, told=CRIME)
    made = signed(world, without(world, concern, one, "police", **asking(world)))
    steps.answered(world, concern, other, crime_suspected="no")
    steps.answered(world, concern, other, crime_suspected="yes")
    assert again(made).state == "signed"
    steps.answered(world, concern, other, immediate_danger="yes")
    assert again(made).state == "replaced", "act now is above what was signed"


def test_what_is_learnt_and_changes_nothing_leaves_a_decision_alone(world: World) -> None:
    concern, one, other = two(world, told=CRIME)
    made, waits = steps.decided(world, concern, one), without(world, concern, other, "police", **asking(world))
    steps.answered(world, concern, other, dangerous_person_in_household="no")
    assert (again(made).state, again(waits).state, to_sign(waits)) == ("made", "waiting_for_second", True)
    signed(world, waits)
    assert state_of(concern) == "decided"


@pytest.mark.parametrize("answers", [("yes", "yes", "yes"), ("not_known", "yes", "yes")])
def test_an_adult_closed_below_the_threshold_is_looked_at_again(world: World, answers: tuple[str, ...]) -> None:
    concern, one, other = two(world, ADULT)
    steps.limbs_answered(world, concern, one, *NONE_OF_IT)
    made = steps.decided(world, concern, one)
    steps.limbs_answered(world, concern, one, *NONE_OF_IT)
    assert again(made).state == "made"
    steps.limbs_answered(world, concern, one, *answers)
    assert again(made).state == "replaced"
    steps.decided(world, concern, other)
    assert state_of(concern) == "waiting"


def test_help_that_is_declined_after_somebody_was_closed_asks_what_is_behind_it(world: World) -> None:
    concern, one, _ = two(world, ADULT)
    steps.limbs_answered(world, concern, one, *NONE_OF_IT)
    made = steps.decided(world, concern, one)
    steps.answered(world, concern, one, declines_help="yes")
    assert again(made).state == "replaced"


def test_a_decision_from_before_is_not_signed_against_what_is_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that still waits, as it may where it was made before decisions were weighed again."""
    concern, one, other = two(world, told=CRIME)
    made = without(world, concern, one, "police", **asking(world))
    with monkeypatch.context() as before:
        before.setattr(screening, "undo_overtaken", lambda *_: None)
        steps.answered(world, concern, other, immediate_danger="yes")
    assert again(made).state == "waiting_for_second"
    with pytest.raises(Conflict, match="no longer stands"):
        signed(world, made)
    assert closed_before.screen is screening.screen, "a concern that comes back is weighed again too"
