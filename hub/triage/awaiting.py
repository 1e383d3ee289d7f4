"""What waits for somebody's word: decisions for a second person, and onward routes for whoever takes them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock, pathways, queues, rulebook
from hub.accounts import Permission, officer_names, require, require_sight_of, visible_to
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.errors import NotFound
from hub.people import Person, called_with_age
from hub.rulebook import Pack, ScreeningRun, Unconfirmed, unconfirmed_in
from hub.triage import choices
from hub.triage.framing import Frame, open_concern
from hub.triage.limits import ONWARD, clocks_behind, unconfirmed_of
from hub.triage.models import Decision, OnwardRoute
from hub.triage.overtaken import Overtaken, overtaken_by
from hub.triage.suggested import Suggested, suggested_by

PAGE = 50
Row = TypeVar("Row", Decision, Person)


@dataclass(frozen=True, slots=True)
class ToSign:
    """One decision waiting for a second person, as a list shows it."""

    decision_id: UUID
    ref: str
    who: str
    reason: str  # lowering, overseeing
    urgency_standing: int
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]
    decided_by: str
    asked_of_me: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Newest:
    """What the rules said since it was decided, and why it no longer stands beside that, where it does not."""

    run_at: datetime
    suggested: Suggested
    routes: tuple[str, ...]
    overtaken: Overtaken | None


@dataclass(frozen=True, slots=True)
class SigningView:
    """A decision in front of the second person, beside what was suggested; `newest` where the rules were run again since."""

    frame: Frame
    decision: Decision
    who: str
    decided_by: str
    routes: tuple[str, ...]
    suggested: Suggested
    suggested_routes: tuple[str, ...]
    mandatory_routes: tuple[str, ...]
    fallen_routes: tuple[str, ...]
    routes_reason: str
    urgency_reason: str
    onward: str
    is_own: bool
    newest: Newest | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One onward route still open."""

    onward_id: UUID
    ref: str
    who: str
    to: str
    words: str
    owner: str
    is_mine: bool
    opened_at: datetime
    act_by: datetime
    left: str
    is_late: bool
    unconfirmed: tuple[Unconfirmed, ...]


def show_to_sign(session: Session, *, by: Actor) -> Shown[tuple[ToSign, ...]]:
    """Decisions this actor may sign, the most urgent first.

    Raises:
        NotAllowed: the actor signs nothing.
    """
    require(by, Permission.CONCERN_SIGN)
    page = queues.waiting_items(session, "second_person", by=by)
    decisions = _by_id(session, Decision, [item.object_id for item in page.items])
    people = _by_id(session, Person, [item.person_id for item in page.items if item.person_id])
    names = officer_names(session, {each.decided_by for each in decisions.values()})
    now, pack, today = clock.now(), rulebook.active_pack(session), clock.today()
    clocks = clocks_behind(session, page.items)
    rows = tuple(
        ToSign(
            decision_id=item.object_id,
            ref=item.ref,
            who=called_with_age(people[item.person_id], today) if item.person_id in people else "Person not named",
            reason=item.reason,
            urgency_standing=item.rank,
            act_by=item.act_by,
            left=pathways.in_words(pack, item.act_by),
            is_late=now > item.act_by,
            unconfirmed=unconfirmed_of(pack, item, clocks[item.object_id]),
            decided_by=names.get(decisions[item.object_id].decided_by, ""),
            asked_of_me=decisions[item.object_id].ask_second == by.officer_id,
            is_own=decisions[item.object_id].decided_by == by.officer_id,
        )
        for item in page.items
    )
    objects = tuple(("concern", str(item.concern_id)) for item in page.items)
    return Shown(rows, Look(Action.QUEUE_SHOWN, objects, ("name", "age"), purpose="second_person"))


def show_signing(session: Session, decision_id: UUID, *, by: Actor) -> Shown[SigningView]:
    """One decision for the second person.

    Raises:
        NotAllowed, NotFound: not theirs to sign, or not to be known of.
    """
    require(by, Permission.CONCERN_SIGN)
    decision = session.get(Decision, decision_id)
    concern = session.get(Concern, decision.concern_id) if decision else None
    basis = require_sight_of(session, by, "concern", concern)
    if decision is None or concern is None:
        raise NotFound
    opened = open_concern(session, concern.ref, by=by)
    person = session.get_one(Person, decision.person_id)
    pack = rulebook.active_pack(session)
    suggested = suggested_by(session, session.get_one(ScreeningRun, decision.run_id), person.id)
    view = SigningView(
        frame=opened.frame,
        decision=decision,
        who=called_with_age(person, clock.today()),
        decided_by=officer_names(session, [decision.decided_by]).get(decision.decided_by, ""),
        routes=_labels(pack, decision.routes),
        suggested=suggested,
        suggested_routes=_labels(pack, suggested.routes),
        mandatory_routes=_labels(pack, suggested.mandatory_routes),
        fallen_routes=_labels(pack, suggested.fallen_routes),
        routes_reason=choices.ROUTE_REASONS.get(decision.routes_reason or "", ""),
        urgency_reason=choices.URGENCY_REASONS.get(decision.urgency_reason or "", ""),
        onward=choices.ONWARD.get(decision.onward_route or "", ""),
        is_own=decision.decided_by == by.officer_id,
        newest=_newest(session, pack, decision),
    )
    objects = (("concern", str(concern.id)), ("person", str(person.id)), ("decision", str(decision.id)))
    look = Look(
        Action.SUGGESTIONS_SHOWN,
        objects,
        ("decision", "suggested_routes", "suggested_urgency", "name", "age"),
        purpose="second_person",
        basis=basis,
    )
    return Shown(view, look)


def _newest(session: Session, pack: Pack, decision: Decision) -> Newest | None:
    run = rulebook.latest_run(session, decision.concern_id)
    if run.id == decision.run_id:
        return None
    suggested = suggested_by(session, run, decision.person_id)
    return Newest(run.at, suggested, _labels(pack, suggested.routes), overtaken_by(session, decision, run))


def show_onward(session: Session, *, by: Actor) -> Shown[tuple[Waiting, ...]]:
    """Onward routes nobody has accepted yet, of concerns this actor may open, the soonest due first.

    Raises:
        NotAllowed: the actor records none.
    """
    require(by, Permission.ONWARD_RECORD)
    found = session.execute(
        select(OnwardRoute, Concern.ref, Person)
        .join(Concern, Concern.id == OnwardRoute.concern_id)
        .join(Person, Person.id == OnwardRoute.person_id)
        .where(OnwardRoute.state == "waiting", visible_to(by, "concern", Concern))
        .order_by(OnwardRoute.act_by, OnwardRoute.id)
        .limit(PAGE)
    ).all()
    names = officer_names(session, {onward.owner_id for onward, _, _ in found})
    now, pack, today = clock.now(), rulebook.active_pack(session), clock.today()
    rows = tuple(
        Waiting(
            onward_id=onward.id,
            ref=ref,
            who=called_with_age(person, today),
            to=choices.ONWARD.get(onward.route, onward.route),
            words=onward.words or "",
            owner=names.get(onward.owner_id, ""),
            is_mine=onward.owner_id == by.officer_id,
            opened_at=onward.opened_at,
            act_by=onward.act_by,
            left=pathways.in_words(pack, onward.act_by),
            is_late=now > onward.act_by,
            unconfirmed=unconfirmed_in(pack, [ONWARD]),
        )
        for onward, ref, person in found
    )
    objects = tuple(("concern", str(onward.concern_id)) for onward, _, _ in found)
    return Shown(rows, Look(Action.CONCERN_LISTED, objects, ("name", "age", "onward_route"), purpose="onward"))


def _by_id(session: Session, model: type[Row], ids: list[UUID]) -> dict[UUID, Row]:
    return {each.id: each for each in session.scalars(select(model).where(model.id.in_(ids)))} if ids else {}


def _labels(pack: Pack, routes: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pack.routes[route].label if route in pack.routes else route for route in routes)
