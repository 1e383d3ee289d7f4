"""The second person: lowering waits for somebody else, while the higher urgency stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from hub import audit, strands, triage
from hub.actor import OPERATOR
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.queues import Filter, WorkItem
from hub.triage import Decision
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines
WEDNESDAY_NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 28, 23, tzinfo=UTC)
LOWER = {
    "verdicts": {"asp_inq": True},
    "agrees_urgency": False,
    "urgency": "two_working_days",
    "urgency_reason": "seen_safe",
}


def adult_at_risk(world: World) -> tuple[UUID, UUID]:
    """An adult of whom all three points are met: an inquiry the same day is mandatory."""
    people = (PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),)
    receipt = steps.received(world, people=people)
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, "yes", "yes", "yes")
    steps.viewed(world, receipt.concern_id)
    return receipt.concern_id, person


def lowered(world: World, **values: object) -> tuple[UUID, Decision]:
    concern, person = adult_at_risk(world)
    asked = world.actor("team_manager").officer_id
    verdicts = dict.fromkeys(steps.suggested(concern, person)[1].routes, True)
    return concern, steps.decided(
        world, concern, person, **(LOWER | {"verdicts": verdicts, "ask_second": asked} | values)
    )


def signed(world: World, decision: Decision, by: str = "team_manager", words: str = steps.SENTENCE) -> Decision:
    with transaction() as session:
        return triage.sign(session, decision_id=decision.id, version=decision.version, words=words, by=world.actor(by))


def sent_back(world: World, decision: Decision, by: str = "team_manager") -> Decision:
    with transaction() as session:
        return triage.send_back(
            session, decision_id=decision.id, version=decision.version, words=steps.SENTENCE, by=world.actor(by)
        )


def second_items() -> list[WorkItem]:
    with reading() as session:
        found = select(WorkItem).where(WorkItem.queue == "second_person", WorkItem.state == "open")
        return list(session.scalars(found))


def test_lowering_waits_and_the_higher_urgency_stands_meanwhile(world: World) -> None:
    concern, decision = lowered(world)
    assert decision.state == "waiting_for_second"
    assert decision.lowers_mandatory
    (item,) = second_items()
    standing = steps.queued(concern)
    assert standing is not None, "the concern stays in the screening queue"
    assert standing.rank <= 2, "at least as urgent as the rule says"
    assert item.rank == 2, "same day"
    assert item.act_by == standing.act_by, "inside the limit that runs already"
    with reading() as session:
        assert strands.strands_of_concern(session, concern) == (), "no work at the lower urgency yet"


def test_a_signed_decision_opens_its_work_and_ends_the_screening(world: World) -> None:
    concern, decision = lowered(world)
    decision = signed(world, decision)
    assert (decision.state, decision.second_by) == ("signed", world.actor("team_manager").officer_id)
    assert second_items() == []
    assert steps.queued(concern) is None
    with reading() as session:
        (strand,) = strands.strands_of_concern(session, concern)
        assert (strand.route, strand.urgency) == ("asp_inq", "two_working_days")
        assert strands.parts_in(session, [strand.id])[strand.id][decision.second_by] == {"second"}
        assert audit.access_log(session, "decision", str(decision.id))[0].action is Action.DECISION_SIGNED


def test_a_decision_sent_back_leaves_the_person_undecided(world: World) -> None:
    concern, decision = lowered(world)
    assert sent_back(world, decision).state == "sent_back"
    assert second_items() == []
    assert steps.queued(concern) is not None
    again = steps.decided(world, concern, decision.person_id, seen=1)
    assert (again.number, again.state) == (2, "made")


def test_nobody_signs_their_own_decision(world: World) -> None:
    with transaction() as session:
        world.add(
            session,
            "both",
            "screening_officer",
            "team_manager",
            teams=("screening",),
            qualifications=("council_officer",),
        )
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    concern, person = adult_at_risk(world)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20), tick=True):
        steps.viewed(world, concern, by="both")
        decision = steps.decided(
            world, concern, person, by="both", **LOWER, ask_second=world.actor("team_manager").officer_id
        )
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=30)), pytest.raises(NotAllowed, match="your own"):
        signed(world, decision, by="both")


@pytest.mark.parametrize("role", ["screening_officer", "other_officer", "duty_worker", "chair", "auditor"])
def test_who_may_not_sign_signs_nothing(world: World, role: str) -> None:
    _, decision = lowered(world)
    with pytest.raises(NotAllowed):
        signed(world, decision, by=role)


def test_a_signature_needs_words_and_the_decision_as_it_was_read(world: World) -> None:
    _, decision = lowered(world)
    with pytest.raises(Unprocessable):
        signed(world, decision, words="fine")
    decision.version += 1
    with pytest.raises(Conflict):
        signed(world, decision)


def test_a_decision_is_signed_once(world: World) -> None:
    _, decision = lowered(world)
    signed(world, decision)
    with pytest.raises(OutOfOrder):
        signed(world, decision)


def test_dropping_a_mandatory_route_is_lowering_too(world: World) -> None:
    _, decision = lowered(
        world, verdicts={"asp_inq": False}, added=("mhcta_s33",), routes_reason="does_not_fit", agrees_urgency=True
    )
    assert decision.lowers_mandatory


def test_somebody_who_may_sign_is_asked(world: World) -> None:
    for asked in (None, world.actor("duty_worker").officer_id, world.actor("screening_officer").officer_id):
        with pytest.raises(Unprocessable) as refusal:
            lowered(world, ask_second=asked)
        assert "ask_second" in refusal.value.fields


def test_alone_out_of_hours_the_higher_route_goes_ahead_and_is_countersigned(world: World) -> None:
    with time_machine.travel(SATURDAY_NIGHT, tick=True):
        concern, decision = lowered(world, ask_second=None, alone_out_of_hours=True)
        assert (decision.state, decision.out_of_hours) == ("waiting_for_second", True)
        with reading() as session:
            (strand,) = strands.strands_of_concern(session, concern)
            assert strand.urgency == "same_day", "the higher urgency goes ahead"
        (item,) = second_items()
        assert item.act_by.date().isoformat() == "2026-11-30", "by the next working day"
        assert steps.queued(concern) is not None, "nothing is decided until somebody has signed"
    with time_machine.travel(SATURDAY_NIGHT + timedelta(hours=34), tick=True):
        signed(world, decision)
    with reading() as session:
        (strand,) = strands.strands_of_concern(session, concern)
        assert strand.urgency == "two_working_days"
    assert steps.queued(concern) is None


def test_in_office_hours_nobody_is_alone(world: World) -> None:
    with time_machine.travel(WEDNESDAY_NOON, tick=True), pytest.raises(Unprocessable) as refusal:
        lowered(world, ask_second=None, alone_out_of_hours=True)
    assert "alone_out_of_hours" in refusal.value.fields


def test_an_adult_decision_by_somebody_else_is_overseen_by_a_council_officer(world: World) -> None:
    with transaction() as session:
        world.add(session, "worker", "screening_officer", qualifications=("social_worker",))
        world.add(session, "plain_manager", "team_manager")
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    concern, person = adult_at_risk(world)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20), tick=True):
        steps.viewed(world, concern, by="worker")
        with pytest.raises(Unprocessable):
            steps.decided(world, concern, person, by="worker", ask_second=world.actor("plain_manager").officer_id)
        decision = steps.decided(world, concern, person, by="worker", ask_second=world.actor("team_manager").officer_id)
        assert (decision.state, decision.lowers_mandatory) == ("waiting_for_second", False)
        with pytest.raises(NotAllowed, match="council officer"):
            signed(world, decision, by="plain_manager")
        assert signed(world, decision).state == "signed"


def listed(world: World, *, to_do: bool) -> list[triage.Row]:
    with reading() as session:
        view = triage.show_queue(session, by=world.actor("other_officer"), only=Filter(to_do=to_do)).view
    assert view.count == len(view.rows)
    return list(view.rows)


def test_what_only_waits_for_a_second_person_is_not_to_be_screened_again(world: World) -> None:
    concern, decision = lowered(world)
    (row,) = listed(world, to_do=False)
    assert row.waits_since == decision.decided_at
    assert row.act_by, "its limit still runs"
    assert listed(world, to_do=True) == []
    sent_back(world, decision)
    (row,) = listed(world, to_do=True)
    assert (row.concern_id, row.waits_since) == (concern, None)


def test_a_concern_with_somebody_undecided_is_still_to_be_screened(world: World) -> None:
    people = (
        PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),
        PersonMaker(child=True, at_home=True),
    )
    concern = steps.received(world, people=people).concern_id
    first, second = steps.people_on(concern)
    steps.limbs_answered(world, concern, first, "yes", "yes", "yes")
    steps.viewed(world, concern)
    verdicts = dict.fromkeys(steps.suggested(concern, first)[1].routes, True)
    asked = world.actor("team_manager").officer_id
    steps.decided(world, concern, first, **(LOWER | {"verdicts": verdicts, "ask_second": asked}))
    assert [row.waits_since for row in listed(world, to_do=True)] == [None]
    more = {"added": ("reporter",), "routes_reason": "more_is_needed", "onward_route": None, "onward_words": ""}
    steps.decided(world, concern, second, **more)
    assert listed(world, to_do=True) == []


def test_new_information_brings_what_waits_back_to_be_looked_at(world: World) -> None:
    concern, _ = lowered(world)
    (person,) = steps.people_on(concern)
    steps.answered(world, concern, person, harms=["physical"])
    assert [row.waits_since for row in listed(world, to_do=True)] == [None]
