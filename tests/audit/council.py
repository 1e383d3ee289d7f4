"""What tests of the trail write: teams of one agency, and the leaf that vouches for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from hub import audit
from hub.accounts import Team
from hub.actor import OPERATOR
from hub.audit import Action


@dataclass(frozen=True)
class Council:
    """The agency teams are made for."""

    agency_id: UUID


def leaf(session: Session) -> None:
    """One leaf over all that was written so far."""
    audit.record(session, by=OPERATOR, action=Action.TEAM_ADDED)


def a_team(council: Council) -> Team:
    """A team like no other, not yet saved."""
    return Team(agency_id=council.agency_id, name=f"Team {uuid4()}", kind="partner")
