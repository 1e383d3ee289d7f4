"""One agency in an otherwise empty hub, for tests of the trail alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from hub import audit, crypto, db
from hub.accounts import Agency
from hub.actor import OPERATOR
from hub.audit import verifier
from tests.audit.council import Council
from tests.audit.evidence import Evidence


@pytest.fixture
def council(engine: sqlalchemy.Engine, tmp_path: Path) -> Iterator[Council]:
    """Keys and one agency, with their leaves."""
    crypto.bind_keyring(crypto.create_keys_folder(tmp_path / "keys"))
    with db.transaction() as session:
        crypto.install_keys(session)
        agency = Agency(name="Mock Council", kind="council")
        session.add(agency)
        audit.record(session, by=OPERATOR, action=audit.Action.AGENCY_ADDED)
    yield Council(agency.id)
    crypto.unbind_keyring()


@pytest.fixture
def evidence(council: Council, engine: sqlalchemy.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """Its log is in three files of at most four entries each."""
    monkeypatch.setattr(verifier, "PIECE", 4)
    made = Evidence(engine, council, tmp_path)
    made.work(4)
    made.seal()
    made.work(5)
    made.kept = made.seal()
    return made
