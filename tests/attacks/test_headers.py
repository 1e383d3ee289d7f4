"""Whatever stands in a header: no failure, no way to another host, nothing shown or logged of it, nobody signed out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from flask import Flask, Response, redirect, request

from hub.app import create_app
from hub.app.logs import set_up_logs
from hub.config import Settings, read_settings
from hub.errors import StartRefused
from tests.attacks.headers import HEADERS, OWN_COOKIES, Attack, Target, foreign
from tests.factories.desk import Desk
from tests.factories.hub_world import World
from tests.factories.naughty import SORTS
from tests.factories.visitor import Visitor
from tests.house import tree

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    return lambda: capsys.readouterr().err


@pytest.fixture
def app(world: World) -> Flask:
    """The application behind one proxy, answering to its own names, logging as in production."""
    made = create_app(replace(world.settings, proxies=1, hosts="localhost"), is_bound=True)
    made.testing = False
    set_up_logs(replace(world.settings, mode="production"))
    return made


def test_no_header_harms_the_hub(world: World, app: Flask, said: Callable[[], str]) -> None:
    visitor = Visitor(app, Desk(world, world.settings))
    visitor.sign_in("duty_worker")
    sheet = visitor.get("/account").text.split('rel="stylesheet" href="')[1].split('"')[0]
    bearer = {"Authorization": f"Bearer {world.token()}", "Idempotency-Key": "k"}
    targets = (
        Target("/"),
        Target("/sign-in?next=/queue"),
        Target("/nowhere//else"),
        Target("//evil.example/%2e%2e"),
        Target(sheet),
        Target("/readyz"),
        Target("/sign-in", "POST", b"username=a&password=b", {"Content-Type": FORM}),
        Target("/api/v1/facts", headers=bearer),
        Target("/api/v1/concerns", "POST", b"{}", {**bearer, "Content-Type": "application/json"}),
    )
    cookies = {name: visitor.client.get_cookie(name).value for name in OWN_COOKIES}  # type: ignore[union-attr]  # both are set
    said()
    attack = Attack(app, targets, said, ("localhost", "127.0.0.1"), cookies, Target("/account"))
    attack.run()
    tree.nothing(list(attack.wrong.values()), "Answer it as if the header were not there, and tell nobody of it.")
    assert attack.asked > len(HEADERS) * len(SORTS)


def faulty() -> Flask:
    """A page for each thing that may go wrong with a header, and one where nothing does."""
    app = Flask(__name__)
    app.logger.disabled = True
    for name, view in DEFECTS.items():
        app.add_url_rule(f"/{name}", name, view)
    return app


def _fails() -> str:
    if "\x00" in request.headers.get("User-Agent", ""):
        raise ValueError("a text column cannot hold this")
    return "kept"


def _logs() -> str:
    sys.stderr.write(f'{{"event": "asked", "by": "{request.headers.get("User-Agent", "")}"}}\n')
    return "kept"


def _half_a_line() -> str:
    if "\n" in request.headers.get("Accept-Language", ""):
        sys.stderr.write("{\n")
    return "kept"


def _signs_out() -> Response:
    answer = Response("kept")
    if "<" in request.headers.get("Referer", ""):
        answer.delete_cookie("hub")
    return answer


def _to(host: str) -> Response:
    return (
        Response(status=303, headers={"Location": f"https://{host[:12]}/"})
        if host.startswith("evil")
        else Response("kept")
    )


DEFECTS: dict[str, Callable[[], object]] = {
    "sound": lambda: "kept",
    "fails": _fails,
    "host": lambda: redirect(request.host_url),
    "forwarded": lambda: _to(request.headers.get("X-Forwarded-Host", "")),
    "shows": lambda: f"<p>{request.headers.get('Referer', '')}</p>",
    "tells": lambda: Response("kept", headers={"X-Told": quote(request.headers.get("User-Agent", ""), safe="=")}),
    "signs-out": _signs_out,
    "logs": _logs,
    "half-a-line": _half_a_line,
}


def test_the_same_attack_sees_each_planted_defect(said: Callable[[], str]) -> None:
    attack = Attack(faulty(), tuple(Target(f"/{name}") for name in DEFECTS), said)
    attack.run()
    assert {name.split()[0].strip("/") for name in attack.wrong} == DEFECTS.keys() - {"sound"}


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_a_way_to_another_host_is_known_however_it_is_written(to: str) -> None:
    assert foreign(to, ["localhost"])
    assert not foreign("/queue?next=//evil.example", ["localhost"])


def production(**changed: str) -> Settings:
    told = {
        "HUB_MODE": "production",
        "HUB_SECRET_KEY": "s" * 40,
        "HUB_DATABASE_URL": "postgresql://hub@database/hub?sslmode=verify-full",
        "HUB_SPOOL_FOLDER": "/spool",
        "HUB_PUBLIC_URL": "https://hub.council.example",
    }
    return read_settings({**told, **changed})


def test_production_answers_to_its_own_names_alone() -> None:
    assert production().own_hosts == {"hub.council.example"}
    assert production(HUB_HOSTS="old.council.example, HUB.internal").own_hosts == {
        "hub.council.example",
        "old.council.example",
        "hub.internal",
    }
    with pytest.raises(StartRefused, match="HUB_PUBLIC_URL"):
        production(HUB_PUBLIC_URL="hub.council.example")


OTHERS = ("evil.example", "localhost.evil.example", "evil.example:80", "", "localhost@evil.example")


def test_another_host_is_refused_and_not_repeated(app: Flask) -> None:
    client = app.test_client()
    for host in OTHERS:
        for path in ("/sign-in", "/nowhere", "/api/v1/facts"):
            answer = client.get(path, headers={"Host": host})
            assert answer.status_code == 400, (host, path)
            assert "evil" not in answer.text + str(answer.headers)
        assert client.get("/sign-in", headers={"X-Forwarded-Host": host or "x"}).status_code == 400, host


def test_its_own_names_are_answered_and_machines_that_watch_under_any(app: Flask) -> None:
    client = app.test_client()
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1:8000"):
        assert client.get("/sign-in", headers={"Host": host}).status_code == 200, host
    assert client.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200
