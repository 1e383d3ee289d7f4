"""The people of these tests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from hub import accounts, db
from hub.accounts import Officer
from hub.actor import OPERATOR, Actor
from hub.audit import Action, AuditLeaf
from hub.config import Settings

PASSWORD = "seven herons at dusk"


@dataclass
class House:
    """One agency, one team, and officers by username."""

    agency_id: UUID
    team_id: UUID
    officers: dict[str, UUID] = field(default_factory=dict)

    def add(self, username: str, role: str, settings: Settings, *, team: bool = True) -> UUID:
        """An officer with the role, whose password is PASSWORD."""
        with db.transaction() as session:
            new = accounts.add_officer(
                session,
                username=username,
                name=f"{username.title()} Mockford",
                email=f"{username}@council.example",
                agency_id=self.agency_id,
                roles=[role],
                team_ids=[self.team_id] if team else [],
                by=OPERATOR,
            )
            self.officers[username] = new.officer.id
        with db.transaction() as session:
            outcome = accounts.set_up_password(
                session,
                username=username,
                code=new.set_up_code,
                password=PASSWORD,
                address="192.0.2.9",
                settings=settings,
            )
        assert outcome.is_set, outcome
        return new.officer.id

    def actor(self, username: str) -> Actor:
        """The officer as they may act now."""
        with db.reading() as session:
            return accounts.actor_of(session, self.officers[username])

    def give_second_factor(self, username: str) -> str:
        """The officer has an authenticator app; its secret."""
        secret = accounts.new_secret()
        with db.transaction() as session:
            session.get_one(Officer, self.officers[username]).one_time_secret = secret
            from hub import audit

            audit.record(session, by=OPERATOR, action=Action.SECOND_FACTOR_SET)
        return secret


def leaves(action: Action | None = None) -> list[dict[str, object]]:
    """The leaves so far, in order; only those of `action` when one is given."""
    with db.reading() as session:
        bodies = session.scalars(select(AuditLeaf.body).order_by(AuditLeaf.slot, AuditLeaf.seq))
        told = [json.loads(body) for body in bodies]
    return [leaf for leaf in told if action is None or leaf["action"] == action.value]
