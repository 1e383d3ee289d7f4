"""Tokens of partners' systems: shown once, for one role, until they expire or are revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from hub import accounts, db
from hub.accounts import ApiToken
from hub.actor import OPERATOR, Actor
from hub.audit import Action
from hub.errors import NotFound, Unprocessable
from tests.factories.hub_world import World, leaves

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def issue(world: World, *, days: int = 90, role: str = "partner_reporter") -> tuple[UUID, str]:
    assert world.agency_id is not None
    with db.transaction() as session:
        token, value = accounts.issue_token(
            session, name="Police hub", agency_id=world.agency_id, role=role, days=days, by=OPERATOR
        )
        return token.id, value


def bearer(value: str) -> Actor | None:
    with db.reading() as session:
        return accounts.find_bearer(session, value)


@pytest.mark.both_engines
def test_a_token_acts_with_its_role_for_its_agency(world: World) -> None:
    token_id, value = issue(world)
    found = bearer(value)
    assert found is not None
    assert (found.kind, found.agency_id, found.client) == ("partner", world.agency_id, "api")
    assert found.permissions == {"concern_receive"}
    assert found.officer_id is None
    assert str(token_id) in found.session_mark
    assert [leaf["action"] for leaf in leaves(Action.TOKEN_ISSUED)] == ["token_issued"]


def test_only_a_hash_of_it_is_kept(world: World) -> None:
    _, value = issue(world)
    assert value.startswith("hub_")
    with db.reading() as session:
        (kept,) = session.scalars(select(ApiToken.token_hash))
    assert value.encode() not in kept
    assert len(kept) == 32


def test_it_lives_for_its_days(world: World) -> None:
    with time_machine.travel(NOON, tick=False):
        _, value = issue(world, days=7)
    with time_machine.travel(NOON + timedelta(days=7, seconds=-1), tick=False):
        assert bearer(value) is not None
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        assert bearer(value) is None


def test_a_revoked_token_opens_nothing_and_others_still_do(world: World) -> None:
    token_id, value = issue(world)
    _, other = issue(world)
    with db.transaction() as session:
        accounts.revoke_token(session, token_id, by=OPERATOR)
    assert bearer(value) is None
    assert bearer(other) is not None


@pytest.mark.parametrize("value", ["", "hub_", "hub_" + "A" * 43, "Bearer x"])
def test_what_was_never_issued_opens_nothing(world: World, value: str) -> None:
    issue(world)
    assert bearer(value) is None


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": 366}, {"role": "administrator"}, {"role": "auditor"}, {"role": "king"}]
)
def test_no_privileged_role_and_no_token_without_end(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(Unprocessable):
        issue(world, **wrong)  # type: ignore[arg-type]  # the test's own words


@pytest.mark.parametrize("days", [1, 365])
def test_a_day_and_a_year_are_within_the_limits(world: World, days: int) -> None:
    assert bearer(issue(world, days=days)[1]) is not None


def test_a_token_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound), db.transaction() as session:
        accounts.revoke_token(session, uuid4(), by=OPERATOR)
