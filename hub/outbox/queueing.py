"""Putting deliveries in the outbox and taking the due ones out; each is tried again with growing pauses, then given up aloud."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from hub import clock
from hub.outbox.models import Delivery

MOST_TRIES = 12
HELD_MINUTES = 5  # longer than any one delivery takes


def enqueue(session: Session, kind: str, **about: str) -> Delivery:
    """Something will be delivered after commit; `about` holds codes and ids only."""
    now = clock.now()
    delivery = Delivery(kind=kind, about=about, queued_at=now, next_try_at=now)
    session.add(delivery)
    return delivery


def due_deliveries(session: Session, *, limit: int = 20, kinds: Collection[str] | None = None) -> list[Delivery]:
    """Deliveries due now, oldest first, held for this worker while its transaction lasts."""
    due = _due(kinds).order_by(Delivery.next_try_at).limit(limit)
    return list(session.scalars(due.with_for_update(skip_locked=True)))


def last_queued_at(session: Session, kind: str) -> datetime | None:
    """When a delivery of this kind was last put in; None when never."""
    return session.scalar(select(func.max(Delivery.queued_at)).where(Delivery.kind == kind))


def forget_sent(session: Session, kind: str, *, before: datetime) -> None:
    """Deliveries of this kind that left before that moment are gone, but for the newest of all; what waits or was given up stays."""
    newest = select(func.max(Delivery.queued_at)).where(Delivery.kind == kind).scalar_subquery()
    old = delete(Delivery).where(Delivery.kind == kind, Delivery.state == "sent", Delivery.sent_at < before)
    session.execute(old.where(Delivery.queued_at < newest))


def is_anything_due(session: Session, kinds: Collection[str]) -> bool:
    """Whether a delivery of these kinds is due now; holds nothing."""
    return session.scalars(_due(kinds).limit(1)).first() is not None


def _due(kinds: Collection[str] | None) -> Select[Delivery]:
    due = select(Delivery).where(Delivery.state == "waiting", Delivery.next_try_at <= clock.now())
    return due if kinds is None else due.where(Delivery.kind.in_(kinds))


def hold(delivery: Delivery) -> None:
    """This worker has it for some minutes; when the worker dies it is due again after them, and goes out once more."""
    delivery.next_try_at = clock.now() + timedelta(minutes=HELD_MINUTES)


def sent(delivery: Delivery) -> None:
    """It has left."""
    delivery.state, delivery.sent_at, delivery.last_problem = "sent", clock.now(), None


def retried(delivery: Delivery, problem: str) -> None:
    """It did not leave: tried again after 1, 2, 4 … minutes up to an hour; after the last try it is given up."""
    delivery.tries += 1
    delivery.last_problem = problem
    if delivery.tries >= MOST_TRIES:
        delivery.state = "given_up"
    delivery.next_try_at = clock.now() + timedelta(minutes=min(60, 2 ** (delivery.tries - 1)))


def give_up(delivery: Delivery, problem: str) -> None:
    """Trying again would not help."""
    delivery.tries += 1
    delivery.last_problem, delivery.state = problem, "given_up"


def given_up(session: Session) -> list[Delivery]:
    """Deliveries nobody tries any more, for the operator's page."""
    return list(session.scalars(select(Delivery).where(Delivery.state == "given_up").order_by(Delivery.queued_at)))


def count_by_state(session: Session) -> dict[str, int]:
    """How many deliveries stand in each state but sent; a state without any is left out."""
    found = select(Delivery.state, func.count()).where(Delivery.state != "sent").group_by(Delivery.state)
    return {state: count for state, count in session.execute(found)}  # noqa: C416  rows are not pairs to mypy


def waiting_count(session: Session) -> int:
    """How many deliveries wait to leave."""
    return session.scalar(select(func.count()).where(Delivery.state == "waiting")) or 0
