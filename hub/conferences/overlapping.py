"""The chair's other meetings: when they are, and that no two of them overlap, however many convene at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import Officer
from hub.conferences.models import Conference, State

LONGEST = timedelta(days=1)
Meeting = tuple[datetime, datetime]  # from when until when


def hold_diary(session: Session, conference: Conference) -> None:
    """Nobody else convenes for this chair until the transaction ends; on SQLite nobody else writes at all."""
    diary = select(Officer.id).where(Officer.id == conference.chair_id)
    session.execute(diary.with_for_update(key_share=True))


def other_meetings(session: Session, conference: Conference, first: datetime, last: datetime) -> tuple[Meeting, ...]:
    """When the chair has other conferences that begin from `first` on and before `last`, soonest first."""
    held = session.execute(
        select(Conference.starts_at, Conference.minutes_long)
        .where(
            Conference.chair_id == conference.chair_id,
            Conference.id != conference.id,
            Conference.state == State.CONVENED.value,
            Conference.starts_at >= first,
            Conference.starts_at < last,
        )
        .order_by(Conference.starts_at, Conference.id)
    )
    return tuple((starts_at, starts_at + timedelta(minutes=minutes)) for starts_at, minutes in held if starts_at)


def overlapping(
    session: Session, conference: Conference, starts_at: datetime, minutes_long: int
) -> tuple[Meeting, ...]:
    """The chair's other meetings that are not over before this one begins and begin before it is over."""
    ends_at = starts_at + timedelta(minutes=minutes_long)
    near = other_meetings(session, conference, starts_at - LONGEST, ends_at)
    return tuple(other for other in near if other[1] > starts_at)
