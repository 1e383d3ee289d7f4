"""Finding concerns and who has a part in them; permission is asked by the action that shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from hub.concerns.models import Concern, ConcernPart, ConcernVersion
from hub.db import table_of
from hub.errors import NotFound
from hub.people import Person


@dataclass(frozen=True, slots=True)
class Mention:
    """One row's part in an earlier concern, with what counting asks of the concern; `person_id` is None where only a
    service was named."""

    concern_id: UUID
    received_at: datetime
    source_kind: str
    level: str
    state: str
    person_id: UUID | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A person and their part in a concern."""

    part: ConcernPart
    person: Person


@dataclass(frozen=True, slots=True)
class Told:
    """A concern with its newest words and everybody on it, in the order told."""

    concern: Concern
    version: ConcernVersion
    parts: tuple[Part, ...]


def get_concern(session: Session, ref: str) -> Concern:
    """The concern a reference names.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(select(Concern).where(Concern.ref == ref)).first()
    if found is None:
        raise NotFound(object_type="concern")
    return found


def parts_of(session: Session, concern_id: UUID) -> tuple[Part, ...]:
    """Everybody on the concern in the order told, without those moved away; one query."""
    return tuple(Part(part, person) for part, person in session.execute(_EVERYBODY, {"concern": concern_id}))


def recent_for_rows(
    session: Session, rows: Collection[UUID], *, since: datetime, until: datetime | None = None, but_not: UUID
) -> tuple[Concern, ...]:
    """Concerns received in that time, both ends included, in which any of these rows has a part, newest first; sealed ones
    count like any other."""
    if not rows:
        return ()
    found = (
        select(Concern)
        .join(ConcernPart, ConcernPart.concern_id == Concern.id)
        .where(
            ConcernPart.person_id.in_(rows),
            ConcernPart.state == "on",
            Concern.received_at >= since,
            Concern.id != but_not,
        )
        .distinct()
        .order_by(Concern.received_at.desc(), Concern.id)
        .limit(100)
    )
    return tuple(session.scalars(found if until is None else found.where(Concern.received_at <= until)))


LOOKED_BACK = 1_000
_CONCERNS, _PARTS = table_of(Concern).c, table_of(ConcernPart).c
_TOLD = (_CONCERNS.id, _CONCERNS.received_at, _CONCERNS.source_kind, _CONCERNS.level, _CONCERNS.state)
_BETWEEN = (
    _CONCERNS.received_at >= bindparam("since"),
    _CONCERNS.received_at <= bindparam("until"),
    _CONCERNS.id != bindparam("but_not"),
)


def _newest_first(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return found.where(*_BETWEEN).order_by(_CONCERNS.received_at.desc(), _CONCERNS.id).limit(LOOKED_BACK)


# made once: putting a statement together costs as much as asking it
_EVERYBODY = (
    select(ConcernPart, Person)
    .join(Person, Person.id == ConcernPart.person_id)
    .where(ConcernPart.concern_id == bindparam("concern"), ConcernPart.state == "on")
    .order_by(ConcernPart.place)
)
_BY_ROW = _newest_first(
    select(*_TOLD, _PARTS.person_id, _PARTS.role)
    .join_from(table_of(Concern), table_of(ConcernPart), _PARTS.concern_id == _CONCERNS.id)
    .where(_PARTS.person_id.in_(bindparam("rows", expanding=True)), _PARTS.state == "on")
)
_BY_SERVICE = _newest_first(select(*_TOLD).where(_CONCERNS.service_id == bindparam("service")))
_FIRST = (
    select(_CONCERNS.received_at)
    .where(_CONCERNS.back_dated.is_(False))
    .order_by(_CONCERNS.received_at, _CONCERNS.id)
    .limit(1)
)


def mentions_of(
    session: Session, rows: Collection[UUID], *, since: datetime, until: datetime, but_not: UUID
) -> tuple[Mention, ...]:
    """Every part of these rows in a concern received between the two instants, both included, the newest first.

    At most `LOOKED_BACK` of them; sealed ones like any other: who counts leaves out what may not be known of.
    """
    asked = {"rows": list(rows), "since": since, "until": until, "but_not": but_not}
    return tuple(Mention(*each) for each in session.execute(_BY_ROW, asked)) if rows else ()


def mentions_of_service(
    session: Session, service_id: UUID, *, since: datetime, until: datetime, but_not: UUID
) -> tuple[Mention, ...]:
    """Concerns about a service, as `mentions_of`."""
    asked = {"service": service_id, "since": since, "until": until, "but_not": but_not}
    return tuple(Mention(*each) for each in session.execute(_BY_SERVICE, asked))


def history_since(session: Session) -> datetime | None:
    """When the first concern came in that was written down at once: from then on the hub holds what it was told."""
    return session.scalar(_FIRST)
