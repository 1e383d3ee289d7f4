"""Earlier concerns that closed below the threshold come back when another arrives in their window. A step of screening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, crypto, pathways, queues
from hub.concerns import Concern, Mention
from hub.queues import Place, WorkItem
from hub.triage.history import LOOKED_AT, History
from hub.triage.models import Decision, Return

# For how long a concern comes back, by what it has in common with the new one: clocks, so that a pack sets the days.
WINDOWS = {
    "person": "returns_same_person",
    "home": "returns_same_home",
    "service": "returns_same_service",
    "alleged": "returns_same_source",
}
SETTLED = ("made", "signed")
CLOSED_BEFORE = "closed_before"


def bring_back(session: Session, concern: Concern, history: History, item: WorkItem) -> int:
    """Each earlier concern that closed and has a person, home, service or alleged source in common waits, beside the new
    one, for a named officer's answer. How many came back now.

    Only between concerns that are both open to the screening team: nobody learns here of one they may not see.
    """
    if concern.level != "open":
        return 0
    shared = _shared(session, concern, history)
    if not shared:
        return 0
    new = {earlier: why for earlier, why in shared.items() if earlier not in _held(session, concern.id)}
    for earlier, why in new.items():
        session.add(
            Return(
                key=crypto.new_key("return"),
                earlier_id=earlier,
                concern_id=concern.id,
                reasons=sorted(why),
                state="waiting",
                came_at=clock.now(),
            )
        )
    if new:
        session.flush()
        _stand(session, concern, item)
    return len(new)


def _shared(session: Session, concern: Concern, history: History) -> dict[UUID, set[str]]:
    """What the new concern has in common with each that closed, where it still may come back."""
    found = {"home": history.by_rows(history.home.rows, LOOKED_AT, alleged=None), "service": list(history.of_service)}
    found["person"] = history.by_rows(frozenset().union(*history.rows.values()), LOOKED_AT)
    found["alleged"] = history.by_rows(frozenset().union(*history.alleged.values()), LOOKED_AT, alleged=True)
    everything = {each for several in found.values() for each in several}
    closed = _closed(
        session, {each.concern_id for each in everything if each.state == "decided" and each.level == "open"}
    )
    shared = defaultdict[UUID, set[str]](set)
    for why, mentions in found.items():
        for each in mentions:
            if _is_closed(each, closed, why) and _comes_back(session, why, each, concern):
                shared[each.concern_id].add(why)
    return shared


def _closed(session: Session, concerns: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """By concern the people whose decision stands and opened no work."""
    found = defaultdict[UUID, set[UUID]](set)
    if concerns:
        rows = select(Decision.concern_id, Decision.person_id).where(
            Decision.concern_id.in_(concerns), Decision.state.in_(SETTLED), Decision.onward_route.is_not(None)
        )
        for concern, person in session.execute(rows):
            found[concern].add(person)
    return found


def _is_closed(each: Mention, closed: Mapping[UUID, Collection[UUID]], why: str) -> bool:
    """For the same person it was closed for them; for a home, a service or a source, for anybody on it."""
    return each.concern_id in closed and (why != "person" or each.person_id in closed[each.concern_id])


def _comes_back(session: Session, why: str, each: Mention, concern: Concern) -> bool:
    until = pathways.find_due(session, WINDOWS[why], started_at=each.received_at)
    return until is not None and until >= concern.received_at


def _held(session: Session, concern_id: UUID) -> set[UUID]:
    return set(session.scalars(select(Return.earlier_id).where(Return.concern_id == concern_id)))


def _stand(session: Session, concern: Concern, item: WorkItem) -> None:
    """Beside the new concern in the screening queue, as urgent as it and due with it."""
    queues.place(
        session,
        Place(
            queue="screening",
            team_id=concern.team_id,
            level=concern.level,
            object_type="return",
            object_id=concern.id,
            concern_id=concern.id,
            person_id=item.person_id,
            people_count=item.people_count,
            ref=concern.ref,
            source_kind=concern.source_kind,
            rank=item.rank,
            act_by=item.act_by,
            reason=CLOSED_BEFORE,
            desk=item.desk,
        ),
    )


def waiting_returns(session: Session, concern_id: UUID) -> Sequence[Return]:
    """Those this concern brought back that nobody has answered yet, in the order they came."""
    found = select(Return).where(Return.concern_id == concern_id, Return.state == "waiting")
    return session.scalars(found.order_by(Return.came_at, Return.id)).all()
