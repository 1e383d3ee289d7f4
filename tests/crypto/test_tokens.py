"""Keyed marks tell same from other and say nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy

from hub import crypto, db
from hub.errors import Unavailable


@pytest.fixture
def bound(engine: sqlalchemy.Engine, tmp_path: Path):
    crypto.bind_keyring(crypto.create_keys_folder(tmp_path / "keys"))
    with db.transaction() as session:
        crypto.install_keys(session)
    yield
    crypto.unbind_keyring()


def test_equal_texts_meet_within_an_index_and_nowhere_else(bound) -> None:
    with db.reading() as session:
        token = crypto.blind_token(session, "names/1", "rory|samplewood")
        assert token == crypto.blind_token(session, "names/1", "rory|samplewood")
        assert token != crypto.blind_token(session, "names/2", "rory|samplewood")
        assert token != crypto.blind_token(session, "names/1", "rory|samplewoo")
        assert len(token) == 8
        assert len(crypto.blind_token(session, "names/1", "\ud800 and an empty one")) == 8


def test_another_hub_gives_other_tokens(bound, tmp_path: Path) -> None:
    with db.reading() as session:
        here = crypto.blind_token(session, "names/1", "rory"), crypto.body_mark(session, b"rory")
    with db.transaction() as session:
        session.execute(sqlalchemy.delete(crypto.SecretKey))
        session.execute(sqlalchemy.delete(crypto.KeyCheck))
    crypto.bind_keyring(crypto.create_keys_folder(tmp_path / "other"))
    with db.transaction() as session:
        crypto.install_keys(session)
        there = crypto.blind_token(session, "names/1", "rory"), crypto.body_mark(session, b"rory")
    assert not set(here) & set(there)


def test_a_missing_index_key_is_never_made_on_the_way(bound, tmp_path: Path) -> None:
    with db.transaction() as session:
        session.execute(sqlalchemy.delete(crypto.SecretKey))
    crypto.bind_keyring(crypto.read_keys_folder(tmp_path / "keys"))
    with db.reading() as session, pytest.raises(Unavailable, match="'index' is missing"):
        crypto.blind_token(session, "names/1", "rory")
