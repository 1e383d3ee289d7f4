"""Finding concerns and who has a part in them; permission is asked by the action that shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.concerns.models import Concern, ConcernPart
from hub.errors import NotFound
from hub.people import Person


@dataclass(frozen=True, slots=True)
class Part:
    """A person and their part in a concern."""

    part: ConcernPart
    person: Person


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
    rows = session.execute(
        select(ConcernPart, Person)
        .join(Person, Person.id == ConcernPart.person_id)
        .where(ConcernPart.concern_id == concern_id, ConcernPart.state == "on")
        .order_by(ConcernPart.place)
    )
    return tuple(Part(part, person) for part, person in rows)


def recent_for_rows(session: Session, rows: Collection[UUID], *, since: datetime, but_not: UUID) -> tuple[Concern, ...]:
    """Concerns received since then in which any of these rows has a part, newest first; sealed ones count like any other."""
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
    return tuple(session.scalars(found))


def service_count(session: Session, service_id: UUID, *, since: datetime) -> int:
    """How many concerns were received about a service since then."""
    return (
        session.scalar(select(func.count()).where(Concern.service_id == service_id, Concern.received_at >= since)) or 0
    )
