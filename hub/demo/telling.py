"""The document a concern arrives as: what was said, as told, by those who say it. Pure."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from hub.demo import identity, names
from hub.demo.casting import relationship
from hub.demo.population import Household, Person
from hub.demo.providers import SERVICE_KINDS, Provider, of_kind
from hub.demo.situations import PROFESSIONALS, phrases

Told = dict[str, Any]

CHANNELS = {
    "police": "police_report", "school": "web", "health_visitor": "web", "gp": "email", "hospital": "web",
    "midwife": "web", "ambulance": "web", "care_home": "web", "care_at_home": "phone", "housing": "email",
    "third_sector": "web", "fire": "email", "mental_health": "phone",
}  # fmt: skip
JOBS = {
    "police": "Constable", "school": "Depute head", "health_visitor": "Health visitor", "gp": "GP", "hospital": "Nurse",
    "midwife": "Midwife", "ambulance": "Paramedic", "care_home": "Manager", "care_at_home": "Supervisor",
    "housing": "Housing officer", "third_sector": "Support worker", "fire": "Community safety adviser",
    "mental_health": "Community nurse",
}  # fmt: skip
PLACES = {
    "school": ("primary_school", "primary_school", "secondary_school", "nursery"), "gp": ("gp",),
    "hospital": ("hospital",), "care_home": ("care_home",), "care_at_home": ("care_at_home",),
    "third_sector": ("third_sector",), "housing": ("housing",),
}  # fmt: skip
AGENCY = {
    "police": "Police (synthetic division)", "health_visitor": "Health board (synthetic)",
    "midwife": "Health board (synthetic)", "mental_health": "Health board (synthetic)",
    "ambulance": "Ambulance service (synthetic)", "fire": "Fire and rescue (synthetic)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Knows:
    """How likely a source is to know somebody's date of birth, address, telephone and identity number."""

    born: float
    address: float
    phone: float
    number: float


KNOWS = {
    "police": Knows(0.96, 0.97, 0.55, 0), "school": Knows(0.98, 0.95, 0.6, 0.05),
    "health": Knows(0.98, 0.95, 0.7, 0.85), "care": Knows(0.93, 0.95, 0.3, 0.4),
    "agency": Knows(0.7, 0.85, 0.5, 0), "public": Knows(0.15, 0.7, 0.1, 0),
}  # fmt: skip
KNOWS_AS = {
    "police": "police", "school": "school", "health_visitor": "health", "gp": "health", "hospital": "health",
    "midwife": "health", "ambulance": "health", "mental_health": "health", "care_home": "care", "care_at_home": "care",
    "housing": "agency", "third_sector": "agency", "fire": "agency", "self": "agency", "family": "agency",
}  # fmt: skip


def provider_for(rng: Random, source: str, age: int) -> Provider | None:
    """The place that tells us, where the source is one; a school is one that has children of the age."""
    if source == "school":
        kind = "nursery" if age < 5 else "primary_school" if age < 12 else "secondary_school"
        return rng.choice(of_kind(kind))
    kinds = PLACES.get(source)
    return rng.choice(of_kind(*kinds)) if kinds else None


def referrer(rng: Random, source: str, provider: Provider | None) -> Told:
    """Who tells us, and what they were told about confidentiality."""
    if source == "anonymous":
        asked = {"confidentiality_told": "asked_not_to_be_named", "wants_feedback": "no"}
        return {"kind": source, "anonymous": True, **asked}
    year = rng.randint(1962, 2000)
    forename, surname = names.forename(rng, rng.choice(("female", "male")), year).name, names.surname(rng)
    told: Told = {
        "kind": source, "name": f"{forename} {surname}", "phone": identity.mobile(rng), "anonymous": False,
        "agency": provider.name if provider else AGENCY.get(source, ""), "job": JOBS.get(source, ""),
        "confidentiality_told": _confidentiality(rng, source),
        "wants_feedback": "yes" if source in PROFESSIONALS and rng.random() < 0.7 else "not_known",
    }  # fmt: skip
    if source in PROFESSIONALS:
        told |= {"phone": identity.landline(rng), "email": identity.email(rng, forename, surname)}
    return told


def _confidentiality(rng: Random, source: str) -> str:
    if source in PROFESSIONALS:
        return "told_may_be_shared"
    return rng.choice(("not_discussed", "told_may_be_shared", "asked_not_to_be_named"))


def sharing(rng: Random, source: str) -> Told:
    """On what basis it was shared; statutory partners by public task."""
    if source not in PROFESSIONALS:
        return {"consent_sought": "not_known", "basis": "not_known"}
    sought = rng.choice(("yes", "no", "no", "not_known"))
    why = "Asking first could have raised the risk." if sought == "no" else ""
    return {"consent_sought": sought, "basis": "public_task", "override_reason": why}


def person(rng: Random, someone: Person, role: str, source: str, first: Person) -> Told:
    """What a source of this kind says of somebody, before any slip; role is subject, household or alleged."""
    knows = KNOWS[KNOWS_AS.get(source, "public")]
    told: Told = {"role": role, "forename": someone.forename, "surname": someone.surname, "sex": someone.sex}
    if someone is not first:
        told["relationship"] = relationship(someone, first)
    if someone.known_as and rng.random() < 0.4:
        told["known_as"] = someone.known_as
    if rng.random() < knows.born:
        told["date_of_birth"] = someone.born.isoformat()
    if rng.random() < knows.address:
        told |= {"address": someone.home.address, "postcode": someone.home.postcode}
    if someone.phone and rng.random() < knows.phone:
        told["phone"] = someone.phone
    if someone.email and rng.random() < knows.phone / 3:
        told["email"] = someone.email
    if role != "alleged" and rng.random() < knows.number:
        told["identity_number"] = someone.identity_number
    return told


def guessed_age(rng: Random, told: Told, someone: Person, day: date) -> None:
    """Where no date of birth was told, an age is, give or take some years."""
    if "date_of_birth" not in told:
        age, slack = someone.age_on(day), 1 if someone.age_on(day) < 16 else 5
        told["age_from"], told["age_to"] = max(0, age - rng.randint(0, slack)), age + rng.randint(0, slack)
        told["age_basis"] = rng.choice(("claimed", "observed"))


def unborn(due_on: date, mother: Person) -> Told:
    """A baby not yet born, named after the mother as records do."""
    return {
        "role": "subject", "unborn": True, "due_on": due_on.isoformat(), "forename": "", "surname": mother.surname,
        "description": f"unborn baby of {mother.forename} {mother.surname}", "address": mother.home.address,
        "postcode": mother.home.postcode, "sex": "not_known",
    }  # fmt: skip


def voice(rng: Random, told: Told, someone: Person, *, grown: bool, danger_at_home: bool) -> None:
    """Whether the person knows, what they want, and how they may safely be reached; much stays unknown."""
    told["knows"] = rng.choice(("yes", "no", "not_known", "not_known"))
    told["safe_to_ask"] = "no" if danger_at_home else rng.choice(("yes", "not_known"))
    if rng.random() < 0.45:
        told["wants"] = rng.choice(phrases()["wants"])
    told["communication"] = rng.choice(phrases()["communication"].get(someone.condition, ("",)))
    if rng.random() < 0.1:
        told["communication"] = rng.choice(phrases()["communication"]["other"])
    if grown and rng.random() < 0.5:
        phone = "yes" if told.get("phone") and not danger_at_home else "not_known"
        letter = "no" if danger_at_home else rng.choice(("yes", "not_known"))
        told["safe_contact"] = {
            "phone": phone, "text": "not_known", "voicemail": "no" if danger_at_home else "not_known",
            "letter": letter, "email": "not_known",
        }  # fmt: skip


def service(provider: Provider | None) -> Told | None:
    """The service the concern is about, where the one who tells us is one that cares for people."""
    if provider is None or provider.kind not in SERVICE_KINDS:
        return None
    return {"name": provider.name, "kind": SERVICE_KINDS[provider.kind], "address": provider.home.address}


def worker_safety(rng: Random, household: Household, day: date) -> Told | None:
    """What workers who visit should know, for a few homes, with a day to look at it again."""
    if household.number % 41:
        return None
    words = rng.choice(("A large dog runs loose.", "Visit in pairs after dark.", "Threats were made at the door."))
    return {"risk": "yes", "details": words, "review_on": day.replace(day=1, year=day.year + 1).isoformat()}
