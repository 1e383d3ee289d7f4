"""One agency in an otherwise empty hub, for tests of the trail alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from hub import audit, crypto, db
from hub.accounts import Agency
from hub.actor import OPERATOR
from tests.audit.council import Council


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
