"""A decision: agreeing or differing with words, what it opens, what it may not close, and who may make it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from hub import audit, pathways, strands, triage
from hub.actor import OPERATOR
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.errors import Conflict, NotAllowed, OutOfOrder, Unprocessable
from hub.queues import WorkItem
from hub.triage import OnwardRoute
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def screened(
    world: World, by: str = "screening_officer", caused_by: str = "parent", **traits: object
) -> tuple[UUID, UUID]:
    """A concern of which an officer has given a view, and the first person on it."""
    receipt = steps.received(world, **(traits or {"of_a_hurt_child": True}))
    (person, *_) = steps.people_on(receipt.concern_id)
    steps.answered(world, receipt.concern_id, person, by=by, who_caused=caused_by)
    steps.viewed(world, receipt.concern_id, by=by)
    return receipt.concern_id, person


def items(queue: str) -> list[WorkItem]:
    with reading() as session:
        return list(session.scalars(select(WorkItem).where(WorkItem.queue == queue, WorkItem.state == "open")))


def refused(world: World, concern: UUID, person: UUID, **values: object) -> dict[str, tuple[str, ...]]:
    with pytest.raises(Unprocessable) as refusal:
        steps.decided(world, concern, person, **values)
    return refusal.value.fields


def test_agreeing_opens_the_strand_its_clocks_and_its_place_with_co_ordination(world: World) -> None:
    concern, person = screened(world)
    decision = steps.decided(world, concern, person)
    assert decision.state == "made"
    assert decision.agrees_routes
    with reading() as session:
        (strand,) = strands.strands_of_concern(session, concern)
        assert (strand.route, strand.kind, strand.state) == ("cp_ird", "children", "with_coordination")
        clocks = {each.clock for each in pathways.clocks_on(session, "strand", strand.id)}
        assert clocks == {"ird_held", "cppm_initial"}
        assert session.get(Concern, concern).state == "decided"
        screening = [each for each in pathways.clocks_on(session, "concern", concern) if each.state != "stopped"]
        assert [each.state for each in screening] == ["met"]
        log = audit.access_log(session, "concern", str(concern))
        assert log[0].action is audit.Action.DECISION_MADE
    (item,) = items("coordination")
    assert (item.object_id, item.reason) == (strand.id, "cp_ird")
    assert steps.queued(concern) is None


def test_nothing_is_decided_without_a_word_a_verdict_and_whether_they_were_told(world: World) -> None:
    concern, person = screened(world)
    fields = refused(
        world, concern, person, verdicts={}, words_routes="ok", agrees_urgency=None, words_urgency="", told_person=""
    )
    assert {"route_cp_ird", "words_routes", "agrees_urgency", "words_urgency", "told_person"} <= set(fields)


def test_differing_needs_a_value_and_a_coded_reason(world: World) -> None:
    concern, person = screened(world)
    fields = refused(world, concern, person, added=("reporter",), agrees_urgency=False)
    assert {"routes_reason", "urgency", "urgency_reason"} <= set(fields)
    decision = steps.decided(
        world, concern, person, added=("reporter",), routes_reason="more_is_needed", agrees_urgency=False,
        urgency="act_now", urgency_reason="sooner_needed",
    )  # fmt: skip
    assert (decision.agrees_routes, decision.agrees_urgency, decision.state) == (False, False, "made")
    with reading() as session:
        assert {each.route for each in strands.strands_of_concern(session, concern)} >= {"cp_ird", "reporter"}
    assert [item.reason for item in items("strand")] == ["reporter"]


def test_no_decision_before_the_own_view(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    (person,) = steps.people_on(receipt.concern_id)
    with pytest.raises(OutOfOrder, match="own view first"):
        steps.decided(world, receipt.concern_id, person)


def test_each_person_has_their_own_decision_and_the_last_one_ends_the_screening(world: World) -> None:
    people = (PersonMaker(child=True, hurt=True, at_home=True), PersonMaker(adult=True, at_home=True))
    concern, child = screened(world, people=people)
    steps.decided(world, concern, child)
    assert steps.queued(concern) is not None, "the adult is not decided yet"
    adult = steps.people_on(concern)[1]
    steps.answered(world, concern, adult, harms=["financial"])
    steps.limbs_answered(world, concern, adult, "yes", "yes", "yes")
    steps.decided(world, concern, adult)
    assert steps.queued(concern) is None
    with reading() as session:
        found = {each.route: each for each in strands.strands_of_concern(session, concern)}
        assert found["asp_inq"].team_id == world.teams["adults"]
        assert found["cp_ird"].team_id == world.teams["children"]


def closing(world: World) -> tuple[UUID, UUID]:
    """An adult who does not meet the test."""
    people = (PersonMaker(adult=True, facts={"harms": ["financial"]}, at_home=True),)
    concern, person = screened(world, caused_by="stranger", people=people)
    steps.limbs_answered(world, concern, person, "yes", "yes", "no")
    return concern, person


def test_closing_below_the_threshold_names_who_takes_it_on_and_waits_for_them(world: World) -> None:
    concern, person = closing(world)
    assert "onward_route" in refused(world, concern, person, onward_route=None)
    steps.decided(world, concern, person, onward_route="gp")
    with reading() as session:
        (onward,) = session.scalars(select(OnwardRoute).where(OnwardRoute.concern_id == concern))
        assert (onward.state, onward.route) == ("waiting", "gp")
        assert onward.owner_id == world.actor("screening_officer").officer_id
        assert onward.words == steps.SENTENCE


def test_a_point_that_is_not_known_never_closes(world: World) -> None:
    concern, person = closing(world)
    steps.limbs_answered(world, concern, person, "yes", "yes", "not_known")
    fields = refused(
        world, concern, person, verdicts={"needs_information": False}, added=("info_only",), routes_reason="facts_wrong"
    )
    assert "close" in fields


def test_a_third_concern_in_a_year_asks_for_another_look_and_for_no_invented_work(world: World) -> None:
    concern, person = closing(world)
    steps.answered(world, concern, person, concerns_about_person_12_months="3")
    _, found = steps.suggested(concern, person)
    assert ("adults.repeat_concerns", "yes") in [(rule, answer) for rule, _, answer in found.findings]
    decision = steps.decided(world, concern, person, onward_route="adult_support")
    assert (decision.state, set(decision.routes)) == ("made", {"asp_not_met_support", "info_only"})


def test_needing_information_never_closes(world: World) -> None:
    receipt = steps.received(world, of_nobody_named=True, danger="not_known")
    (person,) = steps.people_on(receipt.concern_id)
    steps.viewed(world, receipt.concern_id)
    assert "close" in refused(world, receipt.concern_id, person)


@pytest.mark.parametrize("known", [False, True])
def test_a_no_closes_only_once_pressure_others_and_crime_are_answered(world: World, known: bool) -> None:
    concern, person = closing(world)
    steps.answered(world, concern, person, declines_help="yes")
    if known:
        steps.answered(world, concern, person, pressure_signs="no", others_at_risk="no", crime_suspected="no")
        assert steps.decided(world, concern, person).state == "made"
    else:
        assert "declined" in refused(world, concern, person)


def test_at_16_and_17_a_lead_framework_is_named_with_its_reason(world: World) -> None:
    concern, person = screened(
        world, people=(PersonMaker(age_from=17, age_to=17, hurt=True, date_of_birth="", at_home=True),)
    )
    steps.limbs_answered(world, concern, person, "yes", "yes", "yes")
    assert {"lead_framework", "words_lead"} <= set(refused(world, concern, person))
    decision = steps.decided(world, concern, person, lead_framework="child", words_lead=steps.SENTENCE)
    assert decision.lead_framework == "child"


@pytest.mark.parametrize(("answer", "asks"), [("15", False), ("16", True), ("17", True), ("18", False)])
def test_an_age_answered_in_place_asks_which_framework_leads(world: World, answer: str, asks: bool) -> None:
    concern = steps.received(world, people=(PersonMaker(hurt=True, at_home=True),)).concern_id
    (person,) = steps.people_on(concern)
    steps.answered(world, concern, person, age_years=answer, who_caused="parent")
    steps.limbs_answered(world, concern, person, "yes", "yes", "yes")
    steps.viewed(world, concern)
    with reading() as session:
        ref = session.get_one(Concern, concern).ref
        view = triage.show_decision(session, ref, 0, by=world.actor("screening_officer")).view
    assert view.needs_lead is asks
    if asks:
        assert {"lead_framework", "words_lead"} <= set(refused(world, concern, person))
    else:
        assert steps.decided(world, concern, person).lead_framework is None


def test_a_childs_route_is_not_decided_without_a_social_worker_or_manager(world: World) -> None:
    with transaction() as session:
        world.add(session, "unqualified", "screening_officer")
        audit.record(session, by=OPERATOR, action=audit.Action.OFFICER_ADDED)
    concern, person = screened(world, by="unqualified")
    with pytest.raises(NotAllowed, match="social worker"):
        steps.decided(world, concern, person, by="unqualified")


@pytest.mark.parametrize("role", ["duty_worker", "chair", "auditor", "administrator", "partner_reporter"])
def test_who_does_not_screen_decides_nothing(world: World, role: str) -> None:
    concern, person = screened(world)
    with pytest.raises(NotAllowed):
        steps.decided(world, concern, person, by=role)


def test_two_officers_deciding_for_one_person_are_told_of_each_other(world: World) -> None:
    concern, person = screened(
        world, people=(PersonMaker(child=True, hurt=True), PersonMaker(child=True, forename="Juno"))
    )
    mine = steps.choice(concern, person)
    steps.decided(world, concern, person)
    with pytest.raises(Conflict, match="Somebody else decided"), transaction() as session:
        triage.decide(session, mine, concern_id=concern, by=world.actor("screening_officer"))


def test_a_decision_on_an_older_run_of_the_rules_is_refused(world: World) -> None:
    concern, person = screened(world)
    mine = steps.choice(concern, person)
    steps.answered(world, concern, person, injury="yes")
    with pytest.raises(Conflict, match="run again"), transaction() as session:
        triage.decide(session, mine, concern_id=concern, by=world.actor("screening_officer"))
