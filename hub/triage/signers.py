"""Who may be asked to sign as the second person: somebody else, who may sign, and for an adult overseen a council officer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hub.accounts import ROLES, Exclusion, Officer, OfficerQualification, OfficerRole, Permission, officers_who_may
from hub.actor import Actor
from hub.concerns import Concern
from hub.triage.models import Decision

ASKED = "second_asked"
SIGNING_ROLES = tuple(name for name, role in ROLES.items() if Permission.CONCERN_SIGN in role.permissions)


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who may sign."""

    officer_id: UUID
    name: str


def signers(session: Session, concern: Concern, is_council_officer: bool, *, by: Actor) -> tuple[Signer, ...]:
    """Officers who may sign a decision of `by` on this concern, by name."""
    found = (
        select(Officer.id, Officer.name)
        .where(
            Officer.disabled_at.is_(None),
            Officer.id != by.officer_id,
            exists().where(OfficerRole.officer_id == Officer.id, OfficerRole.role.in_(SIGNING_ROLES)),
            ~exists().where(
                Exclusion.object_type == "concern",
                Exclusion.object_id == concern.id,
                Exclusion.officer_id == Officer.id,
            ),
        )
        .order_by(Officer.name)
    )
    if is_council_officer:
        found = found.where(
            exists().where(
                OfficerQualification.officer_id == Officer.id, OfficerQualification.qualification == "council_officer"
            )
        )
    return tuple(Signer(officer, name) for officer, name in session.execute(found))


def mailed(session: Session, concern: Concern, decision: Decision) -> UUID | None:
    """Whom a mail asks to sign: whoever was chosen, while it waits and they may. Of what is not open nobody."""
    if concern.level != "open" or decision.state != "waiting_for_second" or decision.ask_second is None:
        return None
    able = officers_who_may(session, Permission.CONCERN_SIGN, about=(concern.id, decision.person_id))
    return decision.ask_second if decision.ask_second in able else None
