"""What history says of a concern: earlier ones about the same people, home, service or alleged source, and work that is open.

Promise: a count is never said to be whole where it may not be. Where history is not held for the whole time asked, or
cannot be searched, it is a range. What may not be known of from this concern is in no count (docs/decisions/0018).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hub import people
from hub.concerns import LOOKED_BACK, Concern, Mention, Part, history_since, mentions_of, mentions_of_service
from hub.people import Described
from hub.strands import State, Strand, concerns_with_open_work, strands_of_people

YEAR, EIGHT_WEEKS, QUARTER = timedelta(days=365), timedelta(days=56), timedelta(days=90)
LOOKED_AT = timedelta(days=430)  # a referral a year ago came from a concern received before it
# What a concern of a level may know of: of restricted ones that they are there, of sealed ones nothing.
LEVELS = {"open": ("open",), "restricted": ("open", "restricted"), "sealed": ("open", "restricted", "sealed")}


@dataclass(frozen=True, slots=True)
class Home:
    """Rows told to live at the same address: `family` are those of this household, the others may be another."""

    rows: frozenset[UUID]
    family: frozenset[UUID]
    is_known: bool


@dataclass(frozen=True, slots=True)
class History:
    """Earlier concerns as far as this one may know of them; `rows` stand for each person screened, `alleged` are linked rows."""

    concern: Concern
    rows: Mapping[UUID, Collection[UUID]]
    found: Mapping[UUID, bool]
    alleged: Mapping[UUID, Collection[UUID]]
    home: Home
    mentions: tuple[Mention, ...]
    of_service: tuple[Mention, ...]
    open_ids: frozenset[UUID]
    strands: tuple[Strand, ...]
    held_since: datetime | None
    is_cut: bool

    def within(self, mentions: Sequence[Mention], window: timedelta) -> list[Mention]:
        """Those received in the window before this concern, both ends of it included."""
        return [each for each in mentions if each.received_at >= self.concern.received_at - window]

    def by_rows(self, rows: Collection[UUID], window: timedelta, *, alleged: bool | None = False) -> list[Mention]:
        """Where these rows had a part: not as the alleged source, only as it, or (None) either."""
        found = [each for each in self.mentions if each.person_id in rows]
        return self.within([each for each in found if alleged in {None, each.role == "alleged"}], window)

    def open_strands(self, person_id: UUID) -> tuple[Strand, ...]:
        """Work for this person that is open and that this concern may know of."""
        mine = (each for each in self.strands if each.person_id in self.rows[person_id])
        return tuple(each for each in mine if each.state != State.CLOSED.value and self._is_seen(each.level))

    @property
    def has_open_work(self) -> bool:
        """Whether work for anybody screened is open."""
        return any(self.open_strands(each) for each in self.rows)

    def about_person(self, person_id: UUID) -> dict[str, Any]:
        """Facts of one person screened."""
        earlier = self.by_rows(self.rows[person_id], YEAR)
        count = self._count(earlier, (), YEAR, is_whole=self.found[person_id])
        return {
            "concerns_about_person_12_months": count,
            "has_open_work": bool(self.open_strands(person_id)),
            **self._marac(person_id),
        }

    def about_household(self) -> dict[str, Any]:
        """Facts of the home and those who live there. Without an address only those named can be looked for."""
        everybody = frozenset().union(*self.rows.values())
        facts: dict[str, Any] = {}
        if everybody:
            known, own = self.home.is_known, int(self.concern.source_kind == "police")
            sure, here = self._split(everybody, EIGHT_WEEKS)
            facts["concerns_about_household_56_days"] = self._count(sure, here, EIGHT_WEEKS, is_whole=known)
            sure, here = (_by_police(part) for part in self._split(everybody, YEAR))
            facts["police_reports_household_12_months"] = self._count(sure, here, YEAR, is_whole=known, own=own)
        if self.home.is_known:
            here = self.by_rows(self.home.rows, EIGHT_WEEKS, alleged=None)
            facts["concerns_about_address_56_days"] = self._count(here, (), EIGHT_WEEKS)
        return facts

    def about_concern(self) -> dict[str, Any]:
        """Facts of the service and of those said to have caused it. Without an alleged source, or a link, nothing is said of one.

        An alleged source stands outside ordinary search, so that only rows an officer linked are found: at least so many.
        """
        facts: dict[str, Any] = {}
        if self.concern.service_id is not None:
            facts["concerns_about_service_90_days"] = self._count(self._open(self.of_service), (), QUARTER)
        linked = [self._open(self.by_rows(rows, QUARTER, alleged=True)) for rows in self.alleged.values()]
        most = max((1 + len(_ids(each, self.levels)) for each in linked), default=1)
        if most > 1:
            facts["concerns_about_alleged_90_days"] = {"from": most}
        return facts

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of records that may be counted."""
        return LEVELS[self.concern.level]

    def _is_seen(self, level: str) -> bool:
        return level in self.levels

    def _split(self, everybody: Collection[UUID], window: timedelta) -> tuple[list[Mention], list[Mention]]:
        """About this household for certain: its people anywhere, its family here; and about others at the address."""
        here = self.by_rows(self.home.rows, window, alleged=None)
        sure = [each for each in here if each.person_id in self.home.family or each.person_id in everybody]
        return [*self.by_rows(everybody, window), *sure], here

    def _open(self, mentions: Sequence[Mention]) -> list[Mention]:
        return [each for each in self.within(mentions, QUARTER) if each.concern_id in self.open_ids]

    def _count(
        self,
        sure: Sequence[Mention],
        perhaps: Sequence[Mention],
        window: timedelta,
        *,
        is_whole: bool = True,
        own: int = 1,
    ) -> int | dict[str, int]:
        """How many with this one; a range where some may not belong, and open upwards where some may not be found."""
        least = own + len(_ids(sure, self.levels))
        most = own + len(_ids([*sure, *perhaps], self.levels))
        hidden = any(each.level == "restricted" and not self._is_seen(each.level) for each in (*sure, *perhaps))
        since = self.concern.received_at - window
        if not is_whole or hidden or self.is_cut or self.held_since is None or self.held_since > since:
            return {"from": least}
        return least if least == most else {"from": least, "to": most}

    def _marac(self, person_id: UUID) -> dict[str, Any]:
        """What the hub knows of the last referral to MARAC; another agency may have referred them since, hence at most."""
        mine = [
            each
            for each in self.strands
            if each.route == "marac"
            and each.person_id in self.rows[person_id]
            and each.concern_id != self.concern.id
            and each.opened_at <= self.concern.received_at
            and self._is_seen(each.level)
        ]
        if not mine:
            return {}
        facts: dict[str, Any] = {
            "marac_months_since_last": {"to": months(mine[-1].opened_at, self.concern.received_at)}
        }
        linked = frozenset().union(*self.alleged.values())
        if any(each.concern_id == mine[-1].concern_id for each in self.by_rows(linked, LOOKED_AT, alleged=True)):
            facts["same_harmer_as_last_marac"] = True
        return facts


def _by_police(mentions: Sequence[Mention]) -> list[Mention]:
    return [each for each in mentions if each.source_kind == "police"]


def _ids(mentions: Sequence[Mention], levels: Collection[str]) -> set[UUID]:
    return {each.concern_id for each in mentions if each.level in levels}


def months(start: datetime, end: datetime) -> int:
    """How many months from one instant to the other, the last begun one counted whole."""
    whole = 12 * (end.year - start.year) + end.month - start.month
    return whole + ((end.day, end.time()) > (start.day, start.time()))


def read_history(session: Session, concern: Concern, parts: Sequence[Part], screened: Sequence[Part]) -> History:
    """What is held about the people, home and service of this concern; so many queries however many people there are,
    beside finding who each of them is."""
    persons = [each.person for each in screened]
    told = {each.id: people.described(each) for each in persons}
    rows = people.rows_of(session, persons, told)
    named = [each.person for each in parts if each.part.role == "alleged"]
    alleged = people.linked_rows(session, named)
    tokens = people.home_tokens(session, told.values())
    here = people.rows_at(session, tokens, since=concern.received_at - YEAR)
    everybody = set().union(*rows.values())
    until = concern.received_at
    rows_asked = everybody.union(here, *alleged.values())
    mentions = mentions_of(session, rows_asked, since=until - LOOKED_AT, until=until, but_not=concern.id)
    of_service = _of_service(session, concern)
    return History(
        concern=concern,
        rows=rows,
        found={person: people.can_be_found(each) for person, each in told.items()},
        alleged=alleged,
        home=Home(frozenset(here), _family(session, told.values(), here, everybody, mentions), bool(tokens)),
        mentions=mentions,
        of_service=of_service,
        open_ids=_open_ids(session, (*of_service, *(each for each in mentions if each.role == "alleged"))),
        strands=strands_of_people(session, everybody),
        held_since=history_since(session),
        is_cut=max(len(mentions), len(of_service)) >= LOOKED_BACK,
    )


def _of_service(session: Session, concern: Concern) -> tuple[Mention, ...]:
    if concern.service_id is None:
        return ()
    until = concern.received_at
    return mentions_of_service(session, concern.service_id, since=until - LOOKED_AT, until=until, but_not=concern.id)


def _family(
    session: Session,
    told: Iterable[Described],
    here: Collection[UUID],
    everybody: Collection[UUID],
    mentions: Sequence[Mention],
) -> frozenset[UUID]:
    """Those at the same address who share a family name with somebody screened here; whose concern counts already is not read."""
    names = {each.normal.family for each in told} - {""}
    counted = {each.concern_id for each in mentions if each.person_id in everybody and each.role != "alleged"}
    others = [each for each in mentions if each.person_id in here and each.concern_id not in counted]
    rows = {each.person_id for each in others if each.person_id is not None}
    if not names:
        return frozenset()
    return frozenset(row for row, family in people.families(session, rows).items() if family in names)


def _open_ids(session: Session, mentions: Sequence[Mention]) -> frozenset[UUID]:
    """Those not decided yet, and those whose work goes on."""
    waiting = {each.concern_id for each in mentions if each.state == "waiting"}
    decided = {each.concern_id for each in mentions} - waiting
    return frozenset(waiting | concerns_with_open_work(session, decided))
