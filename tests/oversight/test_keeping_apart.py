"""An officer kept from a record, their own or their family's: deny outranks all, and reaches everything about those people."""

from __future__ import annotations

from uuid import UUID

import pytest

from hub import accounts, oversight, queues, triage
from hub.accounts import Exclusion
from hub.audit import Action
from hub.db import reading, transaction
from hub.errors import NotAllowed, NotFound, Unprocessable
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World, leaves

pytestmark = pytest.mark.both_engines


def keep_apart(world: World, ref: str, *, officer: str = "screening_officer", reason: str = "family") -> int:
    with transaction() as session:
        return oversight.keep_apart(
            session, officer_id=world.actor(officer).acting_officer_id, typed=ref, reason=reason,
            by=world.actor("administrator"),
        )  # fmt: skip


def test_it_reaches_earlier_concerns_about_the_same_person(world: World) -> None:
    first = steps.received(world)
    second = steps.received(world)
    old, new = steps.people_on(first.concern_id)[0], steps.people_on(second.concern_id)[0]
    with transaction() as session:
        triage.say_of_match(session, second.ref, new, same_as=old, verdict="same", by=world.actor("screening_officer"))
    assert keep_apart(world, second.ref) == 4
    with reading() as session:
        for ref in (first.ref, second.ref):
            with pytest.raises(NotAllowed):
                triage.show_record(session, ref, by=world.actor("screening_officer"))
            assert triage.show_record(session, ref, by=world.actor("other_officer"))
        assert queues.waiting_items(session, "screening", by=world.actor("screening_officer")).items == ()
    (leaf,) = leaves(Action.EXCLUSION_SET)
    assert leaf["purpose"] == "family"
    assert len(leaf["objects"]) == 5  # type: ignore[arg-type]


def test_an_alleged_source_of_harm_named_elsewhere_keeps_nobody_from_elsewhere(world: World) -> None:
    receipt = steps.received(world, people=(PersonMaker(child=True), PersonMaker(alleged=True)))
    keep_apart(world, receipt.ref)
    (child, alleged) = steps.people_on(receipt.concern_id)
    with reading() as session:
        kept = {row.object_id for row in session.query(Exclusion) if row.object_type == "person"}
    assert child in kept
    assert alleged not in kept


def test_what_they_had_picked_up_is_free_again(world: World) -> None:
    receipt = steps.received(world)
    item = steps.queued(receipt.concern_id)
    assert item is not None
    with transaction() as session:
        queues.claim(session, item_id=item.id, minutes=15, by=world.actor("screening_officer"))
    keep_apart(world, receipt.ref)
    again = steps.queued(receipt.concern_id)
    assert again is not None
    assert again.claimed_by is None


def test_it_ends_as_a_whole_and_leaves_its_leaf(world: World) -> None:
    receipt = steps.received(world)
    keep_apart(world, receipt.ref)
    officer = world.actor("screening_officer").acting_officer_id
    with reading() as session:
        (kept,) = accounts.show_officer(session, officer, by=world.actor("administrator")).view.kept_from
    assert dict(kept.counts) == {"concern": 1, "person": 1}
    with transaction() as session:
        oversight.stop_keeping_apart(session, officer_id=officer, set_together=kept.id, by=world.actor("administrator"))
    with reading() as session:
        assert triage.show_record(session, receipt.ref, by=world.actor("screening_officer"))
    assert len(leaves(Action.EXCLUSION_ENDED)) == 1
    with pytest.raises(NotFound), transaction() as session:
        oversight.stop_keeping_apart(session, officer_id=officer, set_together=kept.id, by=world.actor("administrator"))


def test_a_reference_nobody_has_and_no_reason_are_both_told(world: World) -> None:
    with pytest.raises(Unprocessable) as refused:
        keep_apart(world, "DH-2222-2222", reason="")
    assert refused.value.fields.keys() == {"reference", "reason"}
    receipt = steps.received(world)
    with pytest.raises(NotFound), transaction() as session:
        oversight.keep_apart(
            session, officer_id=UUID(int=9), typed=receipt.ref, reason="family", by=world.actor("administrator")
        )


@pytest.mark.parametrize("role", ["team_manager", "data_guardian", "screening_officer"])
def test_only_who_keeps_accounts_sets_it(world: World, role: str) -> None:
    receipt = steps.received(world)
    with pytest.raises(NotAllowed), transaction() as session:
        oversight.keep_apart(
            session, officer_id=world.actor(role).acting_officer_id, typed=receipt.ref, reason="family",
            by=world.actor(role),
        )  # fmt: skip
