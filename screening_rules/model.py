"""What a checked pack is made of: conditions, rules, routes and sources. Pure, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

from screening_rules.facts import Catalogue, Stated, Value

if TYPE_CHECKING:
    from screening_rules.calendars import Calendar
    from screening_rules.clock_model import Clock

AREAS = (
    "screening",
    "children",
    "adults",
    "domestic_abuse",
    "high_risk",
    "suicide_prevention",
    "alcohol_drugs",
    "humanitarian",
)
URGENCIES = ("act_now", "same_day", "two_working_days", "five_working_days")
NO_URGENCY = len(URGENCIES)
OPERATORS = {
    "yes_no": ("is", "is_not", "known"),
    "choice": ("is", "is_not", "one_of", "known"),
    "choices": ("includes", "includes_any", "known"),
    "number": ("is", "is_not", "at_least", "at_most", "under", "over", "unclear_at", "known"),
    "date": ("is", "is_not", "at_least", "at_most", "under", "over", "known"),
}
OF_KNOWING = frozenset({"known", "unclear_at"})  # what is known of a fact, not what is so: more knowing may turn it


class Answer(IntEnum):
    """Kleene's three values in their order: all = least, any = greatest, not = turned round."""

    NO = 0
    UNKNOWN = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class All:
    """True where every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True where at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where its part is not."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """One fact held against one value; `type` is the fact's type, so that no catalogue is needed to answer."""

    fact: str
    type: str
    operator: str
    value: Value


Condition: TypeAlias = All | Any | Not | Compare


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from; `confidence` says how well it was seen, `domain` the facts of the handbook behind it."""

    id: str
    title: str
    kind: str
    where: str
    confidence: str
    seen: date
    domain: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A legal or practice route, in plain words, with the role that may decide it; `asks` where it only finds out more."""

    id: str
    label: str
    area: str
    conference: str | None
    needs_decider: str
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it stands from `start` until a newer version starts or the rule is withdrawn."""

    start: date
    when: Condition
    routes: tuple[str, ...]
    urgency: str | None
    actions: tuple[str, ...]
    mandatory: bool
    rules_out: tuple[str, ...]
    sources: tuple[str, ...]
    because: str
    change: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with all its versions, oldest first; from `withdrawn` on it no longer holds."""

    id: str
    area: str
    title: str
    versions: tuple[Version, ...]
    withdrawn: date | None
    path: str

    def in_force(self, on: date) -> Version | None:
        """The newest version that has started by the day `on`, or None before the first and once withdrawn."""
        if self.withdrawn is not None and on >= self.withdrawn:
            return None
        started = [version for version in self.versions if version.start <= on]
        return started[-1] if started else None


@dataclass(frozen=True, slots=True)
class RuleCase:
    """An example that stands beside a rule: these facts, on this day, give this answer (or "not_in_force")."""

    rule: str
    name: str
    on: date
    facts: Mapping[str, Stated]
    expect: str


@dataclass(frozen=True, eq=False)
class Pack:
    """One whole checked rule pack; equal only to itself."""

    facts: Catalogue
    sources: Mapping[str, Source]
    routes: Mapping[str, Route]
    actions: Mapping[str, str]
    rules: Mapping[str, Rule]
    cases: tuple[RuleCase, ...]
    calendars: Mapping[str, Calendar]
    clocks: Mapping[str, Clock]
    files: Mapping[str, str] = field(repr=False)
    fingerprint: str


def band(urgency: str | None) -> int:
    """The place of an urgency, 0 the most urgent; None comes last."""
    return NO_URGENCY if urgency is None else URGENCIES.index(urgency)
