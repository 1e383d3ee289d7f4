"""`hub backup`, `hub restore` and `hub backup-key`: the whole hub into a folder and back, and the key that opens it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from pyrage.x25519 import Recipient

from hub import backups, db
from hub.actor import OPERATOR
from hub.app.starting import bind_ground, start
from hub.audit import verifier
from hub.backups import BackupRefused, Fates, Manifest
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import read_settings
from hub.errors import Unprocessable

WITHOUT_WITNESS = (
    "No checkpoints kept elsewhere were named. If one is newer than the newest backup, hub audit verify --trusted will say "
    "rolled_back of it for good. So compare now, and before anybody works restore again with --witnessed if it does."
)


def add_commands(parts: Parsers) -> None:
    """`hub backup`, `hub restore`, `hub backup-key`."""
    key = parts.add_parser("backup-key", help="make the key that opens backups; print whom to seal them for")
    key.add_argument("file", type=Path)
    key.set_defaults(run=_make_key)
    backup = parts.add_parser("backup", help="back the whole hub up, as it is at one instant, into a new folder")
    backup.add_argument("folder", type=Path)
    add_json(backup)
    backup.set_defaults(run=_backup)
    restore = parts.add_parser(
        "restore", help="prove a backup, then restore it into an empty database; 1 when it is refused"
    )
    restore.add_argument("folder", type=Path)
    restore.add_argument("--newest", type=Path, required=True, help="the newest backup there is: its keys are used")
    restore.add_argument(
        "--keys",
        type=Path,
        help="the backup made last before data keys were changed, where the restored one's keys.age is gone",
    )
    restore.add_argument(
        "--leave-shut", action="store_true", help="restore although the keys of some records are nowhere any more"
    )
    restore.add_argument("--identity", type=Path, required=True, help="the file that hub backup-key made")
    restore.add_argument(
        "--witnessed",
        type=Path,
        help="the checkpoints kept elsewhere, or a mail with one: what they show to be lost, the trail will say",
    )
    restore.add_argument("--check", action="store_true", help="only prove it; the database is not touched")
    restore.set_defaults(run=_restore)


def _make_key(asked: argparse.Namespace) -> int:
    recipient = backups.new_identity(asked.file)
    say(f"HUB_BACKUP_RECIPIENT={recipient}")
    say(f"{asked.file.name} opens backups. Move it off this machine, to two places that are not the backups' own.")
    return 0


def _backup(asked: argparse.Namespace) -> int:
    settings = read_settings()
    recipient = backups.read_recipient(settings.backup_recipient)
    start(settings)
    made = _made(asked.folder, recipient)
    if asked.json:
        say_json(asdict(made))
    else:
        rows, leaves = sum(table.rows for table in made.tables.values()), sum(made.slots.values())
        say(f"{asked.folder} holds {rows:,} rows as they were at {made.taken_at}, {leaves:,} leaves among them.")
    return 0


def _made(folder: Path, recipient: Recipient) -> Manifest:
    """A backup in `folder`; the trail tells of it only once there is a place for it.

    Raises:
        Unprocessable: the folder cannot be made or written, or holds files already.
    """
    try:
        backups.make_place(folder)
        with db.transaction() as session:
            backup = backups.announce(session, by=OPERATOR)
        with db.snapshot() as session:
            return backups.take(session, folder, backup=backup, recipient=recipient, by=OPERATOR)
    except OSError as error:
        raise Unprocessable({"folder": [f"It cannot be written ({type(error).__name__}): {error}"]}) from error


def _restore(asked: argparse.Namespace) -> int:
    settings, kept = read_settings(), _kept(asked.witnessed)
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    bind_ground(settings)
    try:
        if not asked.check:
            backups.refuse_filled(db.bound_engine())
        checked = backups.check(
            asked.folder,
            asked.newest,
            identity=backups.read_identity(asked.identity),
            keys_from=asked.keys,
            leave_shut=asked.leave_shut,
        )
        if not asked.check:
            db.upgrade(db.bound_engine())
            with db.transaction() as session:
                backups.restore(session, checked, by=OPERATOR, kept=kept)
    except BackupRefused as refused:
        say(f"Refused; nothing was written. {refused.message}")
        return 1
    say(f"The backup of {checked.records.manifest.taken_at} is {'whole' if asked.check else 'restored'}.")
    _say_shut(checked.fates)
    if not asked.check and not kept:
        say(WITHOUT_WITNESS)
    return 0


def _say_shut(fates: Fates) -> None:
    if fates.records_erased:
        say(f"Records that stay shut because they were erased: {fates.records_erased:,}.")
    if fates.records_lost:
        say(f"Records that stay shut because their keys are in no backup that was named: {fates.records_lost:,}.")


def _kept(file: Path | None) -> list[str]:
    """The signed notes of a file of checkpoints kept elsewhere.

    Raises:
        Unprocessable: it cannot be read, or not all of it.
    """
    if file is None:
        return []
    try:
        notes, parts = verifier.kept_in(verifier.read_kept(file))
    except OSError as error:
        raise Unprocessable({"witnessed": [f"It cannot be read ({type(error).__name__}): {error}"]}) from error
    faults = verifier.kept_faults(notes, parts)
    if faults:
        raise Unprocessable({"witnessed": [f"{each.where}: {each.words}." for each in faults]})
    return notes
