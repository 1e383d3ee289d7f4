"""Opening and closing plans; steps inside a conference's own action. A person has at most one open plan of a kind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from hub import clock
from hub.errors import OutOfOrder
from hub.people import Person, cluster_of
from hub.plans.models import Plan


def open_plan(
    session: Session,
    *,
    person_id: UUID,
    strand_id: UUID,
    kind: str,
    conference_id: UUID,
    opened_on: date,
    areas: Collection[str],
    next_review_on: date | None,
) -> Plan:
    """The person has an open plan from that day on; a child is on the register.

    Raises:
        OutOfOrder: they have one already.
    """
    if open_plan_of(session, person_id, kind) is not None:
        raise OutOfOrder("This person has an open plan already. Decide whether it goes on.")
    plan = Plan(
        person_id=person_id,
        strand_id=strand_id,
        kind=kind,
        opened_on=opened_on,
        opened_at=clock.now(),
        opened_by_conference=conference_id,
        areas_of_concern=sorted(areas),
        next_review_on=next_review_on,
    )
    session.add(plan)
    session.flush()
    return plan


def close_plan(session: Session, *, person_id: UUID, kind: str, conference_id: UUID, ended_on: date) -> Plan:
    """The person's plan ended on that day; a child is off the register.

    Raises:
        OutOfOrder: there is no open plan.
    """
    plan = open_plan_of(session, person_id, kind)
    if plan is None:
        raise OutOfOrder("This person has no open plan, so none can end.")
    plan.ended_on, plan.ended_by_conference, plan.next_review_on = ended_on, conference_id, None
    return plan


def open_plan_of(session: Session, person_id: UUID, kind: str) -> Plan | None:
    """The person's open plan of that kind, whichever of their rows it stands on; None when there is none."""
    rows = cluster_of(session, person_id)
    return session.scalars(
        select(Plan).where(Plan.person_id.in_(rows), Plan.kind == kind, Plan.ended_on.is_(None))
    ).first()


def planned(session: Session, people: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Who of these people has an open plan, whichever of their rows it stands on, and of which kind; one query."""
    row = aliased(Person)
    found = (
        select(Person.id, Plan.kind)
        .join(row, row.cluster_id == Person.cluster_id)
        .join(Plan, Plan.person_id == row.id)
        .where(Person.id.in_(people), Plan.ended_on.is_(None))
    )
    return {(person, kind) for person, kind in session.execute(found)}


def is_on_register(session: Session, person_id: UUID, day: date) -> bool:
    """Whether the child was on the child protection register on that day; the day a plan ends is not counted."""
    rows = cluster_of(session, person_id)
    return session.scalars(_open_on(day).where(Plan.person_id.in_(rows)).limit(1)).first() is not None


def _open_on(day: date) -> Select[Plan]:
    return select(Plan).where(
        Plan.kind == "child_protection", Plan.opened_on <= day, (Plan.ended_on.is_(None)) | (Plan.ended_on > day)
    )


def reviews_due(session: Session, *, until: date) -> tuple[Plan, ...]:
    """Open plans whose next review stands on or before `until`, the soonest first."""
    return tuple(
        session.scalars(
            select(Plan).where(Plan.ended_on.is_(None), Plan.next_review_on <= until).order_by(Plan.next_review_on)
        )
    )
