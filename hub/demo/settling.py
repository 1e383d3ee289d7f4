"""Everything that has to stand before the first concern of the city: its officers, the rules in force, and what is shared."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import accounts, db, people
from hub.accounts import Agency, Officer, Team
from hub.actor import OPERATOR
from hub.concerns.models import Incident, Service
from hub.config import Settings
from hub.crypto import secret_key
from hub.danger import RotaPlace
from hub.db import Reference
from hub.demo import staff
from hub.demo.filing import write_rows
from hub.demo.known import Known
from hub.demo.places import ward_lines
from hub.demo.providers import AGENCIES
from hub.demo.secrets_file import DemoSecrets, keep_secrets
from hub.demo.sheets import Sheet, rows_of
from hub.demo.writing_concerns import Shared
from hub.demo.writing_staff import TEAM_NAMES, Staffed, council_name, write_staff
from hub.errors import OutOfOrder
from hub.rulebook import active_pack

TOKEN_NAME = "Police concern reports (synthetic)"  # noqa: S105  the token's name, not its value


def settle(settings: Settings, until: datetime) -> tuple[Known, Shared]:
    """The council and its officers stand, written now where none were; what the concerns of the city will refer to.

    Raises:
        OutOfOrder: officers are held who are not the city's own.
    """
    with db.reading() as session:
        held, officers = _held(session), session.scalars(select(Officer.username)).all()
    if not officers:
        staffed = _write(settings, until)
    elif held is None:
        raise OutOfOrder("This hub has officers of its own. The synthetic city needs a hub that is empty.")
    else:
        staffed = held
    with db.reading() as session:
        return _known(session, settings, staffed, until), _shared(session)


def _write(settings: Settings, until: datetime) -> Staffed:
    sheet = Sheet()
    staffed = write_staff(sheet, settings, at=until)
    write_rows(rows_of([sheet]))
    with db.transaction() as session:
        _, value = accounts.issue_token(
            session, name=TOKEN_NAME, agency_id=staffed.agencies["police"], role="partner_reporter", by=OPERATOR
        )
        people.load_wards(session, ward_lines(), by=OPERATOR)
    keep_secrets(settings, DemoSecrets(staffed.secrets, value))
    return staffed


def _held(session: Session) -> Staffed | None:
    """The city's own agencies, teams and officers, or None where they are not all here."""
    agencies = {name: row for row, name in session.execute(select(Agency.id, Agency.name))}
    teams = {kind: row for row, kind in session.execute(select(Team.id, Team.kind))}
    officers = {name: row for row, name in session.execute(select(Officer.id, Officer.username))}
    council = next((row for name, row in agencies.items() if name.endswith(council_name(""))), None)
    wanted = {one.username for one in staff.officers()}
    if council is None or not wanted <= set(officers) or not set(TEAM_NAMES) <= set(teams):
        return None
    if any(one.name not in agencies for one in AGENCIES):
        return None
    rungs: dict[int, list[UUID]] = {}
    for rung, officer in session.execute(select(RotaPlace.rung, RotaPlace.officer_id).order_by(RotaPlace.rung)):
        rungs.setdefault(rung, []).append(officer)
    by_id = {one.id: agencies[one.name] for one in AGENCIES}
    return Staffed(council, by_id, teams, officers, tuple(tuple(each) for each in rungs.values()), {})


def _known(session: Session, settings: Settings, staffed: Staffed, until: datetime) -> Known:
    return Known(
        pack=active_pack(session), until=until, prefix=settings.reference_prefix, council=staffed.council,
        agencies=staffed.agencies, teams=staffed.teams, officers=staffed.officers,
        staff={one.username: one for one in staff.officers()}, rungs=staffed.rungs,
        rung_minutes=settings.danger_minutes, claim_minutes=settings.claim_minutes,
        taken=set(session.scalars(select(Reference.ref))),
    )  # fmt: skip


def _shared(session: Session) -> Shared:
    """Incidents and services that are held already, by their tokens; the key of tokens is open in this process from now on."""
    secret_key(session, "index")
    found = Shared()
    for model, shelf in ((Incident, found.incidents), (Service, found.services)):
        shelf.update({token: row for row, token in session.execute(select(model.id, model.token))})
    return found
