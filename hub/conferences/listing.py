"""Co-ordination's list: each request with its limit, its safeguards and a proposed chair; soonest last usable day first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways, plans, queues
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import ConcernPart
from hub.conferences.choosing import ChairChoice, after_proposals, chair_choices_each
from hub.conferences.deciding import SAFEGUARDS, safeguards_of
from hub.conferences.models import Conference, ConferenceStrand
from hub.conferences.naming import KIND_WORDS, called, called_together
from hub.conferences.reading import AS_TOLD, PART_OF_STRAND
from hub.conferences.requesting import binding, kind_with, limits_on, plan_kind
from hub.errors import NotFound
from hub.pathways import RunningClock, Window
from hub.people import Person
from hub.queues import WorkItem
from hub.strands import Strand

MOST_PAGES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One row: a conference that wants a chair, or people for whom one is still to be asked. `ref` names it or its first strand."""

    ref: str
    is_asked: bool
    kind: str
    kind_words: str
    desk: str
    who: str
    names: tuple[tuple[UUID, str], ...]
    reason: str
    declined_reason: str
    safeguards: tuple[tuple[str, str], ...]
    window: Window | None
    choices: tuple[ChairChoice, ...]
    held_by: UUID | None

    @property
    def proposed(self) -> ChairChoice | None:
        """Whom the hub proposes; None when nobody can, or when the first two are equal."""
        first = self.equals
        return first[0] if len(first) == 1 else None

    @property
    def equals(self) -> tuple[ChairChoice, ...]:
        """Those in first place: one, or several whom nothing tells apart but their names."""
        return _equals(self.choices)


@dataclass(frozen=True, slots=True)
class _Request:
    """What one row is about, before anybody's name is opened."""

    group: Sequence[WorkItem]
    conference: Conference | None
    people: Sequence[Strand]
    window: Window | None
    choices: tuple[ChairChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of everybody in these rows: themselves, their open plans, and their records at each conference."""

    people: Mapping[UUID, Person]
    plans: Collection[tuple[UUID, str]]
    records: Mapping[UUID, Sequence[ConferenceStrand]]


def coordination_list(session: Session, *, by: Actor) -> Shown[tuple[RequestView, ...]]:
    """Everything that waits for co-ordination, at most 100, the soonest last usable day first.

    Raises:
        NotAllowed: the actor does not co-ordinate.
    """
    require(by, Permission.CONFERENCE_COORDINATE)
    rows = _rows(session, _requests(session, by))
    objects = [("strand", str(one)) for row in rows for one, _ in row.names]
    shown = ("name", "age", "reason", "limit", "safeguards", "proposed_chair")
    return Shown(tuple(rows), Look(Action.QUEUE_SHOWN, tuple(objects), shown=shown, purpose="coordination"))


def show_request(session: Session, ref: str, *, by: Actor) -> Shown[RequestView]:
    """One request of the list, by the reference of its strand or its conference.

    Raises:
        NotAllowed, NotFound: not theirs to see, or it waits no more.
    """
    require(by, Permission.CONFERENCE_COORDINATE)
    for asked in _requests(session, by):
        if ref in {item.ref for item in asked.group}:
            (row,) = _rows(session, [asked])
            objects = tuple(("strand", str(one)) for one, _ in row.names)
            shown = ("name", "age", "reason", "limit", "safeguards", "chairs")
            return Shown(row, Look(Action.STRAND_SHOWN, objects, shown=shown, purpose="coordination"))
    raise NotFound


def _waiting(session: Session, by: Actor) -> list[WorkItem]:
    page = queues.waiting_items(session, "coordination", by=by)
    found = list(page.items)
    for _ in range(MOST_PAGES - 1):
        if page.next_after is None or len(page.items) < 25:
            break
        page = queues.waiting_items(session, "coordination", by=by, after=page.next_after)
        found += page.items
    return found


def _groups(session: Session, items: Sequence[WorkItem]) -> list[list[WorkItem]]:
    """Children of one concern together, because siblings may meet once; each adult and each conference alone."""
    alone = set(
        session.scalars(select(Strand.id).where(Strand.id.in_(_named(items, "strand")), Strand.conference == "adult"))
    )
    found: dict[tuple[str, UUID], list[WorkItem]] = {}
    for item in items:
        is_child = item.object_type == "strand" and item.object_id not in alone
        key = ("siblings", item.concern_id) if is_child else (item.object_type, item.object_id)
        found.setdefault(key, []).append(item)
    return list(found.values())


def _named(items: Sequence[WorkItem], kind: str) -> list[UUID]:
    return [item.object_id for item in items if item.object_type == kind]


def _requests(session: Session, by: Actor) -> list[_Request]:
    """Everything that waits, the soonest last usable day first; each counts whom those before it are proposed to."""
    asked = _limited(session, _waiting(session, by))
    asked.sort(key=lambda each: (each.window.last_usable_on.isoformat() if each.window else "", each.group[0].ref))
    cases = [(each.people, each.window) for each in asked if each.window]
    choices = iter(chair_choices_each(session, cases, by=by))
    proposed, found = Counter[UUID](), []
    for each in asked:
        each = replace(each, choices=after_proposals(next(choices) if each.window else (), proposed))
        first = _equals(each.choices)
        proposed.update([first[0].officer_id] if len(first) == 1 else [])
        found.append(each)
    return found


def _limited(session: Session, items: Sequence[WorkItem]) -> list[_Request]:
    """What waits, with the limit that runs for it, before anybody is proposed; as many statements however much it is."""
    wanted = select(Conference).where(Conference.id.in_(_named(items, "conference")))
    meetings = {each.id: each for each in session.scalars(wanted)}
    at = select(ConferenceStrand.conference_id, ConferenceStrand.strand_id).where(
        ConferenceStrand.conference_id.in_(meetings)
    )
    held = defaultdict[UUID, set[UUID]](set)
    for conference, strand in session.execute(at):
        held[conference].add(strand)
    every = {*_named(items, "strand"), *(strand for found in held.values() for strand in found)}
    told = select(Strand).outerjoin(ConcernPart, PART_OF_STRAND).where(Strand.id.in_(every)).order_by(*AS_TOLD)
    strands = {each.id: each for each in session.scalars(told)}
    place = {strand: number for number, strand in enumerate(strands)}
    running = defaultdict[UUID, list[RunningClock]](list)
    for limit in limits_on(session, every):
        running[limit.object_id].append(limit)
    found = []
    for group in _groups(session, items):
        meeting = meetings.get(group[0].object_id)
        ids = held[meeting.id] if meeting else {item.object_id for item in group}
        people = [strands[each] for each in sorted(ids & place.keys(), key=place.__getitem__)]
        limits = sorted((each for strand in ids for each in running[strand]), key=lambda each: (each.due_at, each.id))
        binds = binding(limits)
        window = pathways.window_of(session, binds, invited_on=clock.today()) if binds else None
        found.append(_Request(group, meeting, people, window))
    return found


def _equals(choices: Sequence[ChairChoice]) -> tuple[ChairChoice, ...]:
    able = [each for each in choices if each.can]
    return tuple(each for each in able if each.rank == able[0].rank)


def _rows(session: Session, asked: Sequence[_Request]) -> list[RequestView]:
    strands = [strand for each in asked for strand in each.people]
    wanted = select(Person).where(Person.id.in_([each.person_id for each in strands]))
    people = {each.id: each for each in session.scalars(wanted)}
    of_strands = select(ConferenceStrand).where(ConferenceStrand.strand_id.in_([each.id for each in strands]))
    records = defaultdict[UUID, list[ConferenceStrand]](list)
    for record in session.scalars(of_strands):
        records[record.conference_id].append(record)
    told = _Told(people, plans.planned(session, people), records)
    return [_row(each, told) for each in asked]


def _row(asked: _Request, told: _Told) -> RequestView:
    lead, conference, people = asked.group[0], asked.conference, asked.people
    persons = [told.people[each.person_id] for each in people]
    kind = conference.kind if conference else _kind(people, told)
    records = told.records.get(conference.id, ()) if conference else ()
    claim = queues.live_claim(lead)
    return RequestView(
        ref=lead.ref,
        is_asked=conference is not None,
        kind=kind,
        kind_words=KIND_WORDS[kind],
        desk="adults" if kind.startswith("adult") else "children",
        who=called_together(persons, clock.today()),
        names=tuple((strand.id, called(person)) for strand, person in zip(people, persons, strict=True)),
        reason=people[0].route if lead.reason not in {"review_due", "cancelled"} else lead.reason,
        declined_reason=(conference.declined_reason or "") if conference else "",
        safeguards=_safeguards(people, records),
        window=asked.window,
        choices=asked.choices,
        held_by=claim.officer_id if claim else None,
    )


def _kind(strands: Sequence[Strand], told: _Told) -> str:
    kinds = {
        kind_with(
            each,
            has_plan=(each.person_id, plan_kind(each)) in told.plans,
            unborn=told.people[each.person_id].unborn,
        )
        for each in strands
    }
    return next(kind for kind in KIND_WORDS if kind in kinds)


def _safeguards(people: Sequence[Strand], records: Sequence[ConferenceStrand]) -> tuple[tuple[str, str], ...]:
    """The weakest state of each safeguard over everybody in the row; missing where nothing was said."""
    kind = plan_kind(people[0])
    order = ("missing", "asked", "in_place")
    return tuple(
        (name, min((safeguards_of(row, kind)[name] for row in records), key=order.index, default="missing"))
        for name in SAFEGUARDS[kind]
    )
