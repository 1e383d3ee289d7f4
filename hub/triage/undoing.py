"""What rested on a decision or a person that stands no more: withdrawn, closed where nothing was done yet, or put before its team.

Steps inside actions: never silently gone, and never silently running.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hub import clock, pathways, queues, strands
from hub.audit import access_log
from hub.concerns import Concern
from hub.plans import Plan
from hub.queues import Place, WorkItem
from hub.rulebook import band
from hub.strands import State, Strand
from hub.triage.models import Decision, OnwardRoute, TeamNotice
from hub.triage.telling_teams import SAME_DAY_RANK, due_at

WRONG_PERSON, REPLACED = "wrong_person", "replaced"  # why work was let go
QUEUES = ("coordination", "strand")
NOT_BEGUN = (State.OPEN, State.WITH_COORDINATION)
DECIDING = frozenset({"decided", "second"})  # parts that are no work in a strand


def replace(session: Session, decision: Decision) -> None:
    """The decision stands no more: nobody is asked to sign it, and what was passed on for its person is withdrawn."""
    decision.state = "replaced"
    queues.finish(session, queue="second_person", object_type="decision", object_id=decision.id)
    pathways.stop_all(session, object_type="decision", object_id=decision.id, at=clock.now())
    for onward in open_onward(session, decision.concern_id, decision.person_id):
        onward.state, onward.settled_at = "came_back", clock.now()  # settled by nobody: `outcome` says withdrawn


def open_onward(session: Session, concern_id: UUID, person_id: UUID) -> tuple[OnwardRoute, ...]:
    """What was passed on for this person of the concern and nobody has accepted yet."""
    return tuple(
        session.scalars(
            select(OnwardRoute).where(
                OnwardRoute.concern_id == concern_id, OnwardRoute.person_id == person_id, OnwardRoute.state == "waiting"
            )
        )
    )


def open_strands(session: Session, concern_id: UUID, person_id: UUID) -> tuple[Strand, ...]:
    """Work the concern opened for this person that is not closed."""
    found = strands.strands_of_concern(session, concern_id)
    return tuple(each for each in found if each.person_id == person_id and each.state != State.CLOSED.value)


def let_go(session: Session, concern: Concern, work: Iterable[Strand], *, why: str) -> tuple[Strand, ...]:
    """Each strand is closed where nothing was done in it, else its team has it before it, with the reason; those it came to."""
    gone = tuple(work)
    for strand in gone:
        if is_untouched(session, strand):
            _close(session, strand)
        else:
            _put_before_team(session, concern, strand, why)
    return gone


def is_untouched(session: Session, strand: Strand) -> bool:
    """Whether nothing was done in the strand yet: no conference asked for, nobody at work on it, nothing new brought to it, and
    none of its limits ended or passed.

    What a team does without a conference is not written down here, so that it may have begun as soon as it was shown to
    anybody.
    """
    if State(strand.state) not in NOT_BEGUN:
        return False
    items = session.scalars(
        select(WorkItem).where(WorkItem.object_type == "strand", WorkItem.object_id == strand.id)
    ).all()
    parts = strands.parts_in(session, [strand.id]).get(strand.id, {}).values()
    return (
        all(item.state == "open" and item.claimed_by is None for item in items)
        and all(each <= DECIDING for each in parts)
        and all(
            each.state == "running" and not each.is_late for each in pathways.clocks_on(session, "strand", strand.id)
        )
        and not session.scalar(select(exists().where(TeamNotice.strand_id == strand.id)))
        and (strand.conference is not None or not _was_shown(session, strand))
    )


def _was_shown(session: Session, strand: Strand) -> bool:
    return any(entry.kind == "consult" for entry in access_log(session, "strand", str(strand.id)))


def _close(session: Session, strand: Strand) -> None:
    strands.step(strand, State.CLOSED)
    for queue in QUEUES:
        queues.finish(session, queue=queue, object_type="strand", object_id=strand.id)
    pathways.stop_all(session, object_type="strand", object_id=strand.id, at=clock.now())


def _put_before_team(session: Session, concern: Concern, strand: Strand, why: str) -> None:
    """On its team's list, due the same day, and with co-ordination no more; a conference asked for, or a plan, goes on until
    somebody ends it."""
    held = session.scalars(queues.open_items("strand", "strand", strand.id)).first()
    if held is not None and held.reason == why:
        return
    _take_from_coordination(session, strand)
    queues.place(
        session,
        Place(
            queue="strand",
            team_id=strand.team_id,
            level=strand.level,
            object_type="strand",
            object_id=strand.id,
            concern_id=concern.id,
            person_id=strand.person_id,
            ref=strand.ref,
            source_kind=concern.source_kind,
            incident_id=concern.incident_id,
            rank=min(2 * band(strand.urgency), SAME_DAY_RANK),
            act_by=due_at(session, clock.now()),
            reason=why,
            desk=strand.kind if strand.kind in {"children", "adults"} else "both",
        ),
    )


def _take_from_coordination(session: Session, strand: Strand) -> None:
    """Where it waits for a conference to be asked for, nobody is asked for one; the review of an open plan still is."""
    has_plan = session.scalar(select(exists().where(Plan.strand_id == strand.id, Plan.ended_on.is_(None))))
    if has_plan or session.scalars(queues.open_items("coordination", "strand", strand.id)).first() is None:
        return
    queues.finish(session, queue="coordination", object_type="strand", object_id=strand.id)
    strands.step(strand, State.OPEN)
