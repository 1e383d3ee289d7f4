"""A calendar file names nobody and says no reason; what somebody typed stays inside its own value."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import pytest

from hub.notices import Meeting, calendar_file, danger_mail, invitation_mail, late_named_mail

MEETING = Meeting(
    ref="DH-5QM7-9H4T",
    uid="8a6f@safeguarding-hub",
    sequence=0,
    starts_at=datetime(2026, 12, 16, 10, tzinfo=UTC),
    minutes_long=90,
    place="Room 2, Marlfield House",
    link="",
    href="https://hub.example/conferences/DH-5QM7-9H4T",
    stamped_at=datetime(2026, 12, 8, 10, tzinfo=UTC),
    organiser="hub@council.example",
)
ALLOWED = {
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CLASS", "STATUS",
    "ORGANIZER", "ATTENDEE",
}  # fmt: skip


def event_of(text: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return event  # type: ignore[no-any-return]


def test_the_invitation_says_reference_time_and_place() -> None:
    calendar = icalendar.Calendar.from_ical(calendar_file(MEETING, to="priya@health.example"))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert (event["SUMMARY"], event["UID"], event["SEQUENCE"]) == ("Meeting DH-5QM7-9H4T", MEETING.uid, 0)
    assert (event["CLASS"], event["STATUS"], event["LOCATION"]) == ("CONFIDENTIAL", "CONFIRMED", MEETING.place)
    assert event.start == MEETING.starts_at
    assert event.end == datetime(2026, 12, 16, 11, 30, tzinfo=UTC)
    assert set(event) == ALLOWED


def test_times_are_utc_without_a_zone_of_their_own() -> None:
    text = calendar_file(MEETING)
    assert b"DTSTART:20261216T100000Z" in text
    assert b"VTIMEZONE" not in text


def test_only_the_one_recipient_is_named() -> None:
    event = event_of(calendar_file(MEETING, to="priya@health.example"))
    assert str(event["ATTENDEE"]) == "MAILTO:priya@health.example"
    assert "CN" not in event["ATTENDEE"].params


def test_a_withdrawal_keeps_the_uid_and_says_cancelled() -> None:
    off = replace(MEETING, sequence=1, is_cancelled=True)
    event = event_of(calendar_file(off, to="priya@health.example", method="CANCEL"))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (MEETING.uid, 1, "CANCELLED")


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\r\n\r\n"])
def test_line_ends_in_a_place_begin_no_property(ending: str) -> None:
    bad = f"Room 2{ending}ATTENDEE:mailto:evil@example.net{ending}END:VEVENT{ending}BEGIN:VEVENT"
    event = event_of(calendar_file(replace(MEETING, place=bad, link=f"https://x{ending}SUMMARY:y")))
    assert "ATTENDEE" not in event
    assert event["SUMMARY"] == "Meeting DH-5QM7-9H4T"
    assert event["LOCATION"] == "Room 2 ATTENDEE:mailto:evil@example.net END:VEVENT BEGIN:VEVENT"


def test_long_values_are_folded_at_75_octets() -> None:
    text = calendar_file(replace(MEETING, place="Ü" * 300))
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert event_of(text)["LOCATION"] == "Ü" * 300


def test_commas_and_semicolons_are_escaped() -> None:
    assert b"LOCATION:Room 2\\, floor 3\\; left" in calendar_file(replace(MEETING, place="Room 2, floor 3; left"))


@pytest.mark.parametrize("method", ["request", "cancel"])
def test_no_mail_holds_more_than_reference_time_place_and_link(method: str) -> None:
    mail = invitation_mail(MEETING, to="priya@health.example", method=method)
    assert mail.subject in {"Meeting DH-5QM7-9H4T", "Cancelled: meeting DH-5QM7-9H4T"}
    assert "Wednesday 16 December 2026 at 10:00" in mail.body
    assert MEETING.href in mail.body
    for word in ("child", "adult", "protection", "concern", "case"):
        assert word not in mail.body.lower()


def test_a_moved_meeting_says_so() -> None:
    assert "has moved" in invitation_mail(replace(MEETING, sequence=1), to="a@b.example", method="request").body


def test_mails_to_officers_hold_a_reference_and_a_link() -> None:
    danger = danger_mail(to="sam@council.example", ref="DH-5QM7-9H4T", href="https://hub.example/")
    assert (danger.subject, "DH-5QM7-9H4T" in danger.body) == ("Immediate danger: act now", True)
    late = late_named_mail(to="sam@council.example", ref="DH-5QM7-9H4T", href="https://hub.example/")
    assert "If you did not agree" in late.body
