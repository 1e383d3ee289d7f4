"""The spool is emptied exactly once, whatever dies in between; what cannot come in is held and never deleted."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from hub import accounts, clock, db, front_door, jobs, spool
from hub.concerns import Concern, NewConcern
from hub.errors import Conflict
from hub.jobs import replaying
from hub.spool import Waiting
from tests.factories.hub_world import World
from tests.factories.outages import OUTAGES

# Another process, killed by its own signal at the named place.
DIES = """
import os, signal, sys
from pathlib import Path
from hub import crypto, db, jobs, spool
from hub.jobs import replaying
from tests.factories.hub_world import settings_for
from tests.jobs.test_replaying import kept
folder, url, where, token_id, agency = sys.argv[1:]
settings = settings_for(Path(folder), url)
crypto.bind_keyring(crypto.read_keys_folder(settings.keys_folder))
db.bind(db.make_engine(url))
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if where == "before the reply":
    spool.keep(settings.spool_folder, kept(token_id, agency), by_pass="p")
    die()
spool.remove = die
jobs.replay(settings)
"""


@pytest.fixture
def token(world: World) -> tuple[str, str]:
    """A partner's token and agency, by their ids."""
    spool.prepare_folder(world.settings.spool_folder)
    value = world.token()
    with db.reading() as session:
        actor = accounts.find_bearer(session, value)
    assert actor is not None
    return actor.session_mark.removeprefix("token:"), str(actor.agency_id)


def kept(token_id: str, agency: str, narrative: str = "Rory was outside alone.", key: str = "k") -> Waiting:
    return Waiting(
        client=f"agency:{agency}",
        key=key,
        document={"narrative": narrative},
        strict=True,
        kept_at=clock.now(),
        token_id=token_id,
    )


def count() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Concern)) or 0


@pytest.fixture
def folder(world: World) -> Path:
    return world.settings.spool_folder


@pytest.mark.both_engines
def test_a_process_killed_between_commit_and_unlink_leaves_one_concern(
    world: World, token: tuple[str, str], folder: Path
) -> None:
    spool.keep(folder, kept(*token), by_pass="p")
    _dies(world, token, folder, "between commit and unlink")


def test_a_process_killed_before_it_could_reply_leaves_one_concern(
    world: World, token: tuple[str, str], folder: Path
) -> None:
    _dies(world, token, folder, "before the reply")


def _dies(world: World, token: tuple[str, str], folder: Path, where: str) -> None:
    url = db.bound_engine().url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", DIES, str(folder.parent), url, where, *token]
    died = subprocess.run(command, cwd=Path(__file__).parents[2], check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
    assert len(spool.waiting(folder)) == 1, "what was on its way is still there"
    spool.keep(folder, kept(*token), by_pass="p")  # the sender, who saw no answer, sends it again
    assert jobs.replay(world.settings).received == 1
    assert count() == 1
    assert spool.status(folder).state == "empty"


@pytest.mark.parametrize("outage", OUTAGES)
def test_while_the_outage_lasts_everything_goes_on_waiting(
    world: World, token: tuple[str, str], folder: Path, outage: str
) -> None:
    for key in "abcde":
        spool.keep(folder, kept(*token, key=key), by_pass="p")
    with OUTAGES[outage](), pytest.raises(Exception, match=r"nowhere|unable|no leaves|folder"):
        jobs.replay(world.settings)
    assert len(spool.waiting(folder)) == 5
    assert jobs.replay(world.settings).received == 5
    assert count() == 5


def test_one_poisoned_file_stops_no_other(
    world: World, token: tuple[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("Poison", "One", "Two"):
        spool.keep(folder, kept(*token, narrative=words, key=words), by_pass="p")
    real = replaying._receive

    def chokes(told: Waiting, *rest: object) -> None:
        if told.document["narrative"] == "Poison":
            raise RuntimeError("a defect")
        real(told, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(replaying, "_receive", chokes)
    done = jobs.replay(world.settings)
    assert (done.received, done.held) == (2, 1)
    assert [each.reason for each in spool.held(folder)] == ["failed"]
    monkeypatch.undo()
    spool.put_back(spool.held(folder)[0])
    assert jobs.replay(world.settings).received == 1


def test_what_was_damaged_or_has_mistakes_or_other_words_is_held(
    world: World, token: tuple[str, str], folder: Path
) -> None:
    spool.keep(folder, kept(*token), by_pass="p")
    jobs.replay(world.settings)
    spool.keep(folder, kept(*token, narrative="Other words under the same key"), by_pass="p")
    spool.keep(folder, replace(kept(*token, key="l"), document={"narrative": " "}), by_pass="p")
    (folder / f"{'0' * 32}.spool").write_bytes(b"damaged")
    done = jobs.replay(world.settings)
    assert (done.received, done.held) == (0, 3)
    assert {each.reason for each in spool.held(folder)} == {"twice", "refused", "unreadable"}
    assert count() == 1


def test_a_file_put_back_by_hand_long_afterwards_is_never_received_twice(
    world: World, token: tuple[str, str], folder: Path
) -> None:
    spool.keep(folder, kept(*token), by_pass="p")
    (entry,) = spool.waiting(folder)
    copy = entry.path.read_bytes()
    jobs.replay(world.settings)
    with db.transaction() as session:
        session.execute(db.Base.metadata.tables["sent_once"].delete())  # as after seven days
    entry.path.write_bytes(copy)
    assert jobs.replay(world.settings).held == 1
    assert count() == 1


def test_a_replay_that_forgets_the_key_is_caught(
    world: World, token: tuple[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check above sees: with a fresh key and receipt at each turn the same file comes in twice."""
    real = replaying._receive
    monkeypatch.setattr(
        replaying,
        "_receive",
        lambda told, _receipt, settings: real(replace(told, key=str(uuid4())), db.new_reference("SP"), settings),
    )
    monkeypatch.setattr(spool, "remove", lambda entry: None)  # as if it died before
    spool.keep(folder, kept(*token), by_pass="p")
    for _ in range(2):
        jobs.replay(world.settings)
    assert count() == 2


def test_a_receipt_is_given_to_one_concern_only(world: World, token: tuple[str, str]) -> None:
    for key in ("a", "b"):
        told = kept(*token, key=key)
        with db.reading() as session:
            by = front_door.sender_of(session, told)
        receive = partial(front_door.receive_waiting, receipt="SP-2222-2222", by=by, prefix="DH", rung_minutes=15)
        new = NewConcern(narrative="Rory was outside alone.")
        if key == "a":
            with db.transaction() as session:
                receive(session, told, new)
        else:
            with pytest.raises(Conflict), db.transaction() as session:
                receive(session, told, new)
    assert count() == 1
