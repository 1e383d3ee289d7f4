"""A PostgreSQL server that waits for its disk, as a council's does, and that a test may stop, start and fill."""

from __future__ import annotations

import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres

SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "100",
    "logging_collector": "off",
}


@dataclass(frozen=True)
class OwnServer(postgres.Server):
    """Running or stopped; its files and its processes are gone once the run that asked for it has ended."""

    guard: subprocess.Popen[bytes]
    largest_file_mb: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """It takes connections; after a hard stop it has recovered first."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        limit = f"ulimit -f {self.largest_file_mb * 2048}; " if self.largest_file_mb else ""
        program = [postgres.programs() / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings]
        command = ["sh", "-c", limit + 'exec "$@"', "sh", *program]
        with (self.folder / "log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **postgres.unprivileged())
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """It takes connections."""
        postgres.wait_until_ready(self.folder)

    def stop_hard(self) -> None:
        """It is gone at once, without writing anything more; every connection is cut."""
        process = self.processes.pop()
        process.send_signal(signal.SIGQUIT)
        process.wait()

    def end(self) -> None:
        """It is gone with its files."""
        self.stop_hard()
        self.guard.kill()
        self.guard.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def socket_path(self) -> Path:
        """Where it listens."""
        return self.folder / ".s.PGSQL.5432"


def new_server(run: int, *, largest_file_mb: int = 0) -> OwnServer:
    """A server of its own for whoever asks, running; the kernel refuses to let any of its files grow beyond the largest."""
    folder = postgres.new_cluster("--wal-segsize=1")
    server = OwnServer(folder, postgres.start_watching(folder, run, "guard"), largest_file_mb)
    server.start()
    return server
