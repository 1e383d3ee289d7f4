"""This home: other concerns about the same people or address, what came of each, and from when history is held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import rulebook
from hub.accounts import visible_to
from hub.actor import Actor
from hub.concerns import Concern, Part, latest_version, recent_for_rows
from hub.people import household_rows, known_rows
from hub.triage.choices import ONWARD
from hub.triage.models import Decision, OnwardRoute

ALL_TIME = datetime(1900, 1, 1, tzinfo=UTC)
EIGHT_WEEKS = timedelta(days=56)
SHOWN = 6
SUMMARY = 90


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Where an earlier concern went, and whether anybody took it."""

    to: str
    state: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another concern; `routes` were decided for anybody on it."""

    concern_id: UUID
    ref: str
    received_at: datetime
    source_kind: str
    summary: str
    state: str
    routes: tuple[str, ...]
    onward: tuple[PassedOn, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Earlier concerns, and those that came since, newest first; `in_eight_weeks` counts this one and earlier ones alone.
    `restricted` says that some exist, never how many."""

    earlier: tuple[Earlier, ...]
    later: tuple[Earlier, ...]
    in_eight_weeks: int
    restricted: bool
    held_since: datetime | None


def home_of(session: Session, concern: Concern, screened: Sequence[Part], *, by: Actor) -> Home:
    """What is held about these people and their home, as far as this actor may know of it. Sealed concerns are not there."""
    people = [each.person for each in screened]
    rows = household_rows(session, people, since=ALL_TIME).union(*(known_rows(session, each) for each in people))
    at = concern.received_at
    before = recent_for_rows(session, rows, since=ALL_TIME, until=at, but_not=concern.id)
    since = [each for each in recent_for_rows(session, rows, since=at, but_not=concern.id) if each not in before]
    mine = _visible(session, {each.id for each in (*before, *since)}, by)
    earlier, later = ([each for each in found if each.id in mine] for found in (before, since))
    return Home(
        earlier=tuple(_earlier(session, each) for each in earlier[:SHOWN]),
        later=tuple(_earlier(session, each) for each in later[:SHOWN]),
        in_eight_weeks=1 + sum(each.received_at >= at - EIGHT_WEEKS for each in earlier),
        restricted=any(each.level == "restricted" and each.id not in mine for each in (*before, *since)),
        held_since=session.scalar(select(func.min(Concern.received_at))),
    )


def visible_earlier(session: Session, each: Part, concern: Concern, *, by: Actor) -> int:
    """How many earlier concerns about this person the actor may know of."""
    rows = known_rows(session, each.person)
    found = recent_for_rows(session, rows, since=ALL_TIME, until=concern.received_at, but_not=concern.id)
    return len(_visible(session, {one.id for one in found}, by))


def _visible(session: Session, ids: Collection[UUID], by: Actor) -> set[UUID]:
    if not ids:
        return set()
    return set(session.scalars(select(Concern.id).where(Concern.id.in_(ids), visible_to(by, "concern", Concern))))


def _earlier(session: Session, concern: Concern) -> Earlier:
    decided = session.scalars(
        select(Decision).where(Decision.concern_id == concern.id, Decision.state.in_(("made", "signed")))
    )
    labels = rulebook.active_pack(session).routes
    routes = dict.fromkeys(route for each in decided for route in each.routes)
    onward = session.scalars(select(OnwardRoute).where(OnwardRoute.concern_id == concern.id))
    return Earlier(
        concern_id=concern.id,
        ref=concern.ref,
        received_at=concern.received_at,
        source_kind=concern.source_kind,
        summary=_summary(latest_version(session, concern.id).narrative or ""),
        state=concern.state,
        routes=tuple(labels[route].label if route in labels else route for route in routes),
        onward=tuple(
            PassedOn(ONWARD.get(each.route, each.route), each.state, each.settled_at)
            for each in onward
            if each.outcome != "withdrawn"
        ),
    )


def _summary(narrative: str) -> str:
    first = narrative.strip().split("\n")[0].split(". ")[0].rstrip(".")
    return first if len(first) <= SUMMARY else first[:SUMMARY].rsplit(" ", 1)[0] + " …"
