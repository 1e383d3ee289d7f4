"""The rows of who works in the city: agencies, teams, officers with roles and second factors, and the danger rota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from hub import accounts
from hub.accounts import ROLES, Agency, Officer, OfficerQualification, OfficerRole, OfficerTeam, Team
from hub.config import Settings
from hub.danger import RotaPlace
from hub.demo import staff
from hub.demo.known import NAMED_SENIOR
from hub.demo.people import PASSWORD
from hub.demo.providers import AGENCIES
from hub.demo.sheets import Sheet
from hub.demo.staff import DemoOfficer

TEAM_NAMES = {
    "screening": "Screening", "children": "Children's services", "adults": "Adult services",
    "out_of_hours": "Out of hours", "coordination": "Conference co-ordination", "management": "Senior management",
    "partner": "Partner agencies",
}  # fmt: skip
NO_TEAM = frozenset({"chair", "minute_taker", "committee_reader"})


@dataclass(frozen=True, slots=True)
class Staffed:
    """The ids of who and what was written, and each officer's one-time secret by username."""

    council: UUID
    agencies: dict[str, UUID]
    teams: dict[str, UUID]
    officers: dict[str, UUID]
    rungs: tuple[tuple[UUID, ...], ...]
    secrets: dict[str, str]


def council_name(council: str) -> str:
    """What the council itself is called among the agencies."""
    return f"{council} City Council (synthetic)"


def write_staff(sheet: Sheet, settings: Settings, *, at: datetime) -> Staffed:
    """Everybody who works in the city is put down; each officer's password is hashed on its own."""
    council = sheet.put(Agency, {"id": uuid4(), "name": council_name(settings.council), "kind": "council"})
    agencies = {one.id: sheet.put(Agency, {"id": uuid4(), "name": one.name, "kind": one.kind}) for one in AGENCIES}
    teams = {
        kind: sheet.put(Team, {"id": uuid4(), "agency_id": council, "name": name, "kind": kind})
        for kind, name in TEAM_NAMES.items()
    }
    officers, secrets = {}, {}
    for one in staff.officers():
        secrets[one.username] = accounts.new_secret()
        agency = agencies[one.agency] if one.agency else council
        officers[one.username] = _officer(sheet, settings, one, agency, secrets[one.username], at)
        _belong(sheet, one, officers[one.username], teams)
    return Staffed(council, agencies, teams, officers, _rota(sheet, officers), secrets)


def _officer(sheet: Sheet, settings: Settings, one: DemoOfficer, agency: UUID, secret: str, at: datetime) -> UUID:
    columns = {
        "id": uuid4(), "username": one.username, "name": one.name, "email": one.email, "agency_id": agency,
        "password_hash": accounts.hash_password(PASSWORD, settings), "added_at": at,
    }  # fmt: skip
    return sheet.put(Officer, columns, key=sheet.key("officer", at), words={"one_time_secret": secret})


def _belong(sheet: Sheet, one: DemoOfficer, officer: UUID, teams: dict[str, UUID]) -> None:
    for role in one.roles:
        sheet.put(OfficerRole, {"officer_id": officer, "role": role})
    for qualification in one.qualifications:
        sheet.put(OfficerQualification, {"officer_id": officer, "qualification": qualification})
    for kind in sorted(teams_of(one)):
        sheet.put(OfficerTeam, {"officer_id": officer, "team_id": teams[kind]})


def teams_of(one: DemoOfficer) -> set[str]:
    """Whose records the officer sees: those of nobody where their role is given sight case by case or reads no records."""
    if any(role in NO_TEAM or ROLES[role].is_privileged for role in one.roles):
        return set()
    if one.agency:
        return {"partner"}
    if "senior_manager" in one.roles:
        return {"management"}
    return {one.team, "screening"} if one.team == "out_of_hours" else {one.team} if one.team else set()


def _rota(sheet: Sheet, officers: dict[str, UUID]) -> tuple[tuple[UUID, ...], ...]:
    """First whoever screens, then the managers, then the named senior."""
    first = [one.username for one in staff.with_role("screening_officer")][:3]
    managers = [one.username for one in staff.with_role("team_manager")]
    rungs = tuple(tuple(officers[name] for name in names) for names in (first, managers, [NAMED_SENIOR]))
    for rung, on_it in enumerate(rungs):
        for officer in on_it:
            sheet.put(RotaPlace, {"id": uuid4(), "rung": rung, "officer_id": officer})
    return rungs
