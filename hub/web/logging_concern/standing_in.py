"""A session or the database may end while somebody types. Every form carries a signed pass, and sealed what was saved so far.

The pass still saves its officer's own draft when their session has ended, and lets the spool take it when nothing answers; it
shows nothing. It names an officer, roles and a session by ids alone, and ends with the session's day.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from hub import accounts, clock, crypto, rulebook
from hub.actor import Actor
from hub.crypto import Unsealable
from hub.db import reading
from hub.drafts import Kept
from hub.errors import NotSignedIn
from hub.web.cookies import read_cookie
from hub.web.logging_concern.writing import Writing
from hub.web.signed_in import officer, session_now, settings_now

PASS, KEPT = "_pass", "_kept"
ENDED = "Your session had ended. What you typed is saved in your draft. Sign in to go on."
NO_PASS = "Sign in to continue. What was saved as a draft is kept."  # noqa: S105  a sentence
_PURPOSE = "draft"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass says: whose draft, by which session, with which roles, until when."""

    draft_id: UUID
    officer_id: UUID
    roles: frozenset[str]
    session_mark: str
    ends_at: datetime


def hidden_fields(now: Writing, by: Actor) -> dict[str, str]:
    """What a form about this draft carries unseen: the pass, and what was saved so far, sealed."""
    signed_in = session_now()
    if signed_in is None or not signed_in.is_complete:
        return {name: request.form.get(name, "") for name in (PASS, KEPT)}
    told = [str(now.id), str(by.acting_officer_id), sorted(by.roles), by.session_mark, signed_in.ends_at.isoformat()]
    return {PASS: str(_signer().dumps(told)), KEPT: seal_writing(now, by.acting_officer_id)}


def read_pass(draft_id: UUID) -> Pass:
    """The pass that came with this form.

    Raises:
        NotSignedIn: it is none of ours, for another draft, or over.
    """
    try:
        draft, officer_id, roles, mark, ends = _signer().loads(request.form.get(PASS, ""))
        found = Pass(UUID(draft), UUID(officer_id), frozenset(roles), mark, datetime.fromisoformat(ends))
    except (BadData, ValueError, TypeError):
        raise NotSignedIn(NO_PASS) from None
    if found.draft_id != draft_id or found.ends_at <= clock.now():
        raise NotSignedIn(NO_PASS)
    return found


def is_from_its_session(found: Pass) -> bool:
    """Whether the pass came from the browser it was given to, as its cookie says."""
    return accounts.mark_of(accounts.hash_of(read_cookie(settings_now()))) == found.session_mark


def writer(draft_id: UUID) -> tuple[Actor, bool]:
    """Who saves this draft, and whether they are signed in now.

    Raises:
        NotSignedIn: nobody is, and the form carries no good pass for this draft.
    """
    try:
        return officer(), True
    except NotSignedIn:
        found = read_pass(draft_id)
    with reading() as session:
        return accounts.actor_of(session, found.officer_id), False


def seal_writing(now: Writing, officer_id: UUID) -> str:
    """The draft as it stands, sealed for this officer's forms; nobody reads it on the way."""
    told = {
        "form": now.form,
        "danger": now.danger,
        "sealed": now.is_sealed,
        "started_at": now.started_at.isoformat(),
        "touched_at": now.touched_at.isoformat(),
        "key": now.send_once_key,
        "kept": {name: [each.answers, each.version, each.saved_at.isoformat()] for name, each in now.kept.items()},
    }
    box = crypto.seal_box(
        zlib.compress(json.dumps(told).encode()), purpose=_PURPOSE, binding=_binding(now.id, officer_id)
    )
    return base64.urlsafe_b64encode(box).decode()


def sealed_writing(found: Pass) -> Writing:
    """The draft that the form of this pass carries, read with the rules this process knew last.

    Raises:
        Unsealable: it carries none, or another's.
    """
    try:
        box = base64.urlsafe_b64decode(request.form.get(KEPT, "").encode())
        plain = crypto.open_box(box, purpose=_PURPOSE, binding=_binding(found.draft_id, found.officer_id))
        told: Mapping[str, Any] = json.loads(zlib.decompress(plain))
    except (ValueError, zlib.error):
        raise Unsealable from None
    return Writing(
        id=found.draft_id,
        form=told["form"],
        danger=told["danger"],
        is_sealed=told["sealed"],
        started_at=datetime.fromisoformat(told["started_at"]),
        touched_at=datetime.fromisoformat(told["touched_at"]),
        kept={name: Kept(each[0], each[1], datetime.fromisoformat(each[2])) for name, each in told["kept"].items()},
        catalogue=rulebook.last_known_pack().facts,
        alarm=None,
        send_once_key=told["key"],
    )


def _binding(draft_id: UUID, officer_id: UUID) -> bytes:
    return draft_id.bytes + officer_id.bytes


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(crypto.pass_key(_PURPOSE), salt="draft-pass/2")
