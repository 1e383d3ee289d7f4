"""Two answers about one person side by side: the family of a route, and in what the second sees more danger. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.rulebook import Route, band
from hub.triage.choices import WITHOUT_STRAND

ASKS, POLICE, NO_NEW_WORK = "find_out", "police", "no_new_work"
AREAS = (
    "children",
    "adults",
    "domestic_abuse",
    "high_risk",
    "suicide_prevention",
    "alcohol_drugs",
    "humanitarian",
)
FAMILIES = (*AREAS, ASKS, POLICE, NO_NEW_WORK)
DIFFERENCES = {
    "more_urgent": "The second answer is more urgent",
    "more_protective": "The second answer opens work that the first does not",
    "would_not_close": "The first closed it; the second would not have",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody would do for one person."""

    routes: tuple[str, ...]
    urgency: str


def family_of(routes: Sequence[str], known: Mapping[str, Route]) -> str:
    """The one family that stands for these routes: the area of the first that opens work, else what is left to do."""
    opened = areas_opened(routes, known)
    if opened:
        return next(area for area in AREAS if area in opened)
    if "needs_information" in routes:
        return ASKS
    return POLICE if "police" in routes else NO_NEW_WORK


def areas_opened(routes: Sequence[str], known: Mapping[str, Route]) -> frozenset[str]:
    """The areas in which these routes open work; a route that is not known any more counts for none."""
    found = {known[route].area for route in routes if route in known and route not in WITHOUT_STRAND}
    return frozenset(found & set(AREAS))


def differences(first: Answer, second: Answer, known: Mapping[str, Route], *, first_closed: bool) -> tuple[str, ...]:
    """In what the second answer sees more danger than the first, by code; empty where it sees as much or less."""
    more = areas_opened(second.routes, known) - areas_opened(first.routes, known)
    asks = family_of(second.routes, known) == ASKS and family_of(first.routes, known) in {POLICE, NO_NEW_WORK}
    reports = "police" in set(second.routes) - set(first.routes)
    found = {
        "more_urgent": band(second.urgency) < band(first.urgency),
        "more_protective": bool(more) or asks or reports,
        "would_not_close": first_closed and (bool(more) or asks),
    }
    return tuple(code for code in DIFFERENCES if found[code])
