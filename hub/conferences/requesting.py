"""A conference is asked for, for one person or for siblings together: one meeting, a record for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock, crypto, pathways, queues, strands
from hub.accounts import Permission, give_sight, has_sight_of, require, require_sight_of, team_of_kind
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import Concern
from hub.conferences.models import KINDS, Conference, ConferenceStrand, State
from hub.conferences.naming import due_day
from hub.conferences.reading import live_conference_of
from hub.db import reserve_reference
from hub.errors import OutOfOrder, Unprocessable
from hub.pathways import RunningClock
from hub.people import Person
from hub.plans import open_plan_of
from hub.queues import WorkItem
from hub.strands import Strand

LEVELS = ("open", "restricted", "sealed")
LIMITS: dict[str, tuple[str, ...]] = {
    "initial": ("cppm_initial",),
    "pre_birth": ("cppm_pre_birth",),
    "transfer": ("cppm_transfer",),
    "review": ("cppm_review", "cppm_review_next", "cppm_review_after_pre_birth"),
    "adult_initial": ("adult_conference_initial",),
    "adult_review": ("adult_review",),
}
RECONVENE = "cppm_reconvene"
CLOSE_OF_BUSINESS = time(17)
RANKS = {"act_now": 0, "same_day": 2, "two_working_days": 4, "five_working_days": 6}


@dataclass(slots=True)
class Placed:
    """A strand as far as its place in co-ordination's queue gives sight of it."""

    id: Any
    team_id: Any
    level: Any


def plan_kind(strand: Strand) -> str:
    """The kind of plan this strand may lead to."""
    return "adult_protection" if strand.conference == "adult" else "child_protection"


def kind_for(session: Session, strand: Strand) -> str:
    """Which kind of conference the strand needs now: by its route, whether a plan is open, and whether the child is born."""
    has_plan = open_plan_of(session, strand.person_id, plan_kind(strand)) is not None
    return kind_with(strand, has_plan=has_plan, unborn=session.get_one(Person, strand.person_id).unborn)


def kind_with(strand: Strand, *, has_plan: bool, unborn: bool) -> str:
    """The same, from what is known of the person."""
    if strand.conference == "adult":
        return "adult_review" if has_plan else "adult_initial"
    if has_plan:
        return "review"
    return "pre_birth" if unborn else "initial"


def request(
    session: Session, *, strand_ids: Sequence[UUID], kind: str | None = None, by: Actor, prefix: str = "DH"
) -> Conference:
    """One conference for these strands stands in co-ordination's queue; their own places there are done.

    `kind` overrides what the strands say, for a transfer. The limit of each strand runs from now on if it did not yet.

    Raises:
        NotAllowed, NotFound: the actor does not co-ordinate, or has no sight of a strand.
        OutOfOrder: one of them has a conference under way, or its route calls for none.
        Unprocessable: they cannot be joined.
    """
    require(by, Permission.CONFERENCE_COORDINATE)
    asked = [session.get_one(Strand, each) for each in strand_ids]
    bases = [require_sight_of_strand(session, by, strand) for strand in asked]
    _refuse_unfit(session, asked, kind)
    chosen = kind or _joint_kind([kind_for(session, strand) for strand in asked])
    conference = _new_conference(session, asked, chosen, by, prefix)
    for strand in asked:
        start_limit(session, strand, kind or kind_for(session, strand))
        _hand_over(session, conference, strand)
    place_in(session, conference, "coordination")
    audit.record(
        session,
        by=by,
        action=Action.CONFERENCE_REQUESTED,
        objects=[("conference", conference.id), *(("strand", strand.id) for strand in asked)],
        purpose=chosen,
        basis=bases[0],
    )
    return conference


def require_sight_of_strand(session: Session, by: Actor, strand: Strand) -> str:
    """The basis on which co-ordination may open the strand: its own, or that it waits in their queue.

    Raises:
        NotAllowed, NotFound: neither.
    """
    if has_sight_of(session, by, "strand", strand):
        return require_sight_of(session, by, "strand", strand)
    item = session.scalars(queues.open_items("coordination", "strand", strand.id)).first()
    placed = Placed(strand.id, item.team_id, item.level) if item else Placed(strand.id, strand.team_id, strand.level)
    return require_sight_of(session, by, "strand", placed)


def _refuse_unfit(session: Session, asked: Sequence[Strand], kind: str | None) -> None:
    if not asked or any(strand.conference is None for strand in asked):
        raise OutOfOrder("This route does not call for a conference.")
    if live_conference_of(session, [strand.id for strand in asked]) is not None:
        raise OutOfOrder("A conference is under way for one of these people already.")
    if len({strand.conference for strand in asked}) > 1:
        raise Unprocessable({"strands": ["Children and adults have separate conferences. Ask for one for each."]})
    if len(asked) > 1 and asked[0].conference == "adult":
        raise Unprocessable({"strands": ["Each adult has a case conference of their own."]})
    if kind is not None and (kind not in KINDS or kind.startswith("adult") != (asked[0].conference == "adult")):
        raise Unprocessable({"kind": ["Select a kind of conference that fits this person."]})


def _joint_kind(kinds: Sequence[str]) -> str:
    """The kind siblings meet under: a child's first meeting leads, then one before birth, then a review."""
    return next(kind for kind in KINDS if kind in kinds)


def _new_conference(session: Session, asked: Sequence[Strand], kind: str, by: Actor, prefix: str) -> Conference:
    conference = Conference(
        key=crypto.new_key("conference"),
        ref="",
        kind=kind,
        state=State.REQUESTED.value,
        requested_at=clock.now(),
        requested_by=by.acting_officer_id,
        calendar_uid=f"{uuid4()}@safeguarding-hub",
        team_id=team_of_kind(session, "coordination"),
        level=max((strand.level for strand in asked), key=LEVELS.index),
    )
    conference.ref = reserve_reference(session, prefix=prefix, kind="conference", object_id=conference.id)
    session.add(conference)
    session.flush()
    for strand in asked:
        person = session.get_one(Person, strand.person_id)
        session.add(
            ConferenceStrand(key=person.key, conference_id=conference.id, strand_id=strand.id, person_id=person.id)
        )
    session.flush()
    return conference


def start_limit(session: Session, strand: Strand, kind: str) -> None:
    """The strand's limit for this kind of conference runs: the one that runs already, or one from its own event."""
    if pathways.running_clocks(session, "strand", [strand.id], LIMITS[kind]):
        return
    person = session.get_one(Person, strand.person_id)
    pathways.start(
        session,
        LIMITS[kind][0],
        object_type="strand",
        object_id=strand.id,
        started_at=_limit_from(session, strand, kind),
        baby_due_on=due_day(person) if kind == "pre_birth" else None,
    )


def _limit_from(session: Session, strand: Strand, kind: str) -> datetime:
    """The event the limit runs from: receipt, the plan's opening, or the decision that opened the strand."""
    if kind in {"pre_birth", "adult_initial"}:
        return session.get_one(Concern, strand.concern_id).received_at
    plan = open_plan_of(session, strand.person_id, plan_kind(strand)) if kind in {"review", "adult_review"} else None
    return plan.opened_at if plan else strand.opened_at


def _hand_over(session: Session, conference: Conference, strand: Strand) -> None:
    strands.step(strand, strands.State.WITH_COORDINATION)
    queues.finish(session, queue="coordination", object_type="strand", object_id=strand.id)
    if strand.level == "open":
        for kind, record in (("strand", strand.id), ("concern", strand.concern_id)):
            give_sight(session, object_type=kind, object_id=record, team_id=conference.team_id)


def window(session: Session, conference: Conference, *, invited_on: date | None = None) -> pathways.Window:
    """Between which days the conference may be held: the soonest limit of its strands; a reconvened one has its own."""
    at = list(
        session.scalars(select(ConferenceStrand.strand_id).where(ConferenceStrand.conference_id == conference.id))
    )
    return pathways.window_of(session, binding(limits_on(session, at)), invited_on=invited_on or clock.today())


def limits_on(session: Session, strand_ids: Collection[UUID]) -> tuple[RunningClock, ...]:
    """The limits for holding conferences that run on these strands, the soonest due first; one query."""
    names = {RECONVENE, *(name for limits in LIMITS.values() for name in limits)}
    return pathways.running_clocks(session, "strand", strand_ids, names)


def binding(running: Sequence[RunningClock]) -> Sequence[RunningClock]:
    """Those of the limits on one conference's strands that bind it: of one that is to be reconvened, that limit alone."""
    return [each for each in running if each.clock == RECONVENE] or running


def place_in(session: Session, conference: Conference, queue: str) -> WorkItem:
    """The conference stands in this queue, to be acted on by the last day to invite with notice, or by its start once convened."""
    at = session.scalars(
        select(Strand)
        .join(ConferenceStrand, ConferenceStrand.strand_id == Strand.id)
        .where(ConferenceStrand.conference_id == conference.id)
        .order_by(Strand.opened_at, Strand.id)
    ).all()
    lead = at[0]
    concern = session.get_one(Concern, lead.concern_id)
    limits = window(session, conference)
    conference.last_lawful_on = limits.last_lawful_on
    is_convened = conference.state == State.CONVENED.value and conference.starts_at is not None
    close = clock.london(limits.invite_by, CLOSE_OF_BUSINESS)
    return queues.place(
        session,
        queues.Place(
            queue=queue,
            team_id=conference.team_id,
            level=conference.level,
            object_type="conference",
            object_id=conference.id,
            concern_id=concern.id,
            person_id=lead.person_id,
            people_count=len(at),
            ref=conference.ref,
            source_kind=concern.source_kind,
            incident_id=concern.incident_id,
            rank=min(RANKS.get(strand.urgency, 6) for strand in at),
            act_by=conference.starts_at if is_convened and conference.starts_at else close,
            reason=conference.kind,
            desk="adults" if conference.kind.startswith("adult") else "children",
        ),
    )


def place_strand(session: Session, strand: Strand, *, act_by: datetime, reason: str) -> WorkItem:
    """The strand stands in co-ordination's queue on its own, waiting for a conference to be asked for."""
    concern = session.get_one(Concern, strand.concern_id)
    return queues.place(
        session,
        queues.Place(
            queue="coordination",
            team_id=team_of_kind(session, "coordination"),
            level=strand.level,
            object_type="strand",
            object_id=strand.id,
            concern_id=concern.id,
            person_id=strand.person_id,
            ref=strand.ref,
            source_kind=concern.source_kind,
            incident_id=concern.incident_id,
            rank=RANKS.get(strand.urgency, 6),
            act_by=act_by,
            reason=reason,
            desk="adults" if strand.conference == "adult" else "children",
        ),
    )
