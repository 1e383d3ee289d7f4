"""A decided concern tried by the rules that rule now and by a draft, for whoever has sight of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern
from hub.db import not_a_reference, read_reference
from hub.errors import OutOfOrder, Unprocessable
from hub.rulebook import latest_run, stored_case
from hub.rulebook.trying import Beside, try_case


def show_tried(session: Session, typed: str, *, draft: int | None, on: date, by: Actor) -> Shown[tuple[Beside, ...]]:
    """What the concern's newest facts come to on that day, person by person, with the leaf of this look.

    Raises:
        NotAllowed, NotFound: not theirs to see, or there is none: answered alike.
        OutOfOrder: it still waits to be screened, and the officer thinks first.
        Unprocessable: it is no reference.
    """
    require(by, Permission.CONCERN_SEE)
    require(by, Permission.RULES_READ)
    ref = read_reference(typed)
    if ref is None:
        raise Unprocessable({"reference": [not_a_reference(typed)]})
    concern = session.scalars(select(Concern).where(Concern.ref == ref)).first()
    basis = require_sight_of(session, by, "concern", concern)
    assert concern is not None
    if concern.state == "waiting":
        raise OutOfOrder(
            "It still waits to be screened, and the officer thinks first. Try it with one that is decided."
        )
    stored = latest_run(session, concern.id)
    _, case = stored_case(session, stored)
    tried = try_case(session, case, draft=draft, on=on, by=by)
    about = (("concern", str(concern.id)), *(("person", subject.id) for subject in case.subjects))
    look = Look(Action.RULES_TRIED, about, ("routes", "urgency", "reasons"), purpose="rules", basis=basis)
    return Shown(tried, look)
