"""Picking up and putting back. A claim is `claimed_until`: free when null or past, kept by work, compared and set by version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hub import audit, clock
from hub.accounts import Permission, may, not_excluded, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Conflict, NotFound
from hub.queues.models import WorkItem

PERMISSION_BY_QUEUE = {
    "screening": Permission.CONCERN_SCREEN,
    "second_person": Permission.CONCERN_SIGN,
    "strand": Permission.STRAND_SEE,
    "coordination": Permission.CONFERENCE_COORDINATE,
    "chairing": Permission.CONFERENCE_CHAIR,
    "second_look": Permission.SECOND_LOOK,
    "look_difference": Permission.CONCERN_SIGN,
}
SEEN_THROUGH_CONCERN = ("decision", "second_look")


SOFTENS_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has an item and until when."""

    officer_id: UUID
    until: datetime


@dataclass(slots=True)
class _Subject:
    """The record an item stands for, as far as sight of it needs: grants name the record, never the item."""

    id: UUID
    team_id: UUID
    level: str


def live_claim(item: WorkItem, *, now: datetime | None = None) -> Claim | None:
    """The claim that holds now, if any."""
    if item.claimed_by is None or item.claimed_until is None or item.claimed_until <= (now or clock.now()):
        return None
    return Claim(item.claimed_by, item.claimed_until)


def require_sight_of_item(session: Session, by: Actor, item: WorkItem) -> str:
    """The basis on which the actor may open what the item is about; a decision or second look is seen by who sees its concern.

    Raises:
        NotFound, NotAllowed: they may not.
    """
    if not session.scalar(select(not_excluded(by, "concern", item.concern_id))):
        raise NotFound
    kind, name = (
        ("concern", item.concern_id) if item.object_type in SEEN_THROUGH_CONCERN else (item.object_type, item.object_id)
    )
    return require_sight_of(session, by, kind, _Subject(name, item.team_id, item.level))


def is_soft(item: WorkItem, *, minutes: int, now: datetime | None = None) -> bool:
    """Whether a claim of so many minutes has gone a quarter of an hour without work: a decision begun on it is kept, but
    others may take it over."""
    if item.claimed_until is None:
        return False
    worked_at = item.claimed_until - timedelta(minutes=minutes)
    return (now or clock.now()) >= worked_at + SOFTENS_AFTER


def claim(session: Session, *, item_id: UUID, minutes: int, by: Actor, begun: bool = False) -> WorkItem:
    """The item is this officer's for so many minutes; picking up one's own item keeps it longer.

    `begun`: whoever holds it has begun to decide, so their claim softens after a quarter of an hour without work.

    Raises:
        NotAllowed, NotFound: not an item they work on.
        Conflict: somebody else has it, or took it at the same moment.
    """
    _require_a_queue(by)
    item = session.get(WorkItem, item_id)
    if item is None or item.state != "open":
        raise NotFound
    require(by, PERMISSION_BY_QUEUE[item.queue])
    basis = require_sight_of_item(session, by, item)
    held = live_claim(item)
    if held and held.officer_id != by.officer_id and not (begun and is_soft(item, minutes=minutes)):
        raise Conflict("Somebody else is working on this. You can pick it up when they put it back.")
    released_from = item.claimed_by if item.claimed_by not in {None, by.officer_id} else None
    now = clock.now()
    item.claimed_at = item.claimed_at if held and released_from is None else now
    item.claimed_by, item.claimed_until = by.acting_officer_id, now + timedelta(minutes=minutes)
    try:
        audit.record(
            session,
            by=by,
            action=Action.ITEM_CLAIMED,
            objects=[(item.object_type, item.object_id), *([("officer", released_from)] if released_from else [])],
            purpose="claim_ran_out" if released_from else item.queue,
            basis=basis,
        )
    except StaleDataError as error:
        raise Conflict("Somebody else picked this up at the same moment.") from error
    return item


def extend(session: Session, *, item: WorkItem, minutes: int, by: Actor) -> None:
    """Work keeps the claim; a step inside an action. A claim that ran out meanwhile is taken again if nobody else has it.

    Raises:
        Conflict: somebody else has it now.
    """
    held = live_claim(item)
    if held and held.officer_id != by.officer_id:
        raise Conflict("Somebody else is working on this now. What you entered is still on this page.")
    now = clock.now()
    item.claimed_at = item.claimed_at if held else now
    item.claimed_by, item.claimed_until = by.acting_officer_id, now + timedelta(minutes=minutes)


def put_back(session: Session, *, item_id: UUID, by: Actor) -> None:
    """The item is free again.

    Raises:
        NotAllowed: the actor works no queue.
        NotFound: there is no such item, or it is not theirs.
    """
    _require_a_queue(by)
    item = session.get(WorkItem, item_id)
    if item is None or item.claimed_by != by.officer_id:
        raise NotFound
    require(by, PERMISSION_BY_QUEUE[item.queue])
    item.claimed_by = item.claimed_until = item.claimed_at = None
    audit.record(
        session, by=by, action=Action.ITEM_RELEASED, objects=[(item.object_type, item.object_id)], purpose=item.queue
    )


def _require_a_queue(by: Actor) -> None:
    """Before an item is looked up: which queue it is in decides the rest."""
    if not any(may(by, permission) for permission in PERMISSION_BY_QUEUE.values()):
        require(by, Permission.CONCERN_SCREEN)
