"""Which clock runs on a record, when it is due, and why it was varied; the arithmetic and the sourced data are the rules'."""

from hub.pathways.models import ClockVariation, RunningClock
from hub.pathways.running import (
    ClockView,
    clocks_on,
    due_for,
    end,
    find_due,
    in_words,
    is_office_time,
    runs_from,
    show_clock,
    start,
    stop_all,
    vary,
    view_of,
)
from hub.pathways.windows import Day, Window, days_between, running_clocks, window_of

__all__ = [
    "ClockVariation",
    "ClockView",
    "Day",
    "RunningClock",
    "Window",
    "clocks_on",
    "days_between",
    "due_for",
    "end",
    "find_due",
    "in_words",
    "is_office_time",
    "running_clocks",
    "runs_from",
    "show_clock",
    "start",
    "stop_all",
    "vary",
    "view_of",
    "window_of",
]
