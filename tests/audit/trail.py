"""An independent reading of the trail: every audited row as stored must have the last word about it in a leaf."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy
from sqlalchemy import Connection, Table, select

import migrations.tables  # noqa: F401  makes every room's tables known
from hub.audit import AuditBatch, AuditLeaf
from hub.audit.digests import row_digest
from hub.audit.guard import _short_name
from hub.db import Base


@dataclass
class Trail:
    """Digest by (table, row), from leaves and imports, and the leaves themselves in order."""

    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    imported: set[tuple[str, bytes, str]] = field(default_factory=set)
    leaves: list[dict[str, object]] = field(default_factory=list)


def read(connection: Connection) -> Trail:
    """The whole trail, oldest first within each slot."""
    trail = Trail()
    states: dict[tuple[str, str], tuple[tuple[object, ...], str]] = {}
    rows = connection.execute(select(AuditLeaf.slot, AuditLeaf.seq, AuditLeaf.at, AuditLeaf.body))
    for _, _, at, body in sorted(rows, key=lambda row: (row[0], row[1])):
        leaf = json.loads(body)
        trail.leaves.append(leaf)
        for table, name, version, digest in leaf.get("rows", ()):
            place = (version, at)
            if (table, name) not in states or states[table, name][0] <= place:
                states[table, name] = place, digest
    trail.digests = {key: digest for key, (_, digest) in states.items()}
    for body in connection.scalars(select(AuditBatch.body)):
        names, rest = body.split(b"\n", 1)
        tables = names.decode().split(",")
        for at in range(0, len(rest), 50):
            piece = rest[at : at + 50]
            trail.imported.add((tables[int.from_bytes(piece[:2], "big")], piece[2:18], piece[18:].hex()))
    return trail


def rows_without_leaf(engine: sqlalchemy.Engine) -> list[tuple[str, str]]:
    """Audited rows whose stored form is not the last a leaf or an import vouches for, and vouched rows that are gone."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in Base.audited_tables]
    with engine.connect() as connection:
        trail = read(connection)
        held = {(table.name, name): good for table in tables for name, good in _held(connection, table, trail)}
    gone = {row for row, digest in trail.digests.items() if digest != "deleted"} - held.keys()
    return sorted({row for row, vouched in held.items() if not vouched} | gone)


def _held(connection: Connection, table: Table, trail: Trail) -> list[tuple[str, bool]]:
    found = []
    for row in connection.execute(select(table)).mappings():
        values = {column.key: row[column] for column in table.columns}
        identity = [values[column.key] for column in table.primary_key.columns]
        name, digest = "/".join(map(str, identity)), row_digest(table, values)
        short = identity[0].bytes if len(identity) == 1 and isinstance(identity[0], UUID) else _short_name(identity)
        vouched = trail.digests.get((table.name, name)) == digest or (table.name, short, digest) in trail.imported
        found.append((name, vouched))
    return found
