"""Days, times, limits and safeguards of conferences in the words that pages use. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hub.pathways import ClockView, Window
from hub.schemas import meeting_choices as choices
from hub.web.record_words import LOCAL_POLICY
from hub.web.words import counted, london_day, london_time, weekday

Mark = dict[str, str]
MARK_OF_STATE = {"in_place": "done", "asked": "waiting", "missing": "missing"}
SAFEGUARD_SAYS = {
    ("risk_assessment", "missing"): "Risk assessment missing",
    ("risk_assessment", "asked"): "Risk assessment asked for",
    ("chronology", "missing"): "Chronology missing",
    ("chronology", "asked"): "Chronology asked for",
    ("views", "missing"): "Their own views not recorded",
    ("views", "asked"): "Their own views asked for",
    ("advocacy", "missing"): "Advocacy has not been offered",
    ("advocacy", "asked"): "Advocacy asked about",
}


def day_words(day: date, today: date) -> str:
    """A day without its year where that is this one: "Friday 18 December"."""
    return f"{day:%A} {day.day} {day:%B}" if abs((day - today).days) < 300 else weekday(day)


def near_day(day: date, today: date) -> str:
    """A day as it is spoken of: "today", "tomorrow, 9 December", "Friday 18 December"."""
    near = {today: "today", today + timedelta(days=1): f"tomorrow, {day.day} {day:%B}"}
    return near.get(day, day_words(day, today))


def hours_words(starts_at: datetime, minutes: int) -> str:
    """ "10am to 11:30am"."""
    return f"{london_time(starts_at)} to {london_time(starts_at + timedelta(minutes=minutes))}"


def left_words(limits: Window, today: date) -> str:
    """How long is left: to the last usable day where that comes before the last lawful one."""
    if limits.is_past or limits.last_usable_on == limits.last_lawful_on or limits.last_usable_on <= today:
        return limits.left
    return f"{counted((limits.last_usable_on - today).days, 'day')} left to use"


def last_day(limits: Window, today: date) -> dict[str, str]:
    """The last usable day and by when to invite, as a sentence in three pieces with its middle strong."""
    if limits.is_past:
        return {"before": "The limit passed on", "strong": day_words(limits.last_lawful_on, today), "after": "."}
    if limits.last_lawful_on != limits.last_usable_on:
        before = f"Last lawful day is {day_words(limits.last_lawful_on, today)}, so hold it by"
        return {"before": before, "strong": day_words(limits.last_usable_on, today), "after": "."}
    before = f"Last day {day_words(limits.last_usable_on, today)}."
    if limits.invite_by < today:
        return {"before": before, "strong": f"{limits.notice_days} days’ notice can no longer be kept", "after": "."}
    after = f", to keep {limits.notice_days} days’ notice."
    return {"before": f"{before} Invite by", "strong": near_day(limits.invite_by, today), "after": after}


def limit_source(limits: Window) -> str:
    """What the limit is and where it comes from; what Dundee has not confirmed, of it or of its notice, says so."""
    words, not_yet = (
        f"{limits.how} from {london_day(limits.started_on)}",
        f"{LOCAL_POLICY[:1].lower()}{LOCAL_POLICY[1:]}",
    )
    if not limits.confirmed:
        return f"{words}: {not_yet}"
    notice = "" if limits.notice_confirmed else f". {counted(limits.notice_days, 'day')} of notice: {not_yet}"
    return f"{words}, {limits.source}{notice}"


def shares(limits: Window, today: date) -> tuple[float, float]:
    """How much of the limit is gone, and where in it the notice begins, each from 0 to 1."""
    whole = max(1, (limits.last_lawful_on - limits.started_on).days)
    gone = (today - limits.started_on).days / whole
    notice = (limits.invite_by - limits.started_on).days / whole
    return round(min(1.0, max(0.0, gone)), 3), round(min(1.0, max(0.0, notice)), 3)


def safeguard_marks(safeguards: Iterable[tuple[str, str]]) -> list[Mark]:
    """Marks with words: missing first, then asked for, then what is in place in one line."""
    held = list(safeguards)
    marks = [
        {"words": SAFEGUARD_SAYS[pair], "kind": MARK_OF_STATE[pair[1]]}
        for state in ("missing", "asked")
        for pair in held
        if pair[1] == state
    ]
    there = [choices.SAFEGUARDS[name].lower() for name, state in held if state == "in_place"]
    if there:
        words = "Nothing missing" if not marks else f"{', '.join(there).capitalize()}"
        marks.append({"words": words, "kind": "done"})
    return marks


def clock_rows(clocks: Sequence[ClockView]) -> list[dict[str, Any]]:
    """Limits as rows of a summary: what, when due, how long is left."""
    return [
        {
            "key": each.label,
            "value": _clock_words(each),
        }
        for each in clocks
    ]


def _clock_words(each: ClockView) -> str:
    if each.state == "running":
        late = " (late)" if each.is_late else ""
        return f"{each.left}{late}, due {london_day(each.due_at)}. {'' if each.confirmed else LOCAL_POLICY + '.'}"
    ended = {"met": "Met", "missed": "Missed", "stopped": "Stopped"}[each.state]
    return f"{ended}. It was due {london_day(each.due_at)}."


def started_words(starts_at: datetime | None) -> str:
    """When the meeting is or was: "Wednesday 16 December 2026, 10am"."""
    return f"{weekday(starts_at)}, {london_time(starts_at)}" if starts_at else "No time yet"
