"""Searching for a person: what was asked is kept sealed for a short while, so that no name stands in an address or a log."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub import clock, crypto
from hub.accounts import Permission, count_use, require
from hub.actor import Actor
from hub.crypto import DataKey
from hub.errors import NotFound, Unprocessable
from hub.people.entering import NewPerson, described_as_told
from hub.people.keys import compound_keys
from hub.people.matching import Candidate, find_matches_of_told
from hub.people.models import PersonSearch

LIVES_FOR = timedelta(minutes=30)
ASKED = (
    "forename", "surname", "known_as", "date_of_birth", "address", "postcode", "phone", "email", "identity_number",
)  # fmt: skip
TOO_LITTLE = (
    "This is too little to search by. Give a surname with one more thing: a first name, a date of birth, a postcode, "
    "a street with its number, a telephone number or an email address"
)


def keep_search(session: Session, told: NewPerson, *, by: Actor) -> UUID:
    """What is asked is kept under its own key for half an hour; the id to open it by. Searches whose time is up are gone.

    Raises:
        NotAllowed: the actor may not see people's records.
        Unprocessable: nothing in it is indexed: a surname alone, for one, finds nobody, by design.
        TooManyAttempts: they search more than work needs.
    """
    require(by, Permission.PERSON_SEE)
    count_use(session, "search", by.acting_officer_id)
    if not compound_keys(described_as_told(told, at=clock.now())):
        raise Unprocessable({"surname": [TOO_LITTLE]})
    _forget_old(session)
    now = clock.now()
    asked = {name: value for name in ASKED if (value := getattr(told, name))}
    search = PersonSearch(
        key=crypto.new_key("search"),
        officer_id=by.acting_officer_id,
        made_at=now,
        expires_at=now + LIVES_FOR,
        asked=asked,
    )
    session.add(search)
    session.flush()
    return search.id


def _forget_old(session: Session) -> None:
    """What was asked is gone with its key, so that nothing of it opens from a copy either."""
    old = list(
        session.execute(
            select(PersonSearch.id, PersonSearch.key_id).where(PersonSearch.expires_at <= clock.now()).limit(100)
        )
    )
    session.execute(delete(PersonSearch).where(PersonSearch.id.in_([search for search, _ in old])))
    session.execute(delete(DataKey).where(DataKey.id.in_([key for _, key in old])))


def asked_for(session: Session, search_id: UUID, *, by: Actor) -> NewPerson:
    """What was asked; a step inside what shows the answer.

    Raises:
        NotFound: there is none, it is somebody else's, or its time is up.
    """
    search = session.get(PersonSearch, search_id)
    if search is None or search.officer_id != by.officer_id or search.expires_at <= clock.now():
        raise NotFound
    return NewPerson(**(search.asked or {}))


def find_like(session: Session, told: NewPerson) -> tuple[Candidate, ...]:
    """Up to five people held who may be the one told of: best first, each cluster once. The alleged are never among them."""
    return find_matches_of_told(session, described_as_told(told, at=clock.now()))
