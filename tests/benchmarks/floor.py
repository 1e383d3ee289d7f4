"""The floor under a submission: the very statements that one submission writes, sent again with fresh ids, and nothing else.

No HTTP, no ORM, no sealing, no rules, no reading: what is left is the database and its disk.
"""

from __future__ import annotations

import pickle
import re
import secrets
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from hub import db
from tests.benchmarks.beside import answer

Sent = tuple[str, Any]  # a statement and its parameters, or a list of them
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_TRAIL = re.compile(r"INSERT INTO audit_(?:leaves|objects|batches)\b")
_REFERENCE = re.compile(r"^DH-[0-9A-Z]{4}-[0-9A-Z]{4}$")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one submission wrote, and the ids in it that were new."""

    sent: tuple[Sent, ...]
    fresh: frozenset[str]


@contextmanager
def listening() -> Iterator[list[Sent]]:
    """Every writing statement of this process's engine inside the block, in order."""
    heard: list[Sent] = []

    def hear(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> None:
        if _WRITES.match(statement):
            heard.append((statement, parameters))

    event.listen(db.bound_engine(), "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(db.bound_engine(), "before_cursor_execute", hear)


def record(submit: Callable[[], object]) -> Recorded:
    """What a submission writes; an id is new when a second submission does not have it too."""
    with listening() as first:
        submit()
    with listening() as second:
        submit()
    sent = tuple((statement, _plain(parameters)) for statement, parameters in first)
    return Recorded(sent, frozenset(_names(first) - _names(second)))


def _plain(parameters: Any) -> Any:
    """The parameters as they can be handed to another process: views of bytes as the bytes."""
    if isinstance(parameters, list):
        return [_plain(each) for each in parameters]
    if isinstance(parameters, dict):
        return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in parameters.items()}
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in parameters)


def _names(sent: list[Sent]) -> set[str]:
    return {name for _, parameters in sent for value in _values(parameters) if (name := _name(value))}


def _values(parameters: Any) -> Iterator[Any]:
    for each in parameters if isinstance(parameters, list) else [parameters]:
        yield from each.values() if isinstance(each, dict) else each


def _name(value: Any) -> str:
    """The value's one form if it is an id or a reference."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, str):
        plain = value.replace("-", "").lower()
        if len(plain) == 32 and all(sign in "0123456789abcdef" for sign in plain):
            return plain
        return value if _REFERENCE.match(value) else ""
    return ""


class Replay:
    """One connection that sends a recorded submission again and again, under a slot of the trail of its own."""

    def __init__(self, url: str, recorded: Recorded, slot: int) -> None:
        self._recorded, self._is_sqlite = recorded, url.startswith("sqlite")
        self._slot = 1 if self._is_sqlite else slot
        self._raw = db.make_engine(url).raw_connection()
        self._cursor = self._raw.cursor()
        if not self._is_sqlite:
            self._cursor.execute("INSERT INTO audit_slots (id, seq) VALUES (%s, 0)", [slot])
            self._raw.commit()

    def once(self) -> None:
        """One more submission is on the disk."""
        if self._is_sqlite:
            self._cursor.execute("BEGIN IMMEDIATE")
        ids: dict[str, str] = {}
        seq = 0
        for statement, parameters in self._recorded.sent:
            if statement.startswith("UPDATE audit_slots"):
                self._cursor.execute(statement, self._slotted(parameters))
                ((seq,),) = self._cursor.fetchall()
                continue
            made = self._again(parameters, ids, seq if _TRAIL.match(statement) else 0)
            if isinstance(made, list):
                self._cursor.executemany(statement, made)
            else:
                self._cursor.execute(statement, made)
        self._cursor.execute("COMMIT") if self._is_sqlite else self._raw.commit()

    def _slotted(self, parameters: Any) -> Any:
        return {"slot": self._slot} if isinstance(parameters, dict) else (self._slot,)

    def _again(self, parameters: Any, ids: dict[str, str], seq: int) -> Any:
        if isinstance(parameters, list):
            return [self._again(each, ids, seq) for each in parameters]
        if isinstance(parameters, dict):
            made = {name: self._value(value, ids) for name, value in parameters.items()}
            if seq:
                made |= {name: self._slot for name in made if name.startswith("slot")}
                made |= {name: seq for name in made if name.startswith("seq")}
            return made
        values = [self._value(value, ids) for value in parameters]
        if seq:
            values[:2] = self._slot, seq
        return tuple(values)

    def _value(self, value: Any, ids: dict[str, str]) -> Any:
        name = _name(value)
        if name not in self._recorded.fresh:
            return value
        if name not in ids:
            ids[name] = f"DH-{secrets.token_hex(4)}" if _REFERENCE.match(name) else uuid.uuid4().hex
        if isinstance(value, uuid.UUID):
            return uuid.UUID(ids[name])
        return str(uuid.UUID(ids[name])) if "-" in value and not _REFERENCE.match(value) else ids[name]


_ready: dict[str, Replay] = {}


def prepare(url: str, path: str, slot: int) -> bool:
    """The recorded submission in the file is ready to be sent again."""
    _ready["replay"] = Replay(url, pickle.loads(Path(path).read_bytes()), slot)
    return True


def work(seconds: float) -> dict[str, Any]:
    """How many were written in so many seconds, and the milliseconds of each."""
    taken: list[float] = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        sent_at = time.perf_counter()
        _ready["replay"].once()
        taken.append(1000 * (time.perf_counter() - sent_at))
    return {"count": len(taken), "seconds": time.perf_counter() - began, "milliseconds": taken}


if __name__ == "__main__":
    sys.modules["tests.benchmarks.floor"] = sys.modules["__main__"]  # what was pickled is found again
    answer({"prepare": prepare, "work": work})
