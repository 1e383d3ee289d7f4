"""A clock and each of its versions in words, line by line. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from screening_rules.calendars import Calendar
from screening_rules.clock_model import EVENTS, Clock, ClockVersion
from screening_rules.model import Source
from screening_rules.words import listed

_DUE = {"end_of_day": "at the end of its last day", "close_of_business": "when the office closes on its last day"}
_DAY_ZERO = {"day_of_event": "the day it happened", "office_day": "the day it happened, or the next office day"}
_ROLLS = {"none": "", "next_working_day": "moves to the next working day"}
_NEEDS = {"reason": "a reason", "interim_safety_plan": "an interim safety plan"}
CONFIDENCE_SAID = {
    "verified": "seen in the source itself",
    "verified_elsewhere": "seen in another area’s procedure",
    "general_knowledge": "still to be checked",
    "judgement": "our own judgement",
}


def clock_lines(clock: Clock) -> tuple[tuple[str, str], ...]:
    """What holds for every version of a clock."""
    area = clock.area.replace("_", " ").capitalize()
    return ("Title", clock.label), ("Area", area), ("Runs from when", EVENTS[clock.event])


def limits_in_words(version: ClockVersion) -> str:
    """How long: "5 minutes", or the earlier of two limits."""
    words = [limit.in_words for limit in version.limits]
    least = "at least " if version.minimum else ""
    return least + (f"the earlier of {listed(words, 'and')}" if len(words) > 1 else words[0])


def version_lines(
    version: ClockVersion, clocks: Mapping[str, Clock], calendars: Mapping[str, Calendar], sources: Mapping[str, Source]
) -> tuple[tuple[str, str], ...]:
    """A version of a clock in words, with the labels of its pack."""
    counted = (
        "every hour, nights and days off included" if version.is_elapsed else calendars[version.calendar or ""].label
    )
    return (
        ("How long", limits_in_words(version)),
        ("Counted by", counted),
        ("Day 0 is", "" if version.is_elapsed else _DAY_ZERO[version.day_zero]),
        ("It ends", _DUE[version.due_time] if version.due_time else ""),
        ("A last day that is no working day", _ROLLS[version.rolls]),
        ("It may be varied", varies_in_words(version)),
        ("With notice by", clocks[version.notice].label if version.notice else ""),
        ("Note", version.note or ""),
        ("Sources", "; ".join(f"{sources[each].title}, {sources[each].where}" for each in version.sources)),
        ("Facts of the handbook", ", ".join(version.domain)),
        ("How sure", CONFIDENCE_SAID[version.confidence]),
        ("Confirmed by Dundee", "yes" if version.confirmed else "not yet"),
    )


def varies_in_words(version: ClockVersion) -> str:
    """Who may put it off, and what they have to record; "" where nobody may."""
    if version.varies is None:
        return ""
    needs = listed([_NEEDS[each] for each in version.varies.needs], "and")
    return f"by a {version.varies.approver_role.replace('_', ' ')}, with {needs}"
