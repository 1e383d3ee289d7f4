"""Saying that two rows are one person joins them, taking it back parts them exactly, and nothing told is ever changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hub import clock, crypto, db, people
from hub.actor import Actor
from hub.errors import NotFound, OutOfOrder
from hub.people import Judgement, NewPerson, Person, PersonLink
from tests.audit import trail
from tests.audit.council import leaf
from tests.factories.hub_world import World

ROWS = 6
MATCHER = Actor(kind="officer", officer_id=uuid4())
RORY = NewPerson(forename="Rory", surname="Samplewood", date_of_birth="2017-03-04", address="1 Invented Row, Dundee",
                 postcode="DD4 9ZZ", phone="01632 960123")  # fmt: skip


def enter(*, level: str = "open", **changes: str) -> UUID:
    from dataclasses import replace

    with db.transaction() as session:
        person = people.enter(session, replace(RORY, **changes), at=clock.now(), level=level)
        leaf(session)
    return person.id


def say(by: Actor, one: UUID, other: UUID, verdict: str = "same") -> UUID:
    with db.transaction() as session:
        link = people.link_people(session, person_id=one, other_id=other, verdict=verdict, by=by)
        leaf(session)
        return link.id


def take_back(by: Actor, link: UUID) -> None:
    with db.transaction() as session:
        people.end_link(session, link_id=link, by=by)
        leaf(session)


def components(rows: list[UUID], pairs: set[frozenset[UUID]]) -> set[frozenset[UUID]]:
    """The plain oracle: rows joined by live *same* links, however far."""
    groups = [{row} for row in rows]
    for pair in pairs:
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair] + [set().union(*joined)]
    return {frozenset(group) for group in groups}


def clusters(session: db.HubSession) -> set[frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for row, cluster in session.execute(select(Person.id, Person.cluster_id)):
        found.setdefault(cluster, set()).add(row)
    assert all(cluster in members for cluster, members in found.items()), "a cluster is named after one of its own"
    return {frozenset(members) for members in found.values()}


@contextmanager
def six_rows(template: Path) -> Iterator[tuple[sqlalchemy.Engine, list[UUID]]]:
    """People without officers: only links and clusters are looked at here."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "hub.sqlite"
        copy.write_bytes(template.read_bytes())
        engine = db.make_engine(f"sqlite:///{copy}")
        crypto.bind_keyring(crypto.create_keys_folder(Path(folder) / "keys"))
        try:
            with db.transaction(engine) as session:
                session.execute(sqlalchemy.text("PRAGMA defer_foreign_keys=ON"))
                crypto.install_keys(session)
                rows = [people.enter(session, NewPerson(), at=clock.now()).id for _ in range(ROWS)]
                leaf(session)
            yield engine, rows
        finally:
            crypto.unbind_keyring()
            engine.dispose()


pair_of_rows = st.lists(st.integers(0, ROWS - 1), min_size=2, max_size=2, unique=True).map(tuple)
words = st.tuples(st.just("say"), pair_of_rows, st.sampled_from(("same", "same", "same", "not_same", "not_sure")))
undoing = st.tuples(st.just("take back"), st.integers(0, 30), st.none())


@settings(max_examples=40)
@given(steps=st.lists(st.one_of(words, words, undoing), max_size=14))
def test_clusters_are_always_what_the_live_links_join(
    sqlite_template: Path, steps: list[tuple[str, object, str]]
) -> None:
    with six_rows(sqlite_template) as (engine, rows):
        session = db.HubSession(engine.execution_options(hub_write=True))
        session.execute(sqlalchemy.text("PRAGMA defer_foreign_keys=ON"))
        live: dict[UUID, tuple[frozenset[UUID], str]] = {}
        for step, what, verdict in steps:
            if step == "say":
                pair = frozenset(rows[place] for place in what)
                one, other = (rows[place] for place in what)
                link = people.link_people(session, person_id=one, other_id=other, verdict=verdict, by=MATCHER)
                live = {name: held for name, held in live.items() if held[0] != pair} | {link.id: (pair, verdict)}
            elif live:
                link_id = list(live)[what % len(live)]
                people.end_link(session, link_id=link_id, by=MATCHER)
                del live[link_id]
            assert clusters(session) == components(rows, {pair for pair, said in live.values() if said == "same"})
        session.rollback()
        session.close()


def test_clusters_that_only_grow_would_be_found_out() -> None:
    """The planted defect: joining without looking again when a link is taken back."""
    rows = [uuid4() for _ in range(3)]
    chain = {frozenset(rows[:2]), frozenset(rows[1:])}
    assert components(rows, chain) == {frozenset(rows)}
    assert components(rows, {frozenset(rows[:2])}) == {frozenset(rows[:2]), frozenset(rows[2:])}


@pytest.mark.both_engines
def test_taking_back_leaves_rows_and_their_keys_exactly_as_they_were(world: World, engine: sqlalchemy.Engine) -> None:
    by = world.actor("screening_officer")
    one, other = enter(), enter(forename="Rorie")
    columns = [column for column in Person.__table__.columns if column.name not in {"version"}]
    with engine.connect() as connection:
        before = connection.execute(select(*columns).order_by(Person.id)).all()
    link = say(by, one, other)
    with db.reading() as session:
        assert people.cluster_of(session, other) == (one, other)
    take_back(by, link)
    with engine.connect() as connection:
        assert connection.execute(select(*columns).order_by(Person.id)).all() == before
    assert trail.rows_without_leaf(engine) == []
    with pytest.raises(NotFound):
        take_back(by, link)


@pytest.mark.both_engines
def test_not_the_same_is_remembered_and_not_offered_again(world: World) -> None:
    by = world.actor("screening_officer")
    one, other = enter(), enter()
    with db.reading() as session:
        (found,) = people.find_matches(session, session.get_one(Person, other))
        assert (found.person_id, found.judgement) == (one, Judgement.CERTAIN)
    link = say(by, other, one, "not_same")
    with db.reading() as session:
        for row in (one, other):
            assert people.find_matches(session, session.get_one(Person, row)) == ()
    take_back(by, link)
    with db.reading() as session:
        assert len(people.find_matches(session, session.get_one(Person, other))) == 1


@pytest.mark.both_engines
def test_history_counts_every_certain_row_however_many_are_offered(world: World) -> None:
    rows = {enter() for _ in range(8)}
    told = enter()
    apart = enter()
    with db.reading() as session:
        person = session.get_one(Person, told)
        assert len(people.find_matches(session, person)) == 5
        assert people.known_rows(session, person) == rows | {told, apart}
    say(world.actor("screening_officer"), told, apart, "not_same")
    with db.reading() as session:
        assert people.known_rows(session, session.get_one(Person, told)) == rows | {told}


def test_changing_ones_mind_ends_the_earlier_word_on_the_pair_either_way_round(world: World) -> None:
    by = world.actor("screening_officer")
    one, other = enter(), enter()
    with time_machine.travel(clock.now(), tick=False) as moment:
        first = say(by, one, other, "same")
        moment.shift(timedelta(seconds=1))
        second = say(by, other, one, "not_same")
    with db.reading() as session:
        assert session.get_one(PersonLink, first).ended_by == by.officer_id
        assert session.get_one(PersonLink, second).ended_at is None
        assert people.cluster_of(session, one) == (one,)


@pytest.mark.both_engines
def test_a_restricted_person_is_offered_without_a_comparison_and_a_sealed_one_never(world: World) -> None:
    restricted, told = enter(level="restricted"), enter()
    sealed = enter(level="sealed")
    with db.reading() as session:
        (found,) = people.find_matches(session, session.get_one(Person, told))
        assert (found.person_id, found.judgement, found.comparisons, found.is_restricted) == (
            restricted, Judgement.POSSIBLE, (), True,
        )  # fmt: skip
        assert sealed not in {
            each.id for each in people.candidates(session, people.described(session.get_one(Person, told)))
        }


@pytest.mark.both_engines
def test_what_makes_no_sense_is_refused(world: World) -> None:
    by, one, other = world.actor("screening_officer"), enter(), enter()
    for pair, verdict in (((one, one), "same"), ((one, other), "perhaps")):
        with pytest.raises(OutOfOrder):
            say(by, *pair, verdict)
    with pytest.raises(NotFound):
        say(by, one, uuid4())


@pytest.mark.postgres
def test_links_said_at_the_same_moment_join_all_they_should(world: World, engine: sqlalchemy.Engine) -> None:
    """A chain of rows is linked by many at once: whoever comes second must see what the first one joined."""
    by = world.actor("screening_officer")
    for _ in range(4):
        rows = [enter() for _ in range(6)]
        pairs = list(pairwise(rows))
        with ThreadPoolExecutor(len(pairs)) as pool:
            list(pool.map(lambda pair: _say_until_said(by, *pair), pairs))
        with db.reading() as session:
            assert set(people.cluster_of(session, rows[0])) == set(rows)
    assert trail.rows_without_leaf(engine) == []


def _say_until_said(by: Actor, one: UUID, other: UUID) -> None:
    """PostgreSQL may end one of two that wait for each other; whoever is ended says it again."""
    for _ in range(5):
        try:
            say(by, one, other)
        except sqlalchemy.exc.OperationalError:
            continue
        return
    raise AssertionError("said five times in vain")
