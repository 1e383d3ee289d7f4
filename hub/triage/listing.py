"""A page of the screening queue as officers see it. Names are opened only of the rows shown, in one query; one leaf a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from hub import clock, pathways, queues, rulebook
from hub.accounts import Officer, Permission, not_excluded, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, Incident
from hub.people import NAMED, Person, called_with_age
from hub.queues import Filter, Key, WorkItem, live_claim
from hub.rulebook import RULING, Pack, Unconfirmed
from hub.triage.limits import named_by, title_of, unconfirmed_of
from hub.triage.models import OwnView, Return
from hub.triage.screening import band_of

END_OF_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Report:
    """One of several reports of an incident."""

    ref: str
    placed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. `worker` has it now; `begun_by` left it to others; `waits_since`: only a second person's word is missing."""

    item_id: UUID
    kind: str  # concern; return: closed before; team_notice: told to a team that did not acknowledge it
    object_id: UUID
    concern_id: UUID
    ref: str
    who: str
    source_kind: str
    channel: str
    rank: int
    band: str
    because_unknown: bool
    danger: tuple[str, ...]
    danger_before: datetime | None
    reason: str
    unknown: tuple[str, ...]
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]  # the limit it is due by, and the rules it names
    worker: str
    worker_since: datetime | None
    begun_by: str
    is_mine: bool
    waits_since: datetime | None  # when all were decided and the last word became a second person's
    incident: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class RestrictedRow:
    """That a restricted record waits, and until when; nothing more."""

    ref: str
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class QueueView:
    """A page of the queue, and how many wait (counted to a limit)."""

    rows: tuple[Row, ...]
    restricted: tuple[RestrictedRow, ...]
    next_after: Key | None
    previous_before: Key | None
    count: int
    counts: Mapping[str, int]
    as_at: datetime


def show_queue(
    session: Session,
    *,
    by: Actor,
    only: Filter | None = None,
    after: Key | None = None,
    before: Key | None = None,
    views: Mapping[str, Filter] | None = None,
) -> Shown[QueueView]:
    """A page of the screening queue with the leaf of this look, which names the concerns displayed.

    `views` are saved views to count beside it. Restricted rows stand after the last page.

    Raises:
        NotAllowed: the actor does not screen.
    """
    require(by, Permission.CONCERN_SCREEN)
    page = queues.waiting_items(session, "screening", by=by, only=only, after=after, before=before, views=views)
    told = _told(session, page.items)
    several = {item.incident_id for item in page.items if item.incident_id and told.of[item.id].together > 1}
    joined = queues.joined_items(session, "screening", several, by=by, only=only)
    shown = [item for item in page.items if _stands_for(item, joined)]
    shown = _without_kept_from(session, shown, by)
    hidden = queues.restricted_items(session, "screening", by=by) if page.next_after is None else ()
    view = QueueView(
        rows=_rows(session, shown, told, joined, by),
        restricted=tuple(RestrictedRow(item.ref, item.placed_at) for item in hidden),
        next_after=page.next_after,
        previous_before=page.previous_before,
        count=page.count,
        counts=page.counts,
        as_at=clock.now(),
    )
    named = {item.concern_id for item in shown} | {each.concern_id for one in joined.values() for each in one}
    objects = tuple(("concern", str(name)) for name in sorted(named, key=str))
    return Shown(view, Look(Action.QUEUE_SHOWN, objects, ("name", "age", "reason"), purpose="screening"))


def due_today() -> datetime:
    """The midnight that ends today in London."""
    day = clock.today() + END_OF_DAY
    return clock.london(day, datetime.min.time())


def _stands_for(item: WorkItem, joined: dict[UUID, tuple[WorkItem, ...]]) -> bool:
    """Whether a row is shown for it: of several reports of one incident only the first in order."""
    if item.incident_id is None or item.incident_id not in joined:
        return True
    return joined[item.incident_id][0].id == item.id


def _without_kept_from(session: Session, items: Sequence[WorkItem], by: Actor) -> list[WorkItem]:
    """Of what came back only where the reader may open every concern that closed before: of the others nothing is told."""
    back = [item.object_id for item in items if item.object_type == "return"]
    if not back:
        return list(items)
    kept = select(Return.concern_id).where(
        Return.concern_id.in_(back), Return.state == "waiting", ~not_excluded(by, "concern", Return.earlier_id)
    )
    hidden = set(session.scalars(kept))
    return [item for item in items if item.object_type != "return" or item.object_id not in hidden]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a row shows beside its item; `person` is None where nobody is named, `together` counts an incident's open items."""

    channel: str
    danger_before: datetime | None
    together: int
    claimed_by: str
    person: Person | None


@dataclass(frozen=True, slots=True)
class _Told:
    """Which pack rules, None where nothing was asked, and what stands beside each item."""

    ruling: str | None
    of: dict[UUID, _Beside]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the rows of one page need, read once for all of them."""

    pack: Pack
    now: datetime
    by: Actor
    told: _Told
    incidents: dict[UUID, str]
    joined: dict[UUID, tuple[WorkItem, ...]]
    begun: set[tuple[UUID, UUID]]


# made once: putting a statement together for each page costs more than asking it
_TOLD = (
    select(
        RULING,
        WorkItem.id,
        Concern.channel,
        Concern.danger_before,
        queues.sharing_incident("screening"),
        Officer.name,
        Person,
    )
    .join(Concern, Concern.id == WorkItem.concern_id)
    .outerjoin(Officer, Officer.id == WorkItem.claimed_by)
    .outerjoin(Person, Person.id == WorkItem.person_id)
    .outerjoin(Person.key)
    .options(NAMED, contains_eager(Person.key))
    .where(WorkItem.id.in_(bindparam("items", expanding=True)))
)
_INCIDENTS = select(Incident).where(Incident.id.in_(bindparam("incidents", expanding=True)))


def _rows(
    session: Session, items: Sequence[WorkItem], told: _Told, joined: dict[UUID, tuple[WorkItem, ...]], by: Actor
) -> tuple[Row, ...]:
    if not items:
        return ()
    now = clock.now()
    gathered = _Gathered(
        pack=rulebook.pack_that_rules(session, told.ruling),
        now=now,
        by=by,
        told=told,
        incidents=_numbers(session, [incident for incident, reports in joined.items() if len(reports) > 1]),
        joined=joined,
        begun=_begun(session, [item for item in items if item.claimed_by and live_claim(item, now=now) is None]),
    )
    return tuple(_row(gathered, item) for item in items)


def _told(session: Session, items: Sequence[WorkItem]) -> _Told:
    """Everything in one statement; nothing is opened here."""
    if not items:
        return _Told(None, {})
    found = session.execute(_TOLD, {"items": [item.id for item in items], **rulebook.ruling()}).all()
    of = {
        item: _Beside(channel, before, together, officer or "", person)
        for _, item, channel, before, together, officer, person in found
    }
    return _Told(found[0][0], of)


def _numbers(session: Session, several: Collection[UUID]) -> dict[UUID, str]:
    found = session.scalars(_INCIDENTS, {"incidents": list(several)}) if several else ()
    return {each.id: each.number or "" for each in found}


def _begun(session: Session, lapsed: Sequence[WorkItem]) -> set[tuple[UUID, UUID]]:
    """(concern, officer) of lapsed claims on which the officer gave a view: their work is kept."""
    if not lapsed:
        return set()
    theirs = OwnView.concern_id.in_([item.concern_id for item in lapsed])
    found = select(OwnView.concern_id, OwnView.officer_id).where(theirs).distinct()
    return {(concern, officer) for concern, officer in session.execute(found)}


def _row(page: _Gathered, item: WorkItem) -> Row:
    held, told = live_claim(item, now=page.now), page.told.of[item.id]
    was_begun = held is None and item.claimed_by is not None and (item.concern_id, item.claimed_by) in page.begun
    reports = page.joined.get(item.incident_id, ()) if item.incident_id else ()
    several = reports if len(reports) > 1 else ()
    return Row(
        item_id=item.id,
        kind=item.object_type,
        object_id=item.object_id,
        concern_id=item.concern_id,
        ref=item.ref,
        who=_who(told.person, item.people_count, page.now),
        source_kind=item.source_kind,
        channel=told.channel,
        rank=item.rank,
        band=band_of(item.rank),
        because_unknown=bool(item.rank % 2),
        danger=tuple(item.danger),
        danger_before=told.danger_before,
        reason=title_of(page.pack, item),
        unknown=tuple(page.pack.facts[fact].short for fact in item.unknown if fact in page.pack.facts),
        act_by=item.act_by,
        left=pathways.in_words(page.pack, item.act_by),
        is_late=page.now > item.act_by,
        unconfirmed=(*unconfirmed_of(page.pack, item), *named_by(page.pack, (item, *several))),
        worker=told.claimed_by if held else "",
        worker_since=item.claimed_at if held else None,
        begun_by=told.claimed_by if was_begun else "",
        waits_since=item.done_at,
        is_mine=bool(held and held.officer_id == page.by.officer_id),
        incident=page.incidents.get(item.incident_id, "") if item.incident_id else "",
        reports=tuple(Report(each.ref, each.placed_at, title_of(page.pack, each)) for each in several),
    )


def _who(person: Person | None, people: int, now: datetime) -> str:
    """One person by name and age, a household by its surname and how many; never more than the row needs."""
    if person is None:
        return "Person not named"
    if people == 1:
        return called_with_age(person, clock.london_day(now))
    family = f"{person.surname} household" if person.surname else called_with_age(person, clock.london_day(now))
    return f"{family}, {people} people"
