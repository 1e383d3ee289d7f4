"""Keys that live in the database, each wrapped by a master key: one per person, concern version, draft or meeting."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub import clock
from hub.crypto.keyring import KEY_BYTES, bound_keyring
from hub.crypto.keys_folder import keyring_to_wrap, keyring_with
from hub.crypto.unopened import alarmed
from hub.db import Base, working
from hub.errors import Unavailable

_NONCE_BYTES = 12
_LINE_BYTES = 12  # of an id: 90 bits of chance, so that no two lines meet


class DataKey(Base):
    """A data key, wrapped. Destroying it empties the bytes and keeps the row, so that what it sealed is gone for good.

    Empty without `destroyed_at`, it was nowhere when a backup was restored, and nobody erased what it sealed.
    """

    __tablename__ = "data_keys"
    __kept__ = working("because a wrapped key changes with the master key and says nothing of the record")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    master_version: Mapped[int] = mapped_column(index=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]

    @cached_property
    def aead(self) -> AESGCM:
        """The cipher under this key, unwrapped once.

        Raises:
            Unavailable: the key was destroyed or does not open.
        """
        if self.wrapped is None and self.destroyed_at is None:
            raise Unavailable(
                "The key of this record was missing when the hub was restored. Operators have to be told."
            )
        if self.wrapped is None:
            raise Unavailable("What this record held has been erased.")
        return AESGCM(unwrap(self.wrapped, self.master_version, str(self.id)))


class SecretKey(Base):
    """A random key for blind tokens or idempotency marks, wrapped."""

    __tablename__ = "secret_keys"
    __kept__ = working("because a wrapped key changes with the master key and belongs to no record")

    name: Mapped[str] = mapped_column(primary_key=True)
    master_version: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class KeyCheck(Base):
    """A known answer under each key of the keys folder, opened at every start."""

    __tablename__ = "key_checks"
    __kept__ = working("because it only proves that a key is the right one")

    name: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[bytes] = mapped_column(LargeBinary)


def wrap(key: bytes, name: str) -> tuple[bytes, int]:
    """`key` wrapped for `name` under the primary master key, and that master's version."""
    keyring = keyring_to_wrap()
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = keyring.cipher(keyring.primary).encrypt(nonce, key, b"hub-key/1\x00" + name.encode())
    return nonce + wrapped, keyring.primary


def unwrap(wrapped: bytes, master_version: int, name: str) -> bytes:
    """The key that was wrapped for `name`, as the database holds it.

    Raises:
        Unsealable: the master key is wrong, or the bytes were changed or moved.
    """
    try:
        return unwrapped(wrapped, master_version, name)
    except (InvalidTag, ValueError) as error:
        raise alarmed() from error


def unwrapped(wrapped: bytes, master_version: int, name: str) -> bytes:
    """The same of what came from outside, where bytes that do not open are nothing to be alarmed about.

    Raises:
        InvalidTag, ValueError: the bytes were changed or moved.
    """
    cipher = keyring_with(master_version).cipher(master_version)
    return cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], b"hub-key/1\x00" + name.encode())


def wrapped_by_primary(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same data key's row, wrapped by the primary master key.

    Raises:
        Unavailable: it does not open.
    """
    name = str(row["id"])
    wrapped, version = wrap(unwrap(row["wrapped"], row["master_version"], name), name)
    return {**row, "wrapped": wrapped, "master_version": version}


@dataclass(frozen=True, slots=True)
class LooseKey:
    """A data key for rows written or read in bulk: what to seal with, and, where it is fresh, its own row to save with them."""

    id: UUID
    aead: AESGCM
    row: dict[str, Any]


def line_of(key_id: UUID) -> bytes:
    """What the ids of a data key and of all that took its place share, and no others: so rotation is told from erasure."""
    return key_id.bytes[:_LINE_BYTES]


def new_key(purpose: str, *, in_place_of: UUID | None = None) -> DataKey:
    """A fresh data key, ready to seal with and to be saved beside the record it belongs to; in the line of the key it replaces."""
    key_id = uuid4() if in_place_of is None else _another_in_line(in_place_of)
    loose = loose_key(purpose, key_id, at=clock.now())
    key = DataKey(**loose.row)
    key.aead = loose.aead
    return key


def _another_in_line(key_id: UUID) -> UUID:
    return UUID(bytes=line_of(key_id) + secrets.token_bytes(len(key_id.bytes) - _LINE_BYTES))


def loose_key(purpose: str, key_id: UUID, *, at: datetime) -> LooseKey:
    """A fresh data key of that id for an import."""
    plain = secrets.token_bytes(KEY_BYTES)
    wrapped, master_version = wrap(plain, str(key_id))
    row = {
        "id": key_id, "purpose": purpose, "master_version": master_version, "wrapped": wrapped, "created_at": at,
        "destroyed_at": None,
    }  # fmt: skip
    return LooseKey(key_id, AESGCM(plain), row)


def opened_key(key_id: UUID, wrapped: bytes, master_version: int) -> LooseKey:
    """A held data key for rows read in bulk.

    Raises:
        Unavailable: it does not open.
    """
    return LooseKey(key_id, AESGCM(unwrap(wrapped, master_version, str(key_id))), {})


def destroy_key(key: DataKey) -> None:
    """Make all that `key` sealed unreadable for ever; the row stays as a tombstone."""
    key.wrapped, key.destroyed_at = None, clock.now()
    key.__dict__.pop("aead", None)


def secret_key(session: Session, name: str) -> bytes:
    """The random key called `name`, unwrapped once a process.

    Raises:
        Unavailable: it was never made; `install_keys` makes it before there are data.
    """
    opened = bound_keyring().opened
    if name not in opened:
        row = session.get(SecretKey, name)
        if row is None:
            raise Unavailable(f"The key {name!r} is missing from the database. Run: hub keys status")
        opened[name] = unwrap(row.wrapped, row.master_version, f"secret:{name}")
    return opened[name]
