"""Between which days a meeting may be held: the running clock that binds it, its notice, and what each day is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock
from hub.pathways.models import RunningClock
from hub.rulebook import Unconfirmed, active_pack, pack_by_fingerprint, unconfirmed_in
from screening_rules.clocks import earliest_meeting_day, in_words_left, last_day_to_invite, notice_days

HOUSE_CALENDAR = "dundee"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day: whether it is a working day here, and the holiday it is."""

    on: date
    is_working: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Window:
    """When a meeting may be held, if people were invited on `invited_on`. Notice is advice, the last lawful day is not.

    `needs`: what a later date must record (reason, interim_safety_plan).
    """

    clock: str
    label: str
    started_on: date
    due_at: datetime
    invited_on: date
    notice_days: int
    notice_from: date
    last_lawful_on: date
    last_usable_on: date
    invite_by: date
    how: str
    source: str
    unconfirmed: tuple[Unconfirmed, ...]  # of the limit and its notice
    approver_role: str
    needs: tuple[str, ...]
    left: str
    is_past: bool

    @property
    def confirmed(self) -> bool:
        """Whether Dundee has confirmed the limit."""
        return all(each.id != self.clock for each in self.unconfirmed)

    @property
    def notice_confirmed(self) -> bool:
        """Whether Dundee has confirmed the notice, if there is one."""
        return all(each.id == self.clock for each in self.unconfirmed)

    @property
    def has_notice_left(self) -> bool:
        """Whether a usable day is left that keeps the notice."""
        return self.notice_from <= self.last_usable_on


def running_clocks(
    session: Session, object_type: str, object_ids: Collection[UUID], names: Collection[str]
) -> tuple[RunningClock, ...]:
    """The running clocks of these names on these records, the soonest due first."""
    return tuple(
        session.scalars(
            select(RunningClock)
            .where(
                RunningClock.object_type == object_type,
                RunningClock.object_id.in_(object_ids),
                RunningClock.clock.in_(names),
                RunningClock.state == "running",
            )
            .order_by(RunningClock.due_at, RunningClock.id)
        )
    )


def window_of(session: Session, running: Sequence[RunningClock], *, invited_on: date) -> Window:
    """The window that the soonest of these clocks leaves; there is at least one."""
    binding = min(running, key=lambda each: (each.due_at, each.id))
    pack = pack_by_fingerprint(session, binding.fingerprint)
    kept = pack.clocks[binding.clock]
    version = kept.version_on(binding.version_on)
    calendar = pack.calendars[version.calendar or HOUSE_CALENDAR]
    days = notice_days(kept, pack.clocks, on=binding.version_on) or 0
    lawful, started = clock.london_day(binding.due_at), clock.london_day(binding.started_at)
    working = calendar.last_working(lawful)
    usable = working if working >= started else lawful
    now = clock.now()
    return Window(
        clock=binding.clock,
        label=kept.label,
        started_on=started,
        due_at=binding.due_at,
        invited_on=invited_on,
        notice_days=days,
        notice_from=earliest_meeting_day(invited_on, days),
        last_lawful_on=lawful,
        last_usable_on=usable,
        invite_by=last_day_to_invite(usable, days),
        how=" or ".join(limit.in_words for limit in version.limits),
        source=", ".join(dict.fromkeys(pack.sources[source].title for source in version.sources)),
        unconfirmed=unconfirmed_in(pack, [binding.clock, version.notice or ""], on=binding.version_on),
        approver_role=version.varies.approver_role if version.varies else "",
        needs=version.varies.needs if version.varies else (),
        left=in_words_left(now, binding.due_at, calendar if version.is_in_working_days else None),
        is_past=now > binding.due_at,
    )


def days_between(session: Session, first: date, last: date) -> tuple[Day, ...]:
    """Each day from `first` to `last`, both included, as the council's calendar has it now."""
    calendar = active_pack(session).calendars[HOUSE_CALENDAR]
    return tuple(
        Day(day, calendar.is_working(day), calendar.holiday_name(day) or "")
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    )
