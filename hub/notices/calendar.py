"""A meeting as an iCalendar file: UTC times, one UID with a rising sequence, confidential. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vUri

_SIGNS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What a calendar may know of a conference. `href` leads to it in the hub, where one has to sign in."""

    ref: str
    uid: str
    sequence: int
    starts_at: datetime
    minutes_long: int
    place: str
    link: str
    href: str
    stamped_at: datetime
    organiser: str
    is_cancelled: bool = False


def one_line(words: str) -> str:
    """`words` on one line, without control signs: what somebody typed cannot begin a line of its own."""
    return _SIGNS.sub(" ", words).strip()


def calendar_file(meeting: Meeting, *, to: str = "", method: str = "REQUEST") -> bytes:
    """The file to attach or download; `to` is the one recipient's address, no other is ever named."""
    calendar = Calendar()
    calendar.add("prodid", "-//Safeguarding hub//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamped_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + timedelta(minutes=meeting.minutes_long)).astimezone(UTC))
    event.add("summary", f"Meeting {meeting.ref}")
    event.add("description", _description(meeting))
    if meeting.place:
        event.add("location", one_line(meeting.place))
    event.add("url", vUri(meeting.href))
    event.add("class", "CONFIDENTIAL")
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("organizer", vCalAddress(f"MAILTO:{one_line(meeting.organiser)}"))
    if to:
        event.add("attendee", _attendee(to))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _attendee(to: str) -> vCalAddress:
    address = vCalAddress(f"MAILTO:{one_line(to)}")
    address.params["RSVP"] = "TRUE"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    return address


def _description(meeting: Meeting) -> str:
    join = f"Join by video: {one_line(meeting.link)}\n" if meeting.link else ""
    return f"{join}What it is about is not in this invitation. Sign in to see it: {meeting.href}"
