"""The hub's pages on a fresh database, and people at them."""

from __future__ import annotations

import pytest
from flask import Flask

from hub.app import create_app
from tests.factories.desk import Desk
from tests.factories.hub_world import HubWorld


@pytest.fixture
def app(world: HubWorld) -> Flask:
    return create_app(world.settings, is_bound=True)


@pytest.fixture
def jo(app: Flask, world: HubWorld) -> Desk:
    """A duty worker."""
    return Desk(app, world, "duty_worker", name="Jo Mockridge")
