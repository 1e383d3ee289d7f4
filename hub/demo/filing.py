"""Finished rows of the city go into the database, a batch at a time, each batch with the one leaf of an import."""

from __future__ import annotations

from hub import audit, db
from hub.actor import OPERATOR
from hub.db import Base
from hub.demo.sheets import Rows

PURPOSE = "synthetic_city"


def write_rows(rows: Rows) -> None:
    """The rows are in the database, in an order that keeps every reference whole, with one leaf for all of them."""
    with db.transaction() as session, audit.importing(session) as batch:
        for table in Base.metadata.sorted_tables:
            batch.insert(table, rows.get(table.name, []))
        audit.record_import(session, batch, by=OPERATOR, purpose=PURPOSE)
