"""A connection that rested is asked whether it lives before it is used; one used just now is trusted."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from hub import db
from hub.db import engine as engines


def _cut(engine: sqlalchemy.Engine) -> None:
    """The server ends the connection that lies in the pool."""
    with db.reading() as session:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(engine.url.render_as_string(False).replace("+psycopg", ""), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def _look() -> int | None:
    with db.reading() as session:
        return session.scalar(text("SELECT 1"))


@pytest.mark.postgres
def test_a_connection_cut_while_it_rested_is_replaced_unnoticed(
    engine: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "TRUSTED_SECONDS", 0.0)
    _cut(engine)
    assert _look() == 1


@pytest.mark.postgres
def test_one_that_was_trusted_and_is_gone_fails_once_and_never_again(
    engine: sqlalchemy.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "TRUSTED_SECONDS", 3600.0)
    _cut(engine)
    with pytest.raises(OperationalError):
        _look()
    assert _look() == 1
