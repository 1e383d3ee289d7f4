"""A chair's own page: what is next, what they are asked to chair, what is to be convened, recorded and signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hub import clock, pathways, rulebook
from hub.accounts import Permission, require_any, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.conferences.arranging import INVITED
from hub.conferences.deciding import safeguards_of
from hub.conferences.models import Conference, Invitee, State
from hub.conferences.naming import KIND_WORDS, called_together
from hub.conferences.reading import LIVE, AtConference, people_at_each
from hub.conferences.requesting import binding, limits_on, plan_kind
from hub.pathways import ClockView, RunningClock, Window

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


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside several conferences, each kind of it read once for all of them."""

    people: Mapping[UUID, Sequence[AtConference]]
    answers: Mapping[UUID, Sequence[tuple[str, str]]]  # the agency and the answer of everybody asked to come
    records: Mapping[UUID, Sequence[RunningClock]]
    limits: Mapping[UUID, Sequence[RunningClock]]  # by strand


def my_conferences(session: Session, *, by: Actor) -> Shown[tuple[MeetingView, ...]]:
    """Conferences this officer chairs or minutes that are live, or whose record is still due; by time, those without one first.

    As many statements however many there are.

    Raises:
        NotAllowed: the actor neither chairs nor minutes.
    """
    require_any(by, Permission.CONFERENCE_CHAIR, Permission.CONFERENCE_MINUTE)
    found = session.scalars(
        select(Conference)
        .where(_is_mine(by), _is_live_or_to_record(), visible_to(by, "conference", Conference))
        .order_by(Conference.starts_at, Conference.requested_at)
    ).all()
    beside = _beside(session, [each.id for each in found])
    look = Look(
        Action.QUEUE_SHOWN,
        tuple(("conference", str(one)) for one in sorted(each.id for each in found)),
        shown=("name", "age", "place", "safeguards"),
        purpose="chairing",
        basis="assigned",
    )
    return Shown(tuple(_meeting(session, each, beside, by) for each in found), look)


def _is_mine(by: Actor) -> ColumnElement[bool]:
    return (Conference.chair_id == by.officer_id) | (Conference.minute_taker_id == by.officer_id)


def _is_live_or_to_record() -> ColumnElement[bool]:
    """What was held stays for as long as a limit on its record runs."""
    due = select(RunningClock.object_id).where(
        RunningClock.state == "running", RunningClock.object_type == "conference", RunningClock.clock.in_(RECORDS)
    )
    return Conference.state.in_(LIVE) | ((Conference.state == State.HELD.value) & Conference.id.in_(due))


def _beside(session: Session, conference_ids: Sequence[UUID]) -> _Beside:
    people = people_at_each(session, conference_ids)
    asked = session.execute(
        select(Invitee.conference_id, Invitee.agency, Invitee.answer).where(
            Invitee.conference_id.in_(conference_ids), Invitee.attends.in_(INVITED)
        )
    )
    answers = defaultdict[UUID, list[tuple[str, str]]](list)
    for conference, agency, answer in asked:
        answers[conference].append((agency, answer))
    records = pathways.running_clocks(session, "conference", conference_ids, RECORDS)
    limits = limits_on(session, [each.strand.id for at in people.values() for each in at])
    return _Beside(people, answers, _by_record(records), _by_record(limits))


def _by_record(running: Sequence[RunningClock]) -> Mapping[UUID, Sequence[RunningClock]]:
    found = defaultdict[UUID, list[RunningClock]](list)
    for each in running:
        found[each.object_id].append(each)
    return found


def _meeting(session: Session, conference: Conference, beside: _Beside, by: Actor) -> MeetingView:
    at, answers = beside.people[conference.id], beside.answers.get(conference.id, ())
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
        roles=len({agency for agency, _ in answers}),
        roles_coming=len({agency for agency, answer in answers if answer in {"coming", "by_video"}}),
        missing=tuple(sorted(missing)),
        accepted=conference.chair_accepted_at is not None,
        window=_window(session, conference, beside),
        records=_records(session, beside.records.get(conference.id, ())),
        is_chair=conference.chair_id == by.officer_id,
    )


def _window(session: Session, conference: Conference, beside: _Beside) -> Window | None:
    if conference.state not in LIVE:
        return None
    limits = [one for each in beside.people[conference.id] for one in beside.limits.get(each.strand.id, ())]
    return pathways.window_of(session, binding(limits), invited_on=clock.today()) if limits else None


def _records(session: Session, running: Sequence[RunningClock]) -> tuple[ClockView, ...]:
    now = clock.now()
    return tuple(
        pathways.view_of(each, rulebook.pack_by_fingerprint(session, each.fingerprint), now) for each in running
    )


def is_soon(at: datetime | None, today: date) -> bool:
    """Whether it is today or in the fortnight from today."""
    return at is not None and today <= clock.london_day(at) <= today + FORTNIGHT
