"""The service's own PostgreSQL role, as the migrations leave it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import sqlalchemy
from sqlalchemy import text

from hub import audit, db


@contextmanager
def service_role(engine: sqlalchemy.Engine) -> Iterator[sqlalchemy.Engine]:
    """An engine that connects as the service's role, bound as long as this lasts; `engine` is the owner's."""
    role = f"service_{uuid4().hex[:12]}"
    with engine.execution_options(hub_migration=True).begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        audit.grant_service_role(connection, role)
    made = db.make_engine(str(engine.url.set(username=role)))
    db.bind(made)
    yield made
    made.dispose()
    db.bind(engine)
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))
