"""The disk under SQLite, watched and broken: a layer in front of SQLite's own file layer, in this process.

The hub's own engine runs on it unchanged. Every write and every finished sync is noted in the order it happened, so that
what a power cut would have left can be put together afterwards; and a write or a sync can be made to fail.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

FULL, WRITE_FAILED, SYNC_FAILED = 13, 10 | 3 << 8, 10 | 4 << 8
SECTOR = 512

_File, _Vfs = ctypes.c_void_p, ctypes.c_void_p
_Close = ctypes.CFUNCTYPE(ctypes.c_int, _File)
_Write = ctypes.CFUNCTYPE(ctypes.c_int, _File, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, _File, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, _File, ctypes.c_int)
_Open = ctypes.CFUNCTYPE(ctypes.c_int, _Vfs, ctypes.c_void_p, _File, ctypes.c_int, ctypes.c_void_p)


class _Methods(ctypes.Structure):
    """SQLite's `sqlite3_io_methods`, version 3."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", _Close),
        ("read", ctypes.c_void_p),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("rest", ctypes.c_void_p * 13),
    )


class _VfsTable(ctypes.Structure):
    """The head of SQLite's `sqlite3_vfs`, version 3, and room for the rest."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("own_data", ctypes.c_void_p),
        ("open", _Open),
        ("rest", ctypes.c_void_p * 15),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: a write, a truncation or a finished sync of a file, or an answer that was given."""

    kind: str  # write, truncate, sync, answered
    what: str
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What was done to it so far, and what it refuses: `refuses(kind, path)` gives SQLite's code, 0 to let it through."""

    events: list[Event] = field(default_factory=list)
    refuses: Callable[[str, str], int] = lambda _kind, _path: 0
    _paths: dict[int, str] = field(default_factory=dict)
    _methods: dict[int, tuple[_Methods, _Methods]] = field(default_factory=dict)

    def answered(self, key: str, ref: str) -> None:
        """From here on somebody may rely on it."""
        self.events.append(Event("answered", key, data=ref.encode()))

    def opened(self, file: int, path: str) -> None:
        """The open file is watched from now on."""
        self._paths[file] = path
        held = ctypes.c_void_p.from_address(file)  # a file begins with the address of its methods
        if held.value is not None:
            held.value = ctypes.addressof(self._watched(held.value))

    def _watched(self, address: int) -> _Methods:
        if address not in self._methods:
            own = _Methods.from_address(address)
            watched = _Methods.from_buffer_copy(own)
            self._methods[address] = own, watched
            watched.close = _Close(lambda file: self._close(own, file))
            watched.write = _Write(lambda *asked: self._write(own, *asked))
            watched.truncate = _Truncate(lambda *asked: self._truncate(own, *asked))
            watched.sync = _Sync(lambda *asked: self._sync(own, *asked))
        return self._methods[address][1]

    def _close(self, own: _Methods, file: int) -> int:
        self._paths.pop(file, None)
        return int(own.close(file))

    def _write(self, own: _Methods, file: int, data: int, size: int, at: int) -> int:
        path = self._paths[file]
        if code := self.refuses("write", path):
            return code
        self.events.append(Event("write", path, at, ctypes.string_at(data, size)))
        return int(own.write(file, data, size, at))

    def _truncate(self, own: _Methods, file: int, size: int) -> int:
        self.events.append(Event("truncate", self._paths[file], size))
        return int(own.truncate(file, size))

    def _sync(self, own: _Methods, file: int, flags: int) -> int:
        path = self._paths[file]
        if code := self.refuses("sync", path):
            return code
        done = int(own.sync(file, flags))
        self.events.append(Event("sync", path))
        return done


_kept: list[Any] = []  # SQLite may hold on to addresses in these for as long as the process lives


@contextmanager
def watched_disk() -> Iterator[Disk]:
    """Whatever SQLite opens while this lasts lies on the disk given; close it before leaving."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    for name in ("sqlite3_vfs_register", "sqlite3_vfs_unregister"):
        getattr(library, name).argtypes = [ctypes.c_void_p, ctypes.c_int][: 2 if name.endswith("_register") else 1]
    address = library.sqlite3_vfs_find(None)
    own, disk = _VfsTable.from_address(address), Disk()
    watched = _VfsTable.from_buffer_copy(own)
    watched.name = b"watched"

    def open_file(_vfs: int, path: int | None, file: int, flags: int, got: int) -> int:
        code = int(
            own.open(address, path, file, flags, got)
        )  # the address itself: SQLite keeps it while the file is open
        if code == 0 and path is not None:
            disk.opened(file, ctypes.string_at(path).decode())
        return code

    watched.open = _Open(open_file)
    _kept.append((watched, disk))
    library.sqlite3_vfs_register(ctypes.addressof(watched), 1)
    try:
        yield disk
    finally:
        library.sqlite3_vfs_unregister(ctypes.addressof(watched))
        library.sqlite3_vfs_register(address, 1)


def left_by_a_cut(events: list[Event], before: dict[str, bytes], dice: Random) -> dict[str, bytes]:
    """The files after a power cut: what was synced stands; of what was not, any sectors may have reached the disk."""
    files = {path: bytearray(content) for path, content in before.items()}
    waiting: dict[str, list[Event]] = {}
    for event in events:
        if event.kind in {"write", "truncate"}:
            waiting.setdefault(event.what, []).append(event)
        elif event.kind == "sync":
            for done in waiting.pop(event.what, ()):
                _apply(files.setdefault(event.what, bytearray()), done)
    reached = dice.choice((0.0, 0.5, 1.0))
    for path, left in waiting.items():
        for done in left:
            _apply_some(files.setdefault(path, bytearray()), done, dice, reached)
    return {path: bytes(content) for path, content in files.items()}


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.at :]
        return
    content.extend(bytes(max(0, event.at - len(content))))
    content[event.at : event.at + len(event.data)] = event.data


def _apply_some(content: bytearray, event: Event, dice: Random, reached: float) -> None:
    if event.kind == "truncate":
        if dice.random() < reached:
            _apply(content, event)
        return
    for start in range(0, len(event.data), SECTOR):
        if dice.random() < reached:
            _apply(content, Event("write", event.what, event.at + start, event.data[start : start + SECTOR]))
