"""The digest of a row as stored: one canonical form per type, the same on both engines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from hub.db import utc_text

_BY_TYPE: dict[type, Callable[[Any], bytes]] = {
    bool: lambda value: b"b1" if value else b"b0",
    int: lambda value: b"i%d" % value,
    str: lambda value: b"t" + value.encode(),
    bytes: lambda value: b"x" + value,
    UUID: lambda value: b"u" + value.bytes,
    datetime: lambda value: b"d" + utc_text(value).encode(),
    date: lambda value: b"a" + value.isoformat().encode(),
}


def _encoded(value: Any) -> bytes:
    plain = _BY_TYPE.get(type(value))
    if plain is not None:
        return plain(value)
    if isinstance(value, Enum):
        return b"t" + str(value.value).encode()
    if isinstance(value, str):
        return b"t" + value.encode()
    if isinstance(value, memoryview):
        return b"x" + bytes(value)
    if isinstance(value, dict | list | tuple):
        return b"j" + json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    for kind in (UUID, datetime, date):  # subclasses of these
        if isinstance(value, kind):
            return _BY_TYPE[kind](value)
    raise TypeError(f"a column of type {type(value).__name__} has no canonical form")


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


@lru_cache(maxsize=256)
def _labels(table: Table) -> tuple[tuple[str, bytes], ...]:
    pairs = ((column.info.get("label", column.name), column.key) for column in table.columns)
    return tuple((key, _framed(label.encode())) for label, key in sorted(pairs))


@lru_cache(maxsize=256)
def _beginning(table: Table) -> bytes:
    return _framed(b"hub-row/1") + _framed(table.name.encode())


def row_digest(table: Table, values: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the non-null columns of a row by their fixed labels; `values` by column key."""
    return raw_digest(table, values).hex()


def raw_digest(table: Table, values: Mapping[str, Any]) -> bytes:
    """The same digest as 32 bytes."""
    parts = [_beginning(table)]
    for key, label in _labels(table):
        value = values.get(key)
        if value is not None:
            encoded = _encoded(value)
            parts += (label, len(encoded).to_bytes(4, "big"), encoded)
    return hashlib.sha256(b"".join(parts)).digest()
