"""Putting deliveries in the outbox and taking the due ones out; each is tried again with growing pauses, then given up aloud."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock
from hub.outbox.models import Delivery

MOST_TRIES = 12


def enqueue(session: Session, kind: str, **about: str) -> Delivery:
    """Something will be delivered after commit; `about` holds codes and ids only."""
    now = clock.now()
    delivery = Delivery(kind=kind, about=about, queued_at=now, next_try_at=now)
    session.add(delivery)
    return delivery


def due_deliveries(session: Session, *, limit: int = 20) -> list[Delivery]:
    """Deliveries due now, oldest first, held for this worker while its transaction lasts."""
    return list(
        session.scalars(
            select(Delivery)
            .where(Delivery.state == "waiting", Delivery.next_try_at <= clock.now())
            .order_by(Delivery.next_try_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


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


def given_up(session: Session) -> list[Delivery]:
    """Deliveries nobody tries any more, for the operator's page."""
    return list(session.scalars(select(Delivery).where(Delivery.state == "given_up").order_by(Delivery.queued_at)))
