"""Giving a second look: the answer is kept and set beside the first. Where it sees more danger, a manager has it the same day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, queues, rulebook, triage
from hub.accounts import Permission, end_sight, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.errors import NotFound, OutOfOrder, Unprocessable
from hub.quality.comparing import Answer, differences, family_of
from hub.quality.drawing import place_look
from hub.quality.involved import QUEUE
from hub.quality.looking import Door, InHand, fitting_routes, in_hand
from hub.quality.models import AnswerPair, SecondLook
from hub.quality.taking import BASIS
from hub.rulebook import Pack
from hub.triage import Decision
from hub.triage.choices import is_a_sentence
from hub.triage.screening import BANDS

DIFFERS = "look_difference"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two answers in words; `words` is its reason."""

    routes: tuple[str, ...]
    urgency: str
    words: str


@dataclass(frozen=True, slots=True)
class BothView:
    """Both answers, once the second is given; never whose they are. `differs` are codes of `comparing`."""

    first: Side
    second: Side
    differs: tuple[str, ...]
    came_back: bool


def give(session: Session, *, look_id: UUID, routes: Sequence[str], urgency: str, words: str, by: Actor) -> SecondLook:
    """The answer stands beside the first decision. More danger seen goes to a manager the same day, and what would not have been
    closed waits for screening again.

    Raises:
        NotAllowed: the actor does no second looks.
        NotFound, OutOfOrder, Conflict: as for `in_hand`.
        Unprocessable: no route, no urgency or no sentence.
    """
    require(by, Permission.SECOND_LOOK)
    held, pack = in_hand(session, look_id, by=by), rulebook.active_pack(session)
    _refuse(pack, held, routes, urgency, words)
    look, now = held.look, clock.now()
    look.state, look.given_at, look.words = "given", now, words.strip()
    look.routes, look.urgency = [route for route in pack.routes if route in routes], urgency
    first, second = Answer(tuple(held.decision.routes), held.decision.urgency), Answer(tuple(look.routes), urgency)
    closed = held.decision.onward_route is not None
    look.differs = list(differences(first, second, pack.routes, first_closed=closed))
    queues.finish(session, queue=QUEUE, object_type=BASIS, object_id=look.id)
    end_sight(session, object_type=BASIS, object_id=look.id, officer_id=by.acting_officer_id, at=_midnight())
    if look.kind == "sample":
        session.add(_pair(look, first, second, pack, now))
    _act_on(session, held)
    about = [("second_look", look.id), ("concern", look.concern_id), ("person", look.person_id)]
    audit.record(session, by=by, action=Action.SECOND_LOOK_GIVEN, objects=about, purpose=BASIS, basis=BASIS)
    return look


def show_both(session: Session, look_id: UUID, *, by: Actor) -> Shown[BothView]:
    """Both answers for whoever gave the second, until the end of that day, with the leaf of this look.

    Raises:
        NotAllowed: the actor does no second looks.
        NotFound: it was not theirs, or not today.
        OutOfOrder: it is not given yet.
    """
    require(by, Permission.SECOND_LOOK)
    require_sight_of(session, by, BASIS, Door(look_id))
    look = session.get(SecondLook, look_id)
    if look is None:
        raise NotFound
    if look.state != "given":
        raise OutOfOrder("Give your second look first. The first decision shows after it.")
    about = (("second_look", look.id), ("concern", look.concern_id), ("person", look.person_id))
    objects = tuple((kind, str(name)) for kind, name in about)
    shown = ("decision", "second_look")
    return Shown(
        both_of(session, look), Look(Action.SECOND_LOOK_SHOWN, objects, shown, purpose="both_answers", basis=BASIS)
    )


def both_of(session: Session, look: SecondLook) -> BothView:
    """Both answers in words; a step inside what shows them."""
    decision, pack = session.get_one(Decision, look.decision_id), rulebook.active_pack(session)
    reasons = (decision.words_routes, decision.words_urgency)
    return BothView(
        first=Side(_labels(pack, decision.routes), decision.urgency, " ".join(each for each in reasons if each)),
        second=Side(_labels(pack, look.routes or ()), look.urgency or "", look.words or ""),
        differs=tuple(look.differs or ()),
        came_back="would_not_close" in (look.differs or ()),
    )


def _refuse(pack: Pack, held: InHand, routes: Sequence[str], urgency: str, words: str) -> None:
    problems: dict[str, list[str]] = {}
    if not routes or set(routes) - fitting_routes(pack, held.person).keys():
        problems["routes"] = ["Choose at least one route"]
    if urgency not in BANDS:
        problems["urgency"] = ["Choose an urgency"]
    if not is_a_sentence(words):
        problems["words"] = ["Enter at least a sentence on why"]
    if problems:
        raise Unprocessable(problems, "Nothing was kept. Check what you entered.")


def _midnight() -> datetime:
    """The midnight that ends today in London: until then both answers show to whoever gave the second."""
    return clock.london(clock.today() + timedelta(days=1), datetime.min.time())


def _pair(look: SecondLook, first: Answer, second: Answer, pack: Pack, at: datetime) -> AnswerPair:
    return AnswerPair(
        area=look.area,
        given_in=clock.london_day(at).strftime("%Y-%m"),
        first_family=family_of(first.routes, pack.routes),
        second_family=family_of(second.routes, pack.routes),
        first_urgency=first.urgency,
        second_urgency=second.urgency,
    )


def _act_on(session: Session, held: InHand) -> None:
    """It may be a missed danger, so it is never a figure alone."""
    look = held.look
    if not look.differs or look.given_at is None:
        return
    place_look(
        session,
        look,
        held.concern,
        queue=DIFFERS,
        urgency="same_day",
        started_at=look.given_at,
        reason=look.differs[0],
    )
    if "would_not_close" in look.differs:
        triage.screen_anew(session, held.concern, held.decision)


def _labels(pack: Pack, routes: Sequence[str]) -> tuple[str, ...]:
    return tuple(pack.routes[route].label if route in pack.routes else route for route in routes)
