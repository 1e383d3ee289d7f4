"""A council in the middle of its work: something of every kind waits for somebody, so that every form of the hub can be met."""

from __future__ import annotations

from uuid import UUID

from hub import audit, clock, db, triage
from hub.accounts import Exclusion
from hub.actor import OPERATOR
from hub.audit import Action
from tests.factories import rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.conferences import AGNES, BABY, ISLA, RORY, Room
from tests.factories.hub_world import World

INFANTS = "children.injury_under_two"
Starts = dict[str, list[str]]


def busy(world: World) -> Starts:
    """Concerns to screen, one in danger, two that may be one person's, one to sign, one passed on; conferences at each step.

    Gives, by role, the pages that lead to what only some of many records have; who signs comes first, before others decide anew.
    """
    world.on_rota(world.actor("team_manager"))
    told = steps.received(world, of_a_hurt_child=True)
    steps.received(world, in_danger=True)
    _passed_on(world)
    world.token()
    writing, waiting, older = _rules(world)
    return {
        "team_manager": [f"/second-person/{_to_sign(world)}"],
        "chair": [f"/conferences/{ref}" for ref in _conferences(Room(world))],
        "administrator": [f"/officers/{_kept_apart(world)}"],
        "screening_officer": _joined(world),
        "rules_owner": [
            f"/rules/drafts/{writing}/rules/{INFANTS}/versions/new",
            f"/rules/drafts/{writing}/rules/{INFANTS}/cases/0",
            f"/rules/drafts/{writing}/rules/{INFANTS}",
            f"/rules/drafts/{writing}/propose",
            f"/rules/drafts/{older}",
        ],
        "senior_manager": [f"/rules/drafts/{waiting}/sign", f"/rules/try?draft={writing}"],
        "auditor": [f"/access-log/{told.ref}/hand-over"],
    }


def _adult(world: World, surname: str, *limbs: str) -> tuple[UUID, UUID]:
    receipt = steps.received(world, people=(PersonMaker(adult=True, surname=surname, facts={"harms": ["financial"]}),))
    (person,) = steps.people_on(receipt.concern_id)
    steps.limbs_answered(world, receipt.concern_id, person, *limbs)
    steps.viewed(world, receipt.concern_id)
    return receipt.concern_id, person


def _joined(world: World) -> list[str]:
    """An officer's word that two records are one person; a concern about two children at once."""
    first = steps.received(world)
    second = steps.received(world, people=(PersonMaker(child=True, forename="Rorie", at_home=True),))
    (one,), (other,) = steps.people_on(first.concern_id), steps.people_on(second.concern_id)
    with db.transaction() as session:
        triage.say_of_match(
            session, second.ref, person_id=other, same_as=one, verdict="same", by=world.actor("screening_officer")
        )
    two = steps.received(world, people=(PersonMaker(child=True), PersonMaker(child=True, forename="Ailsa")))
    asked = steps.received(
        world, people=(PersonMaker(adult=True, surname="Wraithmuir", facts={"harms": ["financial"]}),)
    )
    steps.viewed(world, asked.concern_id)
    return [f"/concerns/{two.ref}/screening", f"/concerns/{asked.ref}/suggestions/1", f"/people/{one}"]


def _to_sign(world: World) -> UUID:
    concern, person = _adult(world, "Fauxley", "yes", "yes", "yes")
    verdicts = dict.fromkeys(steps.suggested(concern, person)[1].routes, True)
    asked = world.actor("team_manager").officer_id
    made = steps.decided(
        world, concern, person, verdicts=verdicts, agrees_urgency=False, urgency="two_working_days",
        urgency_reason="seen_safe", ask_second=asked,
    )  # fmt: skip
    return made.id


def _passed_on(world: World) -> None:
    for surname in ("Mockton", "Shamley"):
        concern, person = _adult(world, surname, "yes", "yes", "no")
        steps.decided(world, concern, person)


def _conferences(room: Room) -> list[str]:
    room.requested(ISLA)
    room.allocated(AGNES, conference="adult", route="asp_inq")
    return [room.allocated(BABY), room.convened(RORY)]


def _rules(world: World) -> tuple[int, int, int]:
    """A draft with a version that may be taken out, one that waits for a second person, one upon rules that are not the newest."""
    older = rules.begun(world).number
    rules.activated(world)
    waiting = rules.proposed(world, rules.as_shipped(INFANTS)).number
    return (
        rules.begun(world, {rules.path_of(INFANTS): rules.with_version(INFANTS, clock.today())}).number,
        waiting,
        older,
    )


def _kept_apart(world: World) -> UUID:
    held = world.actor("other_officer").acting_officer_id
    receipt = steps.received(world)
    with db.transaction() as session:
        session.add(
            Exclusion(
                object_type="concern",
                object_id=receipt.concern_id,
                officer_id=held,
                reason_code="own_family",
                set_at=clock.now(),
            )
        )
        audit.record(session, by=OPERATOR, action=Action.EXCLUSION_SET)
    return held
