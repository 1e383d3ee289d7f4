"""May this officer work on this concern now? Permission, sight, where it stands, and the claim, which work keeps."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hub import clock, queues
from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.concerns import Concern, Part, parts_of
from hub.errors import Conflict, OutOfOrder
from hub.queues import WorkItem
from hub.triage.facts import screened_parts
from hub.triage.models import OwnView

CLAIM_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Held:
    """A concern in somebody's hands: the people screened on it, and on what basis it may be opened."""

    concern: Concern
    screened: tuple[Part, ...]
    basis: str

    def part_of(self, person_id: UUID) -> Part:
        """The screened person's part.

        Raises:
            OutOfOrder: nobody of that id is screened here.
        """
        for each in self.screened:
            if each.person.id == person_id:
                return each
        raise OutOfOrder("This person is not, or no longer, screened on this concern.")


def hold(session: Session, concern_id: UUID, *, by: Actor, minutes: int = CLAIM_MINUTES) -> Held:
    """The concern with the people to screen; the officer's claim on it is kept.

    Raises:
        NotAllowed, NotFound: not theirs to screen, or not to be known of.
        OutOfOrder: it was decided, or is kept apart.
        Conflict: somebody else is working on it.
    """
    require(by, Permission.CONCERN_SCREEN)
    concern = session.get(Concern, concern_id)
    basis = require_sight_of(session, by, "concern", concern)
    assert concern is not None
    if concern.state != "waiting":
        raise OutOfOrder("This concern has been decided for everybody on it. A new concern is logged for what is new.")
    _keep_claim(session, concern_id, minutes=minutes, by=by)
    return Held(concern, tuple(screened_parts(parts_of(session, concern_id), clock.today())), basis)


def _keep_claim(session: Session, concern_id: UUID, *, minutes: int, by: Actor) -> None:
    """Written at once, so that two officers at work on one concern at the same moment are told apart here."""
    for item in session.scalars(queues.open_items("screening", "concern", concern_id)):
        queues.extend(session, item=item, minutes=minutes, by=by)
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict("Somebody else worked on this at the same moment. What you entered is still here.") from error


def take_up(session: Session, *, item_id: UUID, minutes: int, by: Actor) -> WorkItem:
    """A place in the queue is this officer's; what somebody else began on it and left is kept with their views.

    Raises:
        NotAllowed, NotFound: not theirs to screen.
        Conflict: somebody else has it.
    """
    require(by, Permission.CONCERN_SCREEN)
    item = session.get(WorkItem, item_id)
    begun = item is not None and item.claimed_by is not None and _has_begun(session, item.concern_id, item.claimed_by)
    return queues.claim(session, item_id=item_id, minutes=minutes, by=by, begun=begun)


def _has_begun(session: Session, concern_id: UUID, officer_id: UUID) -> bool:
    return bool(
        session.scalar(select(exists().where(OwnView.concern_id == concern_id, OwnView.officer_id == officer_id)))
    )
