"""What was told besides the words, the facts and the names: each answer as it is kept, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.concerns import Concern, ConcernVersion, Incident, Part, Referrer, Service
from hub.people import age_told
from hub.rulebook import Pack

# what a page that shows all of it shows, for its leaf
SHOWN = (
    "times", "jotted", "incident_number", "service", "responsible_council", "sharing", "worker_safety", "unreadable",
    "known_as", "description", "date_of_birth", "age", "sex", "address", "phone", "email", "safe_contact", "wishes",
)  # fmt: skip
ABOUT_IT = (
    "danger", "danger_why", "one_of_us", "happened.when", "incident_number", "back_dating_reason", "service.name",
    "service.kind", "service.address", "responsible_council", "responsible_council_name", "sharing.consent_sought",
    "sharing.basis", "sharing.override_reason", "worker_safety.risk", "worker_safety.details", "worker_safety.review_on",
    "jotted",
)  # fmt: skip
ABOUT_THEM = ("known_as", "description", "date_of_birth", "due_on", "sex", "address", "phone", "email")
WISHES = ("knows", "wants", "safe_to_ask", "communication", "who_will_tell", "why_not")
WAYS = ("phone", "text", "voicemail", "letter", "email")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as kept, by the name the form gives it. `label` is a fact's own; what could not be read stands as typed."""

    name: str
    value: str
    label: str = ""
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Who:
    """Who told us: what identifies them, and on what terms. `wants_no_name`: they gave none or asked not to be named."""

    details: tuple[Answer, ...]
    wants_no_name: bool


def about_concern(session: Session, pack: Pack, concern: Concern, version: ConcernVersion) -> tuple[Answer, ...]:
    """Every answer about the concern itself, in the order of the form; not what nobody answered."""
    told = {
        "danger": concern.danger,
        "one_of_us": concern.one_of_us,
        **_shared(session, concern),
        **(version.told or {}),
    }
    if concern.danger in {"yes", "later"}:
        told.pop("danger_why", None)  # a danger flag says it
    answers = [
        Answer(name, str(value)) for name in ABOUT_IT if (value := _at(told, name)) not in ("", None, "not_known")
    ]
    unread = [answer for name, answer in _unread(pack, version) if not name.startswith("people.")]
    warned = [Answer("warnings", " ".join(f"{each}." for each in told["warnings"]))] if told.get("warnings") else []
    return (*answers, *unread, *warned)


def about_person(pack: Pack, each: Part, version: ConcernVersion) -> tuple[Answer, ...]:
    """Who one person is, as told; an identity number is held and not shown."""
    person = each.person
    told = {name: getattr(person, name) for name in ABOUT_THEM}
    told["address"] = ", ".join(part for part in (person.address, person.postcode) if part)
    if person.address_protected:
        told["protected_address"] = told.pop("address") or "not given"
    age = person.age or {}
    told |= {"age": age_told(age), "age_basis": age.get("basis", "") if age else ""}
    told |= {"unborn": "yes" if person.unborn else "", "identity_number": "held" if person.identity_number else ""}
    mine = f"people.{each.part.place}."
    unread = (answer for name, answer in _unread(pack, version) if name.startswith(mine))
    return (*(Answer(name, value) for name, value in told.items() if value not in ("", None, "not_known")), *unread)


def wishes_of(each: Part) -> tuple[Answer, ...]:
    """What one person knows and wants, and how they communicate, as far as it was told."""
    told = each.part.contact or {}
    return tuple(Answer(name, told[name]) for name in WISHES if told.get(name))


def ways_to(each: Part) -> tuple[tuple[str, str], ...]:
    """Each way of reaching one person with the answer to whether it is safe."""
    safe = (each.part.contact or {}).get("safe_contact") or {}
    return tuple((way, safe.get(way, "not_known")) for way in WAYS)


def who_told(session: Session, concern_id: UUID) -> Who:
    """Who told us, under the names of the form; of somebody who gave no name nothing that could name them."""
    held = session.scalars(select(Referrer).where(Referrer.concern_id == concern_id)).first()
    if held is None:
        return Who((), wants_no_name=False)
    details = held.details or {}
    names = () if held.anonymous else ("name", "job", "agency", "phone", "email")
    told = {name: details[name] for name in names if details.get(name)}
    if held.anonymous:
        told["anonymous"] = "true"
    told |= {"confidentiality_told": held.confidentiality, "wants_feedback": held.wants_feedback}
    wants_no_name = held.anonymous or held.confidentiality == "asked_not_to_be_named"
    return Who(tuple(Answer(f"referrer.{name}", value) for name, value in told.items()), wants_no_name)


def _shared(session: Session, concern: Concern) -> dict[str, Any]:
    """Names from rows that several concerns share, for concerns that kept no wording of their own."""
    service = session.get(Service, concern.service_id) if concern.service_id else None
    incident = session.get(Incident, concern.incident_id) if concern.incident_id else None
    return {
        "service": {"name": service.name} if service else {},
        "incident_number": incident.number if incident else "",
    }


def _at(told: Mapping[str, Any], name: str) -> Any:
    found: Any = told
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _unread(pack: Pack, version: ConcernVersion) -> Iterator[tuple[str, Answer]]:
    """What could not be read, as typed, by its place in what was sent: "people.0.facts.gestation_weeks"."""
    for place, value in ((version.told or {}).get("unreadable") or {}).items():
        name = place.rpartition(".")[2]
        label = pack.facts[name].short if name in pack.facts else ""
        yield place, Answer(name if place.startswith("people.") else place, _as_typed(value), label, is_read=False)


def _as_typed(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_as_typed(each)}" for name, each in value.items() if name != "basis")
    return ", ".join(map(_as_typed, value)) if isinstance(value, list) else str(value)
