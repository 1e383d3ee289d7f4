"""Proving a backup before anything is written: its manifest, its files, every row, the trail's counters, and the keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pyrage.x25519 import Identity
from sqlalchemy import Engine, Table, inspect, select

from hub.backups.key_fates import Fates, Found, Named, fates_of
from hub.backups.making import DESTROYED
from hub.backups.manifest import BackupRefused, Manifest, read_manifest
from hub.backups.rows import KEYS, RECORDS, PartReader, Row, Take, tables_of
from hub.backups.sealing import file_digest, open_sealed
from hub.crypto.keys import unwrap
from hub.db import Base, newest_revision
from hub.errors import StartRefused, Unavailable


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
    """A backup that was proven: where records and keys come from, and what becomes of each key."""

    records: Source
    keys: Source
    older_keys: Source  # where the keys are that were replaced since
    identity: Identity
    fates: Fates
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


def check(
    folder: Path, newest: Path, *, identity: Identity, keys_from: Path | None = None, leave_shut: bool = False
) -> Checked:
    """The backup in `folder` can be restored, with the keys as `newest` (the newest backup there is) has them.

    Keys that were replaced since come from the backup in `keys_from`, or from the one in `folder` itself.

    Raises:
        BackupRefused: anything about one of them is not as it was made, they do not belong together, or a record's key is
            in neither and was not destroyed, unless such records may be left shut.
    """
    manifest, latest = read_manifest(folder), read_manifest(newest)
    _refuse_older(manifest, latest)
    if manifest.schema != newest_revision():
        words = f"The backup is of schema {manifest.schema}, this release of {newest_revision()}."
        raise BackupRefused(f"{words} Restore it with the release that made it, then hub db upgrade.")
    records, own = Source(folder, manifest, RECORDS), Source(folder, manifest, KEYS)
    older = Source(keys_from, read_manifest(keys_from), KEYS) if keys_from else own
    keys = Source(newest, latest, KEYS) if (newest / f"{KEYS}.age").exists() else own
    for source in (records, keys):
        _same_file(source.folder, source.manifest, f"{source.part}.age")
    fates = fates_of(
        _keys_named(records, identity),
        _keys_there(keys, identity),
        _destroyed(newest, latest),
        lambda wanted: Found() if older == keys else _keys_brought(older, identity, wanted),
    )
    if fates.lost and not leave_shut:
        raise BackupRefused(_lost(fates))
    return Checked(records, keys, older, identity, fates, latest.checkpoint)


def _lost(fates: Fates) -> str:
    return (
        f"{fates.records_lost:,} records would stay shut: their keys were not destroyed, and are in neither backup. Put back "
        f"this backup's own {KEYS}.age, or name with --keys the backup made last before the data keys were changed. Only "
        "where neither is left, --leave-shut restores the rest."
    )


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


def _keys_named(records: Source, identity: Identity) -> Named:
    """The data keys that the records are under; on the way the trail is held to its counters."""
    leaves: Counter[str] = Counter()
    named = Named()

    def take(table: Table, rows: Sequence[Row]) -> None:
        if table.name == "audit_leaves":
            leaves.update(str(row["slot"]) for row in rows)
        for column in table.columns:
            if any(each.target_fullname == "data_keys.id" for each in column.foreign_keys):
                _name_keys(named, table, column.key, rows)

    records.read(identity, take)
    if leaves != Counter(records.manifest.slots):
        raise BackupRefused("The trail in this backup has not as many leaves as its counters say.")
    return named


def _name_keys(named: Named, table: Table, by: str, rows: Sequence[Row]) -> None:
    sealed = [column.key for column in table.columns if "label" in column.info]
    for row in rows:
        if row[by] is not None and table.name in Base.audited_tables:
            named.records[row[by]] += any(row[each] is not None for each in sealed)
        elif row[by] is not None:
            named.working.add(row[by])


def _keys_there(keys: Source, identity: Identity) -> Found:
    """The data keys in the backup; on the way one under each master key version is opened, so that these are the masters."""
    found = Found()
    proven: set[int] = set()

    def take(table: Table, rows: Sequence[Row]) -> None:
        for row in rows:
            if table.name == "data_keys":
                _note(found, row)
            version = row.get("master_version")
            if row.get("wrapped") is not None and version not in proven:
                unwrap(row["wrapped"], row["master_version"], _name_of(table, row))
                proven.add(row["master_version"])

    _read_keys(keys, identity, take)
    return found


def _keys_brought(older: Source, identity: Identity, wanted: Collection[UUID]) -> Found:
    """Those of the wanted keys that the older part has; each of them was opened."""
    found = Found()
    if not (older.folder / f"{KEYS}.age").exists():
        return found

    def take(table: Table, rows: Sequence[Row]) -> None:
        for row in rows if table.name == "data_keys" else ():
            if row["id"] in wanted:
                _note(found, row)
                if row["wrapped"] is not None:
                    unwrap(row["wrapped"], row["master_version"], _name_of(table, row))

    _same_file(older.folder, older.manifest, f"{KEYS}.age")
    _read_keys(older, identity, take)
    return found


def _note(found: Found, row: Row) -> None:
    if row["wrapped"] is not None:
        found.live.add(row["id"])
    elif row["destroyed_at"] is not None:
        found.destroyed.add(row["id"])


def _read_keys(source: Source, identity: Identity, take: Take) -> None:
    try:
        source.read(identity, take)
    except (StartRefused, Unavailable) as error:
        words = f"The keys of {source.folder.name} do not open under the master keys of the keys folder."
        raise BackupRefused(
            f"{words} If one was retired since, name its file retired-N.key master-N.key again for the restore."
        ) from error


def _name_of(table: Table, row: Row) -> str:
    return str(row["id"]) if table.name == "data_keys" else f"secret:{row['name']}"
