"""The hub with one defect each, planted to see that the checks see it. Named as `tests.faults.stand_ins:name()`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from queue import SimpleQueue
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from hub import idempotency
from hub.api import concerns
from hub.app import create_app
from hub.concerns import NewConcern
from hub.db import HubSession, transaction
from hub.idempotency import Answer

LONG_ENOUGH_TO_BE_KILLED = 0.5


def acknowledges_early() -> Flask:
    """Answers first and commits after."""
    receive, answers = concerns._receive_once, ContextVar[SimpleQueue[Answer]]("answers")

    def once(session: Session, **asked: Any) -> Answer:
        answer = idempotency.once(session, **asked)
        answers.get().put(answer)
        time.sleep(LONG_ENOUGH_TO_BE_KILLED)
        return answer

    def receive_later(*asked: Any) -> tuple[Answer, NewConcern]:
        answered: SimpleQueue[Answer] = SimpleQueue()
        answers.set(answered)
        Thread(target=copy_context().run, args=(receive, *asked), daemon=True).start()
        return answered.get(timeout=60), NewConcern(narrative="not read yet")

    concerns.idempotency = SimpleNamespace(once=once)  # type: ignore[assignment]
    concerns._receive_once = receive_later
    return create_app()


def forgets_keys() -> Flask:
    """Takes every sending for a new one."""
    receive = concerns._receive_once

    def receive_slowly(*asked: Any) -> tuple[Answer, NewConcern]:
        answered = receive(*asked)
        time.sleep(LONG_ENOUGH_TO_BE_KILLED)
        return answered

    concerns.idempotency = SimpleNamespace(once=without_key)  # type: ignore[assignment]
    concerns._receive_once = receive_slowly
    return create_app()


def without_key(session: Session, *, do: Callable[[], tuple[str, int]], **_asked: Any) -> Answer:
    """As `idempotency.once`, but for the row that remembers."""
    return Answer(*do(), is_replay=False)


@contextmanager
def careless_transaction() -> Iterator[HubSession]:
    """As `db.transaction`, but whatever the database says of the commit is passed over."""
    with suppress(DBAPIError), transaction() as session:
        yield session


def transaction_in_which(happens: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on that happens just before each commit of a concern, and whatever comes of the commit is passed over."""

    @contextmanager
    def careless() -> Iterator[HubSession]:
        with suppress(DBAPIError, TimeoutError), transaction() as session:
            yield session
            happens()

    monkeypatch.setattr(concerns, "transaction", careless)


def takes_it_for_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on what the database refuses is answered as if it were there."""
    receive = concerns._receive_once

    def assume(*asked: Any) -> tuple[Answer, NewConcern]:
        try:
            return receive(*asked)
        except DBAPIError:
            return Answer("DH-AAAA-AAAA", 201, is_replay=False), NewConcern(narrative="not kept")

    monkeypatch.setattr(concerns, "_receive_once", assume)


def blind_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a concern whose commit had no answer is received again at once, without asking whether it is there."""
    receive = concerns._receive_once

    def receive_again(*asked: Any) -> Answer:
        try:
            return receive(*asked)
        except DBAPIError:
            return receive(*asked)

    monkeypatch.setattr(concerns, "idempotency", SimpleNamespace(once=without_key))
    monkeypatch.setattr(concerns, "_receive_once", receive_again)
