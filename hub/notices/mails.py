"""The wording of every mail the hub sends. Pure; each carries a reference and a link, and names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.clock import LONDON
from hub.notices.calendar import Meeting, calendar_file, one_line


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail for one recipient; `calendar` is its invitation, `method` what the invitation asks a calendar to do."""

    to: str
    subject: str
    body: str
    calendar: bytes | None = None
    method: str = ""


def invitation_mail(meeting: Meeting, *, to: str, method: str) -> Mail:
    """An invitation to a meeting, or its withdrawal where `method` is cancel."""
    if method == "cancel":
        words = f"Meeting {meeting.ref} on {_when(meeting.starts_at)} is cancelled, or you are no longer asked to come."
        return Mail(
            to, f"Cancelled: meeting {meeting.ref}", _signed(words, meeting.href), _file(meeting, to, method), "CANCEL"
        )
    moved = "has moved. It is now" if meeting.sequence else "is"
    where = f"\nWhere: {one_line(meeting.place)}" if meeting.place else ""
    join = f"\nJoin by video: {one_line(meeting.link)}" if meeting.link else ""
    words = (
        f"You are asked to come to a meeting. Meeting {meeting.ref} {moved} on {_when(meeting.starts_at)}"
        f" and takes about {meeting.minutes_long} minutes.{where}{join}\n\n"
        "What it is about is not in this mail. You will be told in the way agreed with you, or sign in to see it.\n"
        "Tell co-ordination whether you can come."
    )
    return Mail(to, f"Meeting {meeting.ref}", _signed(words, meeting.href), _file(meeting, to, method), "REQUEST")


def danger_mail(*, to: str, ref: str, href: str) -> Mail:
    """Somebody on the ladder is asked to take an immediate danger on."""
    words = (
        f"Immediate danger was said in {ref or 'a concern that is being written'}, and nobody has taken it on yet.\n"
        "Open it now and say that you have it. If you cannot, ring the next person on the rota."
    )
    return Mail(to, "Immediate danger: act now", _signed(words, href))


def late_named_mail(*, to: str, ref: str, href: str) -> Mail:
    """A senior manager learns that they are named as having agreed to a meeting after its limit."""
    words = (
        f"You are named as the senior manager who agreed that meeting {ref} is held after its limit.\n"
        "If you did not agree, tell co-ordination today."
    )
    return Mail(to, f"Meeting {ref}: your agreement to a later date", _signed(words, href))


def rules_alarm_mail(*, to: str, fingerprint: str, href: str) -> Mail:
    """Whoever keeps or signs the rules learns that the newest pack does not load."""
    words = (
        f"The newest rule pack ({fingerprint[:12]}) does not load, so it does not rule.\n"
        "The newest older pack that loads goes on ruling, and concerns are screened by it. "
        "Propose that the rules go back to it, and find out what happened to the files."
    )
    return Mail(to, "The newest rules do not load: an older pack rules", _signed(words, href))


def rules_to_sign_mail(*, to: str, number: int, href: str) -> Mail:
    """Whoever may sign changed rules learns that a draft waits for a second person."""
    words = (
        f"Draft {number} of the screening rules waits for a second person, and you may be that person.\n"
        "Read what it changes and who would move down, then sign it or send it back. "
        "It rules only once somebody signs."
    )
    return Mail(to, f"Draft {number} of the rules waits for a signature", _signed(words, href))


def second_asked_mail(*, to: str, ref: str, href: str) -> Mail:
    """Somebody learns that a decision waits for their word as the second person."""
    words = (
        f"A decision on {ref} waits for a second person, and you are asked to be that person.\n"
        "Read it, then sign it or send it back. Until you do, what a rule set stands."
    )
    return Mail(to, f"{ref}: a decision waits for you", _signed(words, href))


def team_told_mail(*, to: str, ref: str, href: str) -> Mail:
    """Somebody of a team learns that the team was told of something and has to say that it knows."""
    words = (
        f"Something came in that your team has to know of. Its reference is {ref}.\n"
        "Open it, and say that the team knows. If nobody of the team does in time, it comes back to screening."
    )
    return Mail(to, f"{ref}: something for your team to know", _signed(words, href))


def checkpoint_mail(*, to: str, note: str) -> Mail:
    """The data protection officer keeps a checkpoint of the trail, outside the hub."""
    words = (
        "Keep this mail. It holds the size and the hash of the hub's trail of who did what, signed by the hub, and no personal data.\n"
        "If the trail is ever shortened or an older copy is put back, comparing it with what you keep shows it."
    )
    return Mail(to, "The trail's checkpoint: keep this mail", f"{words}\n\n{note}")


def _file(meeting: Meeting, to: str, method: str) -> bytes:
    return calendar_file(meeting, to=to, method=method.upper())


def _signed(words: str, href: str) -> str:
    return f"{words}\n\n{href}\n\nThe safeguarding hub sends no details by mail. Please do not answer with any."


def _when(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M}"
