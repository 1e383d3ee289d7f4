"""Signed-in browsers: 256 random bits in a cookie, only their hash here. Roles are read anew with each request, in one query."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, func, select, update
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts.access import require
from hub.accounts.models import Officer, OfficerQualification, OfficerRole, OfficerTeam, SignInSession
from hub.accounts.permissions import Permission, permissions_of
from hub.actor import Actor
from hub.audit import Action
from hub.config import Settings
from hub.errors import NotFound

SEEN_EVERY = timedelta(minutes=1)
CLOCKS_DIFFER = timedelta(minutes=1)  # by so much, at most, on the machines the service runs on
HALF_SIGNED_IN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and who it is; `is_complete` is False between the password and the second factor."""

    id_hash: bytes
    actor: Actor
    last_seen_at: datetime
    idle_ends_at: datetime
    ends_at: datetime
    is_complete: bool
    must_change_password: bool
    second_factor_at: datetime | None

    @property
    def seconds_left(self) -> int:
        """Until it ends if nothing more is done."""
        return max(0, int((min(self.idle_ends_at, self.ends_at) - clock.now()).total_seconds()))


def hash_of(cookie: str) -> bytes:
    """What is kept of a cookie's value: it has 256 random bits, so a plain hash gives nothing away."""
    return hashlib.sha256(b"hub-session/1\x00" + cookie.encode(errors="replace")).digest()


def mark_of(id_hash: bytes) -> str:
    """The session as it stands in leaves."""
    return id_hash.hex()[:32]


def start_session(session: Session, officer_id: UUID, *, settings: Settings, second_factor: bool) -> str:
    """A new session has begun; the value for its cookie, known to nobody else.

    Where a second factor is asked for and was not yet given, the session is incomplete and short.
    """
    value, now = secrets.token_urlsafe(32), clock.now()
    is_complete = second_factor or not settings.second_factor
    session.add(
        SignInSession(
            id_hash=hash_of(value),
            officer_id=officer_id,
            started_at=now,
            last_seen_at=now,
            ends_at=now + (timedelta(hours=settings.session_hours) if is_complete else HALF_SIGNED_IN),
            second_factor_at=now if second_factor else None,
        )
    )
    return value


def _listed(column: Any, owner: Any) -> Any:
    """All values of `column` that belong to the officer, joined by commas, within the same query."""
    return select(func.aggregate_strings(cast(column, Text), ",")).where(owner == Officer.id).scalar_subquery()


_HELD = (
    Officer.id,
    Officer.name,
    Officer.agency_id,
    Officer.must_change_password,
    _listed(OfficerRole.role, OfficerRole.officer_id).label("roles"),
    _listed(OfficerTeam.team_id, OfficerTeam.officer_id).label("teams"),
    _listed(OfficerQualification.qualification, OfficerQualification.officer_id).label("qualifications"),
)
_FIND = (
    select(
        *_HELD,
        SignInSession.id_hash,
        SignInSession.last_seen_at,
        SignInSession.ends_at,
        SignInSession.second_factor_at,
    )
    .join(Officer, Officer.id == SignInSession.officer_id)
    .where(SignInSession.ended_at.is_(None), Officer.disabled_at.is_(None))
    .where(SignInSession.id_hash == bindparam("id_hash"))
)


def find_session(session: Session, cookie: str, *, settings: Settings) -> SignedIn | None:
    """The live session of a cookie's value with the officer's roles, teams and qualifications as they are now, in one query."""
    if not cookie:
        return None
    found = session.execute(_FIND, {"id_hash": hash_of(cookie)}).one_or_none()
    if found is None:
        return None
    signed_in = SignedIn(
        id_hash=found.id_hash,
        actor=_actor(found, mark_of(found.id_hash)),
        last_seen_at=found.last_seen_at,
        idle_ends_at=found.last_seen_at + timedelta(minutes=settings.session_idle_minutes),
        ends_at=found.ends_at,
        is_complete=found.second_factor_at is not None or not settings.second_factor,
        must_change_password=found.must_change_password,
        second_factor_at=found.second_factor_at,
    )
    return signed_in if _is_live(signed_in, clock.now()) else None


def _is_live(signed_in: SignedIn, now: datetime) -> bool:
    """A session seen after `now` is one whose clock was put back since: it does not get its time twice."""
    return signed_in.last_seen_at - CLOCKS_DIFFER <= now < min(signed_in.idle_ends_at, signed_in.ends_at)


def actor_of(session: Session, officer_id: UUID, session_mark: str = "") -> Actor:
    """The officer as they may act now.

    Raises:
        NotFound: there is no such officer, or they are disabled.
    """
    held = session.execute(select(*_HELD).where(Officer.id == officer_id, Officer.disabled_at.is_(None))).one_or_none()
    if held is None:
        raise NotFound
    return _actor(held, session_mark)


def _actor(held: Any, session_mark: str) -> Actor:
    roles = frozenset((held.roles or "").split(",")) - {""}
    return Actor(
        kind="officer",
        officer_id=held.id,
        name=held.name,
        agency_id=held.agency_id,
        roles=roles,
        permissions=permissions_of(roles),
        qualifications=frozenset((held.qualifications or "").split(",")) - {""},
        teams=frozenset(UUID(team) for team in (held.teams or "").split(",") if team),
        session_mark=session_mark,
    )


def had_ended(session: Session, id_hash: bytes, *, at: datetime) -> bool:
    """Whether the session was not there, or had been signed out or revoked by then; idleness does not count."""
    found = session.get(SignInSession, id_hash)
    return found is None or found.ends_at <= at or (found.ended_at is not None and found.ended_at <= at)


def is_due_to_note(signed_in: SignedIn) -> bool:
    """Whether the last sight of this session is old enough to be written again."""
    return clock.now() - signed_in.last_seen_at >= SEEN_EVERY


def note_seen(session: Session, id_hash: bytes) -> None:
    """The session was used now: its idle limit starts again. Polls never come here."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id_hash == id_hash, SignInSession.ended_at.is_(None))
        .values(last_seen_at=clock.now())
    )


def stay_signed_in(session: Session, signed_in: SignedIn) -> None:
    """The officer said that they are still there; the whole day's limit stands as it was."""
    note_seen(session, signed_in.id_hash)
    audit.record(session, by=signed_in.actor, action=Action.SESSION_STAYED)


def sign_out(session: Session, signed_in: SignedIn) -> None:
    """The session has ended and its cookie opens nothing."""
    end_session(session, signed_in.id_hash)
    audit.record(session, by=signed_in.actor, action=Action.SIGNED_OUT)


def end_session(session: Session, id_hash: bytes) -> None:
    """The session has ended; the caller's leaf tells of it."""
    _end(session, SignInSession.id_hash == id_hash)


def end_sessions_of(session: Session, officer_id: UUID) -> None:
    """Every session of the officer has ended; the caller's leaf tells of it."""
    _end(session, SignInSession.officer_id == officer_id)


def _end(session: Session, which: Any) -> None:
    session.flush()
    session.execute(
        update(SignInSession)
        .where(which, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def revoke_sessions(session: Session, officer_id: UUID, *, by: Actor) -> None:
    """Every session of the officer has ended: their own wish, or an administrator's.

    Raises:
        NotAllowed: somebody else's, without keeping accounts.
    """
    if by.officer_id != officer_id:
        require(by, Permission.ACCOUNTS_MANAGE)
    end_sessions_of(session, officer_id)
    audit.record(session, by=by, action=Action.SESSION_REVOKED, objects=[("officer", officer_id)])
