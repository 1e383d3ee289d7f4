"""A person as told gets a row and blind tokens; nothing told is refused, and nothing already held is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from hub import clock
from hub.crypto import DataKey, blind_token, new_key
from hub.db import table_of
from hub.people.ages import Aged
from hub.people.dates_told import read_date
from hub.people.households import household_keys
from hub.people.keys import compound_keys
from hub.people.models import HouseholdToken, Person, PersonToken
from hub.people.normalising import NORMALISER_VERSION, Described

# of tables, not of mapped classes: what the ORM does for rows it will not keep costs more than the insert
_OF_PEOPLE, _OF_HOMES = table_of(PersonToken).insert(), table_of(HouseholdToken).insert()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewPerson:
    """Someone named in a concern, in the words we were given; every part may be missing. Never printed: it has no repr."""

    role: str = "subject"
    forename: str = ""
    surname: str = ""
    known_as: str = ""
    description: str = ""
    unborn: bool = False
    due_on: str = ""
    date_of_birth: str = ""
    age_from: int | None = None
    age_to: int | None = None
    age_basis: str = "claimed"
    sex: str = "not_known"
    address: str = ""
    postcode: str = ""
    address_protected: bool = False
    phone: str = ""
    email: str = ""
    identity_number: str = ""
    relationship: str = "not_known"
    facts: dict[str, Any] = field(default_factory=dict)
    safe_contact: dict[str, str] = field(default_factory=dict)
    knows: str = "not_known"
    wants: str = ""
    safe_to_ask: str = "not_known"
    communication: str = ""
    who_will_tell: str = ""
    why_not: str = ""
    same_as: UUID | None = None  # the duty worker said it is this person
    not_same: tuple[UUID, ...] = ()  # and none of these


class Opened(Aged, Protocol):
    """A person's row, or its values before it is one."""

    forename: Any
    surname: Any
    known_as: Any
    sex: Any
    address: Any
    postcode: Any
    phone: Any
    email: Any
    identity_number: Any
    address_protected: Any


_SEALED_TEXTS = (
    "forename", "surname", "known_as", "description", "date_of_birth", "due_on", "sex", "address", "postcode", "phone",
    "email", "identity_number",
)  # fmt: skip


def enter(session: Session, new: NewPerson, *, at: datetime, level: str = "open") -> Person:
    """A row for this person under a key of their own, with tokens to find them by; alone in a cluster until linked."""
    person = write_down(session, new, at=at, level=level)
    session.flush()
    make_findable(session, [person])
    return person


def write_down(session: Session, new: NewPerson, *, at: datetime, level: str = "open") -> Person:
    """The row alone, to be saved with whatever is written next; nobody finds it until `make_findable`."""
    person = person_as_told(new, new_key("person"), at=at, level=level)
    session.add(person)
    return person


def person_as_told(new: NewPerson, key: DataKey, *, at: datetime, level: str = "open") -> Person:
    """The row, not yet saved."""
    person = Person(key=key, **open_columns(new, at=at, level=level), **words_told(new, at=at))
    person.cluster_id = person.id
    return person


def open_columns(new: NewPerson, *, at: datetime, level: str = "open") -> dict[str, Any]:
    """What stands unsealed in the row."""
    return {
        "kind": new.role, "entered_at": at, "unborn": new.unborn, "level": level,
        "address_protected": new.address_protected,
    }  # fmt: skip


def words_told(new: NewPerson, *, at: datetime) -> dict[str, Any]:
    """What stands sealed in the row; None where nothing was said."""
    ages = {"from": new.age_from, "to": new.age_to, "basis": new.age_basis, "on": clock.london_day(at).isoformat()}
    told = {name: getattr(new, name) or None for name in _SEALED_TEXTS}
    return {**told, "age": ages if new.age_from is not None or new.age_to is not None else None}


def described(person: Opened) -> Described:
    """The person opened, ready to compare."""
    return Described(
        **_own(person),
        sex=person.sex or "not_known",
        address=person.address or "",
        postcode=person.postcode or "",
        phone=person.phone or "",
        email=person.email or "",
        address_protected=person.address_protected,
    )


def described_in_brief(person: Opened) -> Described:
    """What is theirs alone, opened: names, birth and identity number; the rest as if nothing had been told of it."""
    return Described(**_own(person))


def _own(person: Opened) -> dict[str, Any]:
    age, born = person.age or {}, person.date_of_birth
    return {
        "forename": person.forename or "",
        "surname": person.surname or "",
        "known_as": person.known_as or "",
        "date_of_birth": read_date(born, on=clock.london_day(person.entered_at)) if born else None,
        "age_from": age.get("from"),
        "age_to": age.get("to"),
        "age_on": date.fromisoformat(age["on"]) if age else None,
        "identity_number": person.identity_number or "",
    }


def described_as_told(new: NewPerson, *, at: datetime) -> Described:
    """The same of somebody told of, who has no row."""
    return described(SimpleNamespace(**open_columns(new, at=at), **words_told(new, at=at)))


def tokens_of(session: Session, who: Described) -> list[tuple[str, bytes]]:
    """Index name and blind token of each compound key, in order."""
    return [(index, blind_token(session, f"{index}/{NORMALISER_VERSION}", text)) for index, text in compound_keys(who)]


def household_tokens(session: Session, who: Described) -> list[bytes]:
    """The blind tokens of the home; none where it is unknown or protected."""
    return [blind_token(session, f"{index}/{NORMALISER_VERSION}", text) for index, text in household_keys(who)]


def make_findable(session: Session, entered: Iterable[Person]) -> None:
    """These people, who are saved, can be found by their tokens from now on.

    An alleged source of harm gets none: they stand outside ordinary search.
    """
    of_people: list[dict[str, Any]] = []
    of_homes: list[dict[str, Any]] = []
    for person in entered:
        names, homes = tokens_to_find(session, person)
        of_people += names
        of_homes += homes
    put_tokens(session, of_people, of_homes)


def tokens_to_find(session: Session, person: Person) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows by which the person, and those by which their home, should be found; none of the person for one alleged."""
    who = described(person)
    names = tokens_of(session, who) if person.kind != "alleged" else []
    return (
        [{"person_id": person.id, "index_name": index, "token": token} for index, token in names],
        [{"person_id": person.id, "token": token, "at": person.entered_at} for token in household_tokens(session, who)],
    )


def put_tokens(session: Session, of_people: list[dict[str, Any]], of_homes: list[dict[str, Any]]) -> None:
    """These rows, of which none is there yet, stand in the tables of tokens."""
    with session.no_autoflush:
        for insert, rows in ((_OF_PEOPLE, of_people), (_OF_HOMES, of_homes)):
            if rows:
                session.execute(insert, rows)
