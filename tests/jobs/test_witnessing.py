"""Checkpoints reach a file, the data protection officer and an address outside: once each, and never an address inside."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from hub import audit, clock, db, jobs, outbox
from hub.actor import OPERATOR
from hub.audit import Action
from hub.config import Settings
from hub.jobs.posting import NotTaken, addresses_of, is_public, post
from hub.outbox import Delivery
from tests.factories.conferences import Room
from tests.jobs.conftest import Post

HOST = "witness.example"


def news() -> None:
    with db.transaction() as session:
        audit.record(session, by=OPERATOR, action=Action.ACCOUNTS_SHOWN)


def notes() -> list[str]:
    with db.reading() as session:
        return [each.note for each in reversed(audit.checkpoints(session))]


def problems(kind: str) -> list[tuple[str, str | None]]:
    with db.reading() as session:
        rows = session.scalars(select(Delivery).where(Delivery.kind == kind))
        return [(each.state, each.last_problem) for each in rows]


@pytest.mark.both_engines
def test_each_checkpoint_is_appended_to_the_file_once(
    room: Room, settings: Settings, tmp_path: Path, travel: time_machine.Traveller
) -> None:
    file = tmp_path / "checkpoints.txt"
    settings = replace(settings, checkpoint_file=str(file))
    for _ in range(2):
        news()
        jobs.run_once(settings)
        travel.shift(timedelta(minutes=1))
    jobs.run_once(settings)
    assert file.read_text(encoding="utf-8") == "".join(f"{note}\n" for note in notes())
    assert len(notes()) == 2
    assert file.stat().st_mode & 0o077 == 0


def test_a_file_that_was_written_before_the_worker_died_is_not_written_twice(
    room: Room, settings: Settings, tmp_path: Path, travel: time_machine.Traveller
) -> None:
    file = tmp_path / "checkpoints.txt"
    settings = replace(settings, checkpoint_file=str(file))
    jobs.run_once(settings)
    with db.transaction() as session:
        session.scalars(select(Delivery).where(Delivery.kind == "checkpoint_file")).one().state = "waiting"
    travel.shift(timedelta(minutes=5))
    jobs.run_once(settings)
    assert file.read_text(encoding="utf-8").count("— ") == 1


def test_a_file_that_cannot_be_written_is_tried_again(room: Room, settings: Settings, tmp_path: Path) -> None:
    jobs.run_once(replace(settings, checkpoint_file=str(tmp_path / "none" / "checkpoints.txt")))
    assert problems("checkpoint_file") == [("waiting", "FileNotFoundError")]


def test_the_data_protection_officer_gets_one_mail_a_day(
    room: Room, settings: Settings, post: Post, travel: time_machine.Traveller
) -> None:
    settings = replace(settings, checkpoint_mail="dpo@council.example")
    for hours in (0, 1, 23):
        travel.shift(timedelta(hours=hours))
        news()
        jobs.run_once(settings)
        jobs.run_once(settings)
    assert [message["To"] for message in post.taken] == ["dpo@council.example"] * 2
    assert notes()[0].strip() in post.taken[0].get_content().replace("\r\n", "\n")


@pytest.mark.both_engines
def test_what_was_handed_out_a_month_ago_is_tidied_away_but_the_newest(
    room: Room, settings: Settings, post: Post, tmp_path: Path, travel: time_machine.Traveller
) -> None:
    file = tmp_path / "checkpoints.txt"
    settings = replace(settings, checkpoint_file=str(file), checkpoint_mail="dpo@council.example")
    for days in (0, 1, 15):
        travel.shift(timedelta(days=days))
        news()
        jobs.run_once(settings)
        jobs.run_once(settings)
    travel.shift(timedelta(days=29))
    news()
    jobs.run_once(replace(settings, checkpoint_file=str(tmp_path / "none" / "away.txt")))
    assert [state for state, _ in problems("checkpoint_file")].count("sent") == 1
    assert len(problems("checkpoint_mail")) <= 2
    assert file.read_text(encoding="utf-8").count("— ") == 3
    travel.shift(timedelta(hours=1))
    jobs.run_once(settings)
    with db.transaction() as session:
        outbox.forget_sent(session, "checkpoint_file", before=clock.now() + timedelta(days=1))
    assert problems("checkpoint_file") == [("sent", None)], "the newest stays, however old"


@dataclass
class Witness:
    """A web server outside that keeps what is posted to it; `status` is its answer."""

    context: ssl.SSLContext
    port: int = 0
    status: int = 200
    taken: list[bytes] = field(default_factory=list)

    def post(self, body: bytes) -> None:
        post(
            f"https://{HOST}:{self.port}/checkpoints?hub=1",
            body,
            resolve=lambda _host, _port: ["127.0.0.1"],
            may_reach=lambda address: address == "127.0.0.1",
            context=self.context,
        )


def certificate(folder: Path, host: str) -> Path:
    """A key and a certificate that the host signed itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(params=[HOST])
def witness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Witness]:
    pem = certificate(tmp_path, request.param)
    made = Witness(ssl.create_default_context(cafile=str(pem)))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(made.status)
            self.send_header("Location", "https://127.0.0.1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(pem)
    server.socket = inside.wrap_socket(server.socket, server_side=True)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_checkpoint_is_posted_over_tls_to_the_address_that_was_checked(witness: Witness) -> None:
    witness.post(b"a note")
    assert witness.taken == [b"a note"]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 404, 500])
def test_no_redirect_is_followed_and_no_refusal_taken_for_success(witness: Witness, status: int) -> None:
    witness.status = status
    with pytest.raises(NotTaken, match=f"answered_{status}"):
        witness.post(b"a note")
    assert len(witness.taken) == 1


@pytest.mark.parametrize("witness", ["somebody-else.example"], indirect=True)
def test_a_server_with_another_name_gets_nothing(witness: Witness) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        witness.post(b"a note")
    assert witness.taken == []


PRIVATE = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ::1 fe80::1 fe80::1%eth0 fd00::1
::ffff:10.0.0.1 ::ffff:127.0.0.1""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_inside_is_reached_not_even_behind_a_public_one(address: str) -> None:
    with pytest.raises(NotTaken, match="address_not_public"):
        post("https://witness.example/", b"", resolve=lambda _host, _port: ["93.184.216.34", address])


def test_a_check_that_lets_every_address_through_would_be_seen() -> None:
    """The planted defect: with nothing refused, the private address is connected to."""
    with pytest.raises(OSError, match="refused"):
        post("https://h:9/", b"", resolve=lambda _host, _port: ["127.0.0.1"], may_reach=lambda _address: True)


def test_public_addresses_may_be_reached() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert "127.0.0.1" in addresses_of("localhost", 443)


@pytest.mark.parametrize(
    "url", ["http://witness.example/", "ftp://witness.example/", "https:///nowhere", "file:///etc/passwd"]
)
def test_only_https_is_spoken(url: str) -> None:
    with pytest.raises(NotTaken, match="not_https"):
        post(url, b"")


def test_a_webhook_that_points_inside_is_not_reached_by_the_worker(room: Room, settings: Settings) -> None:
    jobs.run_once(replace(settings, checkpoint_webhook="https://127.0.0.1/"))
    assert problems("checkpoint_webhook") == [("waiting", "address_not_public")]
