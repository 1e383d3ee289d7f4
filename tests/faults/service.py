"""The real service in processes of its own, on a free port of this machine, to be killed like one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hub.config import Settings
from tests.faults.nursery import Child, Nursery
from tests.faults.senders import get

OURS = "wsgi:app"


def environment(settings: Settings) -> dict[str, str]:
    """What a process needs to run as the hub of these settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return ours | {
        "HUB_MODE": settings.mode,
        "HUB_DATABASE_URL": settings.database_url,
        "HUB_DATA_FOLDER": str(settings.data_folder),
        "HUB_KEYS_FOLDER": str(settings.keys_folder),
        "HUB_SECRET_KEY": settings.secret_key,
        "HUB_ARGON2_MEMORY_KIB": str(settings.argon2_memory_kib),
        "HUB_ARGON2_TIME": str(settings.argon2_time),
    }


class Service:
    """gunicorn with so many workers. The socket outlives it, so that senders find the same address after every death."""

    def __init__(self, nursery: Nursery, settings: Settings, *, application: str = OURS, workers: int = 2) -> None:
        self._nursery, self._settings, self._application, self._workers = nursery, settings, application, workers
        self._number, self.port = nursery.listen()
        self._running: Child | None = None

    def start(self) -> None:
        """It runs; what is sent from now on is answered, in time."""
        self._running = self._nursery.fork(
            "tests.faults.nursery:serve",
            self._number,
            self._workers,
            self._application,
            environ=environment(self._settings),
            log=self._settings.data_folder / "service.log",
        )

    def wait_until_answering(self, *, within: float = 60) -> None:
        """It answers."""
        deadline = time.monotonic() + within
        while get(self.port, "/healthz", timeout=within)[0] != 200:
            assert time.monotonic() < deadline, f"the service does not answer: {self.said()}"
            time.sleep(0.05)

    def kill(self) -> None:
        """Every process of it is gone, in the middle of whatever it did."""
        if self._running:
            self._running.kill()

    def end(self) -> None:
        """It is gone and its address free."""
        self.kill()
        self._nursery.close(self._number)

    def said(self) -> str:
        """The end of its log."""
        return self._running.said() if self._running else ""


@contextmanager
def running(nursery: Nursery, settings: Settings, **how: object) -> Iterator[Service]:
    """A service that runs, and is killed in the end."""
    service = Service(nursery, settings, **how)  # type: ignore[arg-type]
    service.start()
    try:
        yield service
    finally:
        service.end()
