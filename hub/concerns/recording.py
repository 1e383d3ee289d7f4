"""Writing down what we were told. Versions are only ever added; the words stand under a key of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit, clock, crypto
from hub.accounts import Permission, require, require_sight_of
from hub.actor import Actor
from hub.audit import Action
from hub.concerns.models import Concern, ConcernPart, ConcernVersion, Incident, Referrer, Service
from hub.concerns.reading import Part, Told
from hub.crypto import blind_token
from hub.db import reserve_reference
from hub.errors import Conflict, NotFound, Unprocessable
from hub.people import NewPerson, Person

TOLD_KEYS = ("happened", "jotted", "facts", "household", "sharing", "worker_safety", "responsible_council",
             "responsible_council_name", "back_dating_reason", "danger_why", "service", "incident_number", "unreadable",
             "warnings")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewReferrer:
    """Who told us; apart from the people it is about. Never printed: it has no repr."""

    kind: str = "not_known"
    agency: str = ""
    name: str = ""
    job: str = ""
    phone: str = ""
    email: str = ""
    anonymous: bool = False
    confidentiality_told: str = "not_discussed"
    wants_feedback: str = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewConcern:
    """A concern as received. Only the narrative has to be there. `told` holds the rest of the form by `TOLD_KEYS`.

    Never printed: it has no repr.
    """

    narrative: str
    channel: str = "other"
    received_at: datetime | None = None
    happened_at: datetime | None = None
    danger: str = "not_known"
    danger_before: datetime | None = None
    incident_number: str = ""
    service: dict[str, str] = field(default_factory=dict)
    one_of_us: str = "not_known"
    referrer: NewReferrer = field(default_factory=NewReferrer)
    people: tuple[NewPerson, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def record(
    session: Session,
    new: NewConcern,
    people: list[tuple[Person, NewPerson]],
    *,
    team_id: UUID,
    level: str,
    prefix: str,
    keyed_at: datetime | None = None,
    by: Actor,
) -> Told:
    """The concern with its words, its referrer and each person's part, all under their own keys, with a new reference.

    The concern and its people are saved; the rest is saved with whatever is written next.
    `keyed_at` is when it was written down, if that was not just now.
    """
    now, concern_id = keyed_at or clock.now(), uuid4()
    received_at = min(new.received_at or now, now)
    concern = Concern(
        id=concern_id,
        ref=reserve_reference(session, prefix=prefix, kind="concern", object_id=concern_id),
        team_id=team_id,
        level=level,
        channel=new.channel,
        source_kind=new.referrer.kind,
        agency_id=by.agency_id,
        sent_by=by.officer_id,
        received_at=received_at,
        keyed_at=now,
        happened_at=new.happened_at,
        back_dated=(now - received_at).total_seconds() > 3600,
        danger=new.danger,
        danger_before=new.danger_before,
        one_of_us=new.one_of_us,
        incident_id=_incident(session, new.incident_number, at=received_at),
        service_id=_service(session, new.service),
    )
    session.add(concern)
    session.flush()
    version = ConcernVersion(
        key=crypto.new_key("concern"), concern_id=concern.id, number=1, written_by=by.officer_id, written_at=now,
        narrative=new.narrative, told=rest_told(new),
    )  # fmt: skip
    parts = tuple(Part(_part(concern, person, told, place), person) for place, (person, told) in enumerate(people))
    session.add_all([version, _referrer(concern, new.referrer), *(each.part for each in parts)])
    return Told(concern, version, parts)


def rest_told(new: NewConcern) -> dict[str, Any]:
    """The rest of the form. A service and an incident stand here as typed: the rows that concerns share keep the first words."""
    typed = {"service": new.service, "incident_number": new.incident_number, "warnings": list(new.warnings)}
    told = {**new.told, **{name: value for name, value in typed.items() if value}}
    return {key: told[key] for key in TOLD_KEYS if key in told}


def _referrer(concern: Concern, new: NewReferrer) -> Referrer:
    details = {name: getattr(new, name) for name in ("kind", "agency", "name", "job", "phone", "email")}
    return Referrer(
        key=crypto.new_key("referrer"),
        concern_id=concern.id,
        confidentiality=new.confidentiality_told,
        wants_feedback=new.wants_feedback,
        anonymous=new.anonymous,
        details={name: value for name, value in details.items() if value},
    )


def _part(concern: Concern, person: Person, told: NewPerson, place: int) -> ConcernPart:
    contact = {name: getattr(told, name) for name in
               ("safe_contact", "knows", "wants", "safe_to_ask", "communication", "who_will_tell", "why_not")}  # fmt: skip
    return ConcernPart(
        key=person.key,
        concern_id=concern.id,
        person_id=person.id,
        role=told.role,
        place=place,
        relationship_kind=told.relationship,
        facts=told.facts,
        contact=contact,
    )


def _incident(session: Session, number: str, *, at: datetime) -> UUID | None:
    signs = "".join(sign for sign in number.upper() if sign.isalnum())
    if not signs:
        return None
    token = blind_token(session, "incident/1", signs)
    new = Incident(key=crypto.new_key("incident"), token=token, first_at=at, number=number)
    return _shared(session, Incident, new)


def _service(session: Session, told: dict[str, str]) -> UUID | None:
    name = " ".join(told.get("name", "").lower().split())
    if not name:
        return None
    token = blind_token(session, "service/1", name)
    new = Service(
        key=crypto.new_key("service"),
        token=token,
        kind=told.get("kind", "other"),
        name=told["name"],
        address=told.get("address"),
    )
    return _shared(session, Service, new)


def _shared(session: Session, model: type[Incident] | type[Service], new: Incident | Service) -> UUID:
    """The id of the row that has this token, the new one if there is none; two reports at once come to share one."""
    held = select(model.id).where(model.token == new.token)
    found = session.scalar(held)
    if found is None:
        try:
            with session.begin_nested():
                session.add(new)
        except IntegrityError:
            found = session.scalars(held).one()
    return found or new.id


def correct(session: Session, *, concern_id: UUID, narrative: str, reason: str, by: Actor) -> ConcernVersion:
    """A new version with these words; every earlier one stays as it was.

    Raises:
        Conflict: somebody else corrected it at the same moment.
        NotAllowed, NotFound: not theirs to correct.
        Unprocessable: no words, or no reason.
    """
    require(by, Permission.CONCERN_CORRECT)
    concern = session.get(Concern, concern_id)
    basis = require_sight_of(session, by, "concern", concern)
    asked = {"narrative": ("the corrected words", narrative), "reason": ("why it is corrected", reason)}
    problems = {name: [f"Enter {words}"] for name, (words, given) in asked.items() if not given.strip()}
    if problems:
        raise Unprocessable(problems)
    latest = latest_version(session, concern_id)
    version = ConcernVersion(
        key=crypto.new_key("concern"), concern_id=concern_id, number=latest.number + 1, written_by=by.officer_id, written_at=clock.now(),
        narrative=narrative, told=latest.told, reason=reason,
    )  # fmt: skip
    session.add(version)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody else corrected this at the same moment. Look at their words before yours.") from error
    audit.record(session, by=by, action=Action.CONCERN_CORRECTED, objects=[("concern", concern_id)], basis=basis)
    return version


def latest_version(session: Session, concern_id: UUID) -> ConcernVersion:
    """The newest words of a concern.

    Raises:
        NotFound: there are none.
    """
    number = select(func.max(ConcernVersion.number)).where(ConcernVersion.concern_id == concern_id).scalar_subquery()
    version = session.scalars(
        select(ConcernVersion).where(ConcernVersion.concern_id == concern_id, ConcernVersion.number == number)
    ).first()
    if version is None:
        raise NotFound
    return version
