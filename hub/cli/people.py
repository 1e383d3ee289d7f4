"""`hub people tokens`: whether everybody held can be found by what is told of them, and putting back what is missing."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from hub import db, people
from hub.actor import OPERATOR
from hub.app.starting import start
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import read_settings


def add_commands(parts: Parsers) -> None:
    """`hub people …`."""
    steps = parts.add_parser("people", help="who is held").add_subparsers(required=True, metavar="step")
    tokens = steps.add_parser("tokens", help="say how many tokens to find people by are missing; 1 when any is")
    tokens.add_argument("--rebuild", action="store_true", help="put them back, made from the people's own rows")
    add_json(tokens)
    tokens.set_defaults(run=_tokens)


def _tokens(asked: argparse.Namespace) -> int:
    start(read_settings())
    with db.transaction() as session:
        found = people.check_tokens(session, put_back=asked.rebuild, by=OPERATOR)
    if asked.json:
        say_json(asdict(found))
    else:
        done = "put back" if asked.rebuild else "missing"
        say(
            f"{found.people:,} held; {found.lacking:,} lack tokens to be found by ({found.tokens:,} {done}); {found.shut:,} do not open."
        )
    return 1 if found.tokens and not asked.rebuild else 0
