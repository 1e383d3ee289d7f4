"""Backups: the whole hub as it was at one instant, encrypted, in parts; a restore proves everything before it writes anything."""

from hub.backups.checking import Checked, check, refuse_filled
from hub.backups.key_fates import Fates
from hub.backups.making import announce, make_place, take
from hub.backups.manifest import BackupRefused, Manifest
from hub.backups.restoring import after_restore, restore
from hub.backups.sealing import new_identity, read_identity, read_recipient

__all__ = [
    "BackupRefused",
    "Checked",
    "Fates",
    "Manifest",
    "after_restore",
    "announce",
    "check",
    "make_place",
    "new_identity",
    "read_identity",
    "read_recipient",
    "refuse_filled",
    "restore",
    "take",
]
