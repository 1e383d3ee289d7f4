"""Files in the age format: anybody with the recipient can make one, only the identity opens it. Opened bytes never touch a disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import Protocol

import pyrage
from pyrage.x25519 import Identity, Recipient

from hub.backups.manifest import BackupRefused
from hub.errors import Unprocessable


class Taker(Protocol):
    """Takes opened bytes as they come."""

    def write(self, data: bytes) -> int:
        """All of `data` was taken."""

    def flush(self) -> None:
        """Nothing is held back."""


class _Pieces(RawIOBase):
    """An iterator of bytes, read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base takes any writable buffer
        while not self._left:
            try:
                self._left = next(self._pieces)
            except StopIteration:
                return 0
        taken = min(len(buffer), len(self._left))
        buffer[:taken], self._left = self._left[:taken], self._left[taken:]
        return taken


def new_identity(path: Path) -> str:
    """A new file (mode 0600) holds the identity that opens backups; the recipient that belongs to it.

    Raises:
        Unprocessable: the file is there already, and none is ever written over; or it cannot be written.
    """
    identity = Identity.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Unprocessable({"file": [f"{path.name} is there already. No key is ever written over."]}) from error
    except OSError as error:
        raise Unprocessable({"file": [f"It cannot be written ({type(error).__name__}): {error}"]}) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# recipient: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def read_identity(path: Path) -> Identity:
    """The identity in `path`, a file of this hub's or of age's own tools.

    Raises:
        BackupRefused: there is none.
    """
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        return Identity.from_str(next(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError) as error:
        raise BackupRefused(f"{path.name} holds no key that opens backups (a line AGE-SECRET-KEY-…).") from error


def read_recipient(text: str) -> Recipient:
    """The recipient that HUB_BACKUP_RECIPIENT names.

    Raises:
        Unprocessable: it names none.
    """
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        words = "Set HUB_BACKUP_RECIPIENT to the line age1… that hub backup-key printed."
        raise Unprocessable({"recipient": [words]}) from error


def write_sealed(path: Path, pieces: Iterator[bytes], recipient: Recipient) -> None:
    """A new file (mode 0600) holds the pieces, sealed and on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        pyrage.encrypt_io(_Pieces(pieces), file, [recipient])
        file.flush()
        os.fsync(file.fileno())


def open_sealed(path: Path, identity: Identity, taker: Taker) -> None:
    """Every opened byte of the file was given to `taker`; each was authenticated before it was given.

    Raises:
        BackupRefused: the file is not whole, was changed, or is for another identity.
    """
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, taker, [identity])
    except (OSError, pyrage.DecryptError) as error:
        raise BackupRefused(f"{path.name} does not open: it is damaged, or for another key than this one.") from error


def file_digest(path: Path) -> str:
    """The file's SHA-256, hexadecimal.

    Raises:
        BackupRefused: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BackupRefused(f"{path.name} is missing from the backup.") from error
