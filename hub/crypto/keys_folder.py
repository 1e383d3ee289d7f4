"""The keys folder, outside the database: master key versions, which is primary, audit and checkpoint keys. Nothing is written over.

A process reads it at its start, and again when another process has promoted or added a key.
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hub.crypto.keyring import KEY_BYTES, Keyring, bind_keyring, bound_keyring
from hub.errors import StartRefused

_PRIMARY = "primary"
_AUDIT = "audit.key"


def create_keys_folder(folder: Path) -> Keyring:
    """A new keys folder (mode 0700) with master key 1, an audit key and a checkpoint key, and its keyring.

    Raises:
        StartRefused: the folder already holds keys; none is ever written over.
    """
    make_empty_folder(folder)
    for name in ("master-1.key", _AUDIT, _checkpoint_name(1)):
        write_new(folder / name, _new_key_text())
    write_new(folder / _PRIMARY, "1\n")
    return read_keys_folder(folder)


def make_empty_folder(folder: Path) -> None:
    """`folder` is there, empty, for this user alone.

    Raises:
        StartRefused: it holds files.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StartRefused(f"The keys folder {folder} already holds files. No key is ever written over.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _new_key_text() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n"


def write_new(path: Path, text: str) -> None:
    """`path` holds `text` whole and on the disk; whoever is killed half-way leaves it not there at all.

    Raises:
        StartRefused: it is there already.
    """
    beside = _write_beside(path, text)
    try:
        os.link(beside, path)
    except FileExistsError as error:
        raise StartRefused(f"{path.name} is there already. No key is ever written over.") from error
    finally:
        beside.unlink()
    _to_disk(path.parent)


def _write_beside(path: Path, text: str) -> Path:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def add_master_file(folder: Path) -> int:
    """The next version of the master key is in the folder; nothing is wrapped by it yet. Its number."""
    versions = [*read_keys_folder(folder).masters, *_numbers(folder, "retired")]
    write_new(folder / f"master-{max(versions) + 1}.key", _new_key_text())
    return max(versions) + 1


def put_primary(folder: Path, version: int) -> None:
    """New keys are wrapped by `version`, in every process that shares the folder: the file changes in one step."""
    beside = _write_beside(folder / _PRIMARY, f"{version}\n")
    beside.replace(folder / _PRIMARY)
    _to_disk(folder)


def put_away_master_file(folder: Path, version: int) -> None:
    """The file of a retired version no longer counts as a master key; it stays for backups that still need it."""
    path = folder / f"master-{version}.key"
    if path.exists():
        path.rename(folder / f"retired-{version}.key")
        _to_disk(folder)


def add_checkpoint_file(folder: Path) -> int:
    """The next version of the checkpoint key is in the folder; it signs nothing yet. Its number."""
    version = max([0, *read_keys_folder(folder).checkpoint_keys, *_numbers(folder, "old-checkpoint")]) + 1
    write_new(folder / _checkpoint_name(version), _new_key_text())
    return version


def put_away_checkpoint_file(folder: Path, version: int) -> None:
    """The file of a checkpoint key that signs nothing any more no longer counts; it stays for backups that still need it."""
    path = folder / _checkpoint_name(version)
    if path.exists():
        path.rename(folder / f"old-checkpoint-{version}.key")
        _to_disk(folder)


def _checkpoint_name(version: int) -> str:
    return "checkpoint.key" if version == 1 else f"checkpoint-{version}.key"


def _checkpoint_keys(folder: Path) -> dict[int, bytes]:
    first = [1] if (folder / _checkpoint_name(1)).exists() else []
    return {
        number: _read_key(folder / _checkpoint_name(number)) for number in (*first, *_numbers(folder, "checkpoint"))
    }


def _numbers(folder: Path, kind: str) -> list[int]:
    found = []
    for path in sorted(folder.glob(f"{kind}-*.key")):
        number = path.stem.removeprefix(f"{kind}-")
        if not number.isdigit():
            raise StartRefused(f"{path.name} is not the name of a {kind} key. Name it {kind}-N.key.")
        found.append(int(number))
    return found


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
    stamp = _stamp(folder)
    masters = {number: _read_key(folder / f"master-{number}.key") for number in _numbers(folder, "master")}
    primary = _read_text(folder / _PRIMARY)
    if not primary.isdigit() or int(primary) not in masters:
        raise StartRefused(f"The file primary names master key {primary!r}, which is not in the keys folder.")
    checkpoint_keys = _checkpoint_keys(folder)
    return Keyring(
        masters=masters,
        primary=int(primary),
        audit_key=_read_key(folder / _AUDIT),
        checkpoint_keys=checkpoint_keys,
        signing=(min(checkpoint_keys),) if checkpoint_keys else (),
        folder=folder,
        stamp=stamp,
    )


def _refuse_readable(folder: Path) -> None:
    for path in (folder, *folder.iterdir()):
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except FileNotFoundError:
            continue  # another process was just writing it
        if mode & 0o077:
            raise StartRefused(f"{path} can be read by others. Run: chmod -R go= {folder}")


def _stamp(folder: Path) -> tuple[int, int]:
    try:
        held = (folder / _PRIMARY).stat()
    except OSError:
        return 0, 0
    return held.st_ino, held.st_mtime_ns


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


def keyring_to_wrap() -> Keyring:
    """The bound keyring with the primary version that the folder names now; a folder out of reach stops nobody's work."""
    held = bound_keyring()
    if held.folder is None or _stamp(held.folder) in {held.stamp, (0, 0)}:
        return held
    return _read_again(held)


def keyring_with(version: int) -> Keyring:
    """The bound keyring, read anew when it does not know the master key `version`."""
    held = bound_keyring()
    return held if version in held.masters or held.folder is None else _read_again(held)


def keyring_anew() -> Keyring:
    """The bound keyring with what its folder holds by now."""
    held = bound_keyring()
    return held if held.folder is None else _read_again(held)


def _read_again(held: Keyring) -> Keyring:
    assert held.folder is not None
    try:
        found = read_keys_folder(held.folder)
    except StartRefused:
        return held
    signing = held.checkpoint_keys, found.checkpoint_keys
    if found.audit_key != held.audit_key or _differ(held.masters, found.masters) or _differ(*signing):
        return held  # a file was exchanged under a running hub; its next start will name it
    merged = replace(
        found,
        masters={**held.masters, **found.masters},
        checkpoint_keys={**held.checkpoint_keys, **found.checkpoint_keys},
        signing=held.signing or found.signing,
        opened=held.opened,
    )
    bind_keyring(merged)
    return merged


def _differ(held: Mapping[int, bytes], found: Mapping[int, bytes]) -> bool:
    """Whether a version is another key than before."""
    return any(found.get(version, key) != key for version, key in held.items())
