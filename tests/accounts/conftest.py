"""A desk at which the officers of the world sign in."""

from __future__ import annotations

import pytest

from tests.factories.desk import Desk
from tests.factories.hub_world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """Without a second factor; `desk.with_second_factor()` asks for one."""
    return Desk(world, world.settings)
