"""What is held, and whether all of it still opens and is vouched for; and how `hub keys …` is asked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, select

from hub import clock, crypto, db
from hub.concerns import Service
from hub.crypto import DataKey, Unsealable
from hub.errors import Unavailable
from hub.people import NewPerson, Person, enter
from tests.audit.council import leaf
from tests.audit.trail import rows_without_leaf

Hub = Callable[..., Any]


def fill(people: int = 12) -> None:
    """So many people, a service, and a second row under the first person's key."""
    with db.transaction() as session:
        for number in range(people):
            first = enter(session, NewPerson(forename=f"Rory{number}", surname="Samplewood"), at=clock.now())
        session.add(a_row_beside(first, forename="Beside"))
        service = Service(
            key=crypto.new_key("service"), token=secrets.token_bytes(8), kind="care_home", name="Nowhere House"
        )
        session.add(service)
        leaf(session)


def a_row_beside(person: Person, **values: object) -> Person:
    """Another row under the same person's key, not yet saved."""
    return Person(key=person.key, kind="subject", cluster_id=person.cluster_id, entered_at=clock.now(), **values)


def contents() -> dict[str, dict[str, object]]:
    """Everything sealed that is held, opened, by table and id."""
    found: dict[str, dict[str, object]] = {}
    with db.reading() as session:
        for table in crypto.sealed_tables():
            for row in session.scalars(select(table)):
                found[f"{table.__tablename__} {row.id}"] = row.opened()
    return found


def faults(engine: Engine) -> list[str]:
    """Whatever does not open any more, keys that seal nothing, and rows that no leaf vouches for."""
    found = [f"{table} {row} has no leaf" for table, row in rows_without_leaf(engine)]
    with db.reading() as session:
        used = set()
        for table in crypto.sealed_tables():
            for row in session.scalars(select(table)):
                used.add(row.key_id)
                try:
                    row.opened()
                except (Unsealable, Unavailable):
                    found.append(f"{table.__tablename__} {row.id} does not open")
        found += [f"key {key} seals nothing" for key in set(session.scalars(select(DataKey.id))) - used]
    return found


def key_ids() -> set[object]:
    """The data keys that are held."""
    with db.reading() as session:
        return set(session.scalars(select(DataKey.id)))


def wraps() -> dict[int, int]:
    """How many keys each master key wraps."""
    with db.reading() as session:
        return crypto.wrapped_by(session)


def told(said: str) -> Any:
    """What a command said with --json."""
    return json.loads(said)
