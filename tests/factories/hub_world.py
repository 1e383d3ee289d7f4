"""A hub ready to work in: keys, the shipped rules, one council with its teams, and an officer of any role when asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from hub import accounts, audit, clock, crypto, db, rulebook
from hub.accounts import Officer, OfficerRole, OfficerTeam
from hub.actor import OPERATOR, SYSTEM, Actor
from hub.audit import Action, AuditLeaf
from hub.config import Settings
from hub.danger import RotaPlace

PASSWORD = "seven herons at dusk"
TEAMS = ("screening", "children", "adults", "out_of_hours", "coordination", "management", "partner")
NO_TEAM = frozenset({"partner_reporter", "administrator", "auditor", "data_guardian"})


def settings_for(folder: Path, database_url: str) -> Settings:
    """Settings for tests: no second factor, plain http, cheap passwords."""
    return Settings(
        mode="test",
        database_url=database_url,
        data_folder=folder,
        keys_folder=folder / "keys",
        secret_key="a secret for tests that is long enough",
        second_factor=False,
        secure_cookies=False,
        argon2_memory_kib=8,
        argon2_time=1,
    )


@dataclass
class HubWorld:
    """One council; `officer(role)` gives the actor of that role, made when first asked for."""

    settings: Settings
    agency_id: UUID
    teams: dict[str, UUID]
    officers: dict[str, UUID] = field(default_factory=dict)

    def officer(self, role: str, *, name: str = "", team: str = "screening", username: str = "") -> Actor:
        """The officer of this role (and name), as they may act now."""
        username = username or (name.split(maxsplit=1)[0].lower() if name else role)
        if username not in self.officers:
            self.officers[username] = self._add(
                username, name or f"{role.replace('_', ' ').title()} Mockford", role, team
            )
        with db.reading() as session:
            return accounts.actor_of(session, self.officers[username])

    def _add(self, username: str, name: str, role: str, team: str) -> UUID:
        with db.transaction() as session:
            officer = Officer(
                key=crypto.new_key("officer"),
                username=username,
                name=name,
                email=f"{username}@council.example",
                agency_id=self.agency_id,
                password_hash=accounts.hash_password(PASSWORD, self.settings),
                added_at=clock.now(),
            )
            session.add(officer)
            session.flush()
            session.add(OfficerRole(officer_id=officer.id, role=role))
            if role not in NO_TEAM:
                session.add(OfficerTeam(officer_id=officer.id, team_id=self.teams[team]))
            audit.record(session, by=SYSTEM, action=Action.OFFICER_ADDED, objects=[("officer", officer.id)])
        return officer.id

    def on_rota(self, actor: Actor, rung: int = 0) -> None:
        """The officer stands on this rung of the danger ladder."""
        with db.transaction() as session:
            session.add(RotaPlace(rung=rung, officer_id=actor.acting_officer_id))
            audit.record(session, by=SYSTEM, action=Action.OFFICER_CHANGED)

    def token(self, *, role: str = "partner_reporter", agency: str = "Mock Police") -> str:
        """The value of a partner system's token; each agency is its own."""
        with db.transaction() as session:
            held = accounts.find_agency(session, agency)
            found = held.id if held else None
        if found is None:
            with db.transaction() as session:
                found = accounts.add_agency(session, name=agency, kind="partner", by=OPERATOR).id
        with db.transaction() as session:
            _, value = accounts.issue_token(session, name=f"{agency} system", agency_id=found, role=role, by=OPERATOR)
        return value


def make_world(folder: Path, database_url: str) -> HubWorld:
    """Keys, rules, a council and its teams on the bound database; the keyring stays bound."""
    settings = settings_for(folder, database_url)
    crypto.bind_keyring(crypto.create_keys_folder(settings.keys_folder))
    with db.transaction() as session:
        crypto.install_keys(session)
        audit.record(session, by=SYSTEM, action=Action.KEYS_INSTALLED)
    with db.transaction() as session:
        rulebook.install_shipped(session, by=SYSTEM)
    with db.transaction() as session:
        agency = accounts.add_agency(session, name="Mock Council", kind="council", by=OPERATOR)
    teams = {}
    for kind in TEAMS:
        with db.transaction() as session:
            name = kind.replace("_", " ").capitalize()
            teams[kind] = accounts.add_team(session, agency_id=agency.id, name=name, kind=kind, by=OPERATOR).id
    return HubWorld(settings, agency.id, teams)


def leaves(action: Action | None = None) -> list[dict[str, object]]:
    """The leaves so far, in order; only those of `action` when one is given."""
    with db.reading() as session:
        bodies = session.scalars(select(AuditLeaf.body).order_by(AuditLeaf.at, AuditLeaf.slot, AuditLeaf.seq))
        told = [json.loads(body) for body in bodies]
    return [leaf for leaf in told if action is None or leaf["action"] == action.value]
