"""A chair's own page: what is next, what they are asked to chair, what is to be convened, recorded and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways
from hub.accounts import Permission, require_any, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.conferences.arranging import INVITED
from hub.conferences.deciding import safeguards_of
from hub.conferences.models import Conference, State
from hub.conferences.naming import KIND_WORDS, called_together
from hub.conferences.reading import LIVE, invitees_of, people_at
from hub.conferences.requesting import plan_kind, window
from hub.pathways import ClockView, Window

FORTNIGHT = timedelta(days=14)
RECORDS = ("cppm_record", "adult_minutes", "cppm_decisions_summary", "adult_decisions_circulated")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """One of the chair's conferences in a list."""

    ref: str
    state: str
    kind_words: str
    who: str
    starts_at: datetime | None
    place: str
    is_online: bool
    roles: int
    roles_coming: int
    missing: tuple[str, ...]
    accepted: bool
    window: Window | None
    records: tuple[ClockView, ...]
    is_chair: bool


def my_conferences(session: Session, *, by: Actor) -> Shown[tuple[MeetingView, ...]]:
    """Conferences this officer chairs or minutes that are live, or whose record is still due; by time, those without one first.

    Raises:
        NotAllowed: the actor neither chairs nor minutes.
    """
    require_any(by, Permission.CONFERENCE_CHAIR, Permission.CONFERENCE_MINUTE)
    mine = (Conference.chair_id == by.officer_id) | (Conference.minute_taker_id == by.officer_id)
    found = session.scalars(
        select(Conference)
        .where(mine, Conference.state.in_((*LIVE, State.HELD.value)), visible_to(by, "conference", Conference))
        .order_by(Conference.starts_at, Conference.requested_at)
    )
    rows = [_meeting(session, each, by) for each in found]
    rows = [row for row in rows if row.state != State.HELD.value or row.records]
    look = Look(
        Action.QUEUE_SHOWN,
        tuple(("conference", str(one)) for one in _ids(session, rows)),
        shown=("name", "age", "place", "safeguards"),
        purpose="chairing",
        basis="assigned",
    )
    return Shown(tuple(rows), look)


def _ids(session: Session, rows: list[MeetingView]) -> list[UUID]:
    refs = [row.ref for row in rows]
    return list(session.scalars(select(Conference.id).where(Conference.ref.in_(refs)).order_by(Conference.id)))


def _meeting(session: Session, conference: Conference, by: Actor) -> MeetingView:
    at = people_at(session, conference.id)
    asked = [each for each in invitees_of(session, conference.id) if each.attends in INVITED]
    agencies = {each.agency for each in asked}
    coming = {each.agency for each in asked if each.answer in {"coming", "by_video"}}
    running = [each for each in pathways.clocks_on(session, "conference", conference.id) if each.state == "running"]
    missing = {
        name
        for each in at
        for name, state in safeguards_of(each.record, plan_kind(each.strand)).items()
        if state != "in_place"
    }
    return MeetingView(
        ref=conference.ref,
        state=conference.state,
        kind_words=KIND_WORDS[conference.kind],
        who=called_together([each.person for each in at], clock.today()),
        starts_at=conference.starts_at,
        place=conference.place or "",
        is_online=bool(conference.link),
        roles=len(agencies),
        roles_coming=len(coming),
        missing=tuple(sorted(missing)),
        accepted=conference.chair_accepted_at is not None,
        window=window(session, conference) if conference.state in LIVE else None,
        records=tuple(each for each in running if each.clock in RECORDS),
        is_chair=conference.chair_id == by.officer_id,
    )


def is_soon(at: datetime | None, today: date) -> bool:
    """Whether it is today or in the fortnight from today."""
    return at is not None and today <= clock.london_day(at) <= today + FORTNIGHT
