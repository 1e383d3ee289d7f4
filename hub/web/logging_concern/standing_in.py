"""A session may end while somebody types. A signed pass in the form then still saves their own draft; it shows nothing."""

from __future__ import annotations

from uuid import UUID

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from hub import accounts
from hub.actor import Actor
from hub.db import reading
from hub.errors import NotSignedIn
from hub.web.signed_in import officer, settings_now

FIELD = "_pass"
ENDED = "Your session had ended. What you typed is saved in your draft. Sign in to go on."


def give_pass(draft_id: UUID, by: Actor) -> str:
    """A pass that saves this draft as this officer, as long as a whole day's session may last."""
    return str(_signer().dumps([str(draft_id), str(by.acting_officer_id)]))


def writer(draft_id: UUID) -> tuple[Actor, bool]:
    """Who saves this draft, and whether they are signed in now.

    Raises:
        NotSignedIn: nobody is, and the form carries no good pass for this draft.
    """
    try:
        return officer(), True
    except NotSignedIn:
        return _from_pass(draft_id), False


def _from_pass(draft_id: UUID) -> Actor:
    hours = settings_now().session_hours
    try:
        draft, officer_id = _signer().loads(request.form.get(FIELD, ""), max_age=hours * 3600)
    except (BadSignature, ValueError, TypeError):
        raise NotSignedIn("Sign in to continue. What was saved as a draft is kept.") from None
    if draft != str(draft_id):
        raise NotSignedIn("Sign in to continue. What was saved as a draft is kept.")
    with reading() as session:
        return accounts.actor_of(session, UUID(officer_id))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings_now().secret_key, salt="draft-pass/1")
