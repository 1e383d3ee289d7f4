"""`hub wards load`: the council's own list of which ward a postcode lies in."""

from __future__ import annotations

import argparse
from pathlib import Path

from hub import db, people
from hub.actor import OPERATOR
from hub.app.starting import start
from hub.cli.telling import Parsers, say
from hub.config import read_settings
from hub.errors import Unprocessable


def add_commands(parts: Parsers) -> None:
    """`hub wards …`."""
    steps = parts.add_parser("wards", help="which ward a postcode lies in").add_subparsers(
        required=True, metavar="step"
    )
    load = steps.add_parser("load", help="put a list of postcodes and wards in the place of the one before")
    load.add_argument("file", type=Path, help="a CSV file with the columns postcode and ward")
    load.set_defaults(run=_load)


def _load(asked: argparse.Namespace) -> int:
    start(read_settings())
    try:
        lines = asked.file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unprocessable({"file": [f"{asked.file} cannot be read as text."]}) from error
    with db.transaction() as session:
        number = people.load_wards(session, lines, by=OPERATOR)
    say(f"{number} postcodes have a ward now.")
    return 0
