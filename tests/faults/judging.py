"""What stands in a database against what senders were told: lost, doubled, half-written, and holes in the trail."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy
from sqlalchemy import select

from hub import db
from hub.audit import AuditLeaf, AuditSlot
from hub.concerns import Concern
from hub.concerns.models import ConcernPart, ConcernVersion
from hub.db import HubSession, Reference
from hub.idempotency import SentOnce
from hub.pathways import RunningClock
from hub.queues import WorkItem
from hub.rulebook import ScreeningRun, ScreeningSubject
from tests.audit import trail
from tests.faults.senders import Told


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong, by reference or key; all empty when all is well."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


ALL_WELL = Verdict()


def judge(told: Told, engine: sqlalchemy.Engine | None = None) -> Verdict:
    """The bound database, or that of `engine`, against what senders were told; each narrative is its sender's key."""
    engine = engine or db.bound_engine()
    with db.reading(engine) as session:
        held = _references_by_narrative(session)
        half = _half_written(session)
        gaps = _gaps(session)
    lost = [key for key, refs in told.acknowledged.items() if not refs <= set(held.get(key, ()))]
    doubled = [key for key in told.asked if len(held.get(key, ())) > 1 or len(told.acknowledged.get(key, ())) > 1]
    half += [f"{table} {row}" for table, row in trail.rows_without_leaf(engine)]
    return Verdict(tuple(sorted(lost)), tuple(sorted(doubled)), tuple(sorted(half)), tuple(gaps))


def _references_by_narrative(session: HubSession) -> dict[str, list[str]]:
    found = defaultdict(list)
    first = select(ConcernVersion, Concern.ref).join(Concern, Concern.id == ConcernVersion.concern_id)
    for version, ref in session.execute(first.where(ConcernVersion.number == 1)).unique():
        found[version.narrative].append(ref)
    return found


def _half_written(session: HubSession) -> list[str]:
    """Concerns that lack any of what receiving one writes, and places in other rooms for concerns that are not there."""
    refs = {row.id: row.ref for row in session.execute(select(Concern.id, Concern.ref))}
    half = []
    for room, about in _rooms(session).items():
        count = Counter(about)
        half += [f"{ref} has no {room}" for name, ref in refs.items() if not count[name]]
        half += [f"{room} of no concern" for name in count.keys() - refs.keys()]
        if room in {"place in the queue", "leaf", "reference"}:
            half += [f"{refs.get(name, '')} has more than one {room}" for name, times in count.items() if times > 1]
    answers = set(session.scalars(select(SentOnce.ref)))
    return half + [f"answer {ref or 'without a reference'}" for ref in answers - set(refs.values())]


def _rooms(session: HubSession) -> dict[str, list[UUID]]:
    """By room, the concern each of its rows is about."""
    screened = ScreeningRun.id.in_(select(ScreeningSubject.run_id))
    rows = {
        "words": select(ConcernVersion.concern_id),
        "people": select(ConcernPart.concern_id),
        "screening": select(ScreeningRun.concern_id).where(screened),
        "clock": select(RunningClock.object_id).where(RunningClock.object_type == "concern"),
        "place in the queue": select(WorkItem.object_id).where(WorkItem.queue == "screening"),
        "reference": select(Reference.object_id).where(Reference.kind == "concern"),
    }
    return {room: list(session.scalars(found)) for room, found in rows.items()} | {"leaf": _with_leaf(session)}


def _with_leaf(session: HubSession) -> list[UUID]:
    leaves = (json.loads(body) for body in session.scalars(select(AuditLeaf.body)))
    received = (leaf["objects"] for leaf in leaves if leaf["action"] == "concern_received")
    return [UUID(name) for objects in received for kind, name in objects if kind == "concern"]


def _gaps(session: HubSession) -> list[str]:
    numbers = defaultdict(list)
    for slot, seq in session.execute(select(AuditLeaf.slot, AuditLeaf.seq).order_by(AuditLeaf.slot, AuditLeaf.seq)):
        numbers[slot].append(seq)
    counters = {row.id: row.seq for row in session.execute(select(AuditSlot.id, AuditSlot.seq))}
    whole = {slot: list(range(1, last + 1)) for slot, last in counters.items()}
    return [f"slot {slot}" for slot in sorted(whole.keys() | numbers.keys()) if whole.get(slot) != numbers.get(slot)]
