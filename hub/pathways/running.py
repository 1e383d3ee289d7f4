"""Starting, ending and varying clocks. Dates come from the active pack's sourced data; the original is never lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hub import audit, clock, crypto
from hub.accounts import Permission, not_excluded, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.errors import NotAllowed, NotFound, OutOfOrder, Unprocessable
from hub.pathways.models import ClockVariation, RunningClock
from hub.rulebook import Pack, Unconfirmed, active_pack, pack_by_fingerprint, unconfirmed_in
from hub.strands import Strand
from screening_rules.clock_model import Varies
from screening_rules.clocks import Due, Gestation, due, in_words_left, last_usable_day

# A clock on any other record is varied by the room that keeps that record.
_SEEN_THROUGH: dict[str, type[Concern | Strand]] = {"concern": Concern, "strand": Strand}

FIELD_OF = {"reason": "reason", "interim_safety_plan": "safety_plan"}
ASKED_FOR = {
    "reason": "Enter why the limit is varied",
    "interim_safety_plan": "Enter what keeps everybody safe until then",
}


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as a page shows it; `left` is words, `unconfirmed` the limit where Dundee has not confirmed it."""

    id: UUID
    clock: str
    label: str
    started_at: datetime
    due_at: datetime
    first_due_at: datetime
    last_usable_on: date | None
    left: str
    is_late: bool
    state: str
    sources: tuple[str, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    how: str
    needs: tuple[str, ...]  # what varying it asks for; empty where nobody may

    @property
    def confirmed(self) -> bool:
        """Whether Dundee has confirmed the limit."""
        return not self.unconfirmed


def due_for(session: Session, name: str, *, started_at: datetime, baby_due_on: date | None = None) -> Due:
    """When the clock called `name` would end if its event happened then, by the pack that rules now."""
    pack = active_pack(session)
    gestation = Gestation(baby_due_on) if baby_due_on else None
    return due(pack.clocks[name], started_at, pack.calendars, gestation=gestation, on=clock.london_day(started_at))


def find_due(session: Session, name: str, *, started_at: datetime) -> datetime | None:
    """The same instant as `due_for`; None where the pack that rules now has no such clock in force then."""
    found = active_pack(session).clocks.get(name)
    if found is None or found.find_version(clock.london_day(started_at)) is None:
        return None
    return due_for(session, name, started_at=started_at).at


def in_words(pack: Pack, due_at: datetime) -> str:
    """How long is left until then, counted in the council's working days: "3 hours 33 minutes left", "2 hours late"."""
    return in_words_left(clock.now(), due_at, pack.calendars.get("dundee"))


def is_office_time(session: Session, at: datetime) -> bool:
    """Whether the council's offices are open then."""
    offices, local = active_pack(session).calendars["dundee"], at.astimezone(clock.LONDON)
    return offices.is_working(local.date()) and offices.opens <= local.time() < offices.closes


def runs_from(session: Session, name: str) -> str:
    """The event a clock runs from, such as receipt."""
    return active_pack(session).clocks[name].event


def start(
    session: Session,
    name: str,
    *,
    object_type: str,
    object_id: UUID,
    started_at: datetime,
    baby_due_on: date | None = None,
) -> RunningClock:
    """The clock runs on this record from its event; its pack and version are kept with it."""
    pack = active_pack(session)
    ends = due_for(session, name, started_at=started_at, baby_due_on=baby_due_on)
    version = pack.clocks[name].version_on(clock.london_day(started_at))
    calendar = pack.calendars.get(version.calendar or "dundee")
    running = RunningClock(
        id=uuid4(),
        object_type=object_type,
        object_id=object_id,
        clock=name,
        version_on=version.start,
        fingerprint=pack.fingerprint,
        started_at=started_at,
        due_at=ends.at,
        first_due_at=ends.at,
        last_usable_on=last_usable_day(ends, calendar) if calendar and ends.day else None,
        state="running",
    )
    session.add(running)
    return running


def end(session: Session, name: str, *, object_type: str, object_id: UUID, at: datetime, state: str = "met") -> None:
    """Any running clock of that name on the record stops: met in time, missed when late, or stopped."""
    for running in session.scalars(_running(object_type, object_id).where(RunningClock.clock == name)):
        running.state = "missed" if state == "met" and at > running.due_at else state
        running.ended_at = at


def stop_all(session: Session, *, object_type: str, object_id: UUID, at: datetime) -> None:
    """Every running clock on the record stops, neither met nor missed."""
    for running in session.scalars(_running(object_type, object_id)):
        running.state, running.ended_at = "stopped", at


def clocks_on(session: Session, object_type: str, object_id: UUID) -> tuple[ClockView, ...]:
    """The record's clocks, the soonest due first."""
    found = session.scalars(
        select(RunningClock)
        .where(RunningClock.object_type == object_type, RunningClock.object_id == object_id)
        .order_by(RunningClock.due_at, RunningClock.id)
    )
    now = clock.now()
    return tuple(view_of(running, pack_by_fingerprint(session, running.fingerprint), now) for running in found)


def view_of(running: RunningClock, pack: Pack, now: datetime) -> ClockView:
    """The clock in words, as of `now`."""
    kept = pack.clocks[running.clock]
    version = kept.version_on(running.version_on)
    calendar = pack.calendars.get(version.calendar or "") if version.is_in_working_days else None
    return ClockView(
        id=running.id,
        clock=running.clock,
        label=kept.label,
        started_at=running.started_at,
        due_at=running.due_at,
        first_due_at=running.first_due_at,
        last_usable_on=running.last_usable_on,
        left=in_words_left(now, running.due_at, calendar) if running.state == "running" else running.state,
        is_late=running.state == "running" and now > running.due_at,
        state=running.state,
        sources=tuple(dict.fromkeys(pack.sources[source].title for source in version.sources)),
        unconfirmed=unconfirmed_in(pack, [running.clock], on=running.version_on),
        how=", ".join(limit.in_words for limit in version.limits),
        needs=version.varies.needs if version.varies else (),
    )


def show_clock(session: Session, clock_id: UUID, *, by: Actor) -> Shown[ClockView]:
    """A running clock for whoever may vary it, with the leaf of the look; a senior manager sees the clock, not the record.

    Raises:
        NotAllowed, NotFound: not theirs to vary, or not running.
    """
    require(by, Permission.CLOCK_VARY)
    running = session.get(RunningClock, clock_id)
    if running is None or running.state != "running":
        raise NotFound
    basis = _sight_of(session, by, running)
    view = view_of(running, pack_by_fingerprint(session, running.fingerprint), clock.now())
    action = Action.STRAND_SHOWN if running.object_type == "strand" else Action.CONCERN_SHOWN
    about = ((running.object_type, str(running.object_id)),)
    return Shown(view, Look(action, about, ("clock",), purpose=running.clock, basis=basis))


def vary(
    session: Session, *, clock_id: UUID, to: datetime, reason: str, safety_plan: str = "", by: Actor
) -> ClockVariation:
    """The limit ends at another time, with the reason and who agreed; the first date stays visible.

    `safety_plan` says what keeps everybody safe until then, where the clock asks for it.

    Raises:
        NotAllowed: the actor's role is not the one the clock names, or the record is not with them.
        NotFound: there is no such running clock, or none they may know of.
        OutOfOrder: the law gives nobody leave to vary it.
        Unprocessable: no reason, or no safety plan where the clock asks for one.
    """
    require(by, Permission.CLOCK_VARY)
    running = session.get(RunningClock, clock_id)
    if running is None or running.state != "running":
        raise NotFound
    basis = _sight_of(session, by, running)
    leave = _leave_to_vary(session, running, by)
    given = {"reason": reason, "interim_safety_plan": safety_plan}
    if missing := {FIELD_OF[need]: [ASKED_FOR[need]] for need in leave.needs if not given[need].strip()}:
        raise Unprocessable(missing)
    variation = ClockVariation(
        key=crypto.new_key("variation"),
        clock_id=clock_id,
        from_due_at=running.due_at,
        to_due_at=to,
        approved_by=by.acting_officer_id,
        approver_role=leave.approver_role,
        at=clock.now(),
        reason=reason,
        safety_plan=safety_plan.strip() or None,
    )
    session.add(variation)
    running.due_at = to
    audit.record(
        session,
        by=by,
        action=Action.CLOCK_VARIED,
        objects=[(running.object_type, running.object_id)],
        purpose=running.clock,
        basis=basis,
    )
    return variation


def _leave_to_vary(session: Session, running: RunningClock, by: Actor) -> Varies:
    version = pack_by_fingerprint(session, running.fingerprint).clocks[running.clock].version_on(running.version_on)
    if version.varies is None:
        raise OutOfOrder("The rules give nobody leave to vary this limit.")
    if version.varies.approver_role not in by.roles and "senior_manager" not in by.roles:
        raise NotAllowed(
            "This limit can only be varied by a " + version.varies.approver_role.replace("_", " ") + ".",
            permission="clock_vary",
        )
    return version.varies


def _sight_of(session: Session, by: Actor, running: RunningClock) -> str:
    """Team or grant, as for any look; a senior manager agrees variations on open work of every team."""
    kind, model = running.object_type, _SEEN_THROUGH.get(running.object_type)
    about: Any = session.get(model, running.object_id) if model else None
    if about is not None and about.level == "open" and "senior_manager" in by.roles:
        is_kept_away = not session.scalar(select(not_excluded(by, kind, about.id)))
        return require_sight_of(session, by, kind, about) if is_kept_away else "approver"
    return require_sight_of(session, by, kind, about)


def _running(object_type: str, object_id: UUID) -> Select[RunningClock]:
    return select(RunningClock).where(
        RunningClock.object_type == object_type, RunningClock.object_id == object_id, RunningClock.state == "running"
    )
