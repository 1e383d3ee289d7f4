"""Writing a proven backup into an empty database, in one transaction, and looking at it again before it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from hub import audit, clock, crypto, drafts
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action
from hub.audit.bulk import insert_many
from hub.backups.checking import Checked, Source
from hub.backups.key_fates import Fates
from hub.backups.manifest import BackupRefused, Tally
from hub.backups.rows import Row, add_up, rows_of, tables_of
from hub.crypto import DataKey

_AT_ONCE = 500


def restore(session: Session, checked: Checked, *, by: Actor, kept: Sequence[str] = ()) -> None:
    """The database holds what the backup held; keys destroyed since are destroyed, nobody is signed in, the trail says so.

    `kept` are the signed notes of checkpoints kept elsewhere: what they show to be lost, the trail says.

    Raises:
        BackupRefused: what was written is not what was read.
        Unprocessable: one of `kept` shows a loss and is not this hub's.
        StartRefused: the keys folder holds other keys.
    """
    require(by, Permission.KEYS_MANAGE)
    connection = session.connection(execution_options={"hub_migration": True})
    for source in (checked.keys, checked.records):
        _load(connection, source, checked)
        _look_again(session, source)
        if source is checked.keys:
            _bring_keys(session, checked)
            _settle_keys(session, checked.fates, at=clock.now())
    drafts.end_forgotten(session)
    crypto.prove_keys(session)
    after_restore(session, checked, by=by, kept=kept)


def after_restore(session: Session, checked: Checked, *, by: Actor, kept: Sequence[str] = ()) -> None:
    """A new epoch of the log says what was last witnessed before, and a leaf which backup was restored and how far it went."""
    require(by, Permission.KEYS_MANAGE)
    manifest = checked.records.manifest
    witnessed = [*kept, checked.witnessed] if checked.witnessed else kept
    audit.open_epoch(session, reason=f"restored backup {manifest.backup}", by=by, witnessed=witnessed)
    audit.record(
        session,
        by=by,
        action=Action.BACKUP_RESTORED,
        objects=[("backup", manifest.backup)],
        basis="operator",
        counts={"rows": sum(each.rows for each in manifest.tables.values()), "leaves": sum(manifest.slots.values())},
    )


def _load(connection: Connection, source: Source, checked: Checked) -> None:
    def take(table: Table, rows: Sequence[Row]) -> None:
        insert_many(connection, table, rows)

    source.read(checked.identity, take)


def _look_again(session: Session, source: Source) -> None:
    """What was written is read back and added up as it was when the backup was made."""
    for table in tables_of(source.part):
        tally = Tally()
        for batch in rows_of(session, table):
            tally = add_up(tally, table, batch)
        if tally != source.manifest.tables[table.name]:
            raise BackupRefused(f"The rows of {table.name} did not arrive as they were. Nothing was kept.")


def _bring_keys(session: Session, checked: Checked) -> None:
    """Keys that were replaced since stand beside the others, wrapped by the primary master key like a new one."""
    wanted, connection = checked.fates.brought, session.connection()

    def take(table: Table, rows: Sequence[Row]) -> None:
        ours = [row for row in rows if row.get("id") in wanted] if table.name == DataKey.__tablename__ else []
        if ours:
            # one may stand there empty: it was lost at a restore before this one
            session.execute(delete(DataKey).where(DataKey.id.in_([row["id"] for row in ours])))
            insert_many(connection, table, [crypto.wrapped_by_primary(row) for row in ours])

    if wanted:
        checked.older_keys.read(checked.identity, take)


def _settle_keys(session: Session, fates: Fates, *, at: datetime) -> None:
    """Destroyed keys are destroyed, and each that is not there has its empty row."""
    for ids, destroyed_at in ((sorted(fates.destroyed), at), (sorted(fates.lost), None)):
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            still = DataKey.id.in_(some), DataKey.wrapped.is_not(None)
            session.execute(update(DataKey).where(*still).values(wrapped=None, destroyed_at=destroyed_at))
            absent = set(some) - set(session.scalars(select(DataKey.id).where(DataKey.id.in_(some))))
            rows = [_empty(key, at, destroyed_at) for key in sorted(absent)]
            if rows:
                session.execute(insert(DataKey), rows)


def _empty(key: UUID, at: datetime, destroyed_at: datetime | None) -> dict[str, object]:
    return {
        "id": key, "purpose": "", "master_version": 0, "wrapped": None, "created_at": at, "destroyed_at": destroyed_at,
    }  # fmt: skip
