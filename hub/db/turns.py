"""Taking turns: within a process in the order of asking, among processes of one machine by a lock file.

A plain lock within a process goes to whoever is quickest, and somebody starves.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held_alone(path: Path | str) -> Iterator[bool]:
    """Whether this process holds the lock file while inside; it waits for nobody, and a process that dies holds nothing."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


class Turns:
    """A lock handed on to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """It is this thread's turn and nobody else's while inside."""
        self._wait()
        try:
            yield
        finally:
            self._hand_on()

    def _wait(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        try:
            gate.acquire()
        except BaseException:
            self._give_up(gate)
            raise

    def _give_up(self, gate: threading.Lock) -> None:
        """Whoever was interrupted while waiting leaves the line, or hands on the turn that came meanwhile."""
        with self._guard:
            is_waiting = gate in self._waiting
            if is_waiting:
                self._waiting.remove(gate)
        if not is_waiting:
            self._hand_on()

    def _hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
