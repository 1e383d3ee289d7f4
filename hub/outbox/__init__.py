"""Rows to deliver after commit. Nothing is sent for a change rolled back."""

from hub.outbox.models import Delivery
from hub.outbox.queueing import (
    count_by_state,
    due_deliveries,
    enqueue,
    forget_sent,
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
    "count_by_state",
    "due_deliveries",
    "enqueue",
    "forget_sent",
    "give_up",
    "given_up",
    "hold",
    "is_anything_due",
    "last_queued_at",
    "retried",
    "sent",
    "waiting_count",
]
