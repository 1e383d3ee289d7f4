"""Co-ordination's list: each request with its limit, its safeguards and a proposed chair; soonest last usable day first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways, queues
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import ConcernPart
from hub.conferences.choosing import ChairChoice, after_proposals, chair_choices
from hub.conferences.deciding import SAFEGUARDS, safeguards_of
from hub.conferences.models import Conference, ConferenceStrand
from hub.conferences.naming import KIND_WORDS, called, called_together
from hub.conferences.reading import AS_TOLD, PART_OF_STRAND
from hub.conferences.requesting import binding, kind_for, limits_on, plan_kind
from hub.errors import NotFound
from hub.pathways import Window
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


def coordination_list(session: Session, *, by: Actor) -> Shown[tuple[RequestView, ...]]:
    """Everything that waits for co-ordination, at most 100, the soonest last usable day first.

    Raises:
        NotAllowed: the actor does not co-ordinate.
    """
    require(by, Permission.CONFERENCE_COORDINATE)
    rows = [_row(session, asked) for asked in _requests(session, by)]
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
            row = _row(session, asked)
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
    found: dict[tuple[str, UUID], list[WorkItem]] = {}
    for item in items:
        is_child = item.object_type == "strand" and session.get_one(Strand, item.object_id).conference != "adult"
        key = ("siblings", item.concern_id) if is_child else (item.object_type, item.object_id)
        found.setdefault(key, []).append(item)
    return list(found.values())


def _requests(session: Session, by: Actor) -> list[_Request]:
    """Everything that waits, the soonest last usable day first; each counts whom those before it are proposed to."""
    asked = [_request(session, group) for group in _groups(session, _waiting(session, by))]
    asked.sort(key=lambda each: (each.window.last_usable_on.isoformat() if each.window else "", each.group[0].ref))
    proposed, found = Counter[UUID](), []
    for each in asked:
        limits = each.window
        choices = chair_choices(session, each.people, limits, by=by) if limits else ()
        each = replace(each, choices=after_proposals(choices, proposed))
        first = _equals(each.choices)
        proposed.update([first[0].officer_id] if len(first) == 1 else [])
        found.append(each)
    return found


def _equals(choices: Sequence[ChairChoice]) -> tuple[ChairChoice, ...]:
    able = [each for each in choices if each.can]
    return tuple(each for each in able if each.rank == able[0].rank)


def _request(session: Session, group: Sequence[WorkItem]) -> _Request:
    lead = group[0]
    conference = session.get(Conference, lead.object_id) if lead.object_type == "conference" else None
    people = _strands(session, group, conference)
    return _Request(group, conference, people, _window(session, people))


def _row(session: Session, asked: _Request) -> RequestView:
    lead, conference, people = asked.group[0], asked.conference, asked.people
    persons = [session.get_one(Person, each.person_id) for each in people]
    kind = conference.kind if conference else _first_kind([kind_for(session, each) for each in people])
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
        safeguards=_safeguards(session, people, conference),
        window=asked.window,
        choices=asked.choices,
        held_by=claim.officer_id if claim else None,
    )


def _strands(session: Session, group: Sequence[WorkItem], conference: Conference | None) -> list[Strand]:
    strand_ids = [item.object_id for item in group]
    if conference is not None:
        held = select(ConferenceStrand.strand_id).where(ConferenceStrand.conference_id == conference.id)
        strand_ids = list(session.scalars(held))
    found = select(Strand).outerjoin(ConcernPart, PART_OF_STRAND).where(Strand.id.in_(strand_ids))
    return list(session.scalars(found.order_by(*AS_TOLD)))


def _first_kind(kinds: Sequence[str]) -> str:
    return next(kind for kind in KIND_WORDS if kind in kinds)


def _window(session: Session, people: Sequence[Strand]) -> Window | None:
    """The limit that runs for them; None where none was started yet: asking for the conference starts it."""
    running = binding(limits_on(session, [each.id for each in people]))
    return pathways.window_of(session, running, invited_on=clock.today()) if running else None


def _safeguards(
    session: Session, people: Sequence[Strand], conference: Conference | None
) -> tuple[tuple[str, str], ...]:
    """The weakest state of each safeguard over everybody in the row; missing where nothing was said."""
    kind = plan_kind(people[0])
    ids = [each.id for each in people]
    rows = session.scalars(
        select(ConferenceStrand).where(
            ConferenceStrand.strand_id.in_(ids),
            ConferenceStrand.conference_id == (conference.id if conference else None),
        )
    ).all()
    order = ("missing", "asked", "in_place")
    return tuple(
        (name, min((safeguards_of(row, kind)[name] for row in rows), key=order.index, default="missing"))
        for name in SAFEGUARDS[kind]
    )
