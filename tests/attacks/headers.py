"""Hostile text in every header that the hub reads, and what neither an answer nor a log line may do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from tests.factories.naughty import MASH, SHORT, SORTS

CANARY = "Quillfeather"
HEADERS = (
    "Host",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "Forwarded",
    "User-Agent",
    "Referer",
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Content-Type",
    "Content-Length",
    "Idempotency-Key",
    "Authorization",
    "Cookie",
    "Origin",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "Sec-Fetch-Site",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Dest",
    "X-Request-Id",
    "X-Hub-Poll",
    "X-HTTP-Method-Override",
    "X-Original-URL",
)
OWN_COOKIES = ("hub", "hub-form")
PLAIN = {"Content-Type": "CONTENT_TYPE", "Content-Length": "CONTENT_LENGTH"}
_MARKS = ("<script>window", "<svg/onload", '" autofocus onfocus=')


@dataclass(frozen=True)
class Target:
    """Something that is asked of an application with good headers, one of which an attack replaces."""

    path: str
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def sent_as(text: str) -> str:
    """The text as a server hands a header's bytes on."""
    return f"{text}{CANARY}".encode("utf-8", "surrogatepass").decode("latin-1")


def foreign(location: str, own: Iterable[str]) -> bool:
    """Whether a redirect leads a browser to another host."""
    to = urlsplit(location.strip().replace("\\", "/"))
    return bool(to.scheme and to.scheme not in {"http", "https"}) or (to.hostname or "") not in {"", *own}


def complaints(answer: Response, own: Iterable[str], session: str) -> Iterator[str]:
    """What no answer may do with a header."""
    if answer.status_code >= 500:
        yield "fails"
    if foreign(answer.headers.get("Location", ""), own):
        yield "leads elsewhere"
    if answer.mimetype == "text/html" and any(mark in answer.get_data(as_text=True) for mark in _MARKS):
        yield "is shown unescaped"
    if any(mark in str(answer.headers) for mark in (CANARY, "hit=1")):
        yield "stands in a header"
    if any(each.startswith(f"{session}=") for each in answer.headers.getlist("Set-Cookie")):
        yield "ends or changes the session"


def lines_complained_of(said: str) -> Iterator[str]:
    """What no log line may be: not one whole event in JSON, or one that tells what was sent."""
    if CANARY in said or "\x1b" in said:
        yield "is told in the log"
    for line in said.splitlines():
        try:
            is_event = "event" in json.loads(line)
        except (ValueError, TypeError):
            is_event = False
        if not is_event:
            yield "breaks a line of the log"


@dataclass
class Attack:
    """Every header with every sort of text, at targets in turn, and with the worst at each; what was wrong, each once."""

    app: Flask
    targets: tuple[Target, ...]
    said: Callable[[], str]  # what was logged since it was last asked
    own: tuple[str, ...] = ("localhost",)
    cookies: dict[str, str] = field(default_factory=dict)
    still_there: Target | None = None  # a page that only the session opens
    wrong: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def run(self) -> None:
        """All of it."""
        turn = cycle(self.targets)
        for header in (*HEADERS, *OWN_COOKIES):
            for name, text in SORTS.items():
                self._one(header, name, text, next(turn))
            for target in self.targets:
                for name, text in {"short": SHORT, "mash": MASH, "host": "evil.example"}.items():
                    self._one(header, name, text, target)
            if self.still_there is not None and self._ask(self.still_there, {}).status_code != 200:
                self.wrong.setdefault(f"{header} session", f"{header}: the session is lost")

    def _one(self, header: str, name: str, text: str, target: Target) -> None:
        if header in OWN_COOKIES:
            others = {key: value for key, value in self.cookies.items() if key != header}
            changed = {"HTTP_COOKIE": "; ".join([*_pairs(others), f"{header}={sent_as(text)}"])}
        else:
            changed = {PLAIN.get(header, f"HTTP_{header.upper().replace('-', '_')}"): sent_as(text)}
        found = [*complaints(self._ask(target, changed), self.own, OWN_COOKIES[0]), *lines_complained_of(self.said())]
        for words in found:
            where = f"{header} at {target.method} {target.path}"
            self.wrong.setdefault(f"{target.path} {words} {header}", f"{where} ({name}): {words}")

    def _ask(self, target: Target, changed: dict[str, str]) -> Response:
        builder = EnvironBuilder(path=target.path, method=target.method, data=target.body, headers=target.headers)
        environ = builder.get_environ()
        environ["HTTP_COOKIE"] = "; ".join(_pairs(self.cookies))
        environ.update(changed)
        self.asked += 1
        return Response.from_app(self.app, environ, buffered=True)


def _pairs(cookies: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in cookies.items()]


RAW = (
    SHORT.encode(),
    b"\" autofocus onfocus=window.hit=1 x='",
    b"a\r\nX-Injected: hit=1",
    b"a\nX-Injected: hit=1",
    b"\x1b[31m\x07\x00",
    b"\xff\xfe\xc3(",
    b"evil.example",
    b"-1",
    b"A" * 8000,
)


def raw_requests(path: str, host: str) -> Iterator[bytes]:
    """The same for a server at the end of a line: bytes as nobody's browser sends them."""
    for header in (*HEADERS, "Transfer-Encoding", "Expect"):
        for value in RAW:
            told = {"Host": host.encode(), "Connection": b"close", header: value + CANARY.encode()}
            lines = b"".join(b"%s: %s\r\n" % (name.encode(), each) for name, each in told.items())
            yield b"GET %s HTTP/1.1\r\n%s\r\n" % (path.encode(), lines)
