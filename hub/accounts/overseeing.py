"""What an administrator sees of accounts: who may sign in, as what, and partners' tokens. Never a password, never a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from hub import clock
from hub.accounts.access import require
from hub.accounts.models import (
    Agency,
    ApiToken,
    Exclusion,
    Officer,
    OfficerQualification,
    OfficerRole,
    OfficerTeam,
    SignInSession,
    Team,
)
from hub.accounts.officers import UNUSABLE
from hub.accounts.permissions import Permission
from hub.actor import Actor
from hub.audit import Action, Look, Shown
from hub.errors import NotFound

PAGE = 50
Key = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """One officer; `teams` are names."""

    id: UUID
    name: str
    username: str
    agency: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    is_disabled: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class OfficersView:
    """A page of officers A to Z; `after` pages on, None at the end."""

    officers: tuple[OfficerLine, ...]
    after: Key | None


@dataclass(frozen=True, slots=True)
class KeptFrom:
    """Records an officer is kept from, set together: how many of each kind, never which."""

    id: UUID
    reason: str
    set_at: datetime
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class OfficerView:
    """One officer's account."""

    line: OfficerLine
    email: str
    team_ids: tuple[UUID, ...]
    qualifications: tuple[str, ...]
    added_at: datetime
    has_second_factor: bool
    open_sessions: int
    kept_from: tuple[KeptFrom, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One partner's token: never its value."""

    id: UUID
    name: str
    agency: str
    role: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Belonging:
    """Agencies and teams to choose from, A to Z, by id."""

    agencies: dict[UUID, str]
    teams: dict[UUID, str]


def show_officers(session: Session, *, by: Actor, after: Key | None = None) -> Shown[OfficersView]:
    """A page of officers, with the leaf of this look.

    Raises:
        NotAllowed: the actor keeps no accounts.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    query = select(Officer).order_by(Officer.name, Officer.id).limit(PAGE + 1)
    if after is not None:
        query = query.where(tuple_(Officer.name, Officer.id) > after)
    found = list(session.scalars(query))
    page = found[:PAGE]
    view = OfficersView(
        officers=_lines(session, page), after=(page[-1].name, page[-1].id) if len(found) > len(page) else None
    )
    return Shown(view, _look(("officer", str(each.id)) for each in page))


def show_officer(session: Session, officer_id: UUID, *, by: Actor) -> Shown[OfficerView]:
    """One officer's account, with the leaf of this look.

    Raises:
        NotAllowed: the actor keeps no accounts.
        NotFound: there is no such officer.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    officer = session.get(Officer, officer_id)
    if officer is None:
        raise NotFound
    (line,) = _lines(session, [officer])
    view = OfficerView(
        line=line,
        email=officer.email,
        team_ids=tuple(session.scalars(select(OfficerTeam.team_id).where(OfficerTeam.officer_id == officer_id))),
        qualifications=tuple(
            session.scalars(
                select(OfficerQualification.qualification).where(OfficerQualification.officer_id == officer_id)
            )
        ),
        added_at=officer.added_at,
        has_second_factor=bool(officer.one_time_secret),
        open_sessions=_open_sessions(session, officer_id),
        kept_from=_kept_from(session, officer_id),
        is_own=by.officer_id == officer_id,
    )
    return Shown(view, _look([("officer", str(officer_id))]))


def show_tokens(session: Session, *, by: Actor) -> Shown[tuple[TokenLine, ...]]:
    """Every partner's token, those in force first, with the leaf of this look.

    Raises:
        NotAllowed: the actor keeps no accounts.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    rows = session.execute(
        select(ApiToken, Agency.name)
        .join(Agency, Agency.id == ApiToken.agency_id)
        .order_by(ApiToken.revoked_at.is_not(None), Agency.name, ApiToken.issued_at.desc(), ApiToken.id)
    )
    lines = tuple(
        TokenLine(row.id, row.name, agency, row.role, row.issued_at, row.expires_at, row.revoked_at)
        for row, agency in rows
    )
    return Shown(lines, _look(("token", str(each.id)) for each in lines))


def belonging(session: Session) -> Belonging:
    """The agencies and teams that an officer may belong to; it names no officer."""
    agencies = session.execute(select(Agency.id, Agency.name).order_by(Agency.name))
    teams = session.execute(select(Team.id, Team.name).order_by(Team.name))
    return Belonging({row.id: row.name for row in agencies}, {row.id: row.name for row in teams})


def _look(objects: Any) -> Look:
    return Look(Action.ACCOUNTS_SHOWN, tuple(objects), ("name", "username", "roles", "teams"), basis="role")


def _lines(session: Session, officers: list[Officer]) -> tuple[OfficerLine, ...]:
    ids = [each.id for each in officers]
    agencies = {row.id: row.name for row in session.execute(select(Agency.id, Agency.name))}
    roles = _listed(session, select(OfficerRole.officer_id, OfficerRole.role).where(OfficerRole.officer_id.in_(ids)))
    teams = _listed(
        session,
        select(OfficerTeam.officer_id, Team.name)
        .join(Team, Team.id == OfficerTeam.team_id)
        .where(OfficerTeam.officer_id.in_(ids)),
    )
    return tuple(
        OfficerLine(
            id=each.id,
            name=each.name,
            username=each.username,
            agency=agencies.get(each.agency_id, ""),
            roles=tuple(sorted(roles.get(each.id, ()))),
            teams=tuple(sorted(teams.get(each.id, ()))),
            is_disabled=each.disabled_at is not None,
            has_password=each.password_hash != UNUSABLE,
        )
        for each in officers
    )


def _listed(session: Session, pairs: Any) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for officer, word in session.execute(pairs):
        found.setdefault(officer, []).append(word)
    return found


def _open_sessions(session: Session, officer_id: UUID) -> int:
    query = select(func.count()).where(
        SignInSession.officer_id == officer_id, SignInSession.ended_at.is_(None), SignInSession.ends_at > clock.now()
    )
    return session.scalar(query) or 0


def _kept_from(session: Session, officer_id: UUID) -> tuple[KeptFrom, ...]:
    rows = session.scalars(
        select(Exclusion)
        .where(Exclusion.officer_id == officer_id)
        .order_by(Exclusion.set_at.desc(), Exclusion.object_type, Exclusion.id)
    )
    together: dict[datetime, list[Exclusion]] = {}
    for row in rows:
        together.setdefault(row.set_at, []).append(row)
    return tuple(_set_together(rows) for rows in together.values())


def _set_together(rows: list[Exclusion]) -> KeptFrom:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.object_type] = counts.get(row.object_type, 0) + 1
    return KeptFrom(rows[0].id, rows[0].reason_code, rows[0].set_at, tuple(counts.items()))
