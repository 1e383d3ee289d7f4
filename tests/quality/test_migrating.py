"""Work that waits survives the two queues that are added, and their going again takes only what stood in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from hub import db
from tests.factories import looks
from tests.factories import triage as steps
from tests.factories.hub_world import World

ADDED_BY = "0008"


def waiting() -> Counter[str]:
    with db.bound_engine().connect() as connection:
        return Counter(connection.execute(text("SELECT queue FROM work_items WHERE state = 'open'")).scalars())


def placed_in(queue: str) -> None:
    """An open item is moved there, past every guard."""
    engine = db.bound_engine().execution_options(hub_migration=True, hub_write=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE work_items SET queue = :queue WHERE queue = 'screening'"), {"queue": queue})


@pytest.mark.both_engines
def test_work_goes_down_and_up_with_its_rows(world: World) -> None:
    steps.received(world)
    looks.drawn(looks.closed(world))
    assert waiting() == {"screening": 1, "second_look": 1}
    before = ScriptDirectory(str(Path(db.migrating.FOLDER))).get_revision(ADDED_BY).down_revision
    db.downgrade(db.bound_engine(), str(before))
    assert waiting() == {"screening": 1}
    with pytest.raises(IntegrityError):
        placed_in("second_look")
    db.upgrade(db.bound_engine())
    assert waiting() == {"screening": 1}
    assert db.differences(db.bound_engine()) == []
    with pytest.raises(IntegrityError):
        placed_in("a queue of nobody")
    placed_in("look_difference")
