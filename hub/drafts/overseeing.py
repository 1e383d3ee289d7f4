"""A forgotten draft is a lost concern: managers see whose it is, how old, and whether danger was said; never its words in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts import Officer, Permission, named_senior, require
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.drafts.keeping import Kept, load_sections
from hub.drafts.models import Draft
from hub.errors import NotFound


@dataclass(frozen=True, slots=True)
class StaleDraft:
    """An unsent draft as a manager sees it: no word of what it says."""

    id: UUID
    owner: str
    started_at: datetime
    touched_at: datetime
    danger: str
    is_sealed: bool


def stale_drafts(session: Session, *, older_than: timedelta, by: Actor) -> Shown[tuple[StaleDraft, ...]]:
    """Drafts untouched for so long, danger first, then the oldest; sealed ones only for the named senior.

    Raises:
        NotAllowed: the actor does not oversee drafts.
    """
    require(by, Permission.DRAFTS_OVERSEE)
    query = (
        select(Draft, Officer.name)
        .join(Officer, Officer.id == Draft.owner_id)
        .where(Draft.state == "open", Draft.touched_at <= clock.now() - older_than)
        .order_by(Draft.touched_at, Draft.id)
    )
    if not _keeps_sealed(session, by):
        query = query.where(Draft.sealed_from_start.is_(False))
    found = sorted(
        (_as_seen(draft, owner) for draft, owner in session.execute(query)), key=lambda each: not each.danger
    )
    look = Look(
        action=Action.DRAFTS_LISTED,
        objects=tuple(("draft", str(each.id)) for each in found),
        shown=("owner", "started_at", "touched_at", "danger"),
        purpose="forgotten_drafts",
    )
    return Shown(tuple(found), look)


def look_at_draft(session: Session, draft_id: UUID, *, by: Actor) -> Shown[tuple[StaleDraft, dict[str, Kept]]]:
    """A colleague's unsent draft with what was typed, so that somebody can act on it.

    Raises:
        NotAllowed: the actor does not oversee drafts.
        NotFound: there is no such open draft, or it is sealed from them: the two answers are the same.
    """
    require(by, Permission.DRAFTS_OVERSEE)
    draft = session.get(Draft, draft_id)
    if draft is None or draft.state != "open" or (draft.sealed_from_start and not _keeps_sealed(session, by)):
        raise NotFound
    sections = load_sections(session, draft)
    look = Look(
        action=Action.DRAFT_SHOWN,
        objects=(("draft", str(draft.id)),),
        shown=tuple(sorted(sections)),
        purpose="forgotten_drafts",
        basis="oversight",
    )
    owner = session.get_one(Officer, draft.owner_id)
    return Shown((_as_seen(draft, owner.name), sections), look)


def _keeps_sealed(session: Session, by: Actor) -> bool:
    return by.officer_id is not None and named_senior(session) == by.officer_id


def _as_seen(draft: Draft, owner: str) -> StaleDraft:
    danger = draft.danger if draft.danger in {"yes", "later"} else ""
    return StaleDraft(draft.id, owner, draft.started_at, draft.touched_at, danger, draft.sealed_from_start)
