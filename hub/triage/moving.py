"""A concern put on the wrong person: moved to the right one, the original quarantined, and who saw it listed for breach assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock, pathways, people
from hub.accounts import Grant, Permission, Team, officer_names, require, require_sight_of
from hub.actor import Actor
from hub.audit import ACTIONS, Action, Entry, Look, Shown, access_log
from hub.concerns import Concern, ConcernPart, parts_of
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.people import NewPerson, Person
from hub.strands import Strand
from hub.triage.choices import is_a_sentence
from hub.triage.facts import screened_parts
from hub.triage.following import settle
from hub.triage.models import Decision
from hub.triage.screening import BANDS, screen_again
from hub.triage.telling_teams import withdraw_told
from hub.triage.undoing import WRONG_PERSON, let_go, open_strands, replace


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who looked at the concern, or received it, before it was moved."""

    who: str
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who saw and who received what stood under the wrong person's name, newest first."""

    viewers: tuple[Seen, ...]
    recipients: tuple[Seen, ...]


def move(
    session: Session, *, concern_id: UUID, from_person: UUID, to: UUID | NewPerson, reason: str, by: Actor
) -> ConcernPart:
    """The concern stands on the right person from now on; what was on the wrong one is out of their ordinary history.

    `to` is a person held already, or one entered now. The rules run again, and the right person is undecided where the
    wrong one was screened. What was decided, told and opened for the wrong one is withdrawn; work of theirs is closed where
    nothing was done in it, else put before its team.

    Raises:
        NotAllowed, NotFound: not theirs to correct, or no such people.
        OutOfOrder: it was moved before, or the right person is on the concern already.
        Unprocessable: no reason.
    """
    require(by, Permission.CONCERN_CORRECT)
    concern = session.get(Concern, concern_id)
    basis = require_sight_of(session, by, "concern", concern)
    wrong = _part_on(session, concern_id, from_person)
    if concern is None or wrong is None:
        raise NotFound
    if wrong.state != "on":
        raise OutOfOrder("This was moved already.")
    if not is_a_sentence(reason):
        raise Unprocessable({"reason": ["Enter at least a sentence on how it is known to be the wrong person"]})
    right = _right_person(session, concern, to)
    if _part_on(session, concern_id, right.id) is not None:
        raise OutOfOrder("That person is on this concern already.")
    part = _moved(wrong, right, reason, is_screened=_is_screened(session, concern_id, from_person))
    session.add(part)
    was_decided = concern.state == "decided"
    gone = _undo_decision(session, concern, from_person)
    screen_again(session, concern, why="moved", by=by)
    if was_decided and not _is_screened(session, concern_id, right.id):
        _stop_screening(session, concern)
    settle(session, concern)
    audit.record(
        session,
        by=by,
        action=Action.PERSON_MOVED,
        objects=[
            ("concern", concern_id),
            ("person", from_person),
            ("person", right.id),
            *(("strand", each.id) for each in gone),
        ],
        basis=basis,
        detail=reason,
    )
    return part


def _part_on(session: Session, concern_id: UUID, person_id: UUID) -> ConcernPart | None:
    return session.scalars(
        select(ConcernPart).where(ConcernPart.concern_id == concern_id, ConcernPart.person_id == person_id)
    ).first()


def _right_person(session: Session, concern: Concern, to: UUID | NewPerson) -> Person:
    if isinstance(to, NewPerson):
        return people.enter(session, to, at=clock.now(), level=concern.level)
    found = session.get(Person, to)
    if found is None or found.level == "sealed":
        raise NotFound
    return found


def _is_screened(session: Session, concern_id: UUID, person_id: UUID) -> bool:
    return person_id in {each.person.id for each in screened_parts(parts_of(session, concern_id), clock.today())}


def _moved(wrong: ConcernPart, right: Person, reason: str, *, is_screened: bool) -> ConcernPart:
    """The part under the right person's own key; the original stays as it was, marked as moved."""
    wrong.state = "moved_away"
    contact = {"moved_because": reason.strip()}  # wishes and safe contact were another person's: they are asked anew
    return ConcernPart(
        key=right.key,
        concern_id=wrong.concern_id,
        person_id=right.id,
        role=wrong.role,
        place=wrong.place,
        relationship_kind=wrong.relationship_kind,
        facts=wrong.facts,
        contact=contact,
        also_screened_at=wrong.also_screened_at or (clock.now() if is_screened else None),
    )


def _undo_decision(session: Session, concern: Concern, from_person: UUID) -> tuple[Strand, ...]:
    """Nothing stands, waits or runs for the wrong person; the work that was let go."""
    concern.state = "waiting"
    for decision in session.scalars(
        select(Decision).where(Decision.concern_id == concern.id, Decision.person_id == from_person)
    ):
        replace(session, decision)
    withdraw_told(session, concern, from_person)
    gone = let_go(session, concern, open_strands(session, concern.id, from_person), why=WRONG_PERSON)
    session.flush()
    return gone


def _stop_screening(session: Session, concern: Concern) -> None:
    """Nobody is to be decided, so no limit on screening was met or missed."""
    for band in BANDS:
        name = f"screening_{band}"
        pathways.end(session, name, object_type="concern", object_id=concern.id, at=clock.now(), state="stopped")


def show_exposure(session: Session, *, concern_id: UUID, by: Actor) -> Shown[Exposure]:
    """Who looked at the concern and who received it, from the trail, for assessing a breach.

    Raises:
        NotAllowed, NotFound: not theirs to correct.
    """
    require(by, Permission.CONCERN_CORRECT)
    basis = require_sight_of(session, by, "concern", session.get(Concern, concern_id))
    entries = _all_entries(session, concern_id)
    names = officer_names(session, {UUID(each.actor) for each in entries if len(each.actor) == 36})
    seen = {kind: [_seen(each, names) for each in entries if each.kind == kind] for kind in ("consult", "disclose")}
    received = [*seen["disclose"], *_teams_given_sight(session, concern_id)]
    look = Look(Action.ACCESS_LOG_SHOWN, (("concern", str(concern_id)),), ("viewers", "recipients"), basis=basis)
    return Shown(Exposure(tuple(seen["consult"]), tuple(received)), look)


def _all_entries(session: Session, concern_id: UUID) -> list[Entry]:
    found: list[Entry] = []
    page = access_log(session, "concern", str(concern_id))
    while page:
        found.extend(page)
        page = access_log(session, "concern", str(concern_id), before=page[-1].at)
    return found


def _seen(entry: Entry, names: dict[UUID, str]) -> Seen:
    who = names.get(UUID(entry.actor), "") if len(entry.actor) == 36 else ""
    return Seen(who or entry.actor, ACTIONS[entry.action].words, entry.at)


def _teams_given_sight(session: Session, concern_id: UUID) -> list[Seen]:
    given = (
        select(Team.name, Grant.given_at)
        .join(Grant, Grant.team_id == Team.id)
        .where(Grant.object_type == "concern", Grant.object_id == concern_id)
        .order_by(Grant.given_at.desc())
    )
    return [Seen(name, "was given sight of it", at) for name, at in session.execute(given)]
