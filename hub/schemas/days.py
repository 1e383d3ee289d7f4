"""A day and a time of day as forms type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

from marshmallow import ValidationError

from hub.errors import Unprocessable

NO_TIME = "Enter a time, such as 10:30am"
_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$", re.IGNORECASE)


def read_time(typed: str) -> time:
    """A time of day as people write it: 10, 10:30, 2pm, 2.30 pm.

    Raises:
        ValidationError: it cannot be read.
    """
    found = _TIME.match(typed.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, 0)
    half = (found[3] or "").lower() if found else ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if not 0 <= hour <= 23 or not 0 <= minute <= 59:
        raise ValidationError(NO_TIME, "other_time")
    return time(hour, minute)


def read_day(typed: Mapping[str, str], field: str, what: str) -> date:
    """A day typed in three boxes.

    Raises:
        Unprocessable: it is not a day.
    """
    try:
        return date(int(typed.get("year", "")), int(typed.get("month", "")), int(typed.get("day", "")))
    except (ValueError, OverflowError):
        raise Unprocessable({field: [f"Enter {what} as a real day, such as 16 12 2026"]}) from None
