"""The whole application on a fresh database, and somebody at a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from hub.app import create_app
from tests.factories.desk import Desk
from tests.factories.front_desk import FrontDesk
from tests.factories.hub_world import World
from tests.factories.visitor import Visitor


@pytest.fixture
def desk(world: World) -> Desk:
    """The officers of the world, who can sign in."""
    return Desk(world, world.settings)


@pytest.fixture
def app(desk: Desk) -> Flask:
    """The application; a test that wants other settings changes `desk.settings` and calls `create_app` itself."""
    return create_app(desk.settings, is_bound=True)


@pytest.fixture
def visitor(app: Flask, desk: Desk) -> Visitor:
    """Somebody who has not signed in yet."""
    return Visitor(app, desk)


@pytest.fixture
def as_officer(app: Flask, desk: Desk) -> Callable[[str], Visitor]:
    """A browser at which the officer has signed in: `as_officer("duty_worker")`."""

    def signed_in(name: str) -> Visitor:
        one = Visitor(app, desk)
        assert one.sign_in(name).status_code == 303
        return one

    return signed_in


@pytest.fixture
def jo(app: Flask, world: World) -> FrontDesk:
    """A duty worker at the desk, signed in."""
    return FrontDesk(app, world, "duty_worker", name="Jo Mockridge")
