"""Every stored screening, stretch by stretch in the order received, its sealed facts opened in bulk: for trying rules on the past.

Nothing is shown to anybody here; what is shown of it has its own look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, text, true
from sqlalchemy.orm import Session

from hub import clock
from hub.concerns import Concern, ConcernPart
from hub.crypto import DataKey, LooseKey, Unsealable, opened_key
from hub.errors import Unavailable
from hub.people import Person, ward_of
from hub.rulebook.models import ScreeningRun, ScreeningSubject

CONCERNS_AT_ONCE = 500
_HOME = (
    Person.address_protected,
    Person.__table__.c[Person.postcode.column],
    Person.__table__.c[Person.address.column],
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Concerns received from `since` to before `until` (None: to the last)."""

    since: datetime
    until: datetime | None
    concerns: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a concern's newest run kept of one person: every fact that bears on them, the rank it gave, and their ward if known."""

    person_id: UUID
    rank: int
    raw: Mapping[str, Any]
    ward: str | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """A concern as it was last screened; `ref` is empty where it is sealed. `lost` people's facts were erased or do not open."""

    id: UUID
    ref: str
    source: str
    received_on: date
    people: tuple[Kept, ...]
    lost: int


def stretches(session: Session, *, since: date | None = None) -> list[Stretch]:
    """All that was received since the London day `since`, cut into stretches of about as many concerns, the newest first."""
    number = func.row_number().over(order_by=Concern.received_at).label("number")
    all_ = select(Concern.received_at, number).where(_is_tried(since)).subquery()
    is_first = (all_.c.number - 1) % CONCERNS_AT_ONCE == 0
    firsts = session.execute(select(all_.c.received_at, all_.c.number).where(is_first).order_by(all_.c.number)).all()
    total = session.scalar(select(func.count()).select_from(Concern).where(_is_tried(since))) or 0
    starts: list[tuple[datetime | None, int]] = [*((at, place) for at, place in firsts), (None, total + 1)]
    cut = [Stretch(at, end, after - place) for (at, place), (end, after) in pairwise(starts) if at and at != end]
    return cut[::-1]


def _is_tried(since: date | None) -> ColumnElement[bool]:
    """A concern set apart, because it was put on the wrong person, is not tried."""
    from_then = true() if since is None else Concern.received_at >= clock.london(since, time())
    return and_(Concern.state != "quarantined", from_then)


def screened_in(session: Session, stretch: Stretch, wards: Mapping[str, str] | None = None) -> list[Screened]:
    """The concerns of a stretch as each was last screened; one that never was is left out.

    `wards` is the ward of each postcode; a person's is that of the home they were told to live at, and of a protected
    address nobody's.
    """
    _alone(session)
    runs = _newest_runs(session, stretch)
    people = _people(session, [run.id for run in runs], with_homes=bool(wards))
    return [
        Screened(
            run.concern_id,
            "" if run.level == "sealed" else run.ref,
            run.source_kind,
            clock.london_day(run.received_at),
            *_opened(run, people.get(run.id, ()), wards),
        )
        for run in runs
    ]


def _alone(session: Session) -> None:
    """On PostgreSQL no helpers are started for these short queries: the other cores have stretches of their own."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))


def _newest_runs(session: Session, stretch: Stretch) -> Collection[Any]:
    """With their concerns, in the order received."""
    of_concern = Concern.ref, Concern.level, Concern.source_kind, Concern.received_at
    before = true() if stretch.until is None else Concern.received_at < stretch.until
    rows = (
        select(ScreeningRun.id, ScreeningRun.concern_id, *of_concern, *_sealed(ScreeningRun))
        .select_from(Concern)
        .join(ScreeningRun, ScreeningRun.concern_id == Concern.id)
        .join(DataKey, DataKey.id == ScreeningRun.key_id)
        .where(Concern.received_at >= stretch.since, before, Concern.state != "quarantined")
        .order_by(Concern.received_at, Concern.id, ScreeningRun.number)
    )
    return {row.concern_id: row for row in session.execute(rows)}.values()


def _people(session: Session, run_ids: Sequence[UUID], *, with_homes: bool) -> dict[UUID, list[Any]]:
    kept = ScreeningSubject
    columns = select(kept.id, kept.run_id, kept.person_id, kept.rank, *_sealed(kept))
    rows = columns.join(DataKey, DataKey.id == kept.key_id).where(kept.run_id.in_(run_ids))
    if with_homes:
        rows = rows.add_columns(*_HOME).join(Person, Person.id == kept.person_id)
    found: dict[UUID, list[Any]] = {}
    for row in session.execute(rows.order_by(kept.person_id)):
        found.setdefault(row.run_id, []).append(row)
    return found


def _sealed(kept: type[ScreeningRun] | type[ScreeningSubject]) -> tuple[Any, ...]:
    return kept.__table__.c[kept.facts.column], kept.key_id, DataKey.master_version, DataKey.wrapped


def _opened(run: Any, rows: Iterable[Any], wards: Mapping[str, str] | None) -> tuple[tuple[Kept, ...], int]:
    shared = _facts(ScreeningRun, run)
    both = {} if shared is None else {**shared.get("concern", {}), **shared.get("household", {})}
    people, lost = [], 0
    for row in rows:
        own = _facts(ScreeningSubject, row)
        if shared is None or own is None:
            lost += 1
        else:
            ward = _ward(row, wards) if wards else None
            people.append(Kept(row.person_id, row.rank, {**both, **own}, ward))
    return tuple(people), lost


def _ward(row: Any, wards: Mapping[str, str]) -> str | None:
    """The ward of the person's home; a screening's subject is sealed under the key of the person."""
    if row.address_protected:
        return None
    key = opened_key(row.key_id, row.wrapped, row.master_version)
    try:
        postcode = Person.opened_column(key, row.person_id, "postcode", row.postcode_sealed)
        address = None if postcode else Person.opened_column(key, row.person_id, "address", row.address_sealed)
    except Unsealable:
        return None
    return ward_of(wards, postcode=postcode, address=address)


def _facts(kept: type[ScreeningRun] | type[ScreeningSubject], row: Any) -> dict[str, Any] | None:
    """The sealed facts of a row; None where they were erased or do not open."""
    if row.wrapped is None:
        return None
    try:
        key: LooseKey = opened_key(row.key_id, row.wrapped, row.master_version)
        found: dict[str, Any] | None = kept.opened_column(key, row.id, "facts", row.facts_sealed)
    except (Unsealable, Unavailable):
        return None
    return found or {}


def places_of_people(session: Session, concern_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    """Where each person stands on the form of these concerns, from 1."""
    rows = select(ConcernPart.concern_id, ConcernPart.person_id, ConcernPart.place)
    found = session.execute(rows.where(ConcernPart.concern_id.in_(concern_ids)))
    return {(row.concern_id, row.person_id): row.place + 1 for row in found}
