"""The officer's own view of each person, given before any suggestion opens, and kept as given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.concerns import Part
from hub.errors import OutOfOrder, Unprocessable
from hub.rulebook import active_pack
from hub.triage.holding import CLAIM_MINUTES, Held, hold
from hub.triage.models import OwnView
from hub.triage.screening import BANDS


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the officer would do for one person; `copied_from` names the person whose view it repeats."""

    person_id: UUID
    routes: tuple[str, ...]
    urgency: str
    words: str = ""
    copied_from: UUID | None = None


def give_views(
    session: Session, *, concern_id: UUID, views: Sequence[View], by: Actor, minutes: int = CLAIM_MINUTES
) -> tuple[OwnView, ...]:
    """The officer's view of every person screened is kept, and the suggestions may open for this officer.

    Raises:
        NotAllowed, NotFound, Conflict: not theirs to screen now.
        OutOfOrder: their view was kept before, or somebody named is not screened here.
        Unprocessable: a person without a route or an urgency.
    """
    require(by, Permission.CONCERN_SCREEN)
    held = hold(session, concern_id, by=by, minutes=minutes)
    missing = without_view(session, held.concern.id, held.screened, by.acting_officer_id)
    given = {view.person_id: view for view in views}
    _refuse(session, held, missing, given)
    kept = tuple(_kept(held, given[person], by) for person in missing)
    session.add_all(kept)
    audit.record(
        session,
        by=by,
        action=Action.VIEW_GIVEN,
        objects=[("concern", concern_id), *(("person", person) for person in missing)],
        basis=held.basis,
        counts={"copied": sum(view.copied_from is not None for view in kept)},
    )
    return kept


def without_view(session: Session, concern_id: UUID, screened: Sequence[Part], officer_id: UUID) -> tuple[UUID, ...]:
    """The screened people of whom this officer has not yet given a view, in the order told."""
    given = {view.person_id for view in views_of(session, concern_id, officer_id)}
    return tuple(each.person.id for each in screened if each.person.id not in given)


def views_of(session: Session, concern_id: UUID, officer_id: UUID) -> tuple[OwnView, ...]:
    """The views one officer gave on a concern."""
    return tuple(
        session.scalars(select(OwnView).where(OwnView.concern_id == concern_id, OwnView.officer_id == officer_id))
    )


def _refuse(session: Session, held: Held, missing: Sequence[UUID], given: dict[UUID, View]) -> None:
    if not missing:
        raise OutOfOrder("Your view is kept already. Decide differently on the next page if you have changed it.")
    for person in given:
        held.part_of(person)
    routes, problems = active_pack(session).routes, {}
    for person in missing:
        view = given.get(person)
        if view is None or not view.routes or any(route not in routes for route in view.routes):
            problems[f"{person}.route"] = ["Choose a route"]
        if view is None or view.urgency not in BANDS:
            problems[f"{person}.urgency"] = ["Choose an urgency"]
        if view is not None and view.copied_from is not None and view.copied_from not in given:
            problems[f"{person}.route"] = ["Copy only from somebody on this page"]
    if problems:
        raise Unprocessable(problems, "Give your view of each person.")


def _kept(held: Held, view: View, by: Actor) -> OwnView:
    return OwnView(
        key=held.part_of(view.person_id).person.key,
        concern_id=held.concern.id,
        person_id=view.person_id,
        officer_id=by.acting_officer_id,
        given_at=clock.now(),
        routes=list(view.routes),
        urgency=view.urgency,
        copied_from=view.copied_from,
        words=view.words or None,
    )
