"""The keys folder: master key versions, audit key, checkpoint key, outside the database. Read once, never written over."""

from __future__ import annotations

import base64
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hub.errors import StartRefused

KEY_BYTES = 32
_PRIMARY = "primary"
_AUDIT = "audit.key"
_CHECKPOINT = "checkpoint.key"
_bound: list[Keyring] = []


@dataclass(frozen=True, slots=True)
class Keyring:
    """Master keys by version, which of them wraps new keys, the key that authenticates leaves and the one that signs checkpoints."""

    masters: Mapping[int, bytes] = field(repr=False)
    primary: int
    audit_key: bytes = field(repr=False)
    opened: dict[str, bytes] = field(default_factory=dict, repr=False)  # secret keys, once unwrapped
    checkpoint_key: bytes = field(default=b"", repr=False)  # Ed25519; empty in a folder older than the sealed trail

    def master(self, version: int) -> bytes:
        """Master key `version`.

        Raises:
            StartRefused: it is not in the folder.
        """
        if version not in self.masters:
            raise StartRefused(
                f"Master key {version} is missing from the keys folder (master-{version}.key). Put it back."
            )
        return self.masters[version]


def create_keys_folder(folder: Path) -> Keyring:
    """A new keys folder (mode 0700) with master key 1, an audit key and a checkpoint key, and its keyring.

    Raises:
        StartRefused: the folder already holds keys; none is ever written over.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StartRefused(f"The keys folder {folder} already holds files. No key is ever written over.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in ("master-1.key", _AUDIT, _CHECKPOINT):
        _make_key(folder / name)
    _write_new(folder / _PRIMARY, "1")
    return read_keys_folder(folder)


def add_checkpoint_key(folder: Path) -> None:
    """A keys folder older than the sealed trail has a checkpoint key; one that has it keeps it.

    Raises:
        StartRefused: the folder is not a good keys folder.
    """
    if not read_keys_folder(folder).checkpoint_key:
        _make_key(folder / _CHECKPOINT)


def _make_key(path: Path) -> None:
    _write_new(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())


def _write_new(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_keys_folder(folder: Path) -> Keyring:
    """The keyring in `folder`.

    Raises:
        StartRefused: the folder is missing, readable by others, or half filled; the message names the file.
    """
    if not folder.is_dir():
        raise StartRefused(
            f"The keys folder {folder} is missing. Restore it from escrow, or for a first start run: hub keys init"
        )
    _refuse_readable(folder)
    masters: dict[int, bytes] = {}
    for path in sorted(folder.glob("master-*.key")):
        number = path.stem.removeprefix("master-")
        if not number.isdigit():
            raise StartRefused(f"{path.name} is not the name of a master key. Name it master-N.key.")
        masters[int(number)] = _read_key(path)
    primary = _read_text(folder / _PRIMARY)
    if not primary.isdigit() or int(primary) not in masters:
        raise StartRefused(f"The file primary names master key {primary!r}, which is not in the keys folder.")
    signing = folder / _CHECKPOINT
    return Keyring(
        masters=masters,
        primary=int(primary),
        audit_key=_read_key(folder / _AUDIT),
        checkpoint_key=_read_key(signing) if signing.exists() else b"",
    )


def _refuse_readable(folder: Path) -> None:
    for path in (folder, *folder.iterdir()):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise StartRefused(f"{path} can be read by others. Run: chmod -R go= {folder}")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefused(f"{path.name} is missing from the keys folder or unreadable. Put it back.") from error


def _read_key(path: Path) -> bytes:
    try:
        key = base64.b64decode(_read_text(path), validate=True)
    except ValueError as error:
        raise StartRefused(f"{path.name} is damaged. Put back the right file.") from error
    if len(key) != KEY_BYTES:
        raise StartRefused(f"{path.name} is not a {KEY_BYTES}-byte key. Put back the right file.")
    return key


def bind_keyring(keyring: Keyring) -> None:
    """From now on this process seals and opens with `keyring`."""
    _bound[:] = [keyring]


def unbind_keyring() -> None:
    """Forget the keyring."""
    _bound.clear()


def bound_keyring() -> Keyring:
    """The keyring this process holds.

    Raises:
        LookupError: none was bound.
    """
    if not _bound:
        raise LookupError("no keys are bound; call hub.crypto.bind_keyring(read_keys_folder(path)) first")
    return _bound[0]
