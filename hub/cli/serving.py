"""`hub serve`: the service on this machine. A demonstration prepares itself first; production runs under gunicorn."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess  # nosec B404  only our own command, as a list
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from types import FrameType
from typing import Any, NoReturn

from rich.progress import Progress
from sqlalchemy import exists, select
from werkzeug.serving import WSGIRequestHandler, make_server

from hub import db, spool
from hub.accounts import Officer
from hub.app import create_app
from hub.app.starting import bind_ground, start
from hub.cli import worker
from hub.cli.database import prepare
from hub.cli.demo import address, show_people, write_people
from hub.cli.keys import make_keys
from hub.cli.telling import Parsers, say
from hub.config import Settings, read_settings
from hub.errors import StartRefused, Unavailable

SEEDING = "hub.demo.seeding"


def add_commands(parts: Parsers) -> None:
    """`hub serve`."""
    serve = parts.add_parser("serve", help="run the service")
    serve.add_argument(
        "--demo", action="store_true", help="prepare a synthetic city first, and a background worker beside"
    )
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--workers", type=int, default=4, help="processes, in production")
    serve.add_argument("--months", type=int, default=3, help="how much of the city's past to make, for --demo")
    serve.set_defaults(run=_serve)


def _serve(asked: argparse.Namespace) -> int:
    settings = _chosen(read_settings(), asked)
    refuse_taken_port(settings)
    if asked.demo:
        prepare_demo(settings, months=asked.months)
    if settings.mode == "production":
        _become_gunicorn(settings, asked.workers)
    application = create_app(settings)
    with _worker_beside(settings) if asked.demo else _nothing():
        serve_here(settings, application)
    return 0


def _chosen(settings: Settings, asked: argparse.Namespace) -> Settings:
    if asked.demo and not settings.is_demo:
        raise StartRefused(f"HUB_MODE is {settings.mode}; a demonstration runs with HUB_MODE=demo only.")
    chosen = replace(
        settings, host=asked.host or settings.host, port=settings.port if asked.port is None else asked.port
    )
    return replace(chosen, public_url=address(chosen)) if settings.is_demo else chosen


def refuse_taken_port(settings: Settings) -> None:
    """Return only if the port is free.

    Raises:
        Unavailable: something else answers there, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as error:
            raise Unavailable(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}); "
                f"stop what uses it, or choose another: hub serve --port {settings.port + 1}"
            ) from error


def prepare_demo(settings: Settings, *, months: int) -> None:
    """Keys, tables, rules and a synthetic city are there; what is there already is left as it is.

    Raises:
        StartRefused: a key is missing or wrong; a new one is never made where data exist.
    """
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.keys_folder.exists():
        make_keys(settings)
    bind_ground(settings)
    prepare(settings)
    _seed_if_empty(months)
    write_people(settings)
    show_people(settings)


def _seed_if_empty(months: int) -> None:
    with db.reading() as session:
        if session.scalar(select(exists().select_from(Officer))):
            return
    if find_spec(SEEDING) is None:
        say("This build has no synthetic city; add officers with: hub accounts add")
        return
    with Progress(transient=True) as bar:
        task = bar.add_task("Making a synthetic city", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        import_module(SEEDING).seed(months=months, progress=progress)


def serve_here(settings: Settings, application: Any) -> None:
    """`application` answers, several requests at a time, until this process is told to stop."""
    server = make_server(settings.host, settings.port, application, threaded=True, request_handler=Quiet)
    signal.signal(signal.SIGTERM, _interrupt)
    say(f"The hub answers at {address(replace(settings, port=server.server_port))} - stop it with Ctrl+C.")
    server.serve_forever()  # ends, and closes, when interrupted
    say("Stopped.")


def _interrupt(_sign: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


class Quiet(WSGIRequestHandler):
    """Says nothing of each request, and names no version to whoever asks."""

    def version_string(self) -> str:
        """What stands in the Server header."""
        return "hub"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the trail tells who looked at what."""


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _worker_beside(settings: Settings) -> Iterator[None]:
    """One background worker runs as long as the service does."""
    if not worker.is_built():
        yield
        return
    environ = {**os.environ, "HUB_MODE": settings.mode, "HUB_PUBLIC_URL": settings.public_url}
    beside = subprocess.Popen([sys.executable, "-m", "hub.cli", "worker"], env=environ)  # nosec B603  ours, no shell
    try:
        yield
    finally:
        beside.terminate()
        beside.wait(timeout=30)


def _become_gunicorn(settings: Settings, workers: int) -> NoReturn:
    """This process becomes gunicorn; each of its workers makes its own application, connections and keys."""
    start(settings)
    spool.prepare_folder(settings.spool_folder)
    db.unbind()
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="hub-counts-"))
    bound = ["--bind", f"{settings.host}:{settings.port}", "--workers", str(workers), "--no-control-socket"]
    bound += ["--config", "python:hub.app.gunicorn"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *bound, "hub.app:create_app()"])  # noqa: S606  # nosec B606  ours
