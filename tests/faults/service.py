"""The real service in processes of its own, on a free port of this machine, to be killed like one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from hub.config import Settings
from tests.faults.senders import get

ROOT = Path(__file__).parents[2]
OURS = "wsgi:app"


def environment(settings: Settings) -> dict[str, str]:
    """What a process needs to run as the hub of these settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return ours | {
        "HUB_MODE": "test",
        "HUB_DATABASE_URL": settings.database_url,
        "HUB_DATA_FOLDER": str(settings.data_folder),
        "HUB_KEYS_FOLDER": str(settings.keys_folder),
        "HUB_SECRET_KEY": settings.secret_key,
        "HUB_ARGON2_MEMORY_KIB": "8",
        "HUB_ARGON2_TIME": "1",
    }


class Service:
    """gunicorn with so many workers. The socket outlives it, so that senders find the same address after every death."""

    def __init__(
        self, settings: Settings, *, application: str = OURS, workers: int = 2, more: Mapping[str, str] | None = None
    ) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(64)
        self.port = int(self._socket.getsockname()[1])
        bound = ["--no-control-socket", "--bind", f"fd://{self._socket.fileno()}", "--workers", str(workers)]
        self._command = [sys.executable, "-m", "gunicorn", *bound, "--log-level", "error", application]
        self._environment = environment(settings) | dict(more or {})
        self._log = settings.data_folder / "service.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It runs; what is sent from now on is answered, in time."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self._socket.fileno()],
                start_new_session=True,
            )

    def wait_until_answering(self, *, within: float = 60) -> None:
        """It answers."""
        deadline = time.monotonic() + within
        while get(self.port, "/healthz", timeout=within)[0] != 200:
            assert time.monotonic() < deadline, f"the service does not answer: {self.said()}"
            time.sleep(0.05)

    def kill(self) -> None:
        """Every process of it is gone, in the middle of whatever it did."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def end(self) -> None:
        """It is gone and its address free."""
        self.kill()
        self._socket.close()

    def said(self) -> str:
        """The end of its log."""
        return self._log.read_text()[-2000:]
