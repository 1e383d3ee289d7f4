"""A conference as a calendar may know it: its reference, when and where; nobody's name and no reason."""

from __future__ import annotations

from datetime import datetime

from hub.conferences.models import Conference
from hub.config import Settings
from hub.errors import OutOfOrder
from hub.notices import Meeting


def meeting_of(
    conference: Conference,
    *,
    settings: Settings,
    stamped_at: datetime,
    uid: str = "",
    sequence: int | None = None,
    is_cancelled: bool = False,
) -> Meeting:
    """The meeting for a calendar; `uid` and `sequence` are those of the invitation it answers, by default the present ones.

    Raises:
        OutOfOrder: it has no time yet.
    """
    if conference.starts_at is None:
        raise OutOfOrder("This conference has no time yet.")
    return Meeting(
        ref=conference.ref,
        uid=uid or conference.calendar_uid,
        sequence=conference.calendar_sequence if sequence is None else sequence,
        starts_at=conference.starts_at,
        minutes_long=conference.minutes_long,
        place=conference.place or "",
        link=conference.link or "",
        href=f"{settings.public_url}/conferences/{conference.ref}",
        stamped_at=stamped_at,
        organiser=settings.mail_from,
        is_cancelled=is_cancelled,
    )
