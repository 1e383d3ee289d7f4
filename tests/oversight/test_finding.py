"""From a reference to its record: what may not be known of is answered like what does not exist."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event, select

from hub import audit, oversight
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound, Unprocessable
from hub.oversight import Found
from hub.strands import Strand
from tests.factories import triage as steps
from tests.factories.hub_world import World
from tests.factories.sight import make_restricted

pytestmark = pytest.mark.both_engines


def found(world: World, typed: str, by: str = "screening_officer") -> Found:
    with reading() as session:
        return oversight.find_record(session, typed, by=world.actor(by)).view


def test_a_reference_leads_to_its_record_however_it_is_typed(world: World) -> None:
    receipt = steps.received(world)
    assert found(world, receipt.ref.lower().replace("-", " ")) == Found("concern", receipt.ref, is_log=False)


def test_a_wrong_sign_is_noticed_before_anything_is_looked_up(world: World) -> None:
    with pytest.raises(Unprocessable) as refused:
        found(world, "DH-2222-2223")
    assert refused.value.fields["reference"]


def test_sealed_and_missing_are_answered_alike_and_cost_the_same(world: World, engine: Engine) -> None:
    sealed = steps.received(world, about_one_of_us=True)
    asked: dict[str, list[str]] = {"sealed": [], "missing": []}
    for name, ref in (("sealed", sealed.ref), ("missing", "DH-2222-2222")):

        def note(_c: object, _u: object, statement: str, *_: object, into: list[str] = asked[name]) -> None:
            into.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        with reading() as session, pytest.raises(NotFound) as refused:
            oversight.find_record(session, ref, by=world.actor("screening_officer"))
        event.remove(engine, "before_cursor_execute", note)
        assert refused.value.object_type == "concern"
    by_key = [each for each in asked["sealed"] if "FROM concerns" in each]
    assert len(asked["sealed"]) - len(by_key) == len(asked["missing"])
    assert len(by_key) == 1


def test_a_restricted_record_may_be_known_to_exist(world: World) -> None:
    receipt = steps.received(world)
    make_restricted(receipt.ref)
    with pytest.raises(NotAllowed):
        found(world, receipt.ref)


def test_whoever_reads_the_trail_is_led_to_the_log_and_nowhere_else(world: World) -> None:
    receipt = steps.received(world, about_one_of_us=True)
    assert found(world, receipt.ref, by="data_guardian").is_log


@pytest.mark.parametrize("role", ["administrator", "key_custodian", "committee_reader", "rules_owner"])
def test_roles_that_open_no_record_find_none(world: World, role: str) -> None:
    receipt = steps.received(world)
    with pytest.raises(NotAllowed):
        found(world, receipt.ref, by=role)


def test_a_strand_leads_to_the_concern_it_came_from(world: World) -> None:
    receipt = steps.received(world, of_a_hurt_child=True)
    (person,) = steps.people_on(receipt.concern_id)
    steps.answered(world, receipt.concern_id, person, who_caused="parent")
    steps.viewed(world, receipt.concern_id)
    steps.decided(world, receipt.concern_id, person)
    with reading() as session:
        ref = session.scalars(select(Strand.ref)).first()
    assert ref is not None
    assert found(world, ref, by="team_manager").concern_ref == receipt.ref


def test_the_look_names_what_was_found(world: World) -> None:
    receipt = steps.received(world)
    by = world.actor("screening_officer")
    with reading() as session:
        look = oversight.find_record(session, receipt.ref, by=by).look
    with transaction() as session:
        audit.record_look(session, look, by=by)
    with reading() as session:
        entry = audit.access_log(session, "concern", str(receipt.concern_id))[0]
    assert (entry.action, entry.basis) == (audit.Action.REFERENCE_FOUND, "team")
