"""Taking a second look: the next that this officer may do, never one of their choice; sight of it begins here and ends with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hub import audit, clock, pathways, queues, rulebook
from hub.accounts import Grant, Permission, end_sight, give_sight, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.errors import Conflict, NotFound, OutOfOrder
from hub.quality.involved import QUEUE, SCANNED, open_to
from hub.quality.models import SecondLook
from hub.queues import WorkItem, live_claim
from hub.rulebook import Unconfirmed
from hub.triage.limits import unconfirmed_of

BASIS = "second_look"
NONE_LEFT = "No second look waits that you may do."


@dataclass(frozen=True, slots=True)
class WaitingView:
    """How many this officer may do (counted to a limit), until when the first is due, and the one in their hands."""

    count: int
    counted_to: int
    act_by: datetime | None
    left: str
    unconfirmed: tuple[Unconfirmed, ...]
    in_hand: UUID | None


def show_waiting(session: Session, *, by: Actor) -> Shown[WaitingView]:
    """What waits for this officer, with the leaf of this look; it names nobody.

    Raises:
        NotAllowed: the actor does no second looks.
    """
    require(by, Permission.SECOND_LOOK)
    able = open_to(session, by)
    free = [item for item, _ in able if live_claim(item) is None]
    act_by, pack = free[0].act_by if free else None, rulebook.active_pack(session)
    view = WaitingView(
        count=len(free),
        counted_to=SCANNED,
        act_by=act_by,
        left=pathways.in_words(pack, act_by) if act_by else "",
        unconfirmed=unconfirmed_of(pack, free[0]) if free else (),
        in_hand=next((look.id for item, look in able if _is_mine(item, by)), None),
    )
    return Shown(view, Look(Action.QUEUE_SHOWN, (), ("count", "due"), purpose=QUEUE, basis="role"))


def take(session: Session, *, minutes: int, by: Actor) -> SecondLook:
    """The one in this officer's hands, or the next they may do, is theirs for so many minutes, and they may see it.

    What they held and may not do any more, since they opened the concern elsewhere, is left to lapse.

    Raises:
        NotAllowed: the actor does no second looks.
        OutOfOrder: none waits that they may do.
        Conflict: somebody took it at the same moment.
    """
    require(by, Permission.SECOND_LOOK)
    able = open_to(session, by)
    mine = [each for each in able if _is_mine(each[0], by)]
    item, look = next(iter(mine or [each for each in able if live_claim(each[0]) is None]), (None, None))
    if item is None or look is None:
        raise OutOfOrder(NONE_LEFT)
    _end_others(session, look.id, by)
    now = clock.now()
    item.claimed_at = item.claimed_at if mine else now
    item.claimed_by, item.claimed_until = by.acting_officer_id, now + timedelta(minutes=minutes)
    give_sight(session, object_type=BASIS, object_id=look.id, officer_id=by.acting_officer_id)
    about = [("second_look", look.id), ("concern", look.concern_id), ("person", look.person_id)]
    try:
        audit.record(session, by=by, action=Action.SECOND_LOOK_TAKEN, objects=about, purpose=BASIS, basis=BASIS)
    except StaleDataError as error:
        raise Conflict("Somebody else took it at the same moment. Take the next.") from error
    return look


def put_back(session: Session, *, look_id: UUID, by: Actor) -> None:
    """The look is free for somebody else, and this officer sees it no more.

    Raises:
        NotAllowed: the actor does no second looks.
        NotFound: it is not in their hands.
    """
    require(by, Permission.SECOND_LOOK)
    item = session.scalars(queues.open_items(QUEUE, BASIS, look_id)).first()
    if item is None or item.claimed_by != by.officer_id:
        raise NotFound
    item.claimed_by = item.claimed_until = item.claimed_at = None
    end_sight(session, object_type=BASIS, object_id=look_id, officer_id=by.acting_officer_id)
    audit.record(
        session, by=by, action=Action.ITEM_RELEASED, objects=[("second_look", look_id)], purpose=BASIS, basis=BASIS
    )


def _is_mine(item: WorkItem, by: Actor) -> bool:
    held = live_claim(item)
    return held is not None and held.officer_id == by.officer_id


def _end_others(session: Session, look_id: UUID, by: Actor) -> None:
    """Whoever let their claim run out sees it no more."""
    held = select(Grant.officer_id).where(
        Grant.object_type == BASIS,
        Grant.object_id == look_id,
        Grant.ended_at.is_(None),
        Grant.officer_id != by.acting_officer_id,
    )
    for officer in session.scalars(held).all():
        if officer is not None:
            end_sight(session, object_type=BASIS, object_id=look_id, officer_id=officer)
