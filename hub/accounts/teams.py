"""Which team work goes to, and the named senior who keeps what is sealed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from hub.accounts.models import Officer, OfficerRole, Team
from hub.db import table_of
from hub.errors import Unavailable

# made once: putting a statement together costs as much as asking it
_TEAMS = table_of(Team).c
_OF_KIND = select(_TEAMS.id).where(_TEAMS.kind == bindparam("kind")).order_by(_TEAMS.name).limit(1)


def team_of_kind(session: Session, kind: str) -> UUID:
    """The id of the team that does this kind of work.

    Raises:
        Unavailable: the council has not set one up.
    """
    found: UUID | None = session.scalar(_OF_KIND, {"kind": kind})
    if found is None:
        raise Unavailable(f"No {kind.replace('_', ' ')} team is set up yet. The administrator has to add one.")
    return found


def named_senior(session: Session) -> UUID | None:
    """The senior manager who keeps concerns about one of us: the first by name who is not disabled."""
    return session.scalars(
        select(Officer.id)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.role == "senior_manager", Officer.disabled_at.is_(None))
        .order_by(Officer.name)
    ).first()
