"""Officers: adding, changing and disabling them. An administrator never knows a password and never changes their own roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts.access import may, require
from hub.accounts.agencies import known_agency
from hub.accounts.models import Exclusion, Officer, OfficerQualification, OfficerRole, OfficerTeam, Team
from hub.accounts.permissions import QUALIFICATIONS, ROLES, Permission
from hub.accounts.sessions import end_sessions_of
from hub.accounts.setting_passwords import new_set_up_code
from hub.accounts.signing_in import USERNAME
from hub.actor import Actor
from hub.audit import Action
from hub.crypto import new_key
from hub.errors import NotAllowed, NotFound, Unprocessable

UNUSABLE = "!"  # no password matches it: the officer sets their own with a set-up code
_APART = ({"administrator"}, {"key_custodian"}, {"data_guardian", "auditor"})


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer just added, and the code with which they set their password; it is shown this once."""

    officer: Officer
    set_up_code: str


def add_officer(
    session: Session,
    *,
    username: str,
    name: str,
    email: str,
    agency_id: UUID,
    roles: Iterable[str],
    team_ids: Iterable[UUID] = (),
    qualifications: Iterable[str] = (),
    by: Actor,
    agreed_by: Actor | None = None,
) -> NewOfficer:
    """An officer who has yet to set a password.

    Raises:
        NotAllowed: the actor does not keep accounts, or a privileged role lacks a second administrator.
        Unprocessable: the username is taken or a role, qualification or mix of roles cannot be.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    chosen = frozenset(roles)
    _refuse_unfit(chosen, frozenset(qualifications))
    _refuse_alone(chosen, by, agreed_by)
    known_agency(session, agency_id)
    _refuse_unknown_teams(session, frozenset(team_ids))
    officer = Officer(
        key=new_key("officer"),
        id=uuid4(),
        username=_free_username(session, username),
        name=name.strip(),
        email=email.strip(),
        agency_id=agency_id,
        password_hash=UNUSABLE,
        added_at=clock.now(),
    )
    session.add(officer)
    session.flush()
    _hold(session, officer.id, OfficerRole, "role", chosen)
    _hold(session, officer.id, OfficerTeam, "team_id", frozenset(team_ids))
    _hold(session, officer.id, OfficerQualification, "qualification", frozenset(qualifications))
    code = new_set_up_code(session, officer.id)
    _record(session, Action.OFFICER_ADDED, officer.id, by, agreed_by)
    return NewOfficer(officer, code)


def change_officer(
    session: Session,
    officer_id: UUID,
    *,
    roles: Iterable[str] | None = None,
    team_ids: Iterable[UUID] | None = None,
    qualifications: Iterable[str] | None = None,
    by: Actor,
    agreed_by: Actor | None = None,
) -> None:
    """The officer holds exactly what is named (None leaves it as it is), and their sessions have ended.

    Raises:
        NotAllowed: the actor does not keep accounts, changes themselves, or lacks a second administrator for a privileged role.
        NotFound: there is no such officer.
        Unprocessable: a role, qualification or mix of roles cannot be.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    _refuse_own(officer_id, by)
    _get(session, officer_id)
    if roles is not None:
        chosen = frozenset(roles)
        _refuse_unfit(chosen, frozenset())
        _refuse_alone(chosen - _held(session, officer_id, OfficerRole, "role"), by, agreed_by)
        _hold(session, officer_id, OfficerRole, "role", chosen)
    if team_ids is not None:
        _refuse_unknown_teams(session, frozenset(team_ids))
        _hold(session, officer_id, OfficerTeam, "team_id", frozenset(team_ids))
    if qualifications is not None:
        _refuse_unfit(frozenset(), frozenset(qualifications))
        _hold(session, officer_id, OfficerQualification, "qualification", frozenset(qualifications))
    end_sessions_of(session, officer_id)
    _record(session, Action.OFFICER_CHANGED, officer_id, by, agreed_by)


def disable_officer(session: Session, officer_id: UUID, *, by: Actor) -> None:
    """The officer cannot sign in, and their sessions have ended; what they did stays theirs.

    Raises:
        NotAllowed: the actor does not keep accounts, or disables themselves.
        NotFound: there is no such officer.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    _refuse_own(officer_id, by)
    officer = _get(session, officer_id)
    officer.disabled_at = officer.disabled_at or clock.now()
    end_sessions_of(session, officer_id)
    _record(session, Action.OFFICER_CHANGED, officer_id, by, None, purpose="disabled")


def enable_officer(session: Session, officer_id: UUID, *, by: Actor) -> None:
    """The officer may sign in again.

    Raises:
        NotAllowed: the actor does not keep accounts, or enables themselves.
        NotFound: there is no such officer.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    _refuse_own(officer_id, by)
    _get(session, officer_id).disabled_at = None
    _record(session, Action.OFFICER_CHANGED, officer_id, by, None, purpose="enabled")


def give_set_up_code(session: Session, officer_id: UUID, *, resets_second_factor: bool = False, by: Actor) -> str:
    """A code, shown this once, with which the officer sets a new password within the hour; their second factor stays unless reset.

    Raises:
        NotAllowed: the actor does not keep accounts.
        NotFound: there is no such officer.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    _get(session, officer_id)
    code = new_set_up_code(session, officer_id, resets_second_factor=resets_second_factor)
    purpose = "second_factor" if resets_second_factor else "password"
    _record(session, Action.SET_UP_CODE_GIVEN, officer_id, by, None, purpose=purpose)
    return code


_NAMES = select(Officer.id, Officer.name).where(Officer.id.in_(bindparam("officers", expanding=True)))


def officer_names(session: Session, officer_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of the officers, disabled ones too, by id."""
    found = session.execute(_NAMES, {"officers": list(set(officer_ids))})
    return {row.id: row.name for row in found}


def officers_with_role(session: Session, role: str) -> dict[UUID, str]:
    """The names of officers who hold the role and may sign in, A to Z, by id."""
    held = (
        select(Officer.id, Officer.name)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.role == role, Officer.disabled_at.is_(None))
        .order_by(Officer.name, Officer.id)
    )
    return {row.id: row.name for row in session.execute(held)}


def officers_who_may(
    session: Session, permission: Permission, *, team_id: UUID | None = None, about: Iterable[UUID] = ()
) -> tuple[UUID, ...]:
    """Officers who may sign in and do this, of one team where it is named; nobody who is kept from a record in `about`."""
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    found = select(Officer.id).where(
        Officer.disabled_at.is_(None),
        exists().where(OfficerRole.officer_id == Officer.id, OfficerRole.role.in_(roles)),
        ~exists().where(Exclusion.officer_id == Officer.id, Exclusion.object_id.in_(list(about))),
    )
    if team_id is not None:
        found = found.where(exists().where(OfficerTeam.officer_id == Officer.id, OfficerTeam.team_id == team_id))
    return tuple(session.scalars(found.order_by(Officer.id)))


def _get(session: Session, officer_id: UUID) -> Officer:
    officer = session.get(Officer, officer_id)
    if officer is None:
        raise NotFound
    return officer


def _free_username(session: Session, username: str) -> str:
    wanted = username.strip().casefold()
    if not USERNAME.fullmatch(wanted):
        raise Unprocessable({"username": ["Enter a username of plain letters, digits and . @ ' + - _ only."]})
    if session.scalar(select(Officer.id).where(Officer.username == wanted)) is not None:
        raise Unprocessable({"username": ["Enter a username that no other officer has."]})
    return wanted


def _refuse_unknown_teams(session: Session, team_ids: frozenset[UUID]) -> None:
    if team_ids - set(session.scalars(select(Team.id).where(Team.id.in_(team_ids)))):
        raise Unprocessable({"teams": ["Choose from the teams listed"]})


def _refuse_own(officer_id: UUID, by: Actor) -> None:
    if by.officer_id == officer_id:
        raise NotAllowed(
            "Nobody changes their own account. Ask another administrator.",
            permission=Permission.ACCOUNTS_MANAGE.value,
            object_type="officer",
            object_id=str(officer_id),
        )


def _refuse_unfit(roles: frozenset[str], qualifications: frozenset[str]) -> None:
    if unknown := roles - ROLES.keys():
        raise Unprocessable({"roles": [f"There is no role {role}." for role in sorted(unknown)]})
    if unknown := qualifications - QUALIFICATIONS.keys():
        raise Unprocessable({"qualifications": [f"There is no qualification {one}." for one in sorted(unknown)]})
    for alone in _APART:
        if roles & alone and roles - alone:
            raise Unprocessable({"roles": [f"{ROLES[min(roles & alone)].label} is held apart from other roles."]})


def _refuse_alone(added: frozenset[str], by: Actor, agreed_by: Actor | None) -> None:
    """A privileged role takes two administrators; the operator at the command line installs the first."""
    if by.kind == "operator" or not any(ROLES[role].is_privileged for role in added):
        return
    second = agreed_by is not None and agreed_by.officer_id not in {None, by.officer_id}
    if not (second and agreed_by is not None and may(agreed_by, Permission.ACCOUNTS_MANAGE)):
        raise NotAllowed(
            "This role takes a second administrator. Ask one to agree.", permission=Permission.ACCOUNTS_MANAGE.value
        )


def _held(session: Session, officer_id: UUID, table: Any, column: str) -> frozenset[Any]:
    return frozenset(session.scalars(select(getattr(table, column)).where(table.officer_id == officer_id)))


def _hold(session: Session, officer_id: UUID, table: Any, column: str, wanted: frozenset[Any]) -> None:
    """The officer's rows of `table` are exactly `wanted`; rows that stay are not touched."""
    held = {getattr(row, column): row for row in session.scalars(select(table).where(table.officer_id == officer_id))}
    for value in held.keys() - wanted:
        session.delete(held[value])
    for value in wanted - held.keys():
        session.add(table(officer_id=officer_id, **{column: value}))


def _record(
    session: Session, action: Action, officer_id: UUID, by: Actor, agreed_by: Actor | None, *, purpose: str = ""
) -> None:
    about: list[tuple[str, UUID | str]] = [("officer", officer_id)]
    if agreed_by is not None:
        about.append(("agreed_by", agreed_by.mark))
    audit.record(session, by=by, action=action, objects=about, purpose=purpose, basis="role")
