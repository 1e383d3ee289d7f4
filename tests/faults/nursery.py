"""A process that has read the hub's code and done nothing else; it forks whatever is to be killed, which saves seconds a start.

What it forks makes its own application, connections and keys, as in production.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from gunicorn.app.base import BaseApplication

ROOT = Path(__file__).parents[2]
READ = ("hub.app", "hub.api", "hub.cli", "migrations.tables")


class Nursery:
    """The process, as whoever started it sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ask()

    def listen(self) -> tuple[int, int]:
        """A socket that outlives whoever answers on it: its number for them, and its port."""
        found = self._ask({"do": "listen"})
        return found["number"], found["port"]

    def close(self, number: int) -> None:
        """The socket's address is free again."""
        self._ask({"do": "close", "number": number})

    def fork(self, what: str, *words: Any, environ: Mapping[str, str], log: Path) -> Child:
        """`module:function` runs on `words`, in a process group of its own."""
        born = {"do": "fork", "what": what, "words": words, "environ": dict(environ), "log": str(log)}
        return Child(self._ask(born)["group"], log)

    def end(self) -> None:
        """It is gone."""
        self._process.communicate()

    def _ask(self, asked: Mapping[str, Any] | None = None) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if asked is not None:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


class Child:
    """What was forked, with all it started."""

    def __init__(self, group: int, log: Path) -> None:
        self._group, self._log = group, log

    def is_alive(self) -> bool:
        """Whether any process of it is left."""
        try:
            os.killpg(self._group, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """Every process of it is gone, in the middle of whatever it did."""
        while self.is_alive():
            with suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)
            time.sleep(0.005)

    def wait(self, *, within: float = 120) -> None:
        """It has ended by itself."""
        deadline = time.monotonic() + within
        while self.is_alive():
            assert time.monotonic() < deadline, f"it does not end: {self.said()}"
            time.sleep(0.01)

    def said(self) -> str:
        """The end of what it wrote."""
        return self._log.read_text()[-2000:]


class Forked(BaseApplication):
    """gunicorn with an inherited socket; each worker makes the application anew."""

    def __init__(self, application: str, options: Mapping[str, Any]) -> None:
        self._application, self._options = application, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options as they are."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application `module:name`, or what `module:name()` makes."""
        module, _, name = self._application.partition(":")
        found = getattr(import_module(module), name.removesuffix("()"))
        return found() if name.endswith("()") else found


def serve(number: int, workers: int, application: str) -> None:
    """gunicorn answers on the socket, with so many workers."""
    bound = {"bind": f"fd://{number}", "workers": workers, "loglevel": "error", "control_socket_disable": True}
    Forked(application, bound).run()


def tend() -> None:
    """Does what each line asks for, until there are no more."""
    for name in READ:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sockets: dict[int, socket.socket] = {}
    _answer({})
    for line in sys.stdin:
        asked = json.loads(line)
        match asked.pop("do"):
            case "listen":
                made = socket.create_server(("127.0.0.1", 0), backlog=64)
                sockets[made.fileno()] = made
                _answer({"number": made.fileno(), "port": made.getsockname()[1]})
            case "close":
                sockets.pop(asked["number"]).close()
                _answer({})
            case "fork":
                born = os.fork()
                if born == 0:
                    _become(**asked)
                with suppress(PermissionError, ProcessLookupError):
                    os.setpgid(born, born)  # before anybody asks whether the group lives
                _answer({"group": born})


def _become(what: str, words: Sequence[Any], environ: Mapping[str, str], log: str) -> NoReturn:
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(said, number)
    os.environ.clear()
    os.environ.update(environ)
    module, _, name = what.partition(":")
    code = 1
    try:
        code = getattr(import_module(module), name)(*words) or 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def _answer(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    tend()
