"""A hub ready to work: keys, rules, one council, its teams, and one officer of each role."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock, crypto, db, rulebook
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
from hub.audit import Action

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


class World:
    """Teams by kind and officers by name; `actor("sam")` is who acts in a test."""

    def __init__(self) -> None:
        self.teams: dict[str, UUID] = {}
        self.actors: dict[str, Actor] = {}
        self.agency_id: UUID | None = None

    def actor(self, name: str) -> Actor:
        """Somebody by role ("screening_officer") or by the name a test gave them."""
        return self.actors[name]

    def add(
        self,
        session: Session,
        name: str,
        *roles: str,
        teams: tuple[str, ...] | None = None,
        qualifications: tuple[str, ...] = (),
    ) -> Actor:
        """One more officer; their leaf is the caller's to write."""
        kinds = teams if teams is not None else tuple(kind for role in roles for kind in TEAMS_OF_ROLE.get(role, ()))
        officer = Officer(
            key=crypto.new_key("officer"),
            username=name.replace("_", "."),
            name=name.replace("_", " ").title() + " Testwell",
            email=f"{name}@example.invalid",
            agency_id=self.agency_id,
            password_hash="not a hash",
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


def build_world(keys_folder: Path) -> World:
    """Fill the bound database: one officer named after each role, a second screening officer called "other_officer"."""
    crypto.bind_keyring(crypto.create_keys_folder(keys_folder))
    made = World()
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
