"""A mail server that keeps what it is sent, and may refuse it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from hub.config import Settings
from tests.factories.conferences import Room
from tests.factories.hub_world import World


@dataclass
class Post:
    """What arrived; `answers` are given one by one before mail is taken again."""

    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 12, 8, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def room(travel: time_machine.Traveller, world: World) -> Room:
    return Room(world)


@pytest.fixture
def post() -> Iterator[Post]:
    """The mail server."""
    made = Post()
    with socket.socket() as free:
        free.bind((made.host, 0))
        made.port = free.getsockname()[1]
    server = Controller(made, hostname=made.host, port=made.port)
    server.start()
    yield made
    server.stop()


@pytest.fixture
def settings(world: World, post: Post) -> Settings:
    """Settings that name the mail server."""
    return replace(
        world.settings, smtp_host=post.host, smtp_port=post.port, smtp_starttls=False, public_url="https://hub.example"
    )
