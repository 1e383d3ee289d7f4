"""Pages for officers: the shell, its templates and the routes that fill them."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

# Each module holds `pages`, a Blueprint; its endpoints are named `<blueprint>.<function>`.
PAGES = (
    "hub.web.signing_in",
    "hub.web.account",
    "hub.web.start",
    "hub.web.records",
    "hub.web.saving",
    "hub.web.mending",
    "hub.web.people",
    "hub.web.matches",
    "hub.web.find",
    "hub.web.danger",
    "hub.web.manager",
    "hub.web.access_log",
    "hub.web.admin",
    "hub.web.tokens",
    "hub.web.rules",
    "hub.web.about",
    "hub.web.conferences",
    "hub.web.queue",
    "hub.web.screening",
    "hub.web.deciding",
    "hub.web.awaiting",
    "hub.web.open_work",
    "hub.web.coming_back",
    "hub.web.second_looks",
    "hub.web.differences",
    "hub.web.agreement",
    "hub.web.duty",
    "hub.web.unsent",
    "hub.web.logging_concern",
)


def register_pages(app: Flask) -> None:
    """Every page of the hub answers at its address."""
    for module in PAGES:
        app.register_blueprint(import_module(module).pages)
