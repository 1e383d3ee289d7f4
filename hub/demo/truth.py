"""A concern of the synthetic city with what is truly so. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

AREAS = {
    "cp_ird": "children", "cp_wellbeing": "children", "reporter": "children", "asp_inq": "adults",
    "asp_urgent": "adults", "asp_not_met_support": "adults", "lsi_consider": "adults", "mhcta_s33": "adults",
    "marac": "domestic_abuse", "carm": "high_risk", "dbi": "suicide_prevention", "nfod": "alcohol_drugs",
    "mappa": "high_risk", "mental_health_crisis": "suicide_prevention", "separated_child": "humanitarian",
    "drug_treatment": "alcohol_drugs",
    "nrm": "humanitarian", "police": "screening", "info_only": "screening", "needs_information": "screening",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """What screening is expected to come to for one subject: routes (the leading one first) and urgency."""

    person: str
    routes: tuple[str, ...]
    urgency: str
    conference: str = ""
    registered: bool = False

    @property
    def area(self) -> str:
        """The area of the leading route."""
        return AREAS[self.routes[0]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is truly so of a concern, for measuring matching and screening.

    `people` holds the city's person id for each of `told["people"]`, in that order, also where they were told without
    a name. `service` is a provider's id. `conference` is child_protection, adult or empty; `act` means that it went on
    under the 2007 Act. `found_out` is what an officer who asks is told of a person: their id, the fact and its value.
    """

    kind: str
    situation: str
    household: int
    people: tuple[str, ...]
    expected: tuple[Expected, ...]
    incident: str = ""
    service: str = ""
    repeat: bool = False
    mistakes: tuple[str, ...] = ()
    act: bool = False
    marac: bool = False
    marac_repeat: bool = False
    conference: str = ""
    carried_over: bool = False
    found_out: tuple[tuple[str, str, Any], ...] = ()

    @property
    def urgency(self) -> str:
        """The most pressing urgency of its subjects."""
        order = ("act_now", "same_day", "two_working_days", "five_working_days")
        return min((one.urgency for one in self.expected), key=order.index, default="five_working_days")


@dataclass(frozen=True, slots=True)
class ToldConcern:
    """A concern as told (the document every face accepts), when received and keyed (aware UTC), and the truth."""

    number: int
    told: dict[str, Any]
    received_at: datetime
    keyed_at: datetime
    truth: Truth
