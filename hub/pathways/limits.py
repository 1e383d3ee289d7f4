"""What a clock comes to, worked out from a pack without a database: for those who write many clocks at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from hub import clock
from hub.rulebook import Pack
from screening_rules.clocks import Gestation, due, last_day_to_invite, last_usable_day, notice_days

HOUSE_CALENDAR = "dundee"


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit counted from its event: by which version, until when, and the last working day on which it is kept."""

    version_on: date
    due_at: datetime
    last_usable_on: date | None


def counted(pack: Pack, name: str, *, started_at: datetime, baby_due_on: date | None = None) -> Counted:
    """The clock called `name` from that event, by the version in force then, or by the first where none was yet."""
    day = max(clock.london_day(started_at), first_day(pack, name))
    gestation = Gestation(baby_due_on) if baby_due_on else None
    ends = due(pack.clocks[name], started_at, pack.calendars, gestation=gestation, on=day)
    version = pack.clocks[name].version_on(day)
    calendar = pack.calendars.get(version.calendar or HOUSE_CALENDAR)
    usable = last_usable_day(ends, calendar) if calendar and ends.day else None
    return Counted(version.start, ends.at, usable)


@lru_cache(maxsize=256)
def first_day(pack: Pack, name: str) -> date:
    """The day on which the first version of a clock starts."""
    return min(version.start for version in pack.clocks[name].versions)


def runs_from(pack: Pack, name: str) -> str:
    """The event a clock runs from, such as receipt."""
    return pack.clocks[name].event


def invite_by(pack: Pack, name: str, limit: Counted) -> date:
    """The last day to invite people with notice to a meeting inside this limit."""
    version = pack.clocks[name].version_on(limit.version_on)
    calendar = pack.calendars[version.calendar or HOUSE_CALENDAR]
    usable = limit.last_usable_on or calendar.last_working(clock.london_day(limit.due_at))
    days = notice_days(pack.clocks[name], pack.clocks, on=limit.version_on) or 0
    return last_day_to_invite(usable, days)
