"""Who calls, and the settings of the application that answers."""

from __future__ import annotations

from typing import cast

from flask import current_app
from flask_login import current_user

from hub.actor import Actor
from hub.config import Settings
from hub.errors import NotSignedIn


def caller() -> Actor:
    """The partner system, for handing on as `by`.

    Raises:
        NotSignedIn: the call carries no good token.
    """
    actor = getattr(current_user, "actor", None)
    if not isinstance(actor, Actor):
        raise NotSignedIn("Send a good token as: Authorization: Bearer …")
    return actor


def settings_now() -> Settings:
    """The settings of the application that answers this request."""
    return cast("Settings", current_app.extensions["hub_settings"])
