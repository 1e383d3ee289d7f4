"""Tokens with which a partner's system calls the API: shown once, kept as a hash, for one role and one agency, until they expire.

Each also says under our signature whose it is, so that it can be read while no database answers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hub import audit, clock, crypto
from hub.accounts.access import require
from hub.accounts.agencies import known_agency
from hub.accounts.models import ApiToken
from hub.accounts.permissions import ROLES, Permission, permissions_of
from hub.actor import Actor
from hub.audit import Action
from hub.db import table_of
from hub.errors import NotFound, Unprocessable

PREFIX = "hub_"
MOST_DAYS = 365
# made once: putting a statement together costs as much as asking it
_TOKENS = table_of(ApiToken).c
_BEARER = select(_TOKENS.id, _TOKENS.agency_id, _TOKENS.role, _TOKENS.name).where(
    _TOKENS.token_hash == bindparam("hash"), _TOKENS.revoked_at.is_(None), _TOKENS.expires_at > bindparam("now")
)


def issue_token(
    session: Session, *, name: str, agency_id: UUID, role: str, days: int = 90, by: Actor
) -> tuple[ApiToken, str]:
    """A token for a partner's system, and its value, which is shown this once.

    Raises:
        NotAllowed: the actor does not keep accounts.
        Unprocessable: a role that is unknown or privileged, or a life of more than a year.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    if role not in ROLES or ROLES[role].is_privileged:
        raise Unprocessable({"role": ["Select a role that a partner's system may act with."]})
    if not 1 <= days <= MOST_DAYS:
        raise Unprocessable({"days": [f"Enter a number of days from 1 to {MOST_DAYS}."]})
    known_agency(session, agency_id)
    token_id, now = uuid4(), clock.now()
    ends_at = now + timedelta(days=days)
    value = PREFIX + _signed(token_id, agency_id, role, ends_at)
    token = ApiToken(
        id=token_id,
        token_hash=_hash(value),
        name=name,
        agency_id=agency_id,
        role=role,
        issued_at=now,
        expires_at=ends_at,
    )
    session.add(token)
    session.flush()
    audit.record(session, by=by, action=Action.TOKEN_ISSUED, objects=[("token", token.id), ("agency", agency_id)])
    return token, value


def find_bearer(session: Session, value: str) -> Actor | None:
    """Who calls with this bearer value now, or None: unknown, expired and revoked are told apart by nobody."""
    if not value.startswith(PREFIX):
        return None
    token = session.execute(_BEARER, {"hash": _hash(value), "now": clock.now()}).one_or_none()
    return _partner(token.id, token.agency_id, token.role, token.name) if token else None


def read_bearer(value: str) -> Actor | None:
    """Who calls, as the token itself says under our signature; for when no database answers: it cannot know of a revocation.

    None: not one of ours, expired, or issued before tokens were signed.
    """
    if not value.startswith(PREFIX):
        return None
    try:
        _, token_id, agency_id, role, ends = _told_by(value.removeprefix(PREFIX))
        is_over = datetime.fromtimestamp(ends, UTC) <= clock.now()
        return None if is_over else _partner(UUID(token_id), UUID(agency_id), role, "")
    except (ValueError, TypeError, OverflowError):
        return None


def find_token(session: Session, token_id: UUID, *, at: datetime) -> Actor | None:
    """Who called with this token at that time, or None: it is revoked, or had expired."""
    token = session.get(ApiToken, token_id)
    if token is None or token.revoked_at is not None or token.expires_at <= at:
        return None
    return _partner(token.id, token.agency_id, token.role, token.name)


def _partner(token_id: UUID, agency_id: UUID, role: str, name: str) -> Actor:
    roles = frozenset({role})
    return Actor(
        kind="partner",
        name=name,
        agency_id=agency_id,
        roles=roles,
        permissions=permissions_of(roles),
        session_mark=f"token:{token_id}",
        client="api",
    )


def revoke_token(session: Session, token_id: UUID, *, by: Actor) -> None:
    """The token opens nothing from now on; revoking it again changes nothing.

    Raises:
        NotAllowed: the actor does not keep accounts.
        NotFound: there is no such token.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    token = session.get(ApiToken, token_id)
    if token is None:
        raise NotFound
    token.revoked_at = token.revoked_at or clock.now()
    audit.record(session, by=by, action=Action.TOKEN_REVOKED, objects=[("token", token_id)])


def _signed(token_id: UUID, agency_id: UUID, role: str, ends_at: datetime) -> str:
    told = [secrets.token_urlsafe(32), token_id.hex, agency_id.hex, role, int(ends_at.timestamp())]
    body = json.dumps(told, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mark(body) + body).decode().rstrip("=")


def _told_by(value: str) -> list[Any]:
    """What a signed value says.

    Raises:
        ValueError: it is not signed by us.
    """
    whole = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    mark, body = whole[:32], whole[32:]
    if not hmac.compare_digest(mark, _mark(body)):
        raise ValueError("not signed by us")
    return list(json.loads(body))


def _mark(body: bytes) -> bytes:
    return hmac.digest(crypto.pass_key("token"), body, "sha256")


def _hash(value: str) -> bytes:
    return hashlib.sha256(b"hub-token/1\x00" + value.encode(errors="replace")).digest()
