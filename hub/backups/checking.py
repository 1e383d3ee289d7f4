"""Proving a backup before anything is written: its manifest, its files, every row, the trail's counters, and the keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from pyrage.x25519 import Identity
from sqlalchemy import Engine, Table, inspect, select

from hub.backups.making import DESTROYED
from hub.backups.manifest import BackupRefused, Manifest, read_manifest
from hub.backups.rows import KEYS, RECORDS, PartReader, Row, Take, tables_of
from hub.backups.sealing import file_digest, open_sealed
from hub.crypto.keys import unwrap
from hub.db import Base, newest_revision
from hub.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Source:
    """One part of a backup on the disk."""

    folder: Path
    manifest: Manifest
    part: str

    def read(self, identity: Identity, take: Take) -> None:
        """Every row of the part was handed to `take`, and they are all there.

        Raises:
            BackupRefused: the part is damaged, or not what its manifest says.
        """
        reader = PartReader(self.manifest.backup, self.part, take)
        open_sealed(self.folder / f"{self.part}.age", identity, reader)
        reader.close()
        for table in tables_of(self.part):
            if reader.tallies.get(table.name) != self.manifest.tables.get(table.name):
                raise BackupRefused(f"The rows of {table.name} are not those the manifest tells of.")


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was proven: where records and keys come from, which keys stay destroyed, which are named and not there."""

    records: Source
    keys: Source
    identity: Identity
    destroyed: frozenset[UUID] = field(repr=False)
    missing: frozenset[UUID] = field(repr=False)
    witnessed: str  # the newest checkpoint that either backup knows of


def refuse_filled(engine: Engine) -> None:
    """Return only if the database holds no row of the hub's.

    Raises:
        BackupRefused: it does; nothing is ever written over.
    """
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        for table in Base.metadata.sorted_tables:
            if table.name in there and connection.execute(select(table).limit(1)).first() is not None:
                raise BackupRefused("The database is not empty. Restore into an empty one; nothing is written over.")


def check(folder: Path, newest: Path, *, identity: Identity) -> Checked:
    """The backup in `folder` can be restored, with the keys as `newest` (the newest backup there is) has them.

    Raises:
        BackupRefused: anything about either is not as it was made, or they do not belong together.
    """
    manifest, latest = read_manifest(folder), read_manifest(newest)
    _refuse_older(manifest, latest)
    if manifest.schema != newest_revision():
        words = f"The backup is of schema {manifest.schema}, this release of {newest_revision()}."
        raise BackupRefused(f"{words} Restore it with the release that made it, then hub db upgrade.")
    keys_folder = newest if (newest / f"{KEYS}.age").exists() else folder
    keys = Source(keys_folder, latest if keys_folder == newest else manifest, KEYS)
    records, keys = (
        Source(folder, manifest, RECORDS),
        Source(keys_folder, latest if keys_folder == newest else manifest, KEYS),
    )
    for source in (records, keys):
        _same_file(source.folder, source.manifest, f"{source.part}.age")
    missing = _keys_named(records, identity) - _keys_there(keys, identity)
    return Checked(records, keys, identity, _destroyed(newest, latest), frozenset(missing), latest.checkpoint)


def _refuse_older(manifest: Manifest, latest: Manifest) -> None:
    behind = any(latest.slots.get(slot, 0) < seq for slot, seq in manifest.slots.items())
    if behind or latest.taken_at < manifest.taken_at:
        raise BackupRefused("The backup named as the newest is older than the one to restore.")


def _same_file(folder: Path, manifest: Manifest, name: str) -> None:
    if file_digest(folder / name) != manifest.files.get(name):
        raise BackupRefused(f"{name} is not the file that its manifest tells of.")


def _destroyed(folder: Path, manifest: Manifest) -> frozenset[UUID]:
    _same_file(folder, manifest, DESTROYED)
    return frozenset(UUID(line) for line in (folder / DESTROYED).read_text(encoding="ascii").split())


def _keys_named(records: Source, identity: Identity) -> set[UUID]:
    """The data keys that the records are under; on the way the trail is held to its counters."""
    leaves: Counter[str] = Counter()
    named: set[UUID] = set()

    def take(table: Table, rows: Sequence[Row]) -> None:
        if table.name == "audit_leaves":
            leaves.update(str(row["slot"]) for row in rows)
        for column in table.columns:
            if any(each.target_fullname == "data_keys.id" for each in column.foreign_keys):
                named.update(row[column.key] for row in rows if row[column.key] is not None)

    records.read(identity, take)
    if leaves != Counter(records.manifest.slots):
        raise BackupRefused("The trail in this backup has not as many leaves as its counters say.")
    return named


def _keys_there(keys: Source, identity: Identity) -> set[UUID]:
    """The data keys in the backup; on the way one under each master key version is opened, so that these are the masters."""
    there: set[UUID] = set()
    proven: set[int] = set()

    def take(table: Table, rows: Sequence[Row]) -> None:
        there.update(row["id"] for row in rows if table.name == "data_keys")
        for row in rows:
            version = row.get("master_version")
            if row.get("wrapped") is not None and version not in proven:
                unwrap(row["wrapped"], row["master_version"], _name_of(table, row))
                proven.add(row["master_version"])

    try:
        keys.read(identity, take)
    except Unavailable as error:
        raise BackupRefused("The keys in this backup do not open under the master keys of the keys folder.") from error
    return there


def _name_of(table: Table, row: Row) -> str:
    return str(row["id"]) if table.name == "data_keys" else f"secret:{row['name']}"
