"""A PostgreSQL server that waits for its disk, as a council's does, and that a test may stop and start."""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass, field

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

    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """It takes connections; after a hard stop it has recovered first."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [postgres.programs() / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings]
        with (self.folder / "log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **postgres.unprivileged())
            )
        postgres.wait_until_ready(self.folder)

    def stop_hard(self) -> None:
        """It is gone at once, without writing anything more; every connection is cut."""
        process = self.processes.pop()
        process.send_signal(signal.SIGQUIT)
        process.wait()

    def socket_path(self) -> str:
        """Where it listens."""
        return str(self.folder / ".s.PGSQL.5432")

    def wait_until_alone(self, database: str) -> None:
        """Nobody is connected to the database any more: sessions whose client was killed have noticed."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        deadline = time.monotonic() + 30
        with self.connect() as connection:
            while (row := connection.execute(asked, [database]).fetchone()) and row[0]:
                assert time.monotonic() < deadline, "a session outlives its client"
                time.sleep(0.02)


def new_server(run: int) -> OwnServer:
    """A server of its own for whoever asks, running."""
    server = OwnServer(postgres.new_cluster())
    postgres.start_watching(server.folder, run, "guard")
    server.start()
    return server
