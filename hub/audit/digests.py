"""The digest of a row as stored: one canonical form per type, the same on both engines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from hub.db import utc_text


def _encoded(value: Any) -> bytes:
    if isinstance(value, bool):
        return b"b1" if value else b"b0"
    if isinstance(value, Enum):
        return b"t" + str(value.value).encode()
    if isinstance(value, int):
        return b"i" + str(value).encode()
    if isinstance(value, str):
        return b"t" + value.encode()
    if isinstance(value, bytes | memoryview):
        return b"x" + bytes(value)
    if isinstance(value, UUID):
        return b"u" + value.bytes
    if isinstance(value, datetime):
        return b"d" + utc_text(value).encode()
    if isinstance(value, date):
        return b"a" + value.isoformat().encode()
    if isinstance(value, dict | list | tuple):
        return b"j" + json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    raise TypeError(f"a column of type {type(value).__name__} has no canonical form")


@lru_cache(maxsize=256)
def _labels(table: Table) -> tuple[tuple[str, bytes], ...]:
    pairs = ((column.info.get("label", column.name), column.key) for column in table.columns)
    return tuple((key, label.encode()) for label, key in sorted(pairs))


def row_digest(table: Table, values: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the non-null columns of a row by their fixed labels; `values` by column key."""
    parts = [b"hub-row/1", table.name.encode()]
    for key, label in _labels(table):
        value = values.get(key)
        if value is not None:
            parts += (label, _encoded(value))
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).hexdigest()
