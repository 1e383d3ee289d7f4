"""`hub worker`: the background work, until it is told to stop; it finishes what it has begun."""

from __future__ import annotations

import argparse
import signal
import threading
from importlib import import_module
from importlib.util import find_spec

from hub.app.logs import set_up_logs
from hub.app.starting import start
from hub.cli.telling import Parsers
from hub.config import read_settings
from hub.errors import Unavailable

JOBS = "hub.jobs"


def add_commands(parts: Parsers) -> None:
    """`hub worker`."""
    parts.add_parser("worker", help="do the background work").set_defaults(run=_work)


def is_built() -> bool:
    """Whether there is background work to do."""
    return find_spec(JOBS) is not None


def _work(_asked: argparse.Namespace) -> int:
    if not is_built():
        raise Unavailable("There is no background work in this build.")
    settings = read_settings()
    start(settings)
    set_up_logs(settings)
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    import_module(JOBS).run(settings, stop)
    return 0
