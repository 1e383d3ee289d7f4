"""What the hub would know of earlier concerns when a new one comes in, kept in memory while the city is written.

It finds for certain what matching would find for certain: the same person of the city, told well enough both times.
Memory holds a year of mentions; older ones change no count.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.demo.fresh import Fresh, FreshPerson
from hub.people import Judgement, age_on
from hub.people.keys import Key
from hub.people.normalising import Described
from hub.people.scoring import weigh
from hub.triage.facts import CHILD_UNDER, EIGHT_WEEKS, QUARTER, YEAR

COMPARED = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """One earlier row of somebody, and the concern it came with; `described` is None where no token finds the row."""

    row: UUID
    cluster: UUID
    concern: UUID
    received_at: datetime
    described: Described | None


@dataclass(frozen=True, slots=True)
class AtHome:
    """An earlier concern about a home."""

    concern: UUID
    received_at: datetime
    entered_at: datetime
    is_police: bool


@dataclass(slots=True)
class History:
    """Mentions by person of the city, concerns by home and by service, and open work by cluster."""

    mentions: dict[str, deque[Mention]] = field(default_factory=dict)
    homes: dict[Key, deque[AtHome]] = field(default_factory=dict)
    services: dict[UUID, deque[datetime]] = field(default_factory=dict)
    work: dict[UUID, list[tuple[datetime, datetime | None]]] = field(default_factory=dict)

    def of_concern(self, fresh: Fresh) -> dict[str, Any]:
        """Facts of the concern itself."""
        facts: dict[str, Any] = {}
        if fresh.new.danger != "not_known":
            facts["immediate_danger"], facts["danger_soon"] = fresh.new.danger == "yes", fresh.new.danger == "later"
        if fresh.service is not None:
            since = fresh.received_at - QUARTER
            facts["concerns_about_service_90_days"] = 1 + sum(
                at >= since for at in self.services.get(fresh.service, ())
            )
        return facts

    def of_household(self, fresh: Fresh) -> dict[str, Any]:
        """Facts of the home and who lives there."""
        facts: dict[str, Any] = {}
        ages = [age_on(each.opened, fresh.day) for each in fresh.screened]
        if any(each.told.unborn for each in fresh.screened) or any(
            age and age.get("to", 999) < CHILD_UNDER for age in ages
        ):
            facts["child_in_household"] = True
        if any(age and age.get("from", 0) >= CHILD_UNDER for age in ages):
            facts["adult_in_household"] = True
        if any(each.told.address or each.told.postcode for each in fresh.screened):
            earlier = self._earlier_at_home(fresh)
            recent = fresh.received_at - EIGHT_WEEKS
            police = sum(each.is_police for each in earlier) + (fresh.new.referrer.kind == "police")
            facts["police_reports_household_12_months"] = police
            facts["concerns_about_household_56_days"] = 1 + sum(each.received_at >= recent for each in earlier)
        return facts

    def _earlier_at_home(self, fresh: Fresh) -> Sequence[AtHome]:
        since = fresh.received_at - YEAR
        keys = {key for each in fresh.screened for key in each.homes}
        found = {
            each.concern: each
            for key in keys
            for each in self.homes.get(key, ())
            if each.entered_at >= since and each.received_at >= since
        }
        return list(found.values())

    def of_person(self, fresh: Fresh, each: FreshPerson) -> dict[str, Any]:
        """Facts of one person."""
        facts: dict[str, Any] = {"unborn": each.told.unborn}
        age = age_on(each.opened, fresh.day)
        if age or each.told.unborn:
            facts["age_years"] = age or {"to": 0}
        clusters = {found.cluster for found, judgement in self.candidates(each) if judgement is Judgement.CERTAIN}
        since = fresh.received_at - YEAR
        earlier = {
            one.concern
            for one in self.mentions.get(each.truth, ())
            if one.cluster in clusters and one.received_at >= since
        }
        facts["concerns_about_person_12_months"] = 1 + len(earlier)
        facts["has_open_work"] = any(self._has_open_work(cluster, fresh.keyed_at) for cluster in clusters)
        return facts

    def candidates(self, each: FreshPerson) -> list[tuple[Mention, Judgement]]:
        """Earlier rows of the same person that matching would offer, the newest first."""
        found: list[tuple[Mention, Judgement]] = []
        held = [one for one in self.mentions.get(each.truth, ()) if one.described is not None] if each.truth else []
        for one in held[-COMPARED:][::-1]:
            judgement = weigh(each.described, one.described).judgement if one.described else Judgement.NONE
            if judgement is not Judgement.NONE:
                found.append((one, judgement))
        return found

    def _has_open_work(self, cluster: UUID, at: datetime) -> bool:
        return any(opened <= at and (closed is None or closed > at) for opened, closed in self.work.get(cluster, ()))

    def remember(self, fresh: Fresh) -> None:
        """The concern is an earlier one from now on."""
        since = fresh.received_at - YEAR - timedelta(days=1)
        for each in fresh.people:
            if each.truth:
                findable = each.role != "alleged" and fresh.level != "sealed"
                described = each.described if findable else None
                mention = Mention(each.id, each.cluster, fresh.id, fresh.received_at, described)
                _add(self.mentions, each.truth, mention, keep=lambda one: one.received_at >= since)
        home = AtHome(fresh.id, fresh.received_at, fresh.keyed_at, fresh.new.referrer.kind == "police")
        for key in {key for each in fresh.people for key in each.homes}:
            _add(self.homes, key, home, keep=lambda one: one.entered_at >= since)
        if fresh.service is not None:
            _add(self.services, fresh.service, fresh.received_at, keep=lambda at: at >= since)

    def opened(self, each: FreshPerson, at: datetime, closed_at: datetime | None) -> None:
        """Work for the person is open from then, until it closed."""
        self.work.setdefault(each.cluster, []).append((at, closed_at))


def _add(shelf: dict[Any, deque[Any]], name: Any, one: Any, *, keep: Any) -> None:
    held = shelf.setdefault(name, deque())
    while held and not keep(held[0]):
        held.popleft()
    held.append(one)


def newest(candidates: Iterable[tuple[Mention, Judgement]]) -> Mention | None:
    """The row an officer would link to: the newest certain one, else the newest."""
    found = list(candidates)
    certain = [one for one, judgement in found if judgement is Judgement.CERTAIN]
    return certain[0] if certain else found[0][0] if found else None
