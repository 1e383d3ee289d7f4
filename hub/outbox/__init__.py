"""Rows to deliver after commit. Nothing is sent for a change rolled back."""

from hub.outbox.models import Delivery
from hub.outbox.queueing import due_deliveries, enqueue, given_up, retried, sent

__all__ = ["Delivery", "due_deliveries", "enqueue", "given_up", "retried", "sent"]
