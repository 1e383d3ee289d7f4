"""What no officer decides, alone or with a second person: declining a discussion that was asked for, closing on what is not known."""

from __future__ import annotations

from collections.abc import Collection

from hub import clock
from hub.people import Person, age_on
from hub.rulebook import Facts
from hub.triage import choices
from hub.triage.facts import CHILD_UNDER

IRD = "cp_ird"
MORE_NEEDED = "Somebody has to find out more first. Answer the open questions, or choose a route of work"
POINT_NOT_KNOWN = "A point of the three-point test is not known, and not knowing never closes a concern"
BEHIND_A_NO_OPEN = (
    "They want no help. Before this closes, answer whether they are pressed, whether others are at risk and "
    "whether it may be a crime"
)


def is_ird_asked_for(person: Person, facts: Facts) -> bool:
    """Whether police, health or social work asked for a discussion (IRD) about somebody who may be under 18 or unborn.

    They may be by what was told of them, whatever was answered since, or by what was answered.

    Source: ng2021_p3_ird
    """
    asked, answered = facts.get("ird_requested"), facts.get("age_years")
    age = age_on(person, clock.today()) or {}
    may_be_a_child = person.unborn or age.get("from", 0) < CHILD_UNDER
    if answered is not None and answered.is_known:
        may_be_a_child = may_be_a_child or answered.low < CHILD_UNDER
    return asked is not None and asked.value is True and may_be_a_child


def opens_no_work(routes: Collection[str]) -> bool:
    """Whether a decision for these routes closes the concern for the person."""
    return not set(routes) - choices.WITHOUT_STRAND


def bars_to_closing(routes: Collection[str], facts: Facts) -> dict[str, str]:
    """What stands against opening no work, by its field. Not knowing never closes anything, and neither does a bare no.

    `routes`: those chosen and those suggested.
    """
    found: dict[str, str] = {}
    if "needs_information" in routes:
        found["close"] = MORE_NEEDED
    if any(fact in facts and facts[fact].asked and not facts[fact].is_known for fact in choices.LIMBS):
        found["close"] = POINT_NOT_KNOWN
    declines = facts.get("declines_help")
    is_open = any(fact not in facts or not facts[fact].is_known for fact in choices.BEHIND_A_NO)
    if declines is not None and declines.value is True and is_open:
        found["declined"] = BEHIND_A_NO_OPEN
    return found
