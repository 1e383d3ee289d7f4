"""A hub with work in it, a key that opens its backups, and empty databases to restore into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy

from hub import backups, db
from tests.backups.keeper import Keeper
from tests.factories.hub_world import World

Empty = Callable[[], sqlalchemy.Engine]


@pytest.fixture
def keeper(world: World, tmp_path: Path) -> Keeper:
    """The world with two concerns in it, a draft that was discarded, and whoever backs it up."""
    identity = tmp_path / "backup.key"
    recipient = backups.new_identity(identity)
    made = Keeper(world, tmp_path / "backups", backups.read_identity(identity), backups.read_recipient(recipient))
    made.receive()
    made.receive(of_an_adult=True)
    return made


@pytest.fixture
def empty(engine: sqlalchemy.Engine, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Makes an empty database of the same engine and binds it; the first one is bound again afterwards."""
    made: list[sqlalchemy.Engine] = []

    def make() -> sqlalchemy.Engine:
        name = f"r_{uuid4().hex}"
        url = f"sqlite:///{tmp_path / name}.sqlite"
        if engine.dialect.name == "postgresql":
            server = request.getfixturevalue("postgres_server")
            server.create(name)
            url = server.url(name)
            request.addfinalizer(lambda: server.drop(name))
        made.append(db.make_engine(url))
        db.unbind()
        db.bind(made[-1])
        return made[-1]

    yield make
    for each in made:
        each.dispose()
