"""The hub as it runs: its own commands as processes in production mode, on the run's PostgreSQL, reached over 127.0.0.1."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.factories.desk import code_now
from tests.factories.hub_world import PASSWORD

METRICS_TOKEN = "a token for the figures, long enough for production"
SECRET_KEY = "a secret key for processes under test, long enough"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(folder: Path, database_url: str, **more: str) -> dict[str, str]:
    """What production asks for, secrets in files."""
    folder.mkdir(parents=True, exist_ok=True)
    secrets = {"HUB_DATABASE_URL": database_url, "HUB_SECRET_KEY": SECRET_KEY, "HUB_METRICS_TOKEN": METRICS_TOKEN}
    for name, value in secrets.items():
        (folder / name).write_text(value)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return {
        **kept,
        "HUB_MODE": "production",
        "HUB_DATA_FOLDER": str(folder / "data"),
        "HUB_KEYS_FOLDER": str(folder / "keys"),
        **{f"{name}_FILE": str(folder / name) for name in secrets},
        **more,
    }


def hub(words: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What a `hub` command comes to."""
    command = [sys.executable, "-m", "hub.cli", *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)


@contextmanager
def running(commands: list[list[str]], environs: list[dict[str, str]], folder: Path) -> Iterator[None]:
    """`hub` commands that go on, each with its log in the folder; stopped as an operator would, all end well."""
    with ExitStack() as files:
        processes = []
        for number, (words, environ) in enumerate(zip(commands, environs, strict=True)):
            log = files.enter_context((folder / f"{words[0]}-{number}.log").open("wb"))
            command = [sys.executable, "-m", "hub.cli", *words]
            processes.append(subprocess.Popen(command, env=environ, stdout=log, stderr=log))
        try:
            yield
        finally:
            for process in processes:
                process.terminate()
            codes = [process.wait(timeout=60) for process in processes]
    assert set(codes) == {0}, codes


def until(holds: Callable[[], bool], *, seconds: float = 180) -> None:
    """Return once it holds; fail when it does not for so long."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        """Where it sends the visitor."""
        return str(self.headers["Location"])


@dataclass
class Browser:
    """Somebody's browser; `port` chooses the group of processes, cookies are the same at all."""

    ports: tuple[int, ...]
    cookies: dict[str, str] = field(default_factory=dict)

    def open(self, at: int, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request to group `at`, redirects not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[at], timeout=30)
        sent = {
            "X-Forwarded-Proto": "https",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            **headers,
        }
        connection.request(method, path, body or None, {k.replace("_", "-"): v for k, v in sent.items()})
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        for line in reply.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(reply.status, reply.headers, text)

    def get(self, at: int, path: str, **headers: str) -> Answer:
        """The page."""
        return self.open(at, "GET", path, **headers)

    def post(self, at: int, path: str, data: dict[str, str] | None = None, *, on: str = "") -> Answer:
        """What sending a form gives; its token is read from the page `on`."""
        found = _TOKEN.search(self.get(at, on or path).text)
        assert found, f"{on or path} holds no form"
        body = urlencode({**(data or {}), "csrf_token": found[1]}).encode()
        return self.open(at, "POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def sign_in(self, at: int, name: str, *, secret: str = "", password: str = PASSWORD) -> Answer:
        """What signing in gives, with a code when there is an app."""
        answer = self.post(at, "/sign-in", {"username": name.replace("_", "."), "password": password})
        if secret and answer.status == 303:
            return self.post(at, answer.location, {"code": code_now(secret)})
        return answer


def answers(port: int) -> bool:
    """Whether a web process answers there."""
    try:
        return Browser((port,)).get(0, "/healthz").status == 200
    except OSError:
        return False
