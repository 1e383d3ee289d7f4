"""A hub ready to work: keys, rules, one council, its teams, one officer of each role, and more when a test asks."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import accounts, audit, clock, crypto, db, rulebook
from hub.accounts import (
    ROLES,
    TEAM_KINDS,
    Agency,
    Officer,
    OfficerQualification,
    OfficerRole,
    OfficerTeam,
    Team,
    permissions_of,
)
from hub.actor import OPERATOR, Actor
from hub.audit import Action, AuditLeaf
from hub.config import Settings
from hub.danger import RotaPlace

PASSWORD = "seven herons at dusk"
TEAMS_OF_ROLE = {
    "duty_worker": ("screening",),
    "screening_officer": ("screening",),
    "team_manager": ("screening", "children", "adults"),
    "senior_manager": ("management",),
    "co_ordinator": ("coordination",),
    "chair": (),
    "minute_taker": (),
    "partner_reporter": ("partner",),
}
QUALIFIED = {
    "screening_officer": ("council_officer", "social_worker"),
    "team_manager": ("council_officer", "social_worker"),
}


def settings_for(folder: Path, database_url: str) -> Settings:
    """Settings for tests: no second factor, plain http, cheap passwords."""
    return Settings(
        mode="test",
        database_url=database_url,
        data_folder=folder,
        keys_folder=folder / "keys",
        spool_folder=folder / "spool",
        secret_key="a secret for tests that is long enough",
        second_factor=False,
        secure_cookies=False,
        argon2_memory_kib=8,
        argon2_time=1,
    )


class World:
    """Teams by kind and officers by name; `actor("chair")` is who acts in a test, `officer("chair", name=…)` somebody new."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.teams: dict[str, UUID] = {}
        self.actors: dict[str, Actor] = {}
        self.agency_id: UUID | None = None
        self._hash = accounts.hash_password(PASSWORD, settings)

    def actor(self, name: str) -> Actor:
        """Somebody by role ("screening_officer") or by the name a test gave them."""
        return self.actors[name]

    def officer(self, role: str, *, name: str = "", team: str = "", username: str = "") -> Actor:
        """The officer of this role (and name), added when first asked for, as they may act now."""
        called = username or (name.split(maxsplit=1)[0].lower() if name else role)
        if called not in self.actors:
            with db.transaction() as session:
                self.add(session, called, role, teams=(team,) if team else None, full_name=name)
                audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
        with db.reading() as session:
            return accounts.actor_of(session, self.actors[called].acting_officer_id)

    def add(
        self,
        session: Session,
        name: str,
        *roles: str,
        teams: tuple[str, ...] | None = None,
        qualifications: tuple[str, ...] = (),
        full_name: str = "",
    ) -> Actor:
        """One more officer; their leaf is the caller's to write."""
        kinds = teams if teams is not None else tuple(kind for role in roles for kind in TEAMS_OF_ROLE.get(role, ()))
        officer = Officer(
            key=crypto.new_key("officer"),
            username=name.replace("_", "."),
            name=full_name or name.replace("_", " ").title() + " Testwell",
            email=f"{name}@example.invalid",
            agency_id=self.agency_id,
            password_hash=self._hash,
            added_at=clock.now(),
        )
        session.add(officer)
        session.flush()
        held = {self.teams[kind] for kind in kinds}
        session.add_all(OfficerRole(officer_id=officer.id, role=role) for role in roles)
        session.add_all(OfficerTeam(officer_id=officer.id, team_id=team) for team in held)
        session.add_all(OfficerQualification(officer_id=officer.id, qualification=each) for each in qualifications)
        self.actors[name] = Actor(
            kind="officer",
            officer_id=officer.id,
            name=officer.name,
            agency_id=self.agency_id,
            roles=frozenset(roles),
            permissions=permissions_of(frozenset(roles)),
            qualifications=frozenset(qualifications),
            teams=frozenset(held),
        )
        return self.actors[name]

    def on_rota(self, actor: Actor, rung: int = 0) -> None:
        """The officer stands on this rung of the danger ladder."""
        with db.transaction() as session:
            session.add(RotaPlace(rung=rung, officer_id=actor.acting_officer_id))
            audit.record(session, by=OPERATOR, action=Action.OFFICER_CHANGED)

    def token(self, *, role: str = "partner_reporter", agency: str = "Mock Police") -> str:
        """The value of a partner system's token; each agency is its own."""
        with db.reading() as session:
            held = accounts.find_agency(session, agency)
            found = held.id if held else None
        if found is None:
            with db.transaction() as session:
                found = accounts.add_agency(session, name=agency, kind="partner", by=OPERATOR).id
        with db.transaction() as session:
            _, value = accounts.issue_token(session, name=f"{agency} system", agency_id=found, role=role, by=OPERATOR)
        return value


def build_world(folder: Path, database_url: str) -> World:
    """Fill the bound database: one officer named after each role, a second screening officer called "other_officer"."""
    made = World(settings_for(folder, database_url))
    crypto.bind_keyring(crypto.create_keys_folder(made.settings.keys_folder))
    with db.transaction() as session:
        crypto.install_keys(session)
        audit.record(session, by=OPERATOR, action=Action.KEYS_INSTALLED)
    with db.transaction() as session:
        rulebook.install_shipped(session, by=OPERATOR)
    with db.transaction() as session:
        agency = Agency(name="Mock Council", kind="council")
        session.add(agency)
        session.flush()
        made.agency_id = agency.id
        for kind in TEAM_KINDS:
            team = Team(agency_id=agency.id, name=kind.replace("_", " ").title(), kind=kind)
            session.add(team)
            session.flush()
            made.teams[kind] = team.id
        for role in ROLES:
            made.add(session, role, role, qualifications=QUALIFIED.get(role, ()))
        made.add(session, "other_officer", "screening_officer", qualifications=QUALIFIED["screening_officer"])
        audit.record(session, by=OPERATOR, action=Action.OFFICER_ADDED)
    return made


def leaves(action: Action | None = None) -> list[dict[str, object]]:
    """The leaves so far, in order; only those of `action` when one is given."""
    with db.reading() as session:
        bodies = session.scalars(select(AuditLeaf.body).order_by(AuditLeaf.at, AuditLeaf.slot, AuditLeaf.seq))
        told = [json.loads(body) for body in bodies]
    return [leaf for leaf in told if action is None or leaf["action"] == action.value]
