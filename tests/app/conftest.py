"""The whole application on a fresh database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from hub.app import create_app
from tests.factories.hub_world import World

METRICS_TOKEN = "a token for the figures of a test"


@pytest.fixture
def app(world: World) -> Flask:
    """The application, with figures for whoever has the token."""
    world.settings = replace(world.settings, metrics_token=METRICS_TOKEN)
    return create_app(world.settings, is_bound=True)
