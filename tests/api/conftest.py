"""Calling the interface as a partner's system would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.app import create_app
from tests.factories.hub_world import World

Send = Callable[..., TestResponse]


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.settings, is_bound=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def send(world: World, client: FlaskClient) -> Send:
    """Posts a concern with a partner's token, under a fresh key unless one is given."""
    token = world.token()

    def post(document: Any = None, *, key: str | None = None, **options: Any) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {options.pop('token', token)}",
            "Idempotency-Key": str(uuid4()) if key is None else key,
        }
        body = {"json": document} if document is not None else {}
        return client.post("/api/v1/concerns", headers=headers, **body, **options)

    return post
