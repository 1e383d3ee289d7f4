"""Rows to deliver after commit. Nothing is sent for a change rolled back."""

from hub.outbox.models import Delivery
from hub.outbox.queueing import (
    due_deliveries,
    enqueue,
    give_up,
    given_up,
    hold,
    is_anything_due,
    last_queued_at,
    retried,
    sent,
    waiting_count,
)

__all__ = [
    "Delivery",
    "due_deliveries",
    "enqueue",
    "give_up",
    "given_up",
    "hold",
    "is_anything_due",
    "last_queued_at",
    "retried",
    "sent",
    "waiting_count",
]
