"""Words sent to the interface, decided on and convened about stand nowhere they could be carried away from.

Looked through: the SQLite file and its companions, or PostgreSQL's whole data folder with its write-ahead log and a dump of
the database; the temporary folder; everything the process said.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy
import time_machine
from sqlalchemy import text

from hub import conferences, crypto, db
from hub.app import create_app
from hub.concerns import correct, get_concern
from hub.conferences import OwnWords
from hub.front_door import receive
from tests import postgres
from tests.attacks.canaries import encodings, everything_told, sightings, told_to_the_interface
from tests.factories import triage
from tests.factories.conferences import MOTHER, Room
from tests.factories.hub_world import World, build_world

TODAY = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)


@dataclasses.dataclass
class Scene:
    """A hub in a process whose temporary folder and words are kept, and a word found nowhere else."""

    world: World
    engine: sqlalchemy.Engine
    request: pytest.FixtureRequest
    temp: Path
    clock: time_machine.Traveller
    began: float
    said: list[str] = dataclasses.field(default_factory=list)
    word: str = dataclasses.field(default_factory=lambda: f"Zanzibärschnee{secrets.token_hex(4)}")

    def seen(self) -> set[str]:
        """Where the word stands, and in which form."""
        self.said += self.request.getfixturevalue("capfd").readouterr()
        self.said.append(self.request.getfixturevalue("caplog").text)
        places = {"log": ["".join(self.said).encode()], "temp": _bytes_in(self.temp), "store": self.stored()}
        return {
            f"{place} {form}"
            for place, pieces in places.items()
            for piece in pieces
            for form in sightings(piece, self.word)
        }

    def stored(self) -> Iterator[bytes]:
        """Every byte of the database as it lies on the disk, and as it is dumped."""
        if self.engine.dialect.name == "sqlite":
            path = Path(str(self.engine.url.database))
            yield from (each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
            return
        server: postgres.Server = self.request.getfixturevalue("postgres_server")
        _write_out(server)
        yield from _bytes_in(server.folder / "data", since=self.began)
        yield _dump(server, str(self.engine.url.database))


def _write_out(server: postgres.Server) -> None:
    """Whatever the server still held in memory is in its files, the write-ahead log's too."""
    with server.connect() as connection:
        connection.execute("CHECKPOINT")


def _bytes_in(folder: Path, since: float = 0) -> Iterator[bytes]:
    """Each file written since then; those that vanish while being looked at held nothing of ours."""
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            try:
                if path.stat().st_mtime >= since:
                    yield path.read_bytes()
            except FileNotFoundError:
                continue


def _dump(server: postgres.Server, database: str) -> bytes:
    command = [postgres.programs() / "pg_dump", "-h", server.folder, "-U", postgres.OWNER, "-d", database]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture
def scene(
    engine: sqlalchemy.Engine,
    engine_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Scene]:
    began = (tmp_path / "began").touch() or (tmp_path / "began").stat().st_mtime
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.setattr(tempfile, "tempdir", None)
    request.getfixturevalue("capfd")
    with time_machine.travel(TODAY, tick=False) as clock:
        yield Scene(build_world(tmp_path, engine_url), engine, request, temp, clock, began)
    crypto.unbind_keyring()


def the_story(scene: Scene) -> str:
    """Sent by a partner, sent wrongly too, decided, convened and recorded; the reference."""
    client = create_app(scene.world.settings, is_bound=True).test_client()
    headers = {"Authorization": f"Bearer {scene.world.token()}"}
    document = told_to_the_interface(scene.word)
    reply = client.post("/api/v1/concerns", json=document, headers=headers | {"Idempotency-Key": str(uuid4())})
    assert reply.status_code == 201, reply.text
    for wrong in (document | {"people": scene.word}, document | {scene.word: scene.word}):
        refused = client.post(
            "/api/v1/concerns", json=wrong, headers=headers | {"Idempotency-Key": scene.word.encode().hex()}
        )
        assert refused.status_code == 422
    _correct(scene, str(reply.json["ref"]))
    _decide(scene, str(reply.json["ref"]))
    _convene(scene)
    return str(reply.json["ref"])


def _correct(scene: Scene, ref: str) -> None:
    with db.transaction() as session:
        correct(
            session, concern_id=get_concern(session, ref).id, narrative=f"{scene.word} again", reason=scene.word,
            by=scene.world.actor("screening_officer"),
        )  # fmt: skip


def _decide(scene: Scene, ref: str) -> None:
    with db.reading() as session:
        concern = get_concern(session, ref).id
    child = triage.people_on(concern)[0]
    triage.viewed(scene.world, concern)
    words = dict.fromkeys(("words_routes", "words_urgency", "onward_words"), f"{scene.word} is why we decide this now")
    triage.decided(scene.world, concern, child, added=("cp_ird",), routes_reason="more_is_needed", **words)


def _convene(scene: Scene) -> None:
    room, word = Room(scene.world), scene.word
    ref = room.allocated()
    room.convene(ref, place=word, invitees=(dataclasses.replace(MOTHER, name=word, email=f"{word}@home.example"),))
    scene.clock.shift(timedelta(days=8))
    strand = room.strand_ids(ref)[0]
    with db.transaction() as session:
        own = OwnWords(words=word, gathered_by=word)
        conferences.record_own_words(session, ref=ref, strand_id=strand, own=own, by=room.chair)


@pytest.mark.both_engines
def test_no_word_of_a_concern_can_be_carried_away(scene: Scene) -> None:
    ref = the_story(scene)
    assert any(ref.encode() in piece for piece in scene.stored()), "what was looked through holds the concern"
    assert scene.seen() == set()


@pytest.mark.both_engines
def test_a_word_left_in_the_open_is_found_wherever_it_lies(scene: Scene, engine: sqlalchemy.Engine) -> None:
    """The planted defects: a column that is not sealed, a file left behind, a line in the log."""
    planted = dataclasses.replace(everything_told(scene.word), channel=f"phone {scene.word}")
    with db.transaction() as session:
        receive(session, planted, by=scene.world.actor("duty_worker"))
    (scene.temp / "left").write_text(scene.word)
    sys.stderr.write(f"event {scene.word.encode().hex()}\n")
    assert {"store utf-8", "temp utf-8", "log hex"} <= scene.seen()


@pytest.mark.postgres
def test_the_write_ahead_log_and_the_dump_are_looked_through(scene: Scene, engine: sqlalchemy.Engine) -> None:
    with engine.execution_options(hub_migration=True).begin() as connection:
        connection.execute(text("CREATE TABLE planted (word text)"))
        connection.execute(text("INSERT INTO planted VALUES (:word)"), {"word": scene.word})
    server: postgres.Server = scene.request.getfixturevalue("postgres_server")
    _write_out(server)
    assert any(
        sightings(piece, scene.word) for piece in _bytes_in(server.folder / "data" / "pg_wal", since=scene.began)
    )
    assert sightings(_dump(server, str(engine.url.database)), scene.word) == {"utf-8"}


WORD = "Zanzibärschnee"


@pytest.mark.parametrize("form", [form for _, form in encodings(WORD)], ids=lambda form: repr(form)[:24])
def test_each_encoding_is_recognised(form: bytes) -> None:
    assert sightings(b"\x00left " + form + b" right\xff", WORD)
