"""Somebody hostile at every page that one officer reaches: follows each link, finds each form, sends each all sorts of things."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.factories.naughty import LONG, MASH, SHORT, SORTS
from tests.factories.pages import Field, Form, Page
from tests.factories.visitor import Visitor

Answers = Mapping[str, list[str]]
PAGES_OF_ONE_KIND = 4
FORM = "application/x-www-form-urlencoded"


class Walker:
    """What was found wrong over all visits; `posted` counts what was sent, by endpoint."""

    def __init__(self, app: Flask, *, rounds: int = 3) -> None:
        self.app, self.rounds = app, rounds
        self.posted: Counter[str] = Counter()
        self.wrong: dict[str, str] = {}
        self._done: set[tuple[str, frozenset[str]]] = set()

    def visit(self, visitor: Visitor, start: str = "/", *, last: tuple[str, ...] = ()) -> None:
        """Everything reached from `start`: forms to type into as they are met, forms of buttons alone at the end."""
        seen: Counter[str] = Counter()
        known, waiting, later = {start}, deque([start]), list[tuple[str, Form]]()
        while waiting:
            address = waiting.popleft()
            page = self._get(visitor, address)
            if page is None:
                continue
            later += [(address, form) for form in page.forms if not _asks(form)]
            onward = page.links + [to for form in page.forms if _asks(form) for to in self.attack(visitor, form)]
            for to in onward:
                endpoint = self.endpoint(to)
                if to not in known and endpoint and seen[endpoint] < PAGES_OF_ONE_KIND:
                    seen[endpoint] += 1
                    known.add(to)
                    waiting.append(to)
        for _, form in sorted(later, key=lambda each: self.endpoint(each[1].action, "POST") in last):
            self.attack(visitor, form)

    def endpoint(self, address: str, method: str = "GET") -> str:
        """The endpoint an address of the hub leads to; empty for another place, an asset or nothing."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return ""
        try:
            return str(self.app.url_map.bind("localhost").match(parts.path, method=method)[0])
        except HTTPException:
            return ""

    def _get(self, visitor: Visitor, address: str) -> Page | None:
        answer = visitor.get(address)
        self._look(f"GET {self.endpoint(address)}", answer, {})
        is_page = answer.status_code == 200 and answer.mimetype == "text/html"
        return Page(answer.text, urlsplit(address).path) if is_page else None

    def attack(self, visitor: Visitor, form: Form) -> list[str]:
        """Where the answers lead; a form with these fields is attacked once."""
        method = form.method.upper()
        endpoint = self.endpoint(form.action, method)
        key = (endpoint, frozenset(re.sub(r"\d+|[0-9a-f-]{36}", "#", name) for name in form.fields))
        if key in self._done or not endpoint:
            return []
        self._done.add(key)
        onward: list[str] = []
        for answers in attacks(form, self.rounds):
            onward += self._send(visitor, form.action, method, answers)
            if form.autosave:
                self._send(visitor, form.autosave, method, answers)
        return onward

    def _send(self, visitor: Visitor, action: str, method: str, answers: Answers) -> list[str]:
        endpoint = self.endpoint(action, method)
        self.posted[endpoint] += method == "POST"
        sent = urlencode(answers, doseq=True, errors="surrogatepass")
        how = {"query_string": sent} if method == "GET" else {"data": sent, "content_type": FORM}
        answer = visitor.client.open(action, method=method, **how)
        self._look(f"{method} {endpoint}", answer, answers)
        return [answer.location] if answer.status_code == 303 else []

    def _look(self, name: str, answer: TestResponse, answers: Answers) -> None:
        for words in complaints(answer, answers):
            self.wrong.setdefault(f"{name} {words[:60]}", f"{name} {answer.status_code}: {words}")


def _asks(form: Form) -> bool:
    """Whether the form asks anything, or is a button alone."""
    return any(each.kind not in {"hidden", "button"} for each in form.fields.values())


def attacks(form: Form, rounds: int) -> Iterator[Answers]:
    """What is sent, worst first: other values than those offered, text too long, sorts in turn, at last what may be taken."""
    sorts = cycle(SORTS.values())
    yield _filled(form, lambda _: "word", other=SHORT)
    yield _filled(form, lambda _: LONG)
    for _ in range(rounds):
        yield _filled(form, lambda _: next(sorts))
        next(sorts)
    yield _filled(form, lambda _: MASH)
    yield _filled(form, lambda _: SHORT)


def _filled(form: Form, text: Callable[[Field], str], *, other: str = "") -> dict[str, list[str]]:
    """Every field answered: typed ones by `text`, the rest as offered, or with `other` than was offered."""
    told: dict[str, list[str]] = {}
    for each in form.fields.values():
        if each.name == "csrf_token":
            told[each.name] = [each.value]
        elif each.is_typed:
            told[each.name] = [text(each)]
        elif other:
            told[each.name] = [other]
        elif each.kind != "button":
            told[each.name] = [each.value or next(filter(None, each.options), "")]
    told.setdefault("csrf_token", [""])
    return told


def complaints(answer: TestResponse, answers: Answers) -> Iterator[str]:
    """What no answer may do: fail, break its own markup, run what was typed, or forget it."""
    if answer.status_code >= 500:
        yield "fails: " + ", ".join(f"{name}={value[0][:60]!r}" for name, value in islice(answers.items(), 20))
        return
    if any(mark in str(answer.headers) for mark in ("hit=1", "\x00")) and "hit" not in answer.headers.get(
        "Location", ""
    ):
        yield "what was typed stands in a header"
    if "Set-Cookie: hit" in str(answer.headers):
        yield "what was typed made a header"
    if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303}:
        yield from _page_complaints(Page(answer.text), answer.status_code, answers)


def _page_complaints(page: Page, status: int, answers: Answers) -> Iterator[str]:
    yield from page.broken
    yield from (f"{each} would run" for each in page.handlers)
    if "hit=1" in page.title or "49" in page.title:
        yield "what was typed stands in the title"
    if "window.hit=1<" in page.html.replace("window.hit=1&lt;", ""):
        yield "what was typed stands unescaped"
    if status != 422:
        return
    shown = {name: each.value for form in page.forms for name, each in form.fields.items() if each.is_typed}
    for name, typed in answers.items():
        if name in shown and not _same(shown[name], typed[0]):
            yield f"{name} comes back as {shown[name][:80]!r}, not as {typed[0][:80]!r}"


def _same(shown: str, typed: str) -> bool:
    """As typed, but for what cannot be kept: the space around it, NUL, half signs and the sort of line end."""
    return _plain(shown) == _plain(typed)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\ud800", "\ufffd").strip()
