"""`hub openapi`: the OpenAPI document of the API, on standard output, without a database."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from hub.cli.telling import Parsers, say_json
from hub.config import read_settings
from hub.errors import Unavailable


def add_commands(parts: Parsers) -> None:
    """`hub openapi`."""
    parts.add_parser("openapi", help="print the OpenAPI document").set_defaults(run=_openapi)


def _openapi(_asked: argparse.Namespace) -> int:
    if find_spec("hub.api") is None:
        raise Unavailable("There is no API in this build.")
    app = Flask("hub")
    app.extensions["hub_settings"] = read_settings()
    import_module("hub.api").register_api(app)
    (described,) = app.extensions["flask-smorest"]["apis"].values()
    with app.app_context():
        say_json(described["ext_obj"].spec.to_dict())
    return 0
