"""One right to send cannot fill the spool: past a number of concerns each further one waits a little. Slowed, never refused."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from hub import clock

AT_ONCE = 30  # concerns of one pass or token within the window
WINDOW = timedelta(minutes=10)
WAIT_SECONDS = 0.5
_MOST_KNOWN = 2000
_sent: dict[str, deque[datetime]] = {}


def wait_seconds(mark: str) -> float:
    """How long this one waits, in this process; it is counted."""
    now = clock.now()
    times = _sent.setdefault(mark, deque(maxlen=AT_ONCE))
    is_full = len(times) == AT_ONCE and now - times[0] < WINDOW
    times.append(now)
    while len(_sent) > _MOST_KNOWN:
        _sent.pop(next(iter(_sent)))
    return WAIT_SECONDS if is_full else 0.0
