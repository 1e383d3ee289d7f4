"""Conferences in a world where it is Tuesday 8 December 2026, 10am, unless a test travels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories.conferences import Room
from tests.factories.hub_world import World

TODAY = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    """Time stands at TODAY and moves when told to."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def room(travel: time_machine.Traveller, world: World) -> Room:
    """The conference room of a world made on that day."""
    return Room(world)
