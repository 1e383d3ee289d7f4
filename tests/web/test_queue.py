"""The queue's first page asks the database few things, and no more for a full page than for one row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from html import unescape

import pytest
from flask import Flask, url_for
from sqlalchemy import Connection, event, select, text

from hub import audit, db, queues
from hub.actor import OPERATOR
from hub.audit import Action
from hub.db import transaction
from hub.people import Person
from hub.queues import WorkItem
from hub.triage import listing
from hub.web.addresses import addresses_of
from tests.factories import triage as steps
from tests.factories.concerns import PersonMaker
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor

# who asks; the page with its counts; what stands beside its items; on the last page what is restricted; the leaf's number; the leaf
MOST_STATEMENTS, MOST_TRANSACTIONS = 6, 3
KEPT_LENGTH = 4096  # psycopg reads a longer statement anew each time


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement and every beginning of a transaction while inside."""
    asked: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    def begin(_connection: Connection) -> None:
        asked.append("BEGIN")

    engine = db.bound_engine()
    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "begin", begin)
    yield asked
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "begin", begin)


def fill(world: World, number: int) -> None:
    """So many more items, of two concerns about different people."""
    for forename in ("Bram", "Isla"):
        receipt = steps.received(world, people=(PersonMaker(child=True, forename=forename),))
        with transaction() as session:
            first = session.scalars(queues.open_items("screening", "concern", receipt.concern_id)).one()
            columns = {each.key for each in WorkItem.__table__.columns} - {"id", "version"}
            session.add_all(
                WorkItem(**{name: getattr(first, name) for name in columns}) for _ in range(number // 2 - 1)
            )
            audit.record(session, by=OPERATOR, action=Action.CONCERN_CORRECTED)


def asked_for_one_and_for_many(world: World, officer: Visitor) -> tuple[int, int]:
    """How many statements a page of one row takes, and one of twenty-five."""
    numbers = []
    for more, rows in ((0, 1), (26, 25)):
        if more:
            fill(world, more)
        else:
            steps.received(world, of_a_hurt_child=True)
        officer.get("/queue")
        with counted() as asked:
            page = officer.get("/queue").text
        assert page.count("hub-qt__main") == rows
        assert asked.count("BEGIN") <= MOST_TRANSACTIONS
        assert max(map(len, asked)) <= KEPT_LENGTH
        numbers.append(len(asked) - asked.count("BEGIN"))
    return numbers[0], numbers[1]


def is_level(one: int, many: int) -> bool:
    """Whether a full page costs no more than a short one, and both little."""
    return many <= one <= MOST_STATEMENTS


@pytest.mark.postgres
def test_a_full_page_asks_the_database_no_more_than_one_row_does(
    world: World, as_officer: Callable[[str], Visitor]
) -> None:
    assert is_level(*asked_for_one_and_for_many(world, as_officer("screening_officer")))


@pytest.mark.postgres
def test_that_a_name_is_looked_up_row_by_row_would_be_seen(
    world: World, as_officer: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up(person: Person, _day: date) -> str:
        with db.reading() as session:
            return session.scalars(select(Person).where(Person.id == person.id)).one().surname or ""

    monkeypatch.setattr(listing, "called_with_age", looked_up)
    monkeypatch.setitem(globals(), "MOST_TRANSACTIONS", 100)
    assert not is_level(*asked_for_one_and_for_many(world, as_officer("screening_officer")))


def test_addresses_built_at_once_are_those_of_the_page(app: Flask) -> None:
    with app.test_request_context():
        of = addresses_of("screening.show", "ref")
        for ref in ("DH-7K3M-9Q2X", "a b", "a?c"):
            assert of(ref) == url_for("screening.show", ref=ref)


@pytest.mark.postgres
def test_a_look_that_is_not_in_the_trail_shows_no_page(world: World, as_officer: Callable[[str], Visitor]) -> None:
    steps.received(world, of_a_hurt_child=True)
    officer = as_officer("screening_officer")
    with db.bound_engine().execution_options(hub_migration=True).begin() as connection:
        connection.execute(text("ALTER TABLE audit_objects RENAME TO audit_objects_gone"))
    answer = officer.get("/queue")
    assert answer.status_code >= 500
    assert "hub-qt__main" not in answer.text


def test_a_group_that_runs_over_pages_is_headed_alike_on_each(
    world: World, as_officer: Callable[[str], Visitor]
) -> None:
    fill(world, 60)
    visitor, headings = as_officer("screening_officer"), []
    href = "/queue"
    for _ in range(2):
        page = visitor.get(href).text
        headings.append(re.findall(r'scope="colgroup">([^<]+)<', page))
        assert "Next page" in page
        href = unescape(re.findall(r'href="([^"]+)" rel="next"', page)[0])
    assert headings[0] == headings[1]
    assert not any(sign.isdigit() for sign in headings[0][0].partition("working")[0])
