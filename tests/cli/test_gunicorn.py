"""Under the production server: what could be read as two requests is refused, and every answer still carries its headers."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from hub.web.headers import SECURITY_HEADERS
from tests.cli.conftest import Command

TWO_LENGTHS = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"
LENGTH_AND_CHUNKS = (
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
)
MADE_UP_CODING = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n"
SPACE_BEFORE_COLON = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nabcde"
SIGNED_LENGTH = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nabcde"
FOLDED = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: a\r\n b\r\n\r\n"
BAD_CHUNK = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n"
AMBIGUOUS = {
    "two lengths": TWO_LENGTHS,
    "a length and chunks": LENGTH_AND_CHUNKS,
    "a coding nobody knows": MADE_UP_CODING,
    "a space before the colon": SPACE_BEFORE_COLON,
    "a length with a sign": SIGNED_LENGTH,
    "a folded header": FOLDED,
    "a chunk size that is no number": BAD_CHUNK,
}


@pytest.fixture
def port(ready_hub: Command) -> Iterator[int]:
    """Where gunicorn serves the hub, as production starts it, with one worker."""
    assert ready_hub
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
        listening.set_inheritable(True)
        bound = ["--no-control-socket", "--bind", f"fd://{listening.fileno()}", "--workers", "1"]
        command = [sys.executable, "-m", "gunicorn", *bound, "hub.app:create_app()"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, pass_fds=[listening.fileno()]) as serving:
            yield port
            serving.terminate()


def answer(port: int, request: bytes) -> bytes:
    """Everything that comes back until the server closes, or has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        line.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        got = b""
        while more := line.recv(65_536):
            got += more
    return got


def is_refused_once(got: bytes) -> bool:
    """One answer, and that a refusal."""
    return got.count(b"HTTP/1.1 ") == 1 and got.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))


def test_a_server_that_reads_one_as_two_is_seen() -> None:
    smuggled = b"HTTP/1.1 400 Bad Request\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
    assert not is_refused_once(smuggled)
    assert not is_refused_once(b"HTTP/1.1 200 OK\r\n\r\n")


def test_what_could_be_read_as_two_requests_is_answered_once_and_refused(port: int) -> None:
    assert answer(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")
    for name, request in AMBIGUOUS.items():
        got = answer(port, request)
        assert is_refused_once(got), (name, got[:80])


def test_the_production_server_keeps_the_headers_and_tells_no_version(port: int) -> None:
    for path in ("/sign-in", "/nowhere", "/.git/config", "/healthz", "/api/v1/nowhere", "/api/v1/concerns"):
        got = answer(port, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).partition(b"\r\n\r\n")[0].decode()
        told = {line.partition(":")[0].lower() for line in got.splitlines()[1:]}
        assert {name.lower() for name in SECURITY_HEADERS} <= told, path
        assert "gunicorn/" not in got
        assert "Python" not in got
    assert answer(port, b"TRACE /sign-in HTTP/1.1\r\nHost: x\r\nX-Mine: echo\r\n\r\n").startswith(b"HTTP/1.1 405")
