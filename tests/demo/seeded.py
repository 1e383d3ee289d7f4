"""A month of the synthetic city in a database, for every test of a module; the clock stands a minute after it was told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import accounts, audit, crypto, db, rulebook
from hub.accounts import Officer
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.config import Settings, read_settings
from hub.demo import seeding

UNTIL = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)  # a Friday afternoon
SEEDED_AT = UNTIL + timedelta(minutes=1)


@dataclass
class Seeded:
    """The seeded hub and what came of seeding it."""

    engine: sqlalchemy.Engine
    settings: Settings
    truth: Path
    written: int
    steps: list[tuple[int, int]]

    def officer(self, username: str) -> Actor:
        """Somebody of the city, ready to act."""
        with db.reading() as session:
            return accounts.actor_of(
                session, session.scalars(select(Officer.id).where(Officer.username == username)).one()
            )


def demo_settings(folder: Path) -> Settings:
    """Settings of a demonstration in that folder, its hashes cheap."""
    settings = read_settings({"HUB_MODE": "demo", "HUB_DATA_FOLDER": str(folder / "data")})
    return replace(settings, argon2_memory_kib=64, argon2_time=1)


@contextmanager
def seeded_hub(engine: sqlalchemy.Engine, folder: Path) -> Iterator[Seeded]:
    """A month of the city on `engine`, bound with its keys as long as this lasts."""
    settings, steps = demo_settings(folder), list[tuple[int, int]]()
    truth = folder / "truth.jsonl"
    with time_machine.travel(SEEDED_AT, tick=False):
        db.bind(engine)
        crypto.bind_keyring(crypto.create_keys_folder(folder / "keys"))
        with db.transaction() as session:
            crypto.install_keys(session)
            audit.record(session, by=OPERATOR, action=Action.KEYS_INSTALLED)
        with db.transaction() as session:
            rulebook.install_shipped(session, by=OPERATOR)
        written = seeding.seed(
            1, lambda done, total: steps.append((done, total)), ends_at=UNTIL, truth=truth, settings=settings
        )
        yield Seeded(engine, settings, truth, written, steps)
    db.unbind()
    crypto.unbind_keyring()


class _PutBack(Exception):
    pass


@contextmanager
def tried() -> Iterator[Session]:
    """A transaction that leaves nothing behind."""
    try:
        with db.transaction() as session:
            yield session
            raise _PutBack
    except _PutBack:
        pass


def facts_of(case: rulebook.Case) -> dict[tuple[str, str], rulebook.Stated]:
    """Every stated fact of a case by whom it is about (empty: the concern or home) and its name."""
    found = {("", name): stated for part in (case.concern, case.household) for name, stated in part.items()}
    return found | {(each.id, name): stated for each in case.subjects for name, stated in each.facts.items()}
