"""While the trail takes no leaf no record is shown and nothing is saved; when it does again, all goes on by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy
from sqlalchemy import func, select, text

from hub import audit, db
from hub.concerns import Concern
from hub.front_door import receive
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World, leaves
from tests.factories.service_role import service_role
from tests.factories.visitor import Visitor

pytestmark = pytest.mark.both_engines
AsOfficer = Callable[[str], Visitor]
REFUSING = (
    "CREATE TRIGGER audit_leaves_full BEFORE INSERT ON audit_leaves BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
)


@pytest.fixture
def owner(world: World, engine: sqlalchemy.Engine) -> Iterator[sqlalchemy.Engine]:
    """The database's owner; on PostgreSQL the hub runs as its own role meanwhile."""
    if engine.dialect.name == "sqlite":
        yield engine
        return
    with service_role(engine):
        yield engine


@contextmanager
def trail_not_writable(owner: sqlalchemy.Engine) -> Iterator[None]:
    """No leaf can be written as long as this lasts."""
    role = db.bound_engine().url.username
    is_sqlite = owner.dialect.name == "sqlite"
    change(owner, REFUSING if is_sqlite else f"REVOKE INSERT ON audit_leaves FROM {role}")
    yield
    change(owner, "DROP TRIGGER audit_leaves_full" if is_sqlite else f"GRANT INSERT ON audit_leaves TO {role}")


def change(owner: sqlalchemy.Engine, statement: str) -> None:
    with owner.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        connection.execute(text(statement))


def received(world: World) -> str:
    with db.transaction() as session:
        return receive(session, ConcernMaker(), by=world.actor("duty_worker")).ref


def concerns() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Concern)) or 0


def test_no_record_is_shown_while_the_trail_takes_no_leaf_and_it_recovers_by_itself(
    owner: sqlalchemy.Engine, world: World, as_officer: AsOfficer
) -> None:
    ref, officer = received(world), as_officer("screening_officer")
    addresses = ("/queue", f"/concerns/{ref}")
    before = {address: officer.get(address).status_code for address in addresses}
    assert set(before.values()) == {200}
    held = len(leaves())
    with trail_not_writable(owner):
        for address in addresses:
            answer = officer.get(address)
            assert answer.status_code == 503, address
            assert "The hub cannot work safely just now" in answer.text
            assert ref not in answer.text.replace(address, "")
        ready = officer.get("/readyz").json
        assert ready["status"] == "not ready"
        assert {name: ready["parts"][name] for name in ("database", "keys", "audit")} == {
            "database": "ready",
            "keys": "ready",
            "audit": "not ready",
        }
        assert len(leaves()) == held
    for address in addresses:
        assert officer.get(address).status_code == 200
    assert len(leaves()) == held + len(addresses)


def test_no_concern_is_saved_without_its_leaf(owner: sqlalchemy.Engine, world: World) -> None:
    with trail_not_writable(owner), pytest.raises(sqlalchemy.exc.DBAPIError):
        received(world)
    assert concerns() == 0
    received(world)
    assert concerns() == 1


def test_a_page_shown_without_its_leaf_would_be_seen(
    owner: sqlalchemy.Engine, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: a hub that forgets the leaf of a look goes on showing the queue."""
    officer = as_officer("screening_officer")
    monkeypatch.setattr(audit, "record_look", lambda *_args, **_more: None)
    with trail_not_writable(owner):
        assert officer.get("/queue").status_code == 200
