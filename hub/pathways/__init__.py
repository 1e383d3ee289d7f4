"""Which clock runs on a record, when it is due, and why it was varied; the arithmetic and the sourced data are the rules'."""

from hub.pathways.models import ClockVariation, RunningClock
from hub.pathways.running import (
    ClockView,
    clocks_on,
    due_for,
    end,
    in_words,
    is_office_time,
    runs_from,
    start,
    stop_all,
    vary,
    view_of,
)

__all__ = [
    "ClockVariation",
    "ClockView",
    "RunningClock",
    "clocks_on",
    "due_for",
    "end",
    "in_words",
    "is_office_time",
    "runs_from",
    "start",
    "stop_all",
    "vary",
    "view_of",
]
