"""What the city remembers while concerns stream by: who came before and what is owed to the yearly figures."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from math import floor, sqrt
from random import Random

from hub.demo.dice import Share
from hub.demo.kinds import ACT_SHARE, MARAC_SHARE, MEETINGS_A_MONTH, REGISTERED_SHARE
from hub.demo.providers import Provider

YEAR = 365
RECENT = 700


@dataclass
class Memory:
    """Figures owed and households met, no older than needed; begins empty."""

    owed: dict[str, float] = field(default_factory=dict)
    marac: Share = field(default_factory=lambda: Share(MARAC_SHARE))
    act: Share = field(default_factory=lambda: Share(ACT_SHARE))
    adult_conference: Share = field(default_factory=lambda: Share(0.83))
    met: dict[str, deque[int]] = field(default_factory=dict)
    incidents: dict[int, list[date]] = field(default_factory=dict)
    last_marac: dict[int, date] = field(default_factory=dict)
    last_meeting: dict[int, date] = field(default_factory=dict)
    meetings_owed: float = 0.0
    registered_owed: float = 0.0
    incident_number: int = 0
    troubled: Provider | None = None

    def begin(self, day: date) -> None:
        """A day begins: planning meetings fall due, incident numbers start again, and the old is forgotten monthly."""
        self.meetings_owed += MEETINGS_A_MONTH * 12 / 365.25
        self.incident_number = 0
        if day.day == 1:
            for households in (self.last_marac, self.last_meeting):
                for household in [one for one, last in households.items() if (day - last).days > 2 * YEAR]:
                    del households[household]
            self.incidents = {one: days for one, days in self.incidents.items() if (day - days[-1]).days < YEAR}

    def due(self, kind: str, rate: float, rng: Random) -> int:
        """How many of a kind come today, about `rate`; what is too many or too few is made up for later."""
        owed = self.owed.get(kind, 0.0) + rate
        number = max(0, floor(owed + rng.uniform(-1, 1) * sqrt(rate) + 0.5))
        self.owed[kind] = owed - number
        return number

    def comes_early(self, kind: str) -> None:
        """One of the kind has come along with another concern, and is taken off those still to come."""
        self.owed[kind] = self.owed.get(kind, 0.0) - 1

    def meet(self, group: str, household: int) -> None:
        """The household was met, and may be met again."""
        self.met.setdefault(group, deque(maxlen=RECENT)).append(household)

    def met_before(self, group: str, rng: Random) -> int | None:
        """A household met lately, likelier the oftener it was; None where there is none."""
        known = self.met.get(group)
        return known[rng.randrange(len(known))] if known else None

    def incident(self, household: int, day: date) -> int:
        """How many domestic incidents of the household in the 12 months to this one, which is counted."""
        days = [one for one in self.incidents.get(household, []) if (day - one).days < YEAR]
        self.incidents[household] = [*days, day]
        return len(days) + 1

    def next_incident(self, day: date) -> str:
        """A police incident number of the day."""
        self.incident_number += 1
        return f"PS-{day:%Y%m%d}-{self.incident_number * 7:04d}"

    def meeting_falls(self, household: int, children: int, day: date) -> bool:
        """Whether this concern leads to a planning meeting of so many children; never twice within 13 months."""
        last = self.last_meeting.get(household)
        if self.meetings_owed < 1 or (last and (day - last).days < 400):
            return False
        self.meetings_owed -= children
        self.last_meeting[household] = day
        return True

    def registration_falls(self, children: int) -> bool:
        """Whether the children of a planning meeting go on the register, about three in four."""
        self.registered_owed += REGISTERED_SHARE * children
        if self.registered_owed < children / 2:
            return False
        self.registered_owed -= children
        return True
