"""Whoever keeps the backups of a world: takes them, restores them, and looks at what a database holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from pyrage.x25519 import Identity, Recipient
from sqlalchemy import event, select

from hub import backups, clock, db, oversight
from hub.actor import OPERATOR
from hub.audit import AuditLeaf
from hub.backups import Fates, Manifest
from hub.backups.manifest import Tally
from hub.backups.rows import PARTS, add_up, rows_of, tables_of
from hub.concerns import Concern
from hub.front_door import receive
from tests.factories.concerns import ConcernMaker
from tests.factories.hub_world import World


@dataclass
class Keeper:
    """Backs a world up into folders of its own."""

    world: World
    place: Path
    identity: Identity
    recipient: Recipient

    def receive(self, **traits: Any) -> str:
        """One more concern; its reference."""
        with db.transaction() as session:
            return receive(session, ConcernMaker(**traits), by=self.world.actor("duty_worker")).ref

    def back_up(self, name: str = "one") -> Path:
        """A backup in a folder of this name."""
        with db.transaction() as session:
            backup = backups.announce(session, by=OPERATOR)
        with db.snapshot() as session:
            self.take(session, name, backup)
        return self.place / name

    def take(self, session: db.HubSession, name: str, backup: Any) -> Manifest:
        return backups.take(session, self.place / name, backup=backup, recipient=self.recipient, by=OPERATOR)

    def restore(self, folder: Path, newest: Path | None = None, **choices: Any) -> Fates:
        """What `hub restore` does into the bound database; what became of the keys."""
        backups.refuse_filled(db.bound_engine())
        checked = backups.check(folder, newest or folder, identity=self.identity, **choices)
        db.upgrade(db.bound_engine())
        with db.transaction() as session:
            backups.restore(session, checked, by=OPERATOR)
        return checked.fates

    def replace_data_keys(self) -> None:
        """What `hub keys rotate data --older-than 0` does."""
        with db.transaction() as session:
            batch = oversight.seal_anew(session, before=clock.now(), after=None, most=5000, by=OPERATOR)
        assert (batch.keys > 0, batch.failed) == (True, 0)


def held(engine: sqlalchemy.Engine | None = None) -> dict[str, Tally]:
    """What every table that is backed up holds."""
    found = {}
    with db.snapshot(engine) as session:
        for table in (table for part in PARTS for table in tables_of(part)):
            found[table.name] = Tally()
            for batch in rows_of(session, table):
                found[table.name] = add_up(found[table.name], table, batch)
    return found


def concerns_and_leaves() -> tuple[Counter[str], Counter[str]]:
    """The concerns that are there, and those the trail says were received: the same, at any one instant."""
    with db.snapshot() as session:
        there = Counter(str(each) for each in session.scalars(select(Concern.id)))
        told = [json.loads(body) for body in session.scalars(select(AuditLeaf.body))]
    received = Counter(
        name
        for leaf in told
        if leaf["action"] == "concern_received"
        for kind, name in leaf["objects"]
        if kind == "concern"
    )
    return there, received


@contextmanager
def writes_counted(engine: sqlalchemy.Engine) -> Iterator[list[str]]:
    """Every statement sent to the database that is not a look."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN", "SHOW")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
