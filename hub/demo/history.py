"""What the hub would know of earlier concerns when a new one comes in, kept in memory while the city is written.

It finds for certain what matching would find for certain: the same person of the city, told well enough both times.
Memory holds a year of mentions; older ones change no count.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from hub.concerns import Part
from hub.demo.fresh import Fresh, FreshPerson
from hub.people import Judgement, age_on
from hub.people.keys import Key, compound_keys
from hub.people.normalising import Described
from hub.people.scoring import weigh
from hub.triage.facts import of_household
from hub.triage.history import EIGHT_WEEKS, QUARTER, YEAR

COMPARED = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """One earlier row of somebody, and the concern it came with; `described` is None where no token finds the row."""

    row: UUID
    cluster: UUID
    concern: UUID
    received_at: datetime
    described: Described | None
    is_alleged: bool
    is_police: bool
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class AtHome:
    """An earlier concern about a home, with the rows told to live there and their family names."""

    concern: UUID
    received_at: datetime
    entered_at: datetime
    is_police: bool
    is_sealed: bool
    people: frozenset[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class AtService:
    """An earlier concern about a service, and until when it was undecided or work went on (None: it goes on)."""

    concern: UUID
    received_at: datetime
    open_until: datetime | None
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Work:
    """Work for somebody, with the team that holds it; `known` is who and which harms it has heard of, and grows."""

    strand: UUID
    team: UUID
    opened_at: datetime
    closed_at: datetime | None
    known: set[str]


@dataclass(frozen=True, slots=True)
class Closed:
    """A concern that closed below the threshold: for which rows, and since when all of it stands decided."""

    received_at: datetime
    rows: frozenset[UUID]
    at: datetime


@dataclass(slots=True)
class History:
    """Mentions by person of the city, concerns by home and by service, open work by cluster, and what closed."""

    mentions: dict[str, deque[Mention]] = field(default_factory=dict)
    homes: dict[Key, deque[AtHome]] = field(default_factory=dict)
    services: dict[UUID, deque[AtService]] = field(default_factory=dict)
    began_at: datetime | None = None
    work: dict[UUID, list[Work]] = field(default_factory=dict)
    closed: dict[UUID, Closed] = field(default_factory=dict)
    _offered: dict[UUID, list[tuple[Mention, Judgement]]] = field(default_factory=dict)

    def of_concern(self, fresh: Fresh) -> dict[str, Any]:
        """Facts of the concern itself."""
        facts: dict[str, Any] = {}
        if fresh.new.danger != "not_known":
            facts["immediate_danger"], facts["danger_soon"] = fresh.new.danger == "yes", fresh.new.danger == "later"
        if fresh.service is not None:
            since = fresh.received_at - QUARTER
            found = [each for each in self.services.get(fresh.service, ()) if _is_seen(fresh, each.is_sealed)]
            open_now = [each for each in found if each.open_until is None or each.open_until > fresh.keyed_at]
            number = 1 + sum(since <= each.received_at <= fresh.received_at for each in open_now)
            facts["concerns_about_service_90_days"] = self._figure(fresh, number, number, QUARTER)
        return facts

    def of_household(self, fresh: Fresh) -> dict[str, Any]:
        """Facts of the home and who lives there."""
        facts = of_household(cast(Sequence[Part], fresh.screened), fresh.day)
        rows = {row for each in fresh.screened for row in self._rows_of(each)}
        named = [one for each in fresh.screened for one in self._earlier(fresh, each)]
        here = self._earlier_at_home(fresh)
        families = {each.described.normal.family for each in fresh.screened} - {""}
        sure = [one for one in here if any(row in rows or name in families for row, name in one.people)]
        is_known = any(each.homes for each in fresh.screened)
        own = int(fresh.new.referrer.kind == "police")
        for name, window, police in (
            ("concerns_about_household_56_days", EIGHT_WEEKS, False),
            ("police_reports_household_12_months", YEAR, True),
        ):
            least = _number([*named, *sure], fresh.received_at - window, police)
            most = _number([*named, *here], fresh.received_at - window, police)
            first = own if police else 1
            facts[name] = self._figure(fresh, first + least, first + most, window, is_whole=is_known)
        if is_known:
            number = 1 + _number(here, fresh.received_at - EIGHT_WEEKS, False)
            facts["concerns_about_address_56_days"] = self._figure(fresh, number, number, EIGHT_WEEKS)
        return facts

    def _figure(
        self, fresh: Fresh, least: int, most: int, window: timedelta, *, is_whole: bool = True
    ) -> int | dict[str, int]:
        """As the hub would say it: a range where history is too short or some may be of another household."""
        began = min(fresh.received_at, self.began_at or fresh.received_at)
        if not is_whole or began > fresh.received_at - window:
            return {"from": least}
        return least if least == most else {"from": least, "to": most}

    def _earlier_at_home(self, fresh: Fresh) -> list[AtHome]:
        since = fresh.received_at - YEAR
        keys = {key for each in fresh.screened for key in each.homes}
        found: dict[UUID, AtHome] = {}
        for each in (each for key in keys for each in self.homes.get(key, ())):
            is_recent = each.entered_at >= since and since <= each.received_at <= fresh.received_at
            if is_recent and _is_seen(fresh, each.is_sealed):
                before = found.get(each.concern)
                people = each.people | before.people if before else each.people
                found[each.concern] = replace(each, people=people)
        return list(found.values())

    def _rows_of(self, each: FreshPerson) -> set[UUID]:
        clusters = self._clusters(each)
        return {one.row for one in self.mentions.get(each.truth, ()) if one.cluster in clusters}

    def _clusters(self, each: FreshPerson) -> set[UUID]:
        return {found.cluster for found, judgement in self.candidates(each) if judgement is Judgement.CERTAIN}

    def _earlier(self, fresh: Fresh, each: FreshPerson) -> list[Mention]:
        """Concerns of the last year about this person, not as the alleged source."""
        clusters, since = self._clusters(each), fresh.received_at - YEAR
        return [
            one
            for one in self.mentions.get(each.truth, ())
            if one.cluster in clusters
            and since <= one.received_at <= fresh.received_at
            and not one.is_alleged
            and _is_seen(fresh, one.is_sealed)
        ]

    def of_person(self, fresh: Fresh, each: FreshPerson) -> dict[str, Any]:
        """Facts of one person."""
        facts: dict[str, Any] = {"unborn": each.told.unborn}
        age = age_on(each.opened, fresh.day)
        if age or each.told.unborn:
            facts["age_years"] = age or {"to": 0}
        number = 1 + len({one.concern for one in self._earlier(fresh, each)})
        facts["concerns_about_person_12_months"] = self._figure(
            fresh, number, number, YEAR, is_whole=bool(compound_keys(each.described))
        )
        facts["has_open_work"] = bool(self.open_work(fresh, each))
        return facts

    def candidates(self, each: FreshPerson) -> list[tuple[Mention, Judgement]]:
        """Earlier rows of the same person that matching would offer, the newest first; weighed once for each concern."""
        if each.id not in self._offered:
            self._offered[each.id] = self._weighed(each)
        return self._offered[each.id]

    def _weighed(self, each: FreshPerson) -> list[tuple[Mention, Judgement]]:
        found: list[tuple[Mention, Judgement]] = []
        held = [one for one in self.mentions.get(each.truth, ()) if one.described is not None] if each.truth else []
        for one in held[-COMPARED:][::-1]:
            judgement = weigh(each.described, one.described).judgement if one.described else Judgement.NONE
            if judgement is not Judgement.NONE:
                found.append((one, judgement))
        return found

    def open_work(self, fresh: Fresh, each: FreshPerson) -> list[Work]:
        """Work for the person that was open as the concern came in."""
        at, held = fresh.keyed_at, (one for cluster in self._clusters(each) for one in self.work.get(cluster, ()))
        return [one for one in held if one.opened_at <= at and (one.closed_at is None or one.closed_at > at)]

    def closed_before(self, fresh: Fresh) -> dict[UUID, tuple[Closed, set[str]]]:
        """Concerns that had closed as this one came in, with what both have in common: person, home, service."""
        shared: list[tuple[str, UUID, UUID | None]] = []
        shared += [("person", one.concern, one.row) for each in fresh.screened for one in self._earlier(fresh, each)]
        shared += [("home", one.concern, None) for one in self._earlier_at_home(fresh)]
        if fresh.service is not None:
            shared += [("service", one.concern, None) for one in self.services.get(fresh.service, ())]
        found: dict[UUID, tuple[Closed, set[str]]] = {}
        for why, concern, row in shared:
            held = self.closed.get(concern)
            if held is not None and held.at <= fresh.keyed_at and (row is None or row in held.rows):
                found.setdefault(concern, (held, set()))[1].add(why)
        return found

    def remember(self, fresh: Fresh, open_until: datetime | None, *, closed: Closed | None) -> None:
        """The concern is an earlier one from now on; it was undecided, or work went on, until then."""
        if closed is not None:
            self.closed[fresh.id] = closed
        self._offered.clear()
        if self.began_at is None and (fresh.keyed_at - fresh.received_at).total_seconds() <= 3600:
            self.began_at = fresh.received_at
        is_sealed, is_police = fresh.level == "sealed", fresh.new.referrer.kind == "police"
        since = fresh.received_at - YEAR - timedelta(days=1)
        for each in fresh.people:
            if each.truth:
                findable = each.role != "alleged" and fresh.level != "sealed"
                described = each.described if findable else None
                mention = Mention(
                    each.id,
                    each.cluster,
                    fresh.id,
                    fresh.received_at,
                    described,
                    each.role == "alleged",
                    is_police,
                    is_sealed,
                )
                _add(self.mentions, each.truth, mention, keep=lambda one: one.received_at >= since)
        for key in {key for each in fresh.people for key in each.homes}:
            people = frozenset((each.id, each.described.normal.family) for each in fresh.people if key in each.homes)
            home = AtHome(fresh.id, fresh.received_at, fresh.keyed_at, is_police, is_sealed, people)
            _add(self.homes, key, home, keep=lambda one: one.entered_at >= since)
        if fresh.service is not None:
            told = AtService(fresh.id, fresh.received_at, open_until, is_sealed)
            _add(self.services, fresh.service, told, keep=lambda one: one.received_at >= since)

    def opened(self, each: FreshPerson, work: Work) -> None:
        """There is work for the person."""
        self.work.setdefault(each.cluster, []).append(work)


def _is_seen(fresh: Fresh, is_sealed: bool) -> bool:
    """A sealed concern is in no count of one that is not."""
    return fresh.level == "sealed" or not is_sealed


def _number(found: Sequence[Mention | AtHome], since: datetime, police: bool) -> int:
    return len({one.concern for one in found if one.received_at >= since and (one.is_police or not police)})


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
