"""Looking that is worth a question: how much, without a relation, refused. Counted in the database; a judgement of nobody.

The numbers below are a first proposal: the council's data guardian has not confirmed them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Text, and_, case, cast, distinct, func, or_, select
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import ROLES, Grant, OfficerRole, Permission, officer_names, require
from hub.actor import Actor
from hub.audit import Action, AuditLeaf, AuditObject, Look, Shown, said
from hub.errors import NotFound

PERIODS = (7, 30)  # days back from now
LEAST_RECORDS = 40  # fewer different records on one day are never worth a question
TIMES_SPREAD = 6  # how many times the usual spread a day must lie above the usual number
LEAST_SPREAD = 0.1  # of the usual number: where everybody's days are alike, one more record is not worth a question
LEAST_REFUSALS = 10  # refused attempts on one day
IS_CONFIRMED = False
LENGTH_OF_AN_ID = 32  # without its hyphens
MOST_LINES = 50
# Looks that open a record or find one; lists of one's own work are none.
OPENING = (
    Action.CONCERN_SHOWN,
    Action.RECORD_EXPORTED,
    Action.PERSON_SHOWN,
    Action.STRAND_SHOWN,
    Action.CONFERENCE_SHOWN,
    Action.SUGGESTIONS_SHOWN,
    Action.CANDIDATES_SHOWN,
    Action.SECOND_LOOK_SHOWN,
    Action.PEOPLE_SEARCHED,
    Action.REFERENCE_FOUND,
)
RECORDS = ("concern", "person", "strand", "conference")
# Footings that no grant is looked for: their team's record, their own report, a step of taking a report in, a second look dealt to
# them, the trail alone.
RELATED = ("team", "own", "reporting", "matching", "second_look", "audit")


@dataclass(frozen=True, slots=True)
class Above:
    """A day on which an officer looked at many more records than is usual for their role; `limit` was the number to reach."""

    officer_id: UUID
    day: date
    records: int
    usual: float
    limit: int


@dataclass(frozen=True, slots=True)
class MuchLine:
    """Such a day, with the officer's name and roles."""

    name: str
    roles: str
    above: Above


@dataclass(frozen=True, slots=True)
class OftenLine:
    """How often an officer did something; `told` says on what footing, or on which day."""

    officer_id: UUID
    name: str
    times: int
    told: str


@dataclass(frozen=True, slots=True)
class UnusualView:
    """What is worth a question, most first; days are counted from midnight to midnight UTC."""

    days: int
    since: datetime
    much: tuple[MuchLine, ...]
    unrelated: tuple[OftenLine, ...]
    refused: tuple[OftenLine, ...]


Days = Mapping[UUID, Mapping[date, int]]


def show_unusual(session: Session, *, days: int, by: Actor) -> Shown[UnusualView]:
    """Looking of the last `days` days that is worth a question, with the leaf of this look.

    Raises:
        NotAllowed: the actor does not read the trail.
        NotFound: it is none of the periods offered.
    """
    require(by, Permission.AUDIT_READ)
    if days not in PERIODS:
        raise NotFound
    since = clock.now() - timedelta(days=days)
    looked, roles = _records_by_day(session, since), _roles(session)
    much = above_usual(looked, roles)[:MOST_LINES]
    unrelated, refused = _unrelated(session, since)[:MOST_LINES], _refused(session, since)[:MOST_LINES]
    about = {each.officer_id for each in much} | {officer for officer, *_ in (*unrelated, *refused)}
    names = officer_names(session, about)
    view = UnusualView(
        days=days,
        since=since,
        much=tuple(MuchLine(_name(names, each.officer_id), _labels(roles[each.officer_id]), each) for each in much),
        unrelated=_often(unrelated, names),
        refused=_often(refused, names),
    )
    look = Look(
        Action.UNUSUAL_SHOWN,
        tuple(("officer", str(officer)) for officer in sorted(about)),
        ("how_much", "without_relation", "refused"),
        purpose="oversight",
        basis="audit",
    )
    return Shown(view, look)


def above_usual(looked: Days, roles: Mapping[UUID, Collection[str]]) -> list[Above]:
    """The days that reach the limit, furthest above it first. Pure.

    The limit is the median of the days of other officers in the same role plus `TIMES_SPREAD` times their median distance
    from it (or a tenth of it, where that is more), and `LEAST_RECORDS` where that is more. Of several roles the highest limit counts.
    """
    found = []
    for officer, own in looked.items():
        if max(own.values(), default=0) < LEAST_RECORDS:
            continue
        limit, usual = max(_limit(_days_of_others(looked, roles, officer, role)) for role in roles[officer] or [""])
        found += [Above(officer, day, records, usual, limit) for day, records in own.items() if records >= limit]
    return sorted(found, key=lambda line: (line.limit - line.records, line.day))


def _limit(days: Sequence[int]) -> tuple[int, float]:
    if not days:
        return LEAST_RECORDS, 0
    usual = median(days)
    spread = max(median(abs(each - usual) for each in days), LEAST_SPREAD * usual)
    return max(LEAST_RECORDS, round(usual + TIMES_SPREAD * spread) + 1), usual


def _days_of_others(looked: Days, roles: Mapping[UUID, Collection[str]], officer: UUID, role: str) -> list[int]:
    """A lone officer's many looks would else be the usual of their role."""
    return [
        records
        for other, days in looked.items()
        if other != officer and role in roles[other]
        for records in days.values()
    ]


def _leaves(since: datetime, actions: Iterable[Action]) -> CTE:
    """Leaves of these actions, with what they say of themselves."""
    body = AuditLeaf.body
    told = (said(body, "actor").label("actor"), said(body, "basis").label("basis"))
    day = func.substr(said(body, "at"), 1, 10).label("day")
    rows = select(AuditLeaf.slot, AuditLeaf.seq, AuditLeaf.at, day, *told)
    is_one = said(body, "action").in_([each.value for each in actions])
    # found before anything is joined to them: from the objects' end every leaf would be read once for each of its objects
    return rows.where(AuditLeaf.at >= since, is_one).cte("leaf").prefix_with("MATERIALIZED")


def _records_by_day(session: Session, since: datetime) -> Days:
    """How many different records each officer opened or found on each day; one query."""
    leaf = _leaves(since, OPENING)
    record = AuditObject.object_type + "/" + AuditObject.object_id
    rows = select(leaf.c.actor, leaf.c.day, func.count(distinct(record))).join(AuditObject, _about(leaf))
    rows = rows.where(_is_record()).group_by(leaf.c.actor, leaf.c.day)
    looked: dict[UUID, dict[date, int]] = defaultdict(dict)
    for name, day, records in session.execute(rows):
        if (officer := _officer(name)) is not None:
            looked[officer][date.fromisoformat(day)] = records
    return looked


def _unrelated(session: Session, since: datetime) -> list[tuple[UUID, int, str]]:
    """Officer, looks and footing, where the leaf names no relation and no grant stood for any record it names."""
    leaf = _leaves(since, OPENING)
    stood = and_(
        Grant.object_type == AuditObject.object_type,
        Grant.object_id == _id(AuditObject.object_id),
        Grant.given_at <= leaf.c.at,
        or_(Grant.until.is_(None), Grant.until > leaf.c.at),
        or_(Grant.ended_at.is_(None), Grant.ended_at >= leaf.c.at),
        # a team's counts for whoever may have been in it
        or_(Grant.team_id.is_not(None), _plain(cast(Grant.officer_id, Text)) == _plain(leaf.c.actor)),
    )
    looks = select(leaf.c.actor, leaf.c.basis).join(AuditObject, _about(leaf)).outerjoin(Grant, stood)
    looks = looks.where(_is_record(), leaf.c.basis.not_in(RELATED))
    one = looks.group_by(leaf.c.slot, leaf.c.seq, leaf.c.actor, leaf.c.basis).having(func.count(Grant.id) == 0)
    each = one.subquery()
    rows = select(each.c.actor, func.count(), each.c.basis).group_by(each.c.actor, each.c.basis)
    return _most_first(session.execute(rows))


def _refused(session: Session, since: datetime) -> list[tuple[UUID, int, str]]:
    """Officer, refusals and day, for days with many."""
    leaf = _leaves(since, [Action.REFUSED])
    rows = select(leaf.c.actor, func.count(), leaf.c.day).group_by(leaf.c.actor, leaf.c.day)
    return _most_first(session.execute(rows.having(func.count() >= LEAST_REFUSALS)))


def _most_first(rows: Iterable[Any]) -> list[tuple[UUID, int, str]]:
    """What the hub did itself, or a partner's system, is left out."""
    found = [(officer, times, told) for name, times, told in rows if (officer := _officer(name)) is not None]
    return sorted(found, key=lambda line: (-line[1], line[2], line[0]))


def _about(leaf: CTE) -> ColumnElement[bool]:
    return and_(AuditObject.slot == leaf.c.slot, AuditObject.seq == leaf.c.seq)


def _is_record() -> ColumnElement[bool]:
    """Written so that no index on the kind is the way in: it would lead through all that was ever looked at."""
    return (AuditObject.object_type + "").in_(RECORDS)


def _plain(name: Any) -> Any:
    """An id as text without its hyphens: the two engines keep it differently."""
    return func.replace(name, "-", "")


def _id(name: Any) -> Any:
    """An id that was written as text, as a column keeps it, so that an index finds it; NULL where it is none."""
    return case((func.length(_plain(name)) == LENGTH_OF_AN_ID, cast(_plain(name), Grant.object_id.type)))


def _officer(name: str | None) -> UUID | None:
    try:
        return UUID(name or "")
    except ValueError:
        return None


def _roles(session: Session) -> Mapping[UUID, set[str]]:
    held: dict[UUID, set[str]] = defaultdict(set)
    for officer, role in session.execute(select(OfficerRole.officer_id, OfficerRole.role)):
        held[officer].add(role)
    return held


def _labels(roles: Collection[str]) -> str:
    return ", ".join(role.label for name, role in ROLES.items() if name in roles)


def _often(lines: Iterable[tuple[UUID, int, str]], names: Mapping[UUID, str]) -> tuple[OftenLine, ...]:
    return tuple(OftenLine(officer, _name(names, officer), times, told) for officer, times, told in lines)


def _name(names: Mapping[UUID, str], officer: UUID) -> str:
    return names.get(officer, "Not known")
