"""Work done in a process that dies of SIGKILL just before its nth word to the database, a commit being one too."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import event

from hub import accounts, audit, crypto, db, rulebook, triage
from hub.actor import SYSTEM, Actor
from hub.audit import Action
from hub.concerns import Concern
from hub.db import reading, transaction
from hub.rulebook import activating
from hub.triage import deciding
from tests.factories import triage as steps


def upgrade(url: str, words: int) -> None:
    """The database is brought to the newest migration, but for the death."""
    engine = db.make_engine(url)
    _die_before(engine, words)
    db.upgrade(engine)


def upgrade_word_by_word(url: str, words: int) -> None:
    """The defect: every statement of the migration is committed by itself."""
    engine = db.make_engine(url)
    _die_before(engine, words)
    _commit_word_by_word(engine)
    db.upgrade(engine)


def _commit_word_by_word(engine: sqlalchemy.Engine) -> None:
    @event.listens_for(engine, "after_cursor_execute")
    def commit(connection: Any, *_said: Any) -> None:
        connection.connection.driver_connection.commit()
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("BEGIN IMMEDIATE")


def decide(url: str, keys: str, concern: str, person: str, officer: str, words: int) -> None:
    """An officer agrees with what is suggested, but for the death."""
    with _bound(url, keys, words) as engine, transaction(engine) as session:
        by = accounts.actor_of(session, UUID(officer))
        _decide(session, UUID(concern), UUID(person), by)


def decide_and_route_later(url: str, keys: str, concern: str, person: str, officer: str, words: int) -> None:
    """The defect: the decision is saved in one transaction, its work opened in the next."""
    later: list[Any] = []

    def keep_for_later(*what: Any, **how: Any) -> tuple[()]:
        later.append((what, how))
        return ()

    route, deciding.carry_out = deciding.carry_out, keep_for_later
    with _bound(url, keys, words) as engine:
        with transaction(engine) as session:
            _decide(session, UUID(concern), UUID(person), accounts.actor_of(session, UUID(officer)))
        with transaction(engine) as session:
            for (_, _, part, decision), how in later:
                route(session, session.get_one(Concern, UUID(concern)), part, decision, **how)


def install(url: str, keys: str, words: int) -> None:
    """Keys and the first rule pack go into an empty hub, but for the death."""
    crypto.bind_keyring(crypto.read_keys_folder(Path(keys)))
    engine = db.make_engine(url)
    _die_before(engine, words)
    with transaction(engine) as session:
        crypto.install_keys(session)
        audit.record(session, by=SYSTEM, action=Action.KEYS_INSTALLED)
    with transaction(engine) as session:
        rulebook.install_shipped(session, by=SYSTEM)


def activate(url: str, keys: str, draft: int, version: int, officer: str, words: int) -> None:
    """A second person signs changed rules, but for the death."""
    with _bound(url, keys, words) as engine, transaction(engine) as session:
        by = accounts.actor_of(session, UUID(officer))
        activating.activate(session, draft, seen_version=version, by=by)


def activate_word_by_word(url: str, keys: str, draft: int, version: int, officer: str, words: int) -> None:
    """The defect: every statement of the activation is committed by itself."""
    with _bound(url, keys, words) as engine:
        _commit_word_by_word(engine)
        with transaction(engine) as session:
            by = accounts.actor_of(session, UUID(officer))
            activating.activate(session, draft, seen_version=version, by=by)


def _decide(session: Any, concern: UUID, person: UUID, by: Actor) -> None:
    triage.decide(session, steps.choice(concern, person), concern_id=concern, by=by)


@contextmanager
def _bound(url: str, keys: str, words: int) -> Iterator[sqlalchemy.Engine]:
    crypto.bind_keyring(crypto.read_keys_folder(Path(keys)))
    engine = db.make_engine(url)
    db.bind(engine)
    with reading() as session:
        crypto.prove_keys(session)
    _die_before(engine, words)
    yield engine


def _die_before(engine: sqlalchemy.Engine, words: int) -> None:
    said = 0

    def count(*_what: Any) -> None:
        nonlocal said
        said += 1
        if said == words:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
