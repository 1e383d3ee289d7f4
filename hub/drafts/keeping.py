"""A draft is its owner's alone. Each section has a version, so that two windows never overwrite each other unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hub import audit, clock, crypto
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.crypto import DataKey
from hub.db import insert_once
from hub.drafts.models import FORMS, Draft, DraftSection
from hub.errors import Conflict, NotFound, OutOfOrder


@dataclass(frozen=True, slots=True)
class Kept:
    """One section as it is kept: what was typed, and the version to save against."""

    answers: dict[str, Any]
    version: int
    saved_at: datetime


NOTHING_KEPT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a section says of the whole draft; None leaves it as it was."""

    label: str | None = None
    danger: str | None = None
    sealed: bool | None = None


class Conflicting(Conflict):
    """The section was saved elsewhere since this page was opened; both texts go with it, nothing was overwritten."""

    def __init__(self, kept: Kept, typed: Mapping[str, Any]) -> None:
        super().__init__("This part was changed in another window since you opened it. Nothing was overwritten.")
        self.kept, self.typed = kept, dict(typed)


def open_draft(session: Session, *, form: str, by: Actor) -> Draft:
    """A new empty draft of this officer's, under a key of its own.

    Raises:
        NotAllowed: the actor may not log concerns.
        OutOfOrder: there is no such form.
    """
    require(by, Permission.CONCERN_RECEIVE)
    if form not in FORMS:
        raise OutOfOrder("A draft is for the full form or the quick log.")
    now = clock.now()
    draft = Draft(
        key=crypto.new_key("draft"),
        owner_id=by.acting_officer_id,
        form=form,
        state="open",
        danger="",
        sealed_from_start=False,
        send_once_key=uuid4(),
        started_at=now,
        touched_at=now,
        concern_ref=None,
    )
    session.add(draft)
    audit.record(session, by=by, action=Action.DRAFT_OPENED, objects=[("draft", draft.id)], basis="own")
    return draft


def get_draft(session: Session, draft_id: UUID, *, by: Actor) -> Draft:
    """The officer's own open draft.

    Raises:
        NotAllowed: the actor may not log concerns.
        NotFound: there is none, it is somebody else's, or it was sent or discarded.
    """
    draft = _own(session, draft_id, by)
    if draft.state != "open":
        raise NotFound
    return draft


def find_sent(session: Session, draft_id: UUID, *, by: Actor) -> str | None:
    """The reference under which the officer's own draft was sent; None while it is not.

    Raises:
        NotAllowed, NotFound: no draft of theirs.
    """
    return _own(session, draft_id, by).concern_ref


def _own(session: Session, draft_id: UUID, by: Actor) -> Draft:
    require(by, Permission.CONCERN_RECEIVE)
    draft = session.get(Draft, draft_id)
    if draft is None or draft.owner_id != by.officer_id:
        raise NotFound
    return draft


def own_drafts(session: Session, *, by: Actor) -> tuple[Draft, ...]:
    """The officer's open drafts, the longest untouched first."""
    require(by, Permission.CONCERN_RECEIVE)
    return tuple(
        session.scalars(
            select(Draft).where(Draft.owner_id == by.officer_id, Draft.state == "open").order_by(Draft.touched_at)
        )
    )


def load_sections(session: Session, draft: Draft) -> dict[str, Kept]:
    """What was typed so far, by section; one query."""
    rows = session.scalars(select(DraftSection).where(DraftSection.draft_id == draft.id))
    return {row.section: Kept(row.answers or {}, row.version, row.saved_at) for row in rows}


def save_section(
    session: Session,
    draft: Draft,
    section: str,
    answers: Mapping[str, Any],
    *,
    version: int,
    mark: Mark | None = None,
    by: Actor,
) -> int:
    """The section holds these answers; its new version. Saving what is kept already changes nothing and never conflicts.

    `version` is the one the page was opened with, 0 for a section not saved yet.

    Raises:
        NotAllowed, NotFound: not a draft of theirs.
        Conflicting: another window saved it meanwhile; both texts go with it.
    """
    get_draft(session, draft.id, by=by)
    row = _row(session, draft, section)
    if dict(answers) != (row.answers or {}):
        if row.version != version:
            raise Conflicting(Kept(row.answers or {}, row.version, row.saved_at), answers)
        row.answers, row.version, row.saved_at = dict(answers), row.version + 1, clock.now()
    draft.touched_at = clock.now()
    _apply(draft, mark or Mark())
    session.flush()
    return row.version


def _row(session: Session, draft: Draft, section: str) -> DraftSection:
    """The section's row, held for this transaction: two windows saving at once come one after the other."""
    insert_once(
        session,
        DraftSection,
        id=uuid4(),
        key_id=draft.key_id,
        draft_id=draft.id,
        section=section,
        version=NOTHING_KEPT,
        saved_at=clock.now(),
    )
    return session.scalars(
        select(DraftSection)
        .where(DraftSection.draft_id == draft.id, DraftSection.section == section)
        .with_for_update(of=DraftSection)
        .execution_options(populate_existing=True)
    ).one()


def _apply(draft: Draft, mark: Mark) -> None:
    if mark.label is not None:
        draft.label = mark.label
    if mark.danger is not None:
        draft.danger = mark.danger
    if mark.sealed is not None:
        draft.sealed_from_start = mark.sealed


def switch_form(session: Session, draft: Draft, form: str, *, by: Actor) -> None:
    """The draft goes on as the other form; what was typed stays where it is.

    Raises:
        NotAllowed, NotFound, OutOfOrder: not their open draft, or no such form.
    """
    get_draft(session, draft.id, by=by)
    if form not in FORMS:
        raise OutOfOrder("A draft is for the full form or the quick log.")
    draft.form, draft.touched_at = form, clock.now()


def discard_draft(session: Session, draft_id: UUID, *, by: Actor) -> None:
    """The draft's words are gone for good; a stub without them stays.

    Raises:
        NotAllowed, NotFound: not an open draft of theirs.
    """
    require(by, Permission.CONCERN_RECEIVE)
    draft = get_draft(session, draft_id, by=by)
    draft.state, draft.touched_at = "discarded", clock.now()
    _forget(session, draft)
    audit.record(session, by=by, action=Action.DRAFT_DISCARDED, objects=[("draft", draft.id)], basis="own")


def mark_sent(session: Session, draft: Draft, ref: str) -> None:
    """The draft became this concern; a step inside sending, whose leaf tells of it. Its words live on there alone."""
    draft.state, draft.concern_ref, draft.touched_at = "sent", ref, clock.now()
    _forget(session, draft)


def mark_kept_sent(session: Session, draft_id: UUID, ref: str, versions: Mapping[str, int], *, by: Actor) -> None:
    """As `mark_sent`, for words that waited in the spool, whose sections had these versions.

    A draft that was typed in since stays open, to be sent as another concern: what is newer is not lost.
    """
    draft = session.get(Draft, draft_id)
    if draft is None or draft.state != "open" or draft.owner_id != by.officer_id:
        return
    if any(kept.version > versions.get(name, NOTHING_KEPT) for name, kept in load_sections(session, draft).items()):
        draft.send_once_key, draft.touched_at = uuid4(), clock.now()
        return
    mark_sent(session, draft, ref)


def end_forgotten(session: Session) -> None:
    """Open drafts whose words were destroyed are discarded ones: what sending or discarding them did, where a restore undid it."""
    gone = select(Draft.id).join(Draft.key).where(Draft.state == "open", DataKey.destroyed_at.is_not(None))
    ids = session.scalars(gone).all()
    session.execute(delete(DraftSection).where(DraftSection.draft_id.in_(ids)))
    session.execute(update(Draft).where(Draft.id.in_(ids)).values(state="discarded", label_sealed=None))


def _forget(session: Session, draft: Draft) -> None:
    for row in session.scalars(select(DraftSection).where(DraftSection.draft_id == draft.id)):
        session.delete(row)
    draft.label = None
    crypto.destroy_key(draft.key)
    session.flush()
