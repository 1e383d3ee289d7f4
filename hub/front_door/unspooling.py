"""A concern that waited in the spool comes in: once, under the key it was sent with, as keyed when it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import accounts, audit, clock, drafts, idempotency
from hub.accounts import Permission, require
from hub.actor import SYSTEM, Actor
from hub.audit import Action, Look, Shown
from hub.concerns import Concern, NewConcern
from hub.db import Reference
from hub.errors import Conflict, NotAllowed, NotFound
from hub.front_door.receiving import receive
from hub.idempotency import Answer
from hub.spool import Waiting

RECEIPT = "receipt"
CREATED = 201
NOT_ANY_MORE = "Whoever sent this may not send concerns any more, or had signed out before."


@dataclass(frozen=True, slots=True, repr=False)
class HeldConcern:
    """A concern that could not come in: its sender's name where that was an officer, and the words as sent. Never printed."""

    receipt: str
    kept_at: datetime
    sender: str
    document: Mapping[str, Any]


def sender_of(session: Session, told: Waiting) -> Actor:
    """Who sent it, as they may act now; the right to send it is proven against what the database knows.

    Raises:
        NotAllowed: they are gone, had signed out or been signed out before, or their token was revoked or had expired.
    """
    if told.token_id:
        found = accounts.find_token(session, UUID(told.token_id), at=told.kept_at)
        if found is None:
            raise NotAllowed(NOT_ANY_MORE)
        return found
    cookie_hash = bytes.fromhex(told.session)
    if accounts.had_ended(session, cookie_hash, at=told.kept_at):
        raise NotAllowed(NOT_ANY_MORE)
    try:
        return accounts.actor_of(session, UUID(told.officer_id), accounts.mark_of(cookie_hash))
    except NotFound:
        raise NotAllowed(NOT_ANY_MORE) from None


def receive_waiting(
    session: Session, told: Waiting, new: NewConcern, *, receipt: str, by: Actor, prefix: str, rung_minutes: int
) -> Answer:
    """The concern is received once, however often the spool or its sender hands it in; its receipt leads to it from now on.

    Raises:
        NotAllowed: the sender may not log concerns.
        Unprocessable: there is no narrative.
        Conflict: its key was used for other words, or its receipt for something else.
    """
    require(by, Permission.CONCERN_RECEIVE)
    return idempotency.once(
        session,
        client=told.client,
        key=told.key,
        body=told.body,
        do=lambda: _receive(session, told, new, receipt=receipt, by=by, prefix=prefix, rung_minutes=rung_minutes),
    )


def _receive(
    session: Session, told: Waiting, new: NewConcern, *, receipt: str, by: Actor, prefix: str, rung_minutes: int
) -> tuple[str, int]:
    if session.get(Reference, receipt) is not None:
        raise Conflict("This receipt was given before. Nothing was received twice.")
    draft_id = UUID(told.draft_id) if told.draft_id else None
    got = receive(
        session, new, by=by, prefix=prefix, rung_minutes=rung_minutes, draft_id=draft_id, keyed_at=told.kept_at
    )
    if draft_id is not None:
        drafts.mark_kept_sent(session, draft_id, got.ref, told.versions, by=by)
    session.add(Reference(ref=receipt, kind=RECEIPT, object_id=got.concern_id))
    session.flush()
    waited = int((clock.now() - told.kept_at).total_seconds())
    audit.record(
        session,
        by=SYSTEM,
        action=Action.CONCERN_UNSPOOLED,
        objects=[("concern", got.concern_id)],
        basis="system",
        counts={"waited_seconds": waited},
        detail=receipt,
    )
    return got.ref, CREATED


def note_held(session: Session, receipt: str, *, reason: str, by: Actor) -> None:
    """That a file of the spool was put aside for a person stands in the trail."""
    require(by, Permission.CONCERN_RECEIVE)
    audit.record(
        session, by=by, action=Action.SPOOL_HELD, purpose=reason, basis="system", outcome="held", detail=receipt
    )


def look_at_held(session: Session, told: Waiting, *, receipt: str, by: Actor) -> Shown[HeldConcern]:
    """What waits in the spool for a person, so that somebody can act on it.

    Raises:
        NotAllowed: the actor does not oversee what was not sent.
        NotFound: it involves one of us and another senior keeps such concerns: as if there were none.
    """
    require(by, Permission.DRAFTS_OVERSEE)
    if told.document.get("one_of_us") == "yes" and accounts.named_senior(session) != by.officer_id:
        raise NotFound
    names = accounts.officer_names(session, [UUID(told.officer_id)] if told.officer_id else [])
    view = HeldConcern(receipt, told.kept_at, next(iter(names.values()), ""), told.document)
    objects = (("draft", told.draft_id),) if told.draft_id else ()
    look = Look(Action.SPOOL_SHOWN, objects, tuple(sorted(told.document)), purpose=receipt, basis="oversight")
    return Shown(view, look)


def find_received(session: Session, receipt: str, *, by: Actor) -> str | None:
    """The reference under which what this receipt was given for came in; None while it has not, or it is not this sender's.

    Raises:
        NotAllowed: the actor may not log concerns.
    """
    require(by, Permission.CONCERN_RECEIVE)
    return session.scalar(
        select(Concern.ref)
        .join(Reference, Reference.object_id == Concern.id)
        .where(Reference.ref == receipt, Reference.kind == RECEIPT, Concern.sent_by == by.officer_id)
    )
