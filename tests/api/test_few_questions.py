"""A concern that comes in asks the database few things, and as few for many people but for who each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub import pathways, rulebook
from hub.rulebook import Pack, packs
from tests.api.conftest import Send

MOST = 30
pytestmark = pytest.mark.postgres


def about(number: int, *, surname: str) -> dict[str, Any]:
    """A concern about a child and as many others in the home as make up the number, whom nobody told of before."""
    child = {"forename": "Rory", "surname": surname, "date_of_birth": "2017-03-04", "sex": "male",
             "address": f"3 {surname} Street, Dundee"}  # fmt: skip
    others = [{"role": "household", "forename": f"Kit{n}", "surname": surname} for n in range(1, number)]
    return {"narrative": "Rory came to school with a bruise.", "people": [child, *others]}


@contextmanager
def asked(engine: sqlalchemy.Engine) -> Iterator[list[str]]:
    """Every statement inside the block, in order."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asked_for(engine: sqlalchemy.Engine, send: Send, document: dict[str, Any]) -> list[str]:
    with asked(engine) as seen:
        assert send(document).status_code == 201
    return seen


def test_a_concern_about_two_people_asks_the_database_thirty_things_at_most(
    send: Send, engine: sqlalchemy.Engine
) -> None:
    send(about(2, surname="Mockton"))  # the first of a process also looks up what stays known
    seen = asked_for(engine, send, about(2, surname="Fauxwood"))
    assert len(seen) <= MOST, "\n".join(seen)
    tables = [each.split('"')[1] if '"' in each[:15] else each.split()[2] for each in seen if each.startswith("INSERT")]
    assert sorted(set(tables) - {"data_keys"}) == sorted(each for each in tables if each != "data_keys"), (
        "each table is written once"
    )


def test_each_further_person_adds_the_look_up_of_who_they_are_and_nothing_else(
    send: Send, engine: sqlalchemy.Engine
) -> None:
    send(about(2, surname="Mockton"))
    two, six = (asked_for(engine, send, about(n, surname=name)) for n, name in ((2, "Fauxwood"), (6, "Inventley")))
    assert len(six) == len(two) + 4


def test_asking_for_the_rules_again_at_each_step_is_noticed(
    send: Send, engine: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(session: Session) -> Pack:
        packs.forget_ruling(session)
        return packs.active_pack(session)

    send(about(2, surname="Mockton"))
    monkeypatch.setattr(rulebook, "active_pack", forgetful)
    monkeypatch.setattr(pathways.running, "active_pack", forgetful)
    assert len(asked_for(engine, send, about(2, surname="Fauxwood"))) > MOST
