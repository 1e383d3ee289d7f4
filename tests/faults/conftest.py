"""Faults are tried on databases that wait for their disk, with few repetitions in the suite and many by `make faults`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import db
from tests import postgres
from tests.conftest import RUN
from tests.faults.nursery import Nursery
from tests.faults.own_postgres import OwnServer, new_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is marked `faults`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[OwnServer]:
    """A PostgreSQL of this worker's own, with fsync on, that tests may stop."""
    try:
        server = new_server(int(os.environ[RUN]))
    except postgres.PostgresMissingError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield server
    server.end()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: OwnServer) -> str:
    """The name of a migrated database to copy."""
    postgres_server.create("template_faults")
    db.upgrade(postgres_server.url("template_faults"))
    return "template_faults"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where services to be killed come from."""
    made = Nursery()
    yield made
    made.end()
