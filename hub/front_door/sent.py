"""What a sender may know of what they sent: the reference and how far it is; the people in it only for the council's own desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from hub import accounts, clock, concerns, pathways
from hub.accounts import Permission, may, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, Part, parts_of
from hub.db import Reference
from hub.errors import NotFound
from hub.front_door.alarms import Alarm, alarm_of_concern
from hub.front_door.unspooling import RECEIPT
from hub.pathways import ClockView
from hub.people import age_on
from hub.queues import WorkItem, live_claim
from hub.rulebook import Unconfirmed, active_pack
from hub.triage import Decision, OnwardRoute
from hub.triage.limits import unconfirmed_of

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SentConcern:
    """One concern in its sender's list. `label` and `people_count` are empty for who sees no people."""

    ref: str
    sent_at: datetime
    received_at: datetime
    state: str  # to_be_screened, being_screened, waits_for_second, decided, passed_on, with_senior
    label: str = ""
    people_count: int = 0
    worker: str = ""
    due_at: datetime | None = None
    unconfirmed: tuple[Unconfirmed, ...] = ()
    receipt: str = ""  # of the spool, where it waited


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What the sender is shown when their concern has come in."""

    sent: SentConcern
    alarm: Alarm | None
    danger_before: datetime | None
    clocks: tuple[ClockView, ...]
    warnings: tuple[str, ...]
    contact_not_safe: bool
    wants_feedback: str
    subjects: tuple[str, ...]


def sent_concerns(session: Session, *, since: datetime, by: Actor) -> Shown[tuple[SentConcern, ...]]:
    """What this actor sent since then, newest first, at most fifty.

    Raises:
        NotAllowed: the actor may not log concerns.
    """
    require(by, Permission.CONCERN_RECEIVE)
    found = list(
        session.scalars(
            select(Concern)
            .where(_sent_by(by), Concern.keyed_at >= since)
            .order_by(Concern.keyed_at.desc(), Concern.id)
            .limit(MOST)
        )
    )
    view = _as_sent(session, found, by)
    look = Look(
        action=Action.CONCERN_LISTED,
        objects=tuple(("concern", str(each.id)) for each in found),
        shown=("label", "state") if _sees_people(by) else ("state",),
        purpose="own_sent",
        basis="own",
    )
    return Shown(view, look)


def sent_state(session: Session, ref: str, *, by: Actor) -> Shown[SentConcern]:
    """How far one concern is that this actor sent.

    Raises:
        NotAllowed: the actor may not log concerns.
        NotFound: there is none, or somebody else sent it: the two answers are the same.
    """
    require(by, Permission.CONCERN_RECEIVE)
    concern = _own(session, ref, by)
    (view,) = _as_sent(session, [concern], by)
    return Shown(view, _look(concern, ("state",)))


def received(session: Session, ref: str, *, by: Actor) -> Shown[Received]:
    """The page that says a concern has come in.

    Raises:
        NotAllowed: the actor may not log concerns.
        NotFound: there is none, or somebody else sent it: the two answers are the same.
    """
    require(by, Permission.CONCERN_RECEIVE)
    concern = _own(session, ref, by)
    parts = parts_of(session, concern.id)
    told = concerns.latest_version(session, concern.id).told or {}
    (sent,) = _as_sent(session, [concern], by)
    view = Received(
        sent=sent,
        alarm=alarm_of_concern(session, concern.id),
        danger_before=concern.danger_before,
        clocks=tuple(each for each in pathways.clocks_on(session, "concern", concern.id) if each.state == "running"),
        warnings=tuple(told.get("warnings", ())),
        contact_not_safe=any(_is_unsafe(each) for each in parts if each.part.role != "alleged"),
        wants_feedback=_wants_feedback(session, concern.id),
        subjects=tuple(_name(each) for each in parts if each.part.role == "subject") if _sees_people(by) else (),
    )
    return Shown(view, _look(concern, ("state", "danger", "clocks", "warnings")))


def _look(concern: Concern, shown: tuple[str, ...]) -> Look:
    return Look(
        action=Action.CONCERN_SHOWN,
        objects=(("concern", str(concern.id)),),
        shown=shown,
        purpose="own_sent",
        basis="own",
    )


def _own(session: Session, ref: str, by: Actor) -> Concern:
    found = session.scalars(select(Concern).where(Concern.ref == ref, _sent_by(by))).first()
    if found is None:
        raise NotFound
    return found


def _sent_by(by: Actor) -> ColumnElement[bool]:
    """An officer's own; for a partner's system whatever its agency's systems sent."""
    if by.officer_id is not None:
        return Concern.sent_by == by.officer_id
    return and_(Concern.sent_by.is_(None), Concern.agency_id == by.agency_id)


def _sees_people(by: Actor) -> bool:
    return may(by, Permission.CONCERN_SEE)


def _as_sent(session: Session, found: Sequence[Concern], by: Actor) -> tuple[SentConcern, ...]:
    ids = [each.id for each in found]
    items = {
        item.object_id: item
        for item in session.scalars(
            select(WorkItem).where(
                WorkItem.queue == "screening",
                WorkItem.object_type == "concern",
                WorkItem.object_id.in_(ids),
                WorkItem.state == "open",
            )
        )
    }
    claims = {key: claim.officer_id for key, item in items.items() if (claim := live_claim(item))}
    names = accounts.officer_names(session, set(claims.values()))
    states, receipts = _decided(session, ids), _receipts(session, ids)
    return tuple(
        replace(
            _one(session, each, items.get(each.id), names.get(claims.get(each.id), ""), states.get(each.id), by),  # type: ignore[arg-type]  # None is no key
            receipt=receipts.get(each.id, ""),
        )
        for each in found
    )


def _one(
    session: Session, concern: Concern, item: WorkItem | None, worker: str, decided: str | None, by: Actor
) -> SentConcern:
    shows_people = _sees_people(by) and concern.level != "sealed"
    parts = parts_of(session, concern.id) if shows_people else ()
    state = decided or ("being_screened" if worker else "to_be_screened")
    if concern.level == "sealed":
        state, worker = "with_senior", ""
    return SentConcern(
        ref=concern.ref,
        sent_at=concern.keyed_at,
        received_at=concern.received_at,
        state=state,
        label=_label(parts),
        people_count=sum(each.part.role != "alleged" for each in parts),
        worker=worker if shows_people else "",
        due_at=item.act_by if item and concern.level != "sealed" else None,
        unconfirmed=unconfirmed_of(active_pack(session), item) if item and concern.level != "sealed" else (),
    )


def _receipts(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """The receipts of those that waited in the spool."""
    held = select(Reference.object_id, Reference.ref).where(Reference.object_id.in_(ids), Reference.kind == RECEIPT)
    return {row.object_id: row.ref for row in session.execute(held)}


def _decided(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """How far the decisions on these concerns are; a concern without one is not in it."""
    found: dict[UUID, str] = {}
    for concern_id, state in session.execute(
        select(Decision.concern_id, Decision.state).where(Decision.concern_id.in_(ids), Decision.state != "replaced")
    ):
        waits = state in {"waiting_for_second", "sent_back"} or found.get(concern_id) == "waits_for_second"
        found[concern_id] = "waits_for_second" if waits else "decided"
    for concern_id, state in session.execute(
        select(OnwardRoute.concern_id, OnwardRoute.state).where(OnwardRoute.concern_id.in_(ids))
    ):
        if state == "accepted" and found.get(concern_id) == "decided":
            found[concern_id] = "passed_on"
    waiting = set(session.scalars(select(Concern.id).where(Concern.id.in_(ids), Concern.state == "waiting")))
    return {key: state for key, state in found.items() if state == "waits_for_second" or key not in waiting}


def _label(parts: Sequence[Part]) -> str:
    """Whom it is about, for the desk's own list: "Kirsty Fictley, 44", "Samplewood household, 5 people"."""
    people = [each for each in parts if each.part.role != "alleged"]
    if not people:
        return ""
    if len(people) > 2 and (surname := people[0].person.surname):
        return f"{surname} household, {len(people)} people"
    first = people[0]
    age = age_on(first.person, clock.today()) or {}
    years = f", {age['from']}" if "from" in age and age.get("from") == age.get("to") else ""
    also = f" and {len(people) - 1} more" if len(people) > 1 else ""
    return f"{_name(first)}{years}{also}"


def _name(part: Part) -> str:
    person = part.person
    name = " ".join(each for each in (person.forename, person.surname) if each)
    return name or person.known_as or person.description or ("Unborn baby" if person.unborn else "Person not named")


def _is_unsafe(part: Part) -> bool:
    safe = (part.part.contact or {}).get("safe_contact") or {}
    return any(safe.get(way) != "yes" for way in ("phone", "text", "voicemail", "letter"))


def _wants_feedback(session: Session, concern_id: UUID) -> str:
    return (
        session.scalar(select(concerns.Referrer.wants_feedback).where(concerns.Referrer.concern_id == concern_id))
        or "not_known"
    )
