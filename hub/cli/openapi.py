"""`hub openapi`: the OpenAPI document of the API, on standard output."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec

from hub.cli.telling import Parsers, say_json
from hub.errors import Unavailable


def add_commands(parts: Parsers) -> None:
    """`hub openapi`."""
    parts.add_parser("openapi", help="print the OpenAPI document").set_defaults(run=_openapi)


def _openapi(_asked: argparse.Namespace) -> int:
    if find_spec("hub.api") is None:
        raise Unavailable("There is no API in this build.")
    say_json(import_module("hub.api").openapi_document())
    return 0
