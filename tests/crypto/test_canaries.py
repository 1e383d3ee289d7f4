"""What was told of people stands nowhere in the database as it was told: not in the file, its log, or a full dump."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy
from sqlalchemy import text

from hub import db
from hub.concerns import NewConcern, NewReferrer, correct
from hub.db import Base
from hub.front_door import receive
from hub.people import NewPerson
from tests.factories.hub_world import World

CANARY = "Zanzibärschnee"


def encodings(word: str) -> Iterator[tuple[str, bytes]]:
    """How a word could stand in bytes: five ways, each as it may fall."""
    plain = word.encode()
    yield "utf-8", plain
    yield "utf-16", word.encode("utf-16-le")
    yield "utf-16", word.encode("utf-16-be")
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        yield "base64", whole[4 if shift else 0 : -4]
    yield "hex", plain.hex().encode()
    yield "hex", plain.hex().upper().encode()
    yield "percent", quote(word).encode()
    yield "percent", quote(word).lower().encode()
    yield "json", word.encode("unicode_escape")


def sightings(dump: bytes, word: str = CANARY) -> set[str]:
    """The ways in which the word stands in the dump, in any case of letters."""
    low = dump.lower()
    return {name for name, form in encodings(word) if form in dump or form.lower() in low}


def dump_of(engine: sqlalchemy.Engine) -> bytes:
    """Every byte of the SQLite file and its companions; on PostgreSQL every row of every table as a dump writes it."""
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
    with engine.connect() as connection:
        rows = [
            row
            for table in Base.metadata.sorted_tables
            for row in connection.scalars(text(f'SELECT t::text FROM "{table.name}" AS t'))
        ]
        values = [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in Base.metadata.sorted_tables
            for row in connection.execute(sqlalchemy.select(table))
            for value in row
        ]
    return b"\n".join([*(row.encode() for row in rows), *values])


def everything_told() -> NewConcern:
    """A concern with the canary in every place that takes words."""
    texts = {
        field.name: CANARY
        for field in dataclasses.fields(NewPerson)
        if field.type == "str"
        and field.name not in {"role", "age_basis", "sex", "relationship", "knows", "safe_to_ask"}
    }
    referrer = dict.fromkeys(("agency", "name", "job", "phone", "email"), CANARY)
    told = {
        "jotted": CANARY,
        "happened": {"when": CANARY},
        "sharing": {"override_reason": CANARY},
        "danger_why": CANARY,
    }
    people = tuple(
        NewPerson(**(texts | {"role": role}), facts={"harms": ["physical"]}, safe_contact={"phone": CANARY})
        for role in ("subject", "household", "alleged")
    )
    return NewConcern(
        narrative=f"{CANARY} came in. " * 40,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        incident_number=CANARY,
        service={"name": CANARY, "address": CANARY},
        referrer=NewReferrer(kind="school", **referrer),
        people=people,
        told=told,
    )


@pytest.mark.both_engines
def test_no_word_told_stands_in_the_database(world: World, engine: sqlalchemy.Engine) -> None:
    with db.transaction() as session:
        receipt = receive(session, everything_told(), by=world.actor("duty_worker"))
    with db.transaction() as session:
        correct(
            session,
            concern_id=receipt.concern_id,
            narrative=f"{CANARY} again",
            reason=CANARY,
            by=world.actor("screening_officer"),
        )
    dump = dump_of(engine)
    assert b"narrative" in dump or receipt.ref.encode() in dump, "the dump itself holds what it should"
    assert sightings(dump) == set()


@pytest.mark.both_engines
def test_a_word_left_in_the_open_is_found(world: World, engine: sqlalchemy.Engine) -> None:
    """The planted defect: words put in a column that is not sealed."""
    with db.transaction() as session:
        receive(
            session, dataclasses.replace(everything_told(), channel=f"phone {CANARY}"), by=world.actor("duty_worker")
        )
    assert "utf-8" in sightings(dump_of(engine))


@pytest.mark.parametrize("form", [form for _, form in encodings(CANARY)], ids=lambda form: repr(form)[:24])
def test_each_encoding_is_recognised(form: bytes) -> None:
    assert sightings(b"\x00left " + form + b" right\xff")
