"""What happens between the first question and sending: danger alerts at once, possible matches are offered, sending is once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, danger, drafts, idempotency, people
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.concerns import NewConcern
from hub.danger import Alert
from hub.drafts import Draft
from hub.front_door.receiving import receive
from hub.idempotency import Answer
from hub.people import Candidate, NewPerson

CREATED = 201


def say_danger(
    session: Session, draft: Draft, *, answer: str, before: datetime | None, by: Actor, rung_minutes: int
) -> Alert | None:
    """Danger said on a draft calls the first rung at once; the alert is the concern's once the draft is sent.

    Raises:
        NotAllowed, NotFound: not an open draft of theirs.
    """
    require(by, Permission.CONCERN_RECEIVE)
    drafts.get_draft(session, draft.id, by=by)
    held = session.scalar(select(Alert.id).where(Alert.draft_id == draft.id))
    alert = danger.raise_alert(
        session, answer=answer, before=before, by=by, rung_minutes=rung_minutes, draft_id=draft.id
    )
    if alert is not None and (held is None or session.is_modified(alert)):
        audit.record(session, by=by, action=Action.DANGER_RAISED, objects=[("draft", draft.id)], basis="reporting")
    return alert


def send_draft(
    session: Session, draft_id: UUID, new: NewConcern, *, body: bytes, by: Actor, prefix: str, rung_minutes: int
) -> Answer:
    """The draft is received as a concern, once however often it is sent; `body` is what is compared on a second sending.

    Raises:
        NotAllowed, NotFound: not a draft of theirs, or it was discarded.
        Unprocessable: there is no narrative.
        Conflict: it was sent already with other words.
    """
    require(by, Permission.CONCERN_RECEIVE)
    draft = session.get_one(Draft, draft_id)

    def do() -> tuple[str, int]:
        open_draft = drafts.get_draft(session, draft_id, by=by)
        receipt = receive(session, new, by=by, prefix=prefix, rung_minutes=rung_minutes, draft_id=draft_id)
        drafts.mark_sent(session, open_draft, receipt.ref)
        return receipt.ref, CREATED

    return idempotency.once(
        session, client=f"officer:{by.acting_officer_id}", key=str(draft.send_once_key), body=body, do=do
    )


def find_candidates(session: Session, told: NewPerson, *, but_not: Collection[UUID] = ()) -> tuple[Candidate, ...]:
    """Who this person may be, before they have a record: best first, without those already said not to be the same."""
    return tuple(each for each in people.find_like(session, told) if each.person_id not in but_not)


def offer_candidates(
    session: Session, draft_id: UUID, told: NewPerson, *, but_not: Collection[UUID], by: Actor
) -> Shown[tuple[Candidate, ...]]:
    """Up to five records that may be the person told of, each compared field by field; a restricted one says nothing.

    Raises:
        NotAllowed: the actor may not match people.
        NotFound: not an open draft of theirs.
    """
    require(by, Permission.PERSON_MATCH)
    drafts.get_draft(session, draft_id, by=by)
    found = find_candidates(session, told, but_not=but_not)
    shown = {f"{each.field}" for candidate in found for each in candidate.comparisons}
    look = Look(
        action=Action.CANDIDATES_SHOWN,
        objects=(("draft", str(draft_id)), *(("person", str(each.person_id)) for each in found)),
        shown=tuple(sorted(shown)),
        purpose="logging",
        basis="matching",
    )
    return Shown(found, look)
