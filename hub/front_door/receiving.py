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
    team_id = team_of_kind(session, "management" if sealed else "screening")
    entered = _enter(session, new, keyed_at or clock.now(), level)
    told = concerns.record(session, new, entered, team_id=team_id, level=level, prefix=prefix, keyed_at=keyed_at, by=by)
    concern = told.concern
    people.make_findable(session, [person for person, _ in entered])
    _link_known(session, entered, by)
    if sealed:
        _give_to_named_senior(session, concern.id)
    triage.take_in(session, told, by=by)
    alert = _alert(session, new, concern.id, draft_id, rung_minutes, by)
    audit.record(
        session,
        by=by,
        action=Action.CONCERN_RECEIVED,
        objects=[("concern", concern.id), *(("person", person.id) for person, _ in entered)],
        basis="reporting",
        counts={"people": len(entered), "warnings": len(new.warnings)},
    )
    return Receipt(concern.ref, concern.id, new.danger, alert.id if alert else None, new.warnings)


def _enter(session: Session, new: NewConcern, at: datetime, level: str) -> list[tuple[people.Person, NewPerson]]:
    """Everybody named, and the child who is said to live there where nobody named may be that child."""
    entered = [(people.write_down(session, told, at=at, level=level), told) for told in _everybody(new)]
    if triage.is_child_missing(new.told.get("household") or {}, [person for person, _ in entered]):
        entered.append((people.write_down(session, triage.CHILD, at=at, level=level), triage.CHILD))
    return entered


def _everybody(new: NewConcern) -> tuple[NewPerson, ...]:
    if any(person.role != "alleged" for person in new.people):
        return new.people
    return (RESIDENTS if new.service.get("name") else NOBODY_NAMED, *new.people)


def _alert(
    session: Session, new: NewConcern, concern_id: UUID, draft_id: UUID | None, rung_minutes: int, by: Actor
) -> danger.Alert | None:
    """The alert where danger is said, or was said on the draft."""
    if draft_id is None and new.danger not in danger.ALARMING:
        return None
    return danger.raise_alert(
        session, answer=new.danger, before=new.danger_before, by=by, rung_minutes=rung_minutes,
        concern_id=concern_id, draft_id=draft_id,
    )  # fmt: skip


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
