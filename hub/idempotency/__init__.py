"""Sending twice gives the same reference once."""

from hub.idempotency.models import SentOnce
from hub.idempotency.sending_once import KEPT_FOR, Answer, once, sweep

__all__ = ["KEPT_FOR", "Answer", "SentOnce", "once", "sweep"]
