"""Concerns that closed below the threshold, beside the new one that brought them back: does what was decided still stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock, queues, rulebook
from hub.accounts import Permission, has_sight_of, officer_names, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, latest_version, parts_of
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.people import called, called_with_age
from hub.rulebook import Pack, Unconfirmed, unconfirmed_in
from hub.triage.choices import ONWARD, is_a_sentence
from hub.triage.coming_back import SETTLED, WINDOWS, waiting_returns
from hub.triage.framing import Frame, open_concern
from hub.triage.models import Decision, OnwardRoute, Return
from hub.triage.onward import put_back_in_queue, settle_onward
from hub.triage.screening import screen, screen_again

ANSWERS = {"stands": "What was decided stands", "look_again": "It is screened again"}
FIELDS = ("narrative", "name", "age", "decision", "onward_routes")


@dataclass(frozen=True, slots=True)
class OneSide:
    """A concern as one side of the page shows it."""

    ref: str
    received_at: datetime
    source_kind: str
    narrative: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedFor:
    """What was decided for one person of an earlier concern, why, and who took it on."""

    person: str
    routes: tuple[str, ...]
    urgency: str
    words: str
    decided_by: str
    decided_at: datetime
    onward: str
    onward_state: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One earlier concern that came back, in `state` waiting, stands or look_again; `reasons` say what is in common."""

    return_id: UUID
    side: OneSide
    reasons: tuple[str, ...]
    closed: tuple[ClosedFor, ...]
    state: str
    words: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReturnsView:
    """The new concern and every earlier one it brought back that the reader may open; `unconfirmed` are the days within which."""

    frame: Frame
    new: OneSide
    earlier: tuple[Beside, ...]
    unconfirmed: tuple[Unconfirmed, ...]


def show_returns(session: Session, ref: str, *, by: Actor) -> Shown[ReturnsView]:
    """Both sides, with the leaf of this look, which names every concern shown.

    Raises:
        NotAllowed, NotFound: the new concern is not theirs to screen, or nothing came back with it that they may see.
    """
    require(by, Permission.CONCERN_SCREEN)
    opened = open_concern(session, ref, by=by)
    rows = session.scalars(
        select(Return).where(Return.concern_id == opened.concern.id).order_by(Return.came_at, Return.id)
    )
    pairs = [(each, session.get_one(Concern, each.earlier_id)) for each in rows]
    mine = [(each, earlier) for each, earlier in pairs if has_sight_of(session, by, "concern", earlier)]
    if not mine:
        raise NotFound(object_type="concern", object_id=str(opened.concern.id))
    names = officer_names(session, {each.answered_by for each, _ in mine if each.answered_by})
    pack = rulebook.active_pack(session)
    view = ReturnsView(
        frame=opened.frame,
        new=_side(session, opened.concern),
        earlier=tuple(_beside(session, pack, each, earlier, names) for each, earlier in mine),
        unconfirmed=unconfirmed_in(pack, [WINDOWS[why] for each, _ in mine for why in each.reasons]),
    )
    objects = (("concern", str(opened.concern.id)), *(("concern", str(earlier.id)) for _, earlier in mine))
    return Shown(view, Look(Action.CONCERN_SHOWN, objects, FIELDS, purpose="closed_before", basis=opened.basis))


def _side(session: Session, concern: Concern) -> OneSide:
    parts = parts_of(session, concern.id)
    return OneSide(
        ref=concern.ref,
        received_at=concern.received_at,
        source_kind=concern.source_kind,
        narrative=latest_version(session, concern.id).narrative or "",
        people=tuple(called_with_age(each.person, clock.today()) for each in parts if each.part.role != "alleged"),
    )


def _beside(session: Session, pack: Pack, each: Return, earlier: Concern, names: Mapping[UUID, str]) -> Beside:
    return Beside(
        return_id=each.id,
        side=_side(session, earlier),
        reasons=tuple(each.reasons),
        closed=_closed(session, pack, earlier),
        state=each.state,
        words=each.words or "",
        answered_by=names.get(each.answered_by, "") if each.answered_by else "",
        answered_at=each.answered_at,
    )


def _closed(session: Session, pack: Pack, earlier: Concern) -> tuple[ClosedFor, ...]:
    """The decisions that opened no work, replaced ones too, so that what was thought then stays to be read."""
    made = session.scalars(
        select(Decision)
        .where(Decision.concern_id == earlier.id, Decision.onward_route.is_not(None))
        .order_by(Decision.decided_at, Decision.id)
    ).all()
    people = {each.person.id: called(each.person) for each in parts_of(session, earlier.id)}
    names = officer_names(session, {each.decided_by for each in made})
    onward = {
        each.decision_id: each
        for each in session.scalars(select(OnwardRoute).where(OnwardRoute.concern_id == earlier.id))
    }
    return tuple(
        ClosedFor(
            person=people.get(each.person_id, "Somebody moved to another record"),
            routes=tuple(pack.routes[route].label if route in pack.routes else route for route in each.routes),
            urgency=each.urgency,
            words=each.words_routes or "",
            decided_by=names.get(each.decided_by, ""),
            decided_at=each.decided_at,
            onward=ONWARD.get(each.onward_route or "", ""),
            onward_state=onward[each.id].outcome if each.id in onward else "",
        )
        for each in made
    )


def answer_return(session: Session, *, return_id: UUID, answer: str, words: str, by: Actor) -> Return:
    """A named officer's word is kept: what was decided stands, or the earlier concern waits to be screened again from now.

    Raises:
        NotAllowed, NotFound: they may not see both concerns.
        OutOfOrder: it was answered already.
        Unprocessable: no answer, or no reason.
    """
    require(by, Permission.CONCERN_SCREEN)
    held = session.get(Return, return_id)
    new = session.get(Concern, held.concern_id) if held else None
    earlier = session.get(Concern, held.earlier_id) if held else None
    require_sight_of(session, by, "concern", new)
    basis = require_sight_of(session, by, "concern", earlier)
    if held is None or new is None or earlier is None:
        raise NotFound
    if held.state != "waiting":
        raise OutOfOrder("This was answered already. The answer is shown with it.")
    _refuse(answer, words)
    held.state, held.words = answer, words.strip()
    held.answered_by, held.answered_at = by.acting_officer_id, clock.now()
    session.flush()
    if answer == "look_again":
        _look_again(session, earlier, new, by)
    if not waiting_returns(session, new.id):
        queues.finish(session, queue="screening", object_type="return", object_id=new.id)
    audit.record(
        session,
        by=by,
        action=Action.RETURN_ANSWERED,
        objects=[("concern", earlier.id), ("concern", new.id)],
        purpose=answer,
        basis=basis,
    )
    return held


def _refuse(answer: str, words: str) -> None:
    problems: dict[str, list[str]] = {}
    if answer not in ANSWERS:
        problems["answer"] = ["Choose whether what was decided stands"]
    if not is_a_sentence(words):
        problems["words"] = ["Enter at least a sentence on why, now that another concern came"]
    if problems:
        raise Unprocessable(problems, "Nothing was answered. Check what you entered.")


def _look_again(session: Session, earlier: Concern, new: Concern, by: Actor) -> None:
    """Whoever it was closed for is undecided again; the new concern is counted anew beside work that is open now."""
    if earlier.state != "decided":
        return
    _undecide(session, earlier, by)
    found = screen(session, earlier, why="closed_before", asked_by=by.officer_id)
    put_back_in_queue(session, earlier, found.screening)
    if new.state == "waiting":
        screen_again(session, new, why="closed_before", by=by)


def _undecide(session: Session, earlier: Concern, by: Actor) -> None:
    closed: Sequence[Decision] = session.scalars(
        select(Decision).where(
            Decision.concern_id == earlier.id, Decision.state.in_(SETTLED), Decision.onward_route.is_not(None)
        )
    ).all()
    for decision in closed:
        decision.state = "replaced"
        onward = session.scalars(select(OnwardRoute).where(OnwardRoute.decision_id == decision.id)).first()
        if onward is not None and onward.state == "waiting":
            settle_onward(onward, "came_back", by)
