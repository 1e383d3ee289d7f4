"""Agencies and teams: who officers belong to, and who records are with."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit
from hub.accounts.access import require
from hub.accounts.models import Agency, Team
from hub.accounts.permissions import TEAM_KINDS, Permission
from hub.actor import Actor
from hub.audit import Action
from hub.errors import Unprocessable


def add_agency(session: Session, *, name: str, kind: str, by: Actor) -> Agency:
    """An agency that reports to or works in the hub.

    Raises:
        NotAllowed: the actor does not keep accounts.
        Unprocessable: the name is empty or taken.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    if not name.strip() or find_agency(session, name) is not None:
        raise Unprocessable({"name": ["Enter a name that no other agency has."]})
    agency = Agency(name=name.strip(), kind=kind)
    session.add(agency)
    session.flush()
    audit.record(session, by=by, action=Action.AGENCY_ADDED, objects=[("agency", agency.id)])
    return agency


def add_team(session: Session, *, agency_id: UUID, name: str, kind: str, by: Actor) -> Team:
    """A team of the agency.

    Raises:
        NotAllowed: the actor does not keep accounts.
        Unprocessable: the name is empty or taken, or there is no such kind of team.
    """
    require(by, Permission.ACCOUNTS_MANAGE)
    if kind not in TEAM_KINDS:
        raise Unprocessable({"kind": [f"Select one of: {', '.join(TEAM_KINDS)}."]})
    if not name.strip() or find_teams(session, [name]):
        raise Unprocessable({"name": ["Enter a name that no other team has."]})
    team = Team(agency_id=agency_id, name=name.strip(), kind=kind)
    session.add(team)
    session.flush()
    audit.record(session, by=by, action=Action.TEAM_ADDED, objects=[("team", team.id)])
    return team


def find_agency(session: Session, name: str) -> Agency | None:
    """The agency of this name."""
    return session.scalars(select(Agency).where(Agency.name == name.strip())).one_or_none()


def known_agency(session: Session, agency_id: UUID) -> Agency:
    """The agency of this id.

    Raises:
        Unprocessable: there is none.
    """
    found = session.get(Agency, agency_id)
    if found is None:
        raise Unprocessable({"agency": ["Select their agency"]})
    return found


def find_teams(session: Session, names: Iterable[str]) -> list[Team]:
    """The teams of these names, in name order; a name nobody has gives none."""
    wanted = [name.strip() for name in names]
    return list(session.scalars(select(Team).where(Team.name.in_(wanted)).order_by(Team.name)))
