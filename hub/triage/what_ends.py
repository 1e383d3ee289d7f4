"""What a move to the right person will end for the wrong one, shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import rulebook
from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.triage.choices import ONWARD
from hub.triage.models import Decision
from hub.triage.undoing import is_untouched, open_onward, open_strands


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One strand of the person the concern is not about; `closes`, or its team has it before it."""

    ref: str
    route: str
    closes: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """The work opened, whether a decision waits to be signed, and to whom it was passed on without an answer yet."""

    work: tuple[WorkLine, ...]
    to_sign: bool
    onward: tuple[str, ...]


def show_what_ends(session: Session, *, concern_id: UUID, person_id: UUID, by: Actor) -> Shown[Ending]:
    """What happens to the work of this person when the concern is moved from them, with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to correct.
    """
    require(by, Permission.CONCERN_CORRECT)
    basis = require_sight_of(session, by, "concern", session.get(Concern, concern_id))
    routes, work = rulebook.active_pack(session).routes, open_strands(session, concern_id, person_id)
    waiting = select(func.count()).where(
        Decision.concern_id == concern_id, Decision.person_id == person_id, Decision.state == "waiting_for_second"
    )
    view = Ending(
        tuple(
            WorkLine(
                ref=each.ref,
                route=routes[each.route].label if each.route in routes else each.route,
                closes=is_untouched(session, each),
            )
            for each in work
        ),
        to_sign=bool(session.scalar(waiting)),
        onward=tuple(ONWARD.get(each.route, each.route) for each in open_onward(session, concern_id, person_id)),
    )
    about = (("concern", str(concern_id)), ("person", str(person_id)))
    fields = ("work", "decision", "onward_routes")
    return Shown(view, Look(Action.CONCERN_SHOWN, about, fields, purpose="moving", basis=basis))
