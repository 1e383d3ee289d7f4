"""How gunicorn runs the hub: `--config python:hub.app.gunicorn`. `hub serve` says where it listens and with how many processes."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import structlog
from gunicorn.glogging import Logger
from prometheus_client import multiprocess

from hub import db
from hub.app.logs import failure_fields, set_up_logs, short_place
from hub.config import read_settings

worker_class = "gthread"
threads = 4  # each process; well under the ten connections that its pool keeps
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 5000  # a process is renewed after so many, not all at one time
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108  a heartbeat, no data
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = ""  # HUB_PROXIES alone says whose word is taken
preload_app = False  # each process makes its own connections and opens its own keys
accesslog = None  # the trail tells who looked at what
proc_name = "hub"


class Told(Logger):  # type: ignore[misc]  # gunicorn brings no types
    """gunicorn's own events as lines like the hub's: its sentence without what it fills in, for that may be a request's."""

    def setup(self, cfg: Any) -> None:
        """Nothing is written by gunicorn itself, and the first process writes lines like those of the others."""
        super().setup(cfg)
        self.access_log.disabled = self.error_log.disabled = True
        set_up_logs(read_settings())

    def info(self, msg: Any, *args: Any, **_more: Any) -> None:
        """A line that says what gunicorn does."""
        _tell("info", msg, args)

    def warning(self, msg: Any, *args: Any, **_more: Any) -> None:
        """A line that says where, and the sentence when what it fills in is apart."""
        _tell("warning", msg, args)

    def error(self, msg: Any, *args: Any, **_more: Any) -> None:
        """A line that says where, and the sentence when what it fills in is apart."""
        _tell("error", msg, args)

    critical = error

    def exception(self, msg: Any, *args: Any, **_more: Any) -> None:
        """A line that says what kind of error it was and where it arose."""
        _tell("error", msg, args)

    def debug(self, msg: Any, *args: Any, **_more: Any) -> None:
        """Nothing: it would tell of requests."""

    def access(self, *_told: Any) -> None:
        """Nothing: the trail tells who looked at what."""


logger_class = Told


def _tell(level: str, msg: Any, args: tuple[Any, ...]) -> None:
    error, frame = sys.exc_info()[1] if level == "error" else None, sys._getframe(2)
    words = {"says": msg} if isinstance(msg, str) and (args or level == "info") else {}
    what = failure_fields(error) if error is not None else {"at": _place(frame)}
    structlog.get_logger("hub").log(_LEVELS[level], "web_server", **words, **what)


_LEVELS = {"info": 20, "warning": 30, "error": 40}


def _place(frame: FrameType) -> str:
    return short_place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


def post_fork(_server: Any, _worker: Any) -> None:
    """A new process has no connection of the one it came from."""
    db.unbind()


def child_exit(_server: Any, worker: Any) -> None:
    """What a process that ended was doing just then is no longer counted."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library has it so
