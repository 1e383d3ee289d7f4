"""Work that waits with a team and needs no conference, and what the team was told today: a page of it, with one leaf a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways, queues, rulebook
from hub.accounts import Permission, may, require, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.people import Person, called_with_age
from hub.queues import Key, WorkItem
from hub.rulebook import Pack, Unconfirmed
from hub.triage.limits import clocks_behind, unconfirmed_of
from hub.triage.told_teams import kept_from

TOLD = {
    "new_information": "New information. Acknowledge it today",
    "led_elsewhere": "The other framework leads. Acknowledge it today",
    "wrong_person": "Opened for the wrong person. End today what was begun",
    "replaced": "The decision now does not ask for it. End what was begun, or ask screening",
}


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One strand that waits, or something told (`notice_id`). `concern_ref` is empty where the reader may not open the concern."""

    notice_id: UUID | None
    ref: str
    who: str
    route: str
    concern_ref: str
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]


@dataclass(frozen=True, slots=True)
class OpenWorkView:
    """A page in the queue's order, and how many wait (counted to a limit)."""

    rows: tuple[OpenWork, ...]
    next_after: Key | None
    previous_before: Key | None
    count: int


def show_open_work(
    session: Session, *, by: Actor, after: Key | None = None, before: Key | None = None
) -> Shown[OpenWorkView]:
    """A page of the strands that wait with the reader's teams, with the leaf of this look.

    Raises:
        NotAllowed: the actor sees no strands.
    """
    require(by, Permission.STRAND_SEE)
    page = queues.waiting_items(session, "strand", by=by, after=after, before=before)
    told = [item.object_id for item in page.items if item.object_type == "team_notice"]
    hidden = kept_from(session, by, told)
    items = tuple(item for item in page.items if item.object_id not in hidden)
    view = OpenWorkView(_rows(session, items, by), page.next_after, page.previous_before, page.count)
    objects = tuple((item.object_type, str(item.object_id)) for item in items)
    return Shown(view, Look(Action.QUEUE_SHOWN, objects, ("name", "age", "route"), purpose="strand"))


def _rows(session: Session, items: tuple[WorkItem, ...], by: Actor) -> tuple[OpenWork, ...]:
    pack, now = rulebook.active_pack(session), clock.now()
    wanted = select(Person).where(Person.id.in_([item.person_id for item in items]))
    people = {each.id: each for each in session.scalars(wanted)}
    concerns, clocks = _concerns(session, items, by), clocks_behind(session, items)
    return tuple(
        OpenWork(
            notice_id=item.object_id if item.object_type == "team_notice" else None,
            ref=item.ref,
            who=called_with_age(people[item.person_id], clock.london_day(now))
            if item.person_id
            else "Person not named",
            route=_what(pack, item.reason),
            concern_ref=concerns.get(item.concern_id, ""),
            act_by=item.act_by,
            left=pathways.in_words(pack, item.act_by),
            is_late=now > item.act_by,
            unconfirmed=unconfirmed_of(pack, item, clocks[item.object_id]),
        )
        for item in items
    )


def _what(pack: Pack, reason: str) -> str:
    return pack.routes[reason].label if reason in pack.routes else TOLD.get(reason, reason)


def _concerns(session: Session, items: tuple[WorkItem, ...], by: Actor) -> dict[UUID, str]:
    """The references of the concerns behind these items that the reader may open."""
    if not may(by, Permission.CONCERN_SEE):
        return {}
    seen = select(Concern.id, Concern.ref).where(
        Concern.id.in_([item.concern_id for item in items]), visible_to(by, "concern", Concern)
    )
    return {each.id: each.ref for each in session.execute(seen)}
