"""Requests over a socket for a while, several at a time, and how long each took. An answer that is not as wanted is an error."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.beside import ROOT

CONNECTIONS = 8
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: answers a second, and the milliseconds of each."""

    rate: float
    milliseconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request, made anew each time, and what has to stand in its answer."""

    request: Callable[[], bytes]
    status: int
    marker: bytes = b""


def get(path: str, headers: Mapping[str, str], *, marker: str, status: int = 200) -> Wanted:
    """The page at `path`, which must say `marker`."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *(f"{k}: {v}" for k, v in headers.items())]
    whole = ("\r\n".join(lines) + "\r\n\r\n").encode()
    return Wanted(lambda: whole, status, marker.encode())


def ask(path: Path, wanted: Wanted) -> bytes:
    """One whole answer.

    Raises:
        RuntimeError: it is not as wanted.
    """
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(wanted.request())
        parts = []
        while part := client.recv(65536):
            parts.append(part)
    whole = b"".join(parts)
    if not whole.startswith(b"HTTP/1.1 %d " % wanted.status) or wanted.marker not in whole:
        raise RuntimeError(f"an answer was not as wanted: {whole[:200]!r}")
    return whole


def load(path: Path, wanted: Wanted, *, seconds: float, connections: int = CONNECTIONS) -> Load:
    """So many askers, one request after the other each, for so long; those under way are waited for."""
    taken: list[float] = []
    failures: list[Exception] = []
    began = time.perf_counter()

    def work() -> None:
        while time.perf_counter() - began < seconds and not failures:
            asked_at = time.perf_counter()
            try:
                ask(path, wanted)
            except Exception as error:  # told by the main thread
                failures.append(error)
                return
            taken.append(1000 * (time.perf_counter() - asked_at))

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Load(len(taken) / (time.perf_counter() - began), tuple(taken))


@contextmanager
def gunicorn(
    application: str, environ: Mapping[str, str], *, workers: int = 4, python: str = sys.executable
) -> Iterator[Path]:
    """The socket at which so many workers answer, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="hub-g-", dir="/tmp") as folder:
        path = Path(folder) / "s"
        options = ["--no-control-socket", "--bind", f"unix:{path}", "--workers", str(workers), "--log-level", "warning"]
        command = [python, "-m", "gunicorn", *options, application]
        with subprocess.Popen(
            command, cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **environ}
        ) as serving:
            try:
                _wait_for(path, serving)
                yield path
            finally:
                serving.terminate()


def _wait_for(path: Path, serving: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and serving.poll() is None:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(path))
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")
