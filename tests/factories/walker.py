"""Somebody hostile at every page that one officer reaches: follows each link, finds each form, sends each all sorts of things."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.factories.naughty import LONG, MASH, SHORT, SORTS
from tests.factories.pages import TYPED, Field, Form, Page
from tests.factories.visitor import Visitor

Answers = Mapping[str, list[str]]
PAGES_OF_ONE_KIND = 3
DAY = {"-day": "16", "-month": "12", "-year": "2026", "_time": "10am"}
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Z]{2}-\w{4}-\w{4}|(?<=/files/).+|\b[a-z_]+\.[a-z]\w+|\d+")
ODD = ("", "-1", "9" * 40, "\x00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "'\"<b>")
LIMIT = re.compile(
    r"(?:\d (?:working )?(?:days?|hours?|minutes?)|than a minute|among them) (?:left|late)\b|[Ss]creen by|\. Due \w+"
)
TAG = re.compile(r"<[^>]+>")
KEPT = TYPED - {"password"}  # a password and a one-time code are not shown again
FORM = "application/x-www-form-urlencoded"


@dataclass
class _Todo:
    """Pages to see and forms to send; of addresses that differ in an id only, the first few."""

    addresses: deque[str]
    forms: list[Form] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    def add(self, addresses: list[str]) -> None:
        """These are still to see, unless they were."""
        for to in addresses:
            shape = _IDS.sub("#", urlsplit(to).path)
            if to not in self.known and self.seen[shape] < PAGES_OF_ONE_KIND:
                self.seen[shape] += 1
                self.known.add(to)
                self.addresses.append(to)


class Walker:
    """What was found wrong over all visits; `posted` counts what was sent, by endpoint and what came of it.

    Each kind of page is also asked for with every odd value in the `queries`, the names that addresses may carry.
    """

    def __init__(
        self, app: Flask, *, rounds: int = 2, endings: tuple[str, ...] = (), queries: tuple[str, ...] = ()
    ) -> None:
        self.app, self.rounds, self.endings, self.queries = app, rounds, endings, queries
        self.posted: Counter[tuple[str, int]] = Counter()
        self.wrong: dict[str, str] = {}
        self._sorts = cycle(SORTS.values())
        self._done: set[tuple[str, frozenset[str]]] = set()
        self._asked: set[str] = set()
        self._endpoints: dict[tuple[str, str], str] = {}

    def visit(self, visitor: Visitor, *start: str) -> None:
        """Everything reached from `start`: forms to type into as they are met, then those of buttons alone, endings last."""
        todo = _Todo(deque(start))
        while todo.addresses or todo.forms:
            if todo.addresses:
                self._see(visitor, todo.addresses.popleft(), todo)
            else:
                self.attack(visitor, todo.forms.pop(todo.forms.index(min(todo.forms, key=self._turn))), todo)

    def _see(self, visitor: Visitor, address: str, todo: _Todo) -> None:
        page = self._get(visitor, address)
        self._ask_oddly(visitor, address)
        todo.add([to for to in page.links if self.endpoint(to)] if page else [])
        for form in page.forms if page else []:
            if self._turn(form) < 0:
                self.attack(visitor, form, todo)
            else:
                todo.forms.append(form)

    def _ask_oddly(self, visitor: Visitor, address: str) -> None:
        endpoint, path = self.endpoint(address), urlsplit(address).path
        if endpoint in self._asked or not endpoint:
            return
        self._asked.add(endpoint)
        for value in ODD if self.queries else ():
            asked = dict.fromkeys(self.queries, value)
            self._look(f"GET {endpoint}", visitor.client.get(path, query_string=asked), {"asked": [value]})

    def _turn(self, form: Form) -> int:
        endpoint = self.endpoint(form.action, form.method.upper())
        return 1 + self.endings.index(endpoint) if endpoint in self.endings else -1 if _asks(form) else 0

    def endpoint(self, address: str, method: str = "GET") -> str:
        """The endpoint an address of the hub leads to; empty for another place, an asset or nothing."""
        if (address, method) not in self._endpoints:
            self._endpoints[address, method] = self._matched(address, method)
        return self._endpoints[address, method]

    def _matched(self, address: str, method: str) -> str:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return ""
        try:
            return str(self.app.url_map.bind("localhost").match(parts.path, method=method)[0])
        except HTTPException:
            return ""

    def _get(self, visitor: Visitor, address: str) -> Page | None:
        answer = visitor.get(address, follow_redirects=True)
        page = self._look(f"GET {self.endpoint(address)}", answer, {})
        return page if answer.status_code == 200 else None

    def attack(self, visitor: Visitor, form: Form, todo: _Todo) -> None:
        """The form is sent all there is, once for each set of fields; where it leads and what it asks next is still to do."""
        key, method = self._key(form), form.method.upper()
        if key in self._done or not key[0]:
            return
        self._done.add(key)
        for turn, fill in enumerate(fillings(self.rounds, self._sorts)):
            to = (form.action, *form.others)[turn % (1 + len(form.others))]
            if self._send(visitor, to, method, fill(form), todo) != 422:
                form = self._again(visitor, form)

    def _key(self, form: Form) -> tuple[str, frozenset[str]]:
        names = {*form.fields, *(self.endpoint(each, "POST") for each in form.others)}
        return self.endpoint(form.action, form.method.upper()), frozenset(_IDS.sub("#", name) for name in names)

    def _again(self, visitor: Visitor, form: Form) -> Form:
        """The form as it stands now, with what it hides anew; as it stood where its page has it no more."""
        page = self._get(visitor, form.page) if self.endpoint(form.page) else None
        return next((each for each in page.forms if each.action == form.action and each.fields), form) if page else form

    def _send(self, visitor: Visitor, action: str, method: str, answers: Answers, todo: _Todo) -> int:
        endpoint = self.endpoint(action, method)
        sent = urlencode(answers, doseq=True, errors="surrogatepass")
        how = {"query_string": sent} if method == "GET" else {"data": sent, "content_type": FORM}
        answer = visitor.client.open(action, method=method, **how)
        page = self._look(f"{method} {endpoint}", answer, answers)
        if method == "POST":
            self.posted[endpoint, answer.status_code] += 1
        if answer.status_code == 303:
            todo.add([answer.location])
        elif page:
            todo.forms += page.forms
        return answer.status_code

    def _look(self, name: str, answer: TestResponse, answers: Answers) -> Page | None:
        """The page that was answered, if any; what is wrong with the answer is noted."""
        page = Page(answer.text, answer.request.path) if answer.mimetype == "text/html" else None
        for words in complaints(answer, answers, page):
            self.wrong.setdefault(f"{name} {words[:60]}", f"{name} {answer.status_code}: {words}")
        return page


def _asks(form: Form) -> bool:
    """Whether the form asks anything, or is a button alone."""
    return any(each.kind not in {"hidden", "button"} for each in form.fields.values())


def fillings(rounds: int, sorts: Iterator[str]) -> Iterator[Callable[[Form], Answers]]:
    """Ways to fill a form, worst first: other values than those offered, too much, sorts in turn, at last what may be taken."""
    yield lambda form: _filled(form, lambda _: "word", other=SHORT)
    yield lambda form: _filled(form, lambda each: LONG if each.kind == "textarea" else LONG[:3_000])
    for _ in range(rounds):
        yield lambda form: _filled(form, lambda _: next(sorts))
        yield lambda form: _filled(form, lambda _: next(sorts), other=SORTS["first day"])
    yield lambda form: _filled(form, lambda _: MASH)
    yield lambda form: _filled(form, _likely)


def _likely(field: Field) -> str:
    """A day where a day is asked, what already stands there, or words."""
    return next((told for part, told in DAY.items() if field.name.endswith(part)), field.value or SHORT[:300])


def _filled(form: Form, text: Callable[[Field], str], *, other: str = "") -> dict[str, list[str]]:
    """Every field answered: typed ones by `text`, the rest as offered, or with `other` than was offered."""
    told: dict[str, list[str]] = {"csrf_token": [""]}
    for each in form.fields.values():
        if each.name == "csrf_token":
            told[each.name] = [each.value]
        elif each.is_typed:
            told[each.name] = [text(each)]
        elif other:
            told[each.name] = [other]
        elif each.kind != "button" or not _asks(form):
            told[each.name] = [each.value or next(filter(None, each.options), "")]
    return told


def complaints(answer: TestResponse, answers: Answers, page: Page | None) -> Iterator[str]:
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
    if page and answer.status_code not in {301, 302, 303}:
        yield from _unsafe(page)
        if answer.status_code == 422:
            yield from _lost(page, page.address, answers)


def _unsafe(page: Page) -> Iterator[str]:
    yield from page.broken
    yield from (f"{each} would run" for each in page.handlers)
    # a conference may run on limits that are confirmed: tests/web/test_local_policy.py looks at their lists by the pack
    if not page.address.startswith("/conferences") and (told := unsaid_limit(page.html)):
        yield f"tells a limit, {told!r}, and not whether Dundee has confirmed it"
    if "hit=1" in page.title:
        yield "what was typed stands in the title"
    if "49${7*7}" in page.html or "${7*7}49" in page.html:
        yield "what was typed was reckoned"
    if "<script>window" in page.html or "<svg/onload" in page.html:
        yield "what was typed stands unescaped"


def unsaid_limit(html: str) -> str:
    """A limit in the page's words where nothing in them says that one is not confirmed; the shipped screening limits are not."""
    words = TAG.sub(" ", html)
    told = LIMIT.search(words)
    return told[0] if told and "ot yet confirmed" not in words else ""


def _lost(page: Page, path: str, answers: Answers) -> Iterator[str]:
    """What was typed into a form of this page and does not stand in it again."""
    again = [each for form in page.forms if urlsplit(form.action).path == path for each in form.fields.values()]
    for name, typed in answers.items():
        shown = [each for each in again if each.name == name != "code" and each.kind in KEPT]
        if shown and not any(_same(each.value, typed[0]) for each in shown):
            yield f"{name} comes back as {_differing(shown[0].value, typed[0])!r}"


def _differing(shown: str, typed: str) -> str:
    at = next((at for at, (one, other) in enumerate(zip(shown, typed, strict=False)) if one != other), len(shown))
    return f"{shown[at:][:60]} for {typed[at:][:60]}"


def _same(shown: str, typed: str) -> bool:
    """As typed, but for what a page cannot carry: NUL, half signs, and which kind of space it was."""
    return _plain(shown) == _plain(typed)


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").replace("\ufffd", "").replace("\ud800", "%ED%A0%80").split())
