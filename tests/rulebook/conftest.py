"""A clock that a test can move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    """It is noon on a Tuesday, until the test says otherwise."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
