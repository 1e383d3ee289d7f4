"""One throw-away PostgreSQL server for a whole test run, shared by every worker, and databases copied from a template.

The first test that needs it starts it; a small watching process stops it and removes its files once the run has ended,
however the run ended. It listens on a socket in its own folder only.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

OWNER = "hub"
STARTS_WITHIN = 120  # seconds; after a hard stop every file is synced first, which takes long on a busy disk
MISSING = (
    "The suite needs PostgreSQL's programs (initdb and postgres) and found none: install them "
    "(on Debian and Ubuntu: apt install postgresql; on macOS: brew install postgresql) and run the command again."
)
# Nothing here outlives the run, so nothing waits for a disk.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "logging_collector": "off",
}
# As a council would run it: what was committed is on the disk. For measuring.
DURABLE_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "400",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "logging_collector": "off",
}
# Kept so that Python does not complain of a process nobody waited for: a watcher outlives the run by design.
_watchers: list[subprocess.Popen[bytes]] = []


class PostgresMissingError(RuntimeError):
    """No PostgreSQL programs on this machine; the message says what to install."""


@dataclass(frozen=True)
class Server:
    """A running server, named by the folder that holds its socket and its data."""

    folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy address of one database."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A plain autocommit connection, for making and dropping databases."""
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True)

    def create(self, database: str, *, template: str | None = None) -> None:
        """The database exists, empty or as a copy of `template` (which nobody may be using)."""
        source = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)) + source)

    def drop(self, database: str) -> None:
        """The database is gone, even if something is still connected to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


@contextmanager
def one_at_a_time(folder: Path, name: str) -> Iterator[Path]:
    """Only one process of the run is inside; gives the file in which the first leaves what it made for the others."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def shared_server(folder: Path, *, run: int, durable: bool = False) -> Server:
    """The server of this run (`run` is its process id), started if nobody has yet."""
    with one_at_a_time(folder, "postgres") as note:
        if not note.exists():
            note.write_text(str(_start(run, "durable" if durable else "fast")))
        return Server(Path(note.read_text()))


def shared_template(server: Server, folder: Path, fill: Callable[[str], None], *, name: str = "template_hub") -> str:
    """`name`, a database of this run to copy from, filled once by `fill(url)`, which leaves no connection open."""
    with one_at_a_time(folder, name) as filled:
        if not filled.exists():
            server.drop(name)
            server.create(name)
            fill(server.url(name))
            filled.touch()
    return name


def programs() -> Path:
    """The folder with initdb and postgres.

    Raises:
        PostgresMissingError: there is none.
    """
    for folder in _likely_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissingError(MISSING)


def _likely_folders() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(asked.stdout.strip())
    versioned = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versioned, key=lambda path: float(path.parent.name), reverse=True)
    for prefix in (Path("/opt/homebrew/opt"), Path("/usr/local/opt")):
        yield from sorted(prefix.glob("postgresql*/bin"), reverse=True)


def _start(run: int, how: str) -> Path:
    folder = new_cluster()
    start_watching(folder, run, how)
    wait_until_ready(folder)
    return folder


def new_cluster(*more: str) -> Path:
    """A folder with a server's files, under the short temporary path: a socket's path may have 107 characters."""
    initdb = programs() / "initdb"
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-", dir="/tmp"))
    identity = unprivileged()
    if identity:
        shutil.chown(folder, identity["user"], identity["group"])
    options = ["--username", OWNER, "--auth", "trust", "--no-locale", "--encoding", "UTF8", "--no-sync", *more]
    command = [initdb, "--pgdata", folder / "data", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **identity)
    return folder


def unprivileged() -> dict[str, int]:
    """PostgreSQL refuses to run as root; Debian's own user is there once the package is, `nobody` always."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid}


def start_watching(folder: Path, run: int, how: str) -> subprocess.Popen[bytes]:
    """A process that outlives this one sees to it that nothing outlives the run: `fast` and `durable` run a server, `guard` ends one."""
    with (folder / "log").open("w") as log:
        watcher = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres", how, folder, str(run)],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _watchers.append(watcher)
    return watcher


def wait_until_ready(folder: Path) -> None:
    """The server in the folder takes connections."""
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            Server(folder).connect().close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                log = (folder / "log").read_text()[-2000:]
                raise RuntimeError(
                    f"PostgreSQL did not start within {STARTS_WITHIN} seconds. Its log ends:\n{log}"
                ) from error
            time.sleep(0.05)


def watch(folder: Path, run: int, how: str) -> None:
    """The server runs for as long as the process `run`; afterwards it is stopped and its folder removed."""
    chosen = DURABLE_SETTINGS if how == "durable" else SERVER_SETTINGS
    settings = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
    command = [programs() / "postgres", "-D", folder / "data", "-k", folder, *settings]
    server = subprocess.Popen(command, cwd=folder, **unprivileged())
    while server.poll() is None and _is_alive(run):
        time.sleep(0.2)
    server.send_signal(signal.SIGQUIT)
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def guard(folder: Path, run: int) -> None:
    """Once the process `run` has ended, whatever server it left running in the folder is stopped, and the folder removed."""
    while _is_alive(run):
        time.sleep(0.2)
    left = folder / "data" / "postmaster.pid"
    if left.exists():
        with suppress(ProcessLookupError):
            os.kill(int(left.read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["find"]:
            try:
                sys.stdout.write(f"{programs()}\n")
            except PostgresMissingError as missing:
                sys.exit(str(missing))
        case ["guard", where, process]:
            guard(Path(where), int(process))
        case [how, where, process]:
            watch(Path(where), int(process), how)
