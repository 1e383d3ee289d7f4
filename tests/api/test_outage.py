"""A partner's call while the database or the trail is down: kept under its key, and one concern afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import accounts, clock, db, jobs, spool
from hub.accounts import ApiToken
from hub.actor import OPERATOR
from hub.concerns import Concern
from tests.api.conftest import Send
from tests.factories.hub_world import World
from tests.factories.outages import OUTAGES, database_down

WORDS = {"narrative": "Rory came to school with a bruise."}


def concerns_now() -> list[Concern]:
    with db.reading() as session:
        return list(session.scalars(select(Concern)))


@pytest.mark.both_engines
@pytest.mark.parametrize("outage", OUTAGES)
def test_a_call_in_an_outage_is_kept_and_the_same_key_later_gives_its_reference(
    send: Send, world: World, outage: str
) -> None:
    with OUTAGES[outage]():
        kept, again = send(WORDS, key="k"), send(WORDS, key="k")
    assert (kept.status_code, kept.json["state"]) == (202, "kept_safely")
    assert again.json["receipt"] == kept.json["receipt"]
    assert "ref" not in kept.json
    assert concerns_now() == []
    assert jobs.run_once(world.settings).unspooled == 1
    (concern,) = concerns_now()
    later = send(WORDS, key="k")
    assert (later.status_code, later.json["ref"]) == (201, concern.ref)
    assert len(concerns_now()) == 1


def test_it_is_received_when_it_was_kept_not_when_it_came_in(send: Send, world: World) -> None:
    kept_at = clock.now()
    with time_machine.travel(kept_at, tick=False) as travel:
        with database_down():
            send({**WORDS, "happened": {"when": "yesterday 9pm"}})
        travel.shift(timedelta(days=1))
        jobs.run_once(world.settings)
    (concern,) = concerns_now()
    assert concern.received_at == concern.keyed_at == kept_at
    assert concern.happened_at is not None
    assert clock.london_day(concern.happened_at) == clock.london_day(kept_at) - timedelta(days=1)


def test_mistakes_are_named_in_an_outage_as_at_any_time(send: Send, world: World) -> None:
    with database_down():
        missing, odd, unreadable = (
            send({}),
            send({**WORDS, "nonsense": 1}),
            send(None, data=b"{", content_type="application/json"),
        )
        without_key = send(WORDS, key=" ")
    assert [each.status_code for each in (missing, odd, unreadable, without_key)] == [422, 422, 400, 400]
    assert "#/nonsense" in odd.text
    assert spool.status(world.settings.spool_folder).waiting == 0


@pytest.mark.parametrize("wrong", ["forged", "expired", "old"])
def test_a_token_that_cannot_be_read_offline_keeps_nothing(send: Send, world: World, wrong: str) -> None:
    token, later = world.token(), clock.now()
    if wrong == "forged":
        token = token[:-4] + "AAAA"
    elif wrong == "old":
        token = "hub_" + "x" * 43
    else:
        later += timedelta(days=91)
    with database_down(), time_machine.travel(later, tick=True):
        answer = send(WORDS, token=token)
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert spool.status(world.settings.spool_folder).waiting == 0


def test_a_token_revoked_meanwhile_is_found_out_when_it_comes_in(send: Send, world: World) -> None:
    with database_down():
        assert send(WORDS).status_code == 202
    with db.reading() as session:
        token_id: UUID = session.scalars(select(ApiToken.id).order_by(ApiToken.issued_at.desc())).first()
    with db.transaction() as session:
        for each in session.scalars(select(ApiToken.id)):
            accounts.revoke_token(session, each, by=OPERATOR)
    assert token_id
    assert jobs.run_once(world.settings).held == 1
    (entry,) = spool.held(world.settings.spool_folder)
    assert entry.reason == "sender"
    assert concerns_now() == []


def test_no_room_is_said_plainly_and_nothing_is_kept(
    send: Send, world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.spool.keeping.MOST_SPOOL_BYTES", 10)
    with database_down():
        answer = send(WORDS)
    assert answer.status_code == 503
    assert spool.status(world.settings.spool_folder).waiting == 0


def test_a_token_of_another_kind_of_role_sends_nothing(send: Send, world: World) -> None:
    chair = replace(world.actor("chair"))
    assert chair.roles == {"chair"}
    token = world.token(role="chair", agency="Mock Chairs")
    with database_down():
        assert send(WORDS, token=token).status_code == 503
