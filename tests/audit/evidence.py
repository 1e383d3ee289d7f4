"""A sealed trail, what was kept elsewhere of it, and what the database's owner does to it before it is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, text

from hub import audit, crypto, db
from hub.audit import verifier
from hub.audit.verifier import Report
from tests.audit.council import Council, a_team, leaf
from tests.audit.tampering import as_owner


@dataclass
class Evidence:
    """A sealed trail of ten leaves over ten teams, and what was kept elsewhere of it."""

    engine: sqlalchemy.Engine
    council: Council
    folder: Path
    kept: str = ""
    bundles: int = 0

    def work(self, times: int) -> None:
        with db.transaction() as session:
            for _ in range(times):
                session.add(a_team(self.council))
                leaf(session)

    def seal(self) -> str:
        with db.transaction() as session:
            done = audit.seal_pending(session, checkpoint_now=True)
        return done.checkpoint.note if done.checkpoint else ""

    def sql(self, *statements: str) -> None:
        as_owner(self.engine, *statements)

    def change(self, tamper: Callable[[Connection], None]) -> None:
        as_owner(self.engine)
        with self.engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            tamper(connection)

    def checked(self, trusted: str = "") -> Report:
        self.bundles += 1
        folder = self.folder / f"bundle-{self.bundles}"
        with db.reading() as session:
            audit.export_bundle(session, folder)
        return checked(folder, trusted)

    def first(self, trusted: str = "") -> tuple[str, str]:
        """Kind and place of the first thing found wrong."""
        fault = self.checked(trusted).faults[0]
        return fault.kind, fault.where


def checked(folder: Path, trusted: str = "", processes: int = 1) -> Report:
    return verifier.verify(
        folder,
        trusted=trusted or None,
        public_key=crypto.checkpoint_public_key(),
        audit_key=crypto.bound_keyring().audit_key,
        processes=processes,
    )


def slot_of(evidence: Evidence) -> int:
    with evidence.engine.connect() as connection:
        return int(connection.scalar(text("SELECT min(id) FROM audit_slots")) or 0)


def place(evidence: Evidence, index: int) -> str:
    return f"entry {index}, slot {slot_of(evidence)} number {index + 1}"
