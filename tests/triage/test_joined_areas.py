"""Areas beside children and adults: the work they open has its own clocks, and what belongs to another council opens none."""

from __future__ import annotations

from uuid import UUID

import pytest

from hub import pathways, strands
from hub.concerns import Concern
from hub.db import reading
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World

pytestmark = pytest.mark.both_engines


def told_of(world: World, **facts: object) -> tuple[UUID, UUID]:
    """A concern about an adult of whom this is told, seen by an officer."""
    receipt = steps.received(world, people=(PersonMaker(adult=True, facts=facts),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.viewed(world, receipt.concern_id)
    return receipt.concern_id, person


def clocks_of(concern: UUID) -> dict[str, set[tuple[str, bool]]]:
    """The clocks of each strand by its kind, and whether each runs from receipt."""
    with reading() as session:
        received_at = session.get_one(Concern, concern).received_at
        return {
            strand.kind: {
                (each.clock, each.started_at == received_at)
                for each in pathways.clocks_on(session, "strand", strand.id)
            }
            for strand in strands.strands_of_concern(session, concern)
        }


def test_a_near_fatal_overdose_starts_both_of_its_clocks_from_receipt(world: World) -> None:
    concern, person = told_of(world, near_fatal_overdose=True, suicide_signs=["none"])
    steps.decided(world, concern, person)
    assert clocks_of(concern) == {"alcohol_drugs": {("nfod_response", True), ("nfod_outreach", True)}}


def test_a_brief_intervention_starts_its_clock_from_receipt(world: World) -> None:
    concern, person = told_of(world, in_distress=True, suicide_signs=["none"])
    steps.answered(world, concern, person, emergency_care_needed="no", severe_mental_illness="no")
    steps.decided(world, concern, person)
    assert clocks_of(concern) == {"suicide_prevention": {("dbi_contact", True)}}


def test_what_belongs_to_another_council_opens_no_work_here_and_is_passed_on(world: World) -> None:
    concern, person = told_of(world, harms=["other"])
    steps.answered(world, concern, person, outside_area="yes")
    steps.limbs_answered(world, concern, person, "yes", "yes", "no")
    assert "other_council" in steps.suggested(concern, person)[1].routes
    steps.decided(world, concern, person, onward_route="other_council")
    assert clocks_of(concern) == {}
