"""What should open and does not: closed, told to nobody, counted for whoever watches the service, and said in the log."""

from __future__ import annotations

import structlog
from prometheus_client import Counter

from hub.errors import Unavailable

log = structlog.get_logger("hub")
UNOPENED = Counter("hub_sealed_unopened", "Sealed values and keys that did not open", registry=None)


class Unsealable(Unavailable):
    """A sealed value did not open: changed, moved, or under another key. Closed and generic."""

    def __init__(self) -> None:
        super().__init__("A sealed record could not be opened. The data guardian has to be told.")


def alarmed() -> Unsealable:
    """The error for what the database holds and what no sender can touch, once the alarm has been rung for it."""
    UNOPENED.inc()
    log.error("sealed_value_unopened")
    return Unsealable()
