"""A concern comes in: the story told once, top to bottom. Anything with a narrative is received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hub import accounts, audit, clock, concerns, danger, people, triage
from hub.accounts import Permission, give_sight, named_senior, require, team_of_kind
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import NewConcern
from hub.errors import Unprocessable
from hub.people import NewPerson

NOBODY_NAMED = NewPerson(description="Person not named")
RESIDENTS = NewPerson(description="Residents not named")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told."""

    ref: str
    concern_id: UUID
    danger: str
    alert_id: UUID | None
    warnings: tuple[str, ...]


def receive(
    session: Session,
    new: NewConcern,
    *,
    by: Actor,
    prefix: str = "DH",
    rung_minutes: int = 15,
    draft_id: UUID | None = None,
    keyed_at: datetime | None = None,
) -> Receipt:
    """The concern is recorded, screened, queued and in the trail, all at once or not at all.

    `keyed_at` is when it was written down, if it waited since.
    Raises:
        NotAllowed: the actor may not log concerns.
        Unprocessable: there is no narrative.
    """
    require(by, Permission.CONCERN_RECEIVE)
    if not new.narrative.strip():
        raise Unprocessable({"narrative": ["Enter what you were told. A few words are enough"]})
    sealed = new.one_of_us == "yes"
    level = "sealed" if sealed else "open"
    entered = [_enter(session, told, keyed_at, level) for told in _everybody(new)]
    if triage.is_child_missing(new.told.get("household") or {}, [person for person, _ in entered]):
        entered.append(_enter(session, triage.CHILD, keyed_at, level))
    concern = concerns.record(
        session, new, entered, team_id=_team(session, sealed), level=level, prefix=prefix, keyed_at=keyed_at, by=by
    )
    _link_known(session, entered, by)
    if sealed:
        _give_to_named_senior(session, concern.id)
    triage.take_in(session, concern, by=by)
    about = {"concern_id": concern.id, "draft_id": draft_id}
    alert = danger.raise_alert(
        session, answer=new.danger, before=new.danger_before, by=by, rung_minutes=rung_minutes, **about
    )
    audit.record(
        session,
        by=by,
        action=Action.CONCERN_RECEIVED,
        objects=[("concern", concern.id), *(("person", person.id) for person, _ in entered)],
        basis="reporting",
        counts={"people": len(entered), "warnings": len(new.warnings)},
    )
    return Receipt(concern.ref, concern.id, new.danger, alert.id if alert else None, new.warnings)


def _enter(session: Session, told: NewPerson, keyed_at: datetime | None, level: str) -> tuple[people.Person, NewPerson]:
    return people.enter(session, told, at=keyed_at or clock.now(), level=level), told


def _everybody(new: NewConcern) -> tuple[NewPerson, ...]:
    if any(person.role != "alleged" for person in new.people):
        return new.people
    return (RESIDENTS if new.service.get("name") else NOBODY_NAMED, *new.people)


def _team(session: Session, sealed: bool) -> UUID:
    return team_of_kind(session, "management" if sealed else "screening")


def _give_to_named_senior(session: Session, concern_id: UUID) -> None:
    senior = named_senior(session)
    if senior is not None:
        give_sight(session, object_type="concern", object_id=concern_id, officer_id=senior)


def _link_known(session: Session, entered: list[tuple[people.Person, NewPerson]], by: Actor) -> None:
    """Keep the word of an officer who may match people, for records the hub itself would offer; any other is left to screening."""
    if by.officer_id is None or not accounts.may(by, Permission.PERSON_MATCH):
        return
    for person, told in entered:
        said = dict.fromkeys(told.not_same, "not_same") | ({told.same_as: "same"} if told.same_as else {})
        if not said:
            continue
        offered = {each.person_id for each in people.find_matches(session, person) if not each.is_restricted}
        for other in sorted(offered & said.keys()):
            people.link_people(session, person_id=person.id, other_id=other, verdict=said[other], by=by)
