"""Making a backup: everything read in one snapshot, sealed as it is read, and the manifest last."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID, uuid4

from pyrage.x25519 import Recipient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Permission, require
from hub.actor import Actor
from hub.audit import Action, AuditSlot
from hub.backups.manifest import Manifest, Tally
from hub.backups.rows import PARTS, lines
from hub.backups.sealing import file_digest, write_sealed
from hub.crypto import DataKey
from hub.db import revision_of, utc_text
from hub.errors import Unprocessable

DESTROYED = "destroyed.txt"


def make_place(folder: Path) -> None:
    """`folder` is there and empty.

    Raises:
        Unprocessable: it holds files.
        OSError: it cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Unprocessable({"folder": [f"{folder.name} holds files already. Name a new folder for each backup."]})


def announce(session: Session, *, by: Actor) -> UUID:
    """The leaf that a backup is taken stands before anything leaves; the backup's id."""
    require(by, Permission.KEYS_MANAGE)
    backup = uuid4()
    audit.record(session, by=by, action=Action.BACKUP_MADE, objects=[("backup", backup)], basis="operator")
    return backup


def take(session: Session, folder: Path, *, backup: UUID, recipient: Recipient, by: Actor) -> Manifest:
    """`folder` is a whole backup of what the session sees; the session must be a snapshot.

    Raises:
        Unprocessable: the folder holds files already.
    """
    require(by, Permission.KEYS_MANAGE)
    make_place(folder)
    tallies: dict[str, Tally] = {}
    for part in PARTS:
        write_sealed(folder / f"{part}.age", lines(session, str(backup), part, tallies), recipient)
    _write_destroyed(session, folder / DESTROYED)
    names = [*(f"{part}.age" for part in PARTS), DESTROYED]
    newest = audit.newest_checkpoint(session)
    made = Manifest(
        backup=str(backup),
        taken_at=utc_text(clock.now()),
        schema=revision_of(session.connection()) or "",
        files={name: file_digest(folder / name) for name in names},
        tables=tallies,
        slots={str(slot): seq for slot, seq in session.execute(select(AuditSlot.id, AuditSlot.seq))},
        checkpoint=newest.note if newest else "",
    )
    made.write(folder)
    _settle(folder)
    return made


def _write_destroyed(session: Session, path: Path) -> None:
    """The ids of destroyed keys, one a line: random numbers, safe to keep for ever, so that none lives again."""
    gone = session.scalars(select(DataKey.id).where(DataKey.destroyed_at.is_not(None)).order_by(DataKey.id))
    path.write_text("".join(f"{each}\n" for each in gone), encoding="ascii")


def _settle(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
