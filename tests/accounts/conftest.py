"""A hub with one agency, two teams and a few officers; passwords are cheap to check here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from hub import accounts, audit, crypto, db
from hub.actor import OPERATOR, Actor
from hub.config import Settings
from hub.db import Base
from tests.accounts.house import PASSWORD, House


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Without a second factor; `with_second_factor` has one."""
    return Settings(
        mode="test",
        database_url=f"sqlite:///{tmp_path / 'hub.sqlite'}",
        data_folder=tmp_path,
        keys_folder=tmp_path / "keys",
        secret_key="a secret for tests that is long enough",
        second_factor=False,
        secure_cookies=False,
        argon2_memory_kib=8,
        argon2_time=1,
    )


@pytest.fixture
def with_second_factor(settings: Settings) -> Settings:
    return replace(settings, second_factor=True)


@pytest.fixture
def ground(settings: Settings) -> Iterator[sqlalchemy.Engine]:
    """The hub's tables on a fresh database, with keys."""
    engine = db.make_engine(settings.database_url)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        audit.protect_audit_tables(connection)
    db.bind(engine)
    crypto.bind_keyring(crypto.create_keys_folder(settings.keys_folder))
    with db.transaction() as session:
        crypto.install_keys(session)
    yield engine
    db.unbind()
    crypto.unbind_keyring()


@pytest.fixture
def house(ground: sqlalchemy.Engine, settings: Settings) -> House:
    """An administrator, a duty worker and a screening officer, each with the password PASSWORD."""
    with db.transaction() as session:
        agency = accounts.add_agency(session, name="Mock Council", kind="council", by=OPERATOR)
        team = accounts.add_team(session, agency_id=agency.id, name="Screening", kind="screening", by=OPERATOR)
    made = House(agency.id, team.id)
    for username, role in (("ada", "administrator"), ("dot", "duty_worker"), ("sol", "screening_officer")):
        made.add(username, role, settings)
    return made


@pytest.fixture
def administrator(house: House) -> Actor:
    return house.actor("ada")


__all__ = ["PASSWORD"]
