"""`hub db upgrade`: the tables at their newest form, the first keys' answers, and the shipped rules where none ever ruled."""

from __future__ import annotations

import argparse

from hub import audit, crypto, db, rulebook
from hub.actor import OPERATOR, SYSTEM
from hub.app.starting import bind_ground
from hub.audit import Action
from hub.cli.telling import Parsers, say
from hub.config import Settings, read_settings


def add_commands(parts: Parsers) -> None:
    """`hub db …`."""
    steps = parts.add_parser("db", help="the database").add_subparsers(required=True, metavar="step")
    upgrade = steps.add_parser("upgrade", help="bring the database to the newest form")
    upgrade.set_defaults(run=_upgrade)


def _upgrade(_asked: argparse.Namespace) -> int:
    settings = read_settings()
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    bind_ground(settings)
    prepare(settings)
    say("The database is at its newest form.")
    return 0


def prepare(settings: Settings) -> None:
    """The bound database is at its newest form with its keys proven and a rule pack active; safe to do again.

    Raises:
        StartRefused: a key is missing or wrong.
    """
    db.upgrade(db.bound_engine())
    with db.transaction() as session:
        is_first = not crypto.key_status(session)
        crypto.install_keys(session)
        if is_first:
            audit.record(session, by=OPERATOR, action=Action.KEYS_INSTALLED, basis="operator")
    with db.transaction() as session:
        crypto.prove_keys(session)
        rulebook.install_shipped(session, by=SYSTEM)
    if settings.app_database_role:
        engine = db.bound_engine().execution_options(hub_migration=True)
        with engine.begin() as connection:
            audit.grant_service_role(connection, settings.app_database_role)
