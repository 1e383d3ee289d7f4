"""A stretch of network between the service and PostgreSQL, on this machine, that can be slow, away, or cut at a commit."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

AT_COMMIT = b"COMMIT\x00"
Cut = Literal["", "before", "after"]


class Proxy:
    """Listens on a free port of this machine and passes on what it hears to the server's own socket."""

    def __init__(self, server: Path) -> None:
        self._server, self._lock = server, threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listening.getsockname()[1])
        self._open: set[socket.socket] = set()
        self.is_away, self.delay_seconds = False, 0.0
        self._cuts: list[Cut] = []
        self.cut_so_far = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, database: str, user: str = "hub") -> str:
        """The address of a database through here."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def cut_next(self, *where: Cut) -> None:
        """Each next commit is cut there: `before` the server hears of it, or `after` it did and before its answer; "" is not."""
        with self._lock:
            self._cuts = list(where)

    def go_away(self) -> None:
        """Every connection breaks, and nothing gets through."""
        self.is_away = True
        with self._lock:
            broken, self._open = self._open, set()
        for each in broken:
            _shut(each)

    def come_back(self) -> None:
        """The network is there again."""
        self.is_away = False

    def end(self) -> None:
        """It is gone."""
        self._listening.close()
        self.go_away()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                asking, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(asking,), daemon=True).start()

    def _serve(self, asking: socket.socket) -> None:
        if self.is_away:
            _shut(asking)
            return
        answering = socket.socket(socket.AF_UNIX)
        try:
            answering.connect(str(self._server))
        except OSError:
            _shut(asking)
            _shut(answering)
            return
        with self._lock:
            self._open |= {asking, answering}
        is_cut = threading.Event()
        threading.Thread(target=self._answers, args=(answering, asking, is_cut), daemon=True).start()
        self._questions(asking, answering, is_cut)

    def _questions(self, asking: socket.socket, answering: socket.socket, is_cut: threading.Event) -> None:
        is_looking = False  # a look ends with a commit too, and keeps nothing
        with suppress(OSError):
            while heard := asking.recv(65536):
                if b"BEGIN" in heard:
                    is_looking = b"READ ONLY" in heard
                cut = "" if is_looking else self._cut_of(heard)
                if cut == "before":
                    break
                if cut == "after":
                    is_cut.set()
                answering.sendall(heard)
        if not is_cut.is_set():
            self._break(asking, answering)

    def _answers(self, answering: socket.socket, asking: socket.socket, is_cut: threading.Event) -> None:
        with suppress(OSError):
            while heard := answering.recv(65536):
                if is_cut.is_set():
                    break
                if self.delay_seconds:
                    time.sleep(self.delay_seconds)
                asking.sendall(heard)
        self._break(asking, answering)

    def _cut_of(self, heard: bytes) -> Cut:
        if AT_COMMIT not in heard:
            return ""
        with self._lock:
            cut = self._cuts.pop(0) if self._cuts else ""
            self.cut_so_far += bool(cut)
        return cut

    def _break(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open -= set(ends)
        for each in ends:
            _shut(each)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
