"""Fields sealed by sqlalchemy-utils, as its columns do for each value."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy_utils.types.encrypted.encrypted_type import AesGcmEngine, StringEncryptedType

from tests.benchmarks.beside import answer

_ready: dict[str, Any] = {}


def prepare(fields: dict[str, str]) -> bool:
    """The column type and its sealed values are ready, and open to what was sealed."""
    column, dialect = StringEncryptedType(key="a key for a benchmark", engine=AesGcmEngine), sqlite.dialect()
    sealed = [column.process_bind_param(value, dialect) for value in fields.values()]
    if [column.process_result_value(each, dialect) for each in sealed] != list(fields.values()):
        raise ValueError("what was sealed does not open")
    _ready.update(column=column, dialect=dialect, values=list(fields.values()), sealed=sealed)
    return True


def write(times: int) -> float:
    """Seconds to seal all fields once."""
    return _each(_ready["column"].process_bind_param, _ready["values"], times)


def read(times: int) -> float:
    """Seconds to open all fields once."""
    return _each(_ready["column"].process_result_value, _ready["sealed"], times)


def _each(work: Any, values: list[Any], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        for value in values:
            work(value, _ready["dialect"])
    return (time.perf_counter() - began) / times


if __name__ == "__main__":
    answer({"prepare": prepare, "write": write, "read": read})
