"""Sealed attributes: set a plain value, the row holds AES-256-GCM bytes bound to table, column, row and key; get it back opened.

A value moved to another row, column or key does not open. Short values are padded in steps, so that length gives nothing away.
"""

from __future__ import annotations

import json
from functools import lru_cache
from os import urandom
from typing import Any, Generic, TypeVar, cast, overload
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from hub.crypto.keys import DataKey, LooseKey
from hub.crypto.unopened import alarmed
from hub.db import Versioned

Value = TypeVar("Value")
_FORMAT = b"hub-seal/1"
_NONCE_BYTES = 12
_BOUND = "_bound"  # where a row keeps its key and binding, outside the mapped attributes
_TEXT = 2  # begins what is text as it stands; JSON, which holds everything else, never begins with it
_MARK = chr(_TEXT)
_ID = (16).to_bytes(4, "big")  # stands before an id: how long it is
_PADDING = [b"\x80" + b"\x00" * (31 - used) for used in range(32)]
# made once: json.dumps makes an encoder for each call that is not quite ordinary, which costs more than the sealing
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_from_json = json.JSONDecoder().raw_decode


def _bound(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def row_binding(table: str, row_id: UUID, key_id: UUID) -> bytes:
    """The part of the associated data that a row's sealed values share."""
    return _of_table(table) + _ID + row_id.bytes + _ID + key_id.bytes


@lru_cache
def _of_table(table: str) -> bytes:
    return _bound(_FORMAT, table.encode())


class _Parts(dict[str, bytes]):
    """The part of the associated data that a column's sealed values share, by the column's label."""

    def __missing__(self, column: str) -> bytes:
        part = self[column] = _bound(column.encode())
        return part


_parts = _Parts()


def _long_padding(size: int) -> bytes:
    step = 256 if size < 4096 else 1024
    return b"\x80" + b"\x00" * (-(size + 1) % step)


# the two of them are as long as the cipher's own work: each call, copy and look-up less is felt on every page
def seal(aead: AESGCM, binding: bytes, column: str, value: Any) -> bytes:
    """`value` (text, list or map) sealed for one column of one row."""
    nonce = urandom(_NONCE_BYTES)
    said = _MARK + value if type(value) is str else _as_json(value)
    try:
        text = said.encode()
    except UnicodeEncodeError:  # asked for only then: it is the slower way
        text = said.encode("utf-8", "surrogatepass")
    size = len(text)
    plain = text + (_PADDING[size & 31] if size < 256 else _long_padding(size))
    return nonce + aead.encrypt(nonce, plain, binding + _parts[column])


def unseal(aead: AESGCM, binding: bytes, column: str, sealed: bytes) -> Any:
    """What `seal` was given.

    Raises:
        Unsealable: anything about it differs.
    """
    try:
        plain = aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], binding + _parts[column])
        if plain[0] == _TEXT:
            return plain[1 : plain.rindex(b"\x80")].decode("utf-8", "surrogatepass")
        return _from_json(plain[: plain.rindex(b"\x80")].decode("utf-8", "surrogatepass"))[0]
    except (InvalidTag, ValueError, IndexError) as error:
        raise alarmed() from error


class Sealed(Generic[Value]):
    """An attribute kept sealed in the column `<name>_sealed`; `label` is fixed at declaration, so a renamed column still opens."""

    def __init__(self, label: str) -> None:
        self.label = label

    def __set_name__(self, owner: type, name: str) -> None:
        """Give the class its column."""
        self.column = f"{name}_sealed"
        setattr(owner, self.column, mapped_column(self.column, LargeBinary, nullable=True, info={"label": self.label}))
        owner.__annotations__[self.column] = Mapped[bytes | None]

    @overload
    def __get__(self, row: None, owner: type) -> Sealed[Value]: ...

    @overload
    def __get__(self, row: SealedRow, owner: type) -> Value | None: ...

    def __get__(self, row: SealedRow | None, owner: type) -> Sealed[Value] | Value | None:
        """The opened value, None when nothing was said."""
        if row is None:
            return self
        held = row.__dict__
        try:
            sealed = held[self.column]
        except KeyError:  # not loaded, or expired
            sealed = getattr(row, self.column)
        if sealed is None:
            return None
        known = held.get(_BOUND)
        if known is None or known[0] is not held.get("key"):
            known = row.bind()
        opened: Value = unseal(known[0].aead, known[1], self.label, sealed)
        return opened

    def __set__(self, row: SealedRow, value: Value | None) -> None:
        """Seal at once, so that the ORM sees the row change."""
        if value is None:
            setattr(row, self.column, None)
            return
        held = row.__dict__
        known = held.get(_BOUND)
        if known is None or known[0] is not held.get("key"):
            known = row.bind()
        setattr(row, self.column, seal(known[0].aead, known[1], self.label, value))

    def __eq__(self, other: object) -> bool:
        raise TypeError("a sealed attribute cannot be compared in a query; look people up by blind tokens")

    __hash__ = None  # type: ignore[assignment]  # nor hashed


class SealedRow:
    """A row with an id and a data key; both stand before any sealed value is assigned."""

    id: Mapped[UUID] = mapped_column(primary_key=True)

    @declared_attr
    def key_id(cls) -> Mapped[UUID]:  # noqa: N805  declared_attr hands the class
        """The data key this row's sealed values are under."""
        return mapped_column(ForeignKey("data_keys.id"), index=True)

    @declared_attr
    def key(cls) -> Mapped[DataKey]:  # noqa: N805  declared_attr hands the class
        """The key itself, in the same query as the row."""
        return relationship(DataKey, lazy="joined", innerjoin=True)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  declared_attr hands the class
        """A change sealed under a key that was replaced meanwhile is refused, by the row's version or by the key itself."""
        kind = cast("Any", cls)
        if issubclass(kind, Versioned):
            return {"version_id_col": kind.__table__.c.version}
        return {"version_id_col": kind.__table__.c.key_id, "version_id_generator": False}

    def __init__(self, *, key: DataKey, id: UUID | None = None, **values: Any) -> None:
        self.id = id or uuid4()
        self.key = key
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no attribute {name!r}")
            setattr(self, name, value)

    def bind(self) -> tuple[DataKey, bytes]:
        """The row's key and its part of the associated data, kept on the row for as long as it is under that key."""
        key = self.key
        known = self.__dict__[_BOUND] = key, row_binding(cast("Any", type(self)).__tablename__, self.id, key.id)
        return known

    def opened(self) -> dict[str, Any]:
        """Every sealed value that was said, opened, by its attribute.

        Raises:
            Unsealable: one does not open.
        """
        names = [name for kind in type(self).__mro__ for name, held in vars(kind).items() if isinstance(held, Sealed)]
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    @classmethod
    def sealed_columns(cls, key: DataKey | LooseKey, row_id: UUID, **values: Any) -> dict[str, bytes | None]:
        """The sealed columns of a row written in bulk, ready for an import."""
        binding = row_binding(cast("Any", cls).__tablename__, row_id, key.id)
        found: dict[str, bytes | None] = {}
        for name, value in values.items():
            field: Sealed[Any] = getattr(cls, name)
            found[field.column] = None if value is None else seal(key.aead, binding, field.label, value)
        return found

    @classmethod
    def opened_column(cls, key: LooseKey, row_id: UUID, name: str, sealed: bytes | None) -> Any:
        """The opened value of a column read in bulk, None when nothing was said.

        Raises:
            Unsealable: anything about it differs.
        """
        field: Sealed[Any] = getattr(cls, name)
        if sealed is None:
            return None
        return unseal(key.aead, row_binding(cast("Any", cls).__tablename__, row_id, key.id), field.label, sealed)
