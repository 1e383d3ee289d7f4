"""Two groups of web processes and two workers on one PostgreSQL are one hub: none of them keeps what another needs."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select, text

from hub import accounts, db
from hub.audit import Action, AuditLeaf, AuditSlot
from hub.front_door import receive
from tests.attacks.headers import foreign, raw_requests
from tests.factories.concerns import ConcernMaker
from tests.factories.desk import Desk
from tests.factories.front_desk import hidden_fields
from tests.factories.hub_world import World, leaves
from tests.jobs.conftest import Post
from tests.outside.processes import METRICS_TOKEN, Answer, Browser, answers, environment, free_port, hub, running, until
from tests.outside.test_compose import SERVICES

pytestmark = [pytest.mark.postgres, pytest.mark.long]
A, B = 0, 1
CANARIES = ("Quillfeather", "heronwhistle", "Marrowgate")


@dataclass
class Town:
    """The hub in many processes, and the world its database holds."""

    world: World
    ports: tuple[int, ...]
    post: Post
    folder: Path

    def signed_in(self, at: int, name: str) -> Browser:
        """The officer's browser after signing in at one group."""
        secret = Desk(self.world, self.world.settings).give_app(name)
        somebody = Browser(self.ports)
        assert somebody.sign_in(at, name, secret=secret).status == 303
        return somebody


@pytest.fixture
def service_role(engine: Engine) -> Iterator[str]:
    """A role that owns nothing, as the service's is."""
    role = f"service_{uuid4().hex[:8]}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    yield role
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))


@pytest.fixture
def town(world: World, engine: Engine, service_role: str, tmp_path: Path) -> Iterator[Town]:
    """Prepared by the owner and run by the service's role, by the commands of compose.yaml."""
    keys = {"HUB_KEYS_FOLDER": str(world.settings.keys_folder)}
    as_owner = environment(tmp_path / "owner", str(engine.url), **keys)
    done = hub(SERVICES["migrate"]["command"], {**as_owner, "HUB_APP_DATABASE_ROLE": service_role})
    assert done.returncode == 0, done.stderr
    ports = free_port(), free_port()
    with _post() as post:
        mail = {"HUB_SMTP_HOST": post.host, "HUB_SMTP_PORT": str(post.port), "HUB_SMTP_STARTTLS": "false"}
        environ = environment(tmp_path / "hub", str(engine.url.set(username=service_role)), **keys, **mail)
        web = [*SERVICES["web"]["command"][:-1], "2"]  # fewer than there, to save time
        environs = [{**environ, "HUB_HOST": "127.0.0.1", "HUB_PORT": str(port)} for port in ports]
        with running([web, web, *[SERVICES["worker"]["command"]] * 2], [*environs, environ, environ], tmp_path):
            until(lambda: all(answers(port) for port in ports))
            yield Town(world, ports, post, tmp_path)


@contextmanager
def _post() -> Iterator[Post]:
    made = Post(port=free_port())
    server = Controller(made, hostname=made.host, port=made.port)
    server.start()
    yield made
    server.stop()


def test_two_groups_of_processes_and_two_workers_are_one_hub(town: Town) -> None:
    _says_that_it_is_well(town)
    desk = town.signed_in(A, "duty_worker")
    assert desk.get(B, "/account").status == 200, "signed in at A, known at B"
    ref = _drafted_at_a_sent_from_b(desk)
    _claimed_at_a_seen_at_b(town, ref)
    assert desk.post(A, "/sign-out", on="/account").status == 303
    assert desk.get(B, "/account").location.startswith("/sign-in"), "signed out at A, gone at B"
    _guesses_are_counted_together(town)
    _danger_is_mailed_once_and_climbs_once(town)
    _slots_are_nobody_elses()
    _refuse_nonsense(town)
    _take_any_header(town)
    _logs_hold_no_canary(town.folder)


def _says_that_it_is_well(town: Town) -> None:
    somebody = Browser(town.ports)
    assert somebody.get(A, "/readyz").status == 200, "ready, whether or not a worker was there yet"
    until(lambda: json.loads(somebody.get(A, "/readyz").text)["status"] == "ready")
    assert somebody.get(B, "/metrics").status == 404
    assert not re.search(r"\d", somebody.get(A, "/help").headers["Server"] or ""), "no version is named"
    for _ in range(6):
        somebody.get(B, "/help")
    told = somebody.get(B, "/metrics", Authorization=f"Bearer {METRICS_TOKEN}").text
    counted = re.findall(r'hub_requests_total\{.*route="/help".*\} (\S+)', told)
    assert sum(map(float, counted)) == 6, "whichever process answered"


def _drafted_at_a_sent_from_b(desk: Browser) -> str:
    begun = desk.post(A, "/log", {"immediate_danger-answer": "no", "one_of_us": "no"})
    draft = begun.location.removesuffix("/danger")
    _fill(desk, A, f"{draft}/told", {"narrative": "Rory heard heronwhistle by the door."})
    _fill(desk, B, f"{draft}/person-0", {"people-0-forename": "Rory", "people-0-surname": "Quillfeather"})
    sent = desk.post(B, f"{draft}/check")
    assert sent.status == 303, sent.text
    return sent.location.rpartition("/")[2]


def _fill(desk: Browser, at: int, path: str, data: dict[str, str]) -> Answer:
    kept = desk.post(at, path, {**hidden_fields(desk.get(at, path).text), **data, "_go": "on"})
    assert kept.status == 303, kept.text
    return kept


def _claimed_at_a_seen_at_b(town: Town, ref: str) -> None:
    sam, other = town.signed_in(A, "screening_officer"), town.signed_in(B, "other_officer")
    queue = sam.get(A, "/queue").text
    assert ref in queue
    (pick_up,) = re.findall(r'method="post" action="(/queue/[^"]+)"', queue)
    assert sam.post(A, pick_up, on="/queue").status == 303
    assert "Being worked on by Screening Officer Testwell" in other.get(B, "/queue").text
    officer = town.world.actor("other_officer").acting_officer_id
    with db.transaction() as session:
        accounts.change_officer(session, officer, roles=["duty_worker"], by=town.world.actor("administrator"))
    assert other.get(B, "/queue").location.startswith("/sign-in"), "a changed role holds at once, everywhere"


def _guesses_are_counted_together(town: Town) -> None:
    guessing = [A, B, A, B, A]
    for at in guessing:
        assert Browser(town.ports).sign_in(at, "chair", password="not the Marrowgate word").status == 422
    assert Browser(town.ports).sign_in(B, "chair").status == 429


def _danger_is_mailed_once_and_climbs_once(town: Town) -> None:
    world = town.world
    world.on_rota(world.actor("duty_worker"), 0)
    world.on_rota(world.actor("team_manager"), 1)
    for round_ in (1, 2):  # when the second round has left, nothing of the first is still on its way
        with db.transaction() as session:
            receive(session, ConcernMaker(in_danger=True), by=world.actor("duty_worker"), rung_minutes=0)
        until(lambda round_=round_: len(town.post.taken) >= 2 * round_)  # type: ignore[misc]
    assert Counter(message["To"] for message in town.post.taken) == {
        "duty_worker@example.invalid": 2,
        "team_manager@example.invalid": 2,
    }
    assert len({message["Message-ID"] for message in town.post.taken}) == 4
    until(lambda: len(leaves(Action.MAIL_SENT)) == 4)
    assert len(leaves(Action.DANGER_CLIMBED)) == 2


def _slots_are_nobody_elses() -> None:
    with db.snapshot() as session:
        counters = dict(session.execute(select(AuditSlot.id, AuditSlot.seq)).all())
        numbers = [(slot, seq) for slot, seq in session.execute(select(AuditLeaf.slot, AuditLeaf.seq))]
    assert len(counters) > 3, "several connections wrote"
    assert sorted(numbers) == [(slot, seq) for slot in sorted(counters) for seq in range(1, counters[slot] + 1)]


def _refuse_nonsense(town: Town) -> None:
    """Requests that the server itself refuses, and addresses that hold what somebody typed."""
    for raw in (
        b"GET / HTTP/1.1\r\nHost: x\r\nMarrowgate heronwhistle\r\n\r\n",
        b"GET /Quillfeather%0d%0a%1b[31mheronwhistle HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /api/v1/concerns HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: Marrowgate\r\n\r\nxxxx",
        b"GET /help HTTP/1.1\r\nHost: x\r\nX-Long: " + b"Marrowgate" * 900 + b"\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", town.ports[A]), timeout=30) as line:
            line.sendall(raw)
            assert re.match(rb"HTTP/1.1 (4|501)", line.recv(64))


def _take_any_header(town: Town) -> None:
    """Bytes that no browser sends, in every header that the hub reads, to the server that a council runs."""
    for raw in raw_requests("/sign-in", f"127.0.0.1:{town.ports[A]}"):
        with socket.create_connection(("127.0.0.1", town.ports[A]), timeout=30) as line:
            line.sendall(raw)
            answer = b"".join(iter(lambda line=line: line.recv(65536), b"")).decode("latin-1")  # type: ignore[misc]
        head, _, body = answer.partition("\r\n\r\n")
        assert re.match(r"HTTP/1.1 (2|3|4|501)", head), (raw[:200], head[:200])
        found = re.search(r"^location: (.+)$", head, re.IGNORECASE | re.MULTILINE)
        assert not foreign(found[1] if found else "", ["127.0.0.1"]), head
        assert not any(word in head for word in (*CANARIES, "hit=1")), head
        assert "<script>window" not in body
    for host in ("evil.example", "127.0.0.1.evil.example"):
        refused = Browser(town.ports).get(A, "/sign-in", Host=host)
        assert (refused.status, "evil" in refused.text) == (400, False)


def _logs_hold_no_canary(folder: Path) -> None:
    logs = sorted(folder.glob("*.log"))
    assert len(logs) == 4
    for log in logs:
        told = log.read_text()
        assert not [word for word in CANARIES if word in told], log.name
        assert "\x1b" not in told
        for line in told.splitlines():
            assert json.loads(line)["event"], "one line of JSON an event"
