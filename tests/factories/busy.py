"""A council in the middle of its work: something of every kind waits for somebody, so that every form of the hub can be met."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import time_machine
from sqlalchemy import select

from hub import audit, clock, db, triage
from hub.accounts import Exclusion
from hub.actor import OPERATOR
from hub.audit import Action
from hub.concerns import Concern
from hub.people import link_people
from hub.triage import TeamNotice
from tests.factories import looks, rules
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.conferences import AGNES, BABY, ISLA, RORY, Room
from tests.factories.hub_world import World

Starts = dict[str, list[str]]


def busy(world: World) -> Starts:
    """Concerns to screen, one in danger, two that may be one person's, one to sign, one passed on; conferences at each step.

    Gives, by role, the pages that lead to what only some of many records have; who signs comes first, before others decide anew.
    """
    *looked, differing = _looks(world)
    world.on_rota(world.actor("team_manager"))
    told = steps.received(world, of_a_hurt_child=True)
    steps.received(world, in_danger=True)
    _passed_on(world)
    came_back = _came_back(world)
    world.token()
    writing, waiting, older = _rules(world)
    return {
        "team_manager": [*looked, *_to_sign(world), f"/second-looks/differences/{differing}"],
        "chair": [f"/conferences/{ref}" for ref in _conferences(Room(world))],
        "administrator": [f"/officers/{_kept_apart(world)}"],
        "screening_officer": [*_joined(world), *came_back],
        "rules_owner": [
            f"/rules/drafts/{writing}/rules/{rules.INFANTS}/versions/new",
            f"/rules/drafts/{writing}/rules/{rules.INFANTS}/cases/0",
            f"/rules/drafts/{writing}/rules/{rules.INFANTS}",
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


def _came_back(world: World) -> list[str]:
    """What teams were told of work they hold: one waits with them, one came back; and concerns closed before another came."""
    for forename in ("Greer", "Tessa", "Struan"):
        child = PersonMaker(forename=forename, date_of_birth="2016-05-06", facts={"harms": ["physical"]}, at_home=True)
        work = steps.received(world, people=(child,))
        (person,) = steps.people_on(work.concern_id)
        steps.answered(world, work.concern_id, person, who_caused="parent")
        steps.viewed(world, work.concern_id)
        steps.decided(world, work.concern_id, person)
        steps.received(world, people=(child,))
    with db.transaction() as session:
        late = session.scalars(select(TeamNotice).order_by(TeamNotice.told_at).limit(2)).all()
        for notice in late:
            notice.act_by = clock.now() - timedelta(minutes=1)
        triage.bring_back_unacknowledged(session)
    concern, person = _adult(world, "Rowanwell", "yes", "yes", "no")
    steps.decided(world, concern, person)
    adult = PersonMaker(adult=True, surname="Rowanwell", phone="01382 000000", facts={"harms": ["financial"]})
    again = steps.received(world, people=(adult,))
    with db.transaction() as session:
        screener = world.actor("screening_officer")
        link_people(
            session, person_id=steps.people_on(again.concern_id)[0], other_id=person, verdict="same", by=screener
        )
        audit.record(session, by=screener, action=Action.PERSON_MATCHED)
    steps.answered(world, again.concern_id, steps.people_on(again.concern_id)[0], crime_suspected="no")
    return [f"/concerns/{again.ref}/closed-before", *(f"/told/{each.id}" for each in late)]


def _to_sign(world: World) -> list[str]:
    """A decision for the second person, and the record with a limit that may be varied."""
    concern, person = _adult(world, "Fauxley", "yes", "yes", "yes")
    verdicts = dict.fromkeys(steps.suggested(concern, person)[1].routes, True)
    asked = world.actor("team_manager").officer_id
    made = steps.decided(
        world, concern, person, verdicts=verdicts, agrees_urgency=False, urgency="two_working_days",
        urgency_reason="seen_safe", ask_second=asked,
    )  # fmt: skip
    with db.reading() as session:
        ref = session.get_one(Concern, concern).ref
    return [f"/second-person/{made.id}", f"/concerns/{ref}"]


def _passed_on(world: World) -> None:
    for surname in ("Mockton", "Shamley"):
        concern, person = _adult(world, surname, "yes", "yes", "no")
        steps.decided(world, concern, person)


def _conferences(room: Room) -> list[str]:
    room.requested(ISLA)
    room.allocated(AGNES, conference="adult", route="asp_inq")
    return [room.allocated(BABY), room.convened(RORY)]


def _looks(world: World) -> list[str]:
    """A second look that saw more danger, one in the manager's hands, and one that waits."""
    differing = looks.drawn(looks.opened(world, surname="Otherley"))
    with at(clock.now() + timedelta(hours=2)):
        looks.taken(world)
        looks.given(world, differing, "reporter", urgency="act_now")
        in_hand = looks.drawn(looks.closed(world, surname="Onceley"))
    with at(clock.now() + timedelta(hours=4)):
        looks.drawn(looks.opened(world, surname="Twicely"))
    with at(clock.now() + timedelta(hours=6)):
        looks.taken(world, by="team_manager")
    return [f"/second-looks/{in_hand}", "/second-looks", str(differing)]


def at(moment: datetime) -> time_machine.travel:
    """The time is this moment and goes on from it."""
    return time_machine.travel(moment, tick=True)


def _rules(world: World) -> tuple[int, int, int]:
    """A draft with a version that may be taken out, one that waits for a second person, one upon rules that are not the newest."""
    older = rules.begun(world).number
    rules.activated(world)
    waiting = rules.proposed(world, rules.renewed(rules.LEFT_ALONE)).number
    return (
        rules.begun(world, {rules.path_of(rules.INFANTS): rules.with_version(rules.INFANTS, clock.today())}).number,
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
