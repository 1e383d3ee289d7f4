"""`hub keys`: making the first keys, saying which are here and right, and the steps of changing them."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from sqlalchemy import inspect

from hub import crypto, db
from hub.app.starting import bind_ground
from hub.cli import escrow, rotating
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import Settings, read_settings
from hub.errors import StartRefused


def add_commands(parts: Parsers) -> None:
    """`hub keys …`."""
    steps = parts.add_parser("keys", help="the keys outside the database").add_subparsers(required=True, metavar="step")
    steps.add_parser("init", help="make the first keys; never writes over any").set_defaults(run=_init)
    signing = steps.add_parser(
        "add-checkpoint-key", help="make the first key that signs checkpoints, where there never was one"
    )
    signing.set_defaults(run=_add_checkpoint_key)
    status = steps.add_parser("status", help="say which keys are here and right; 1 when one is not")
    add_json(status)
    status.set_defaults(run=_status)
    rotating.add_commands(steps)
    escrow.add_commands(steps)


def _init(_asked: argparse.Namespace) -> int:
    settings = read_settings()
    make_keys(settings)
    say(f"The first keys are in {settings.keys_folder}. Put a copy in escrow now: without them nothing can be opened.")
    say("Next: hub db upgrade")
    return 0


def _add_checkpoint_key(_asked: argparse.Namespace) -> int:
    settings = read_settings()
    bind_ground(settings)
    with db.reading() as session:
        known = [state for state in crypto.key_status(session) if state.name == "checkpoint"]
    if known and known[0].state != "right":
        raise StartRefused(f"The key checkpoint is {known[0].state}. Put back the right file, or get it from escrow.")
    if not crypto.bound_keyring().checkpoint_keys:
        crypto.add_checkpoint_file(settings.keys_folder)
    say("The keys folder holds a checkpoint key. Put a copy in escrow. Next: hub db upgrade")
    return 0


def make_keys(settings: Settings) -> None:
    """The keys folder holds the first keys.

    Raises:
        StartRefused: it holds files already, or the database holds data sealed with other keys.
    """
    if holds_data(settings):
        raise StartRefused(
            "The database holds data sealed with other keys. Put those back; the hub never makes a new key where data exist."
        )
    crypto.create_keys_folder(settings.keys_folder)


def holds_data(settings: Settings) -> bool:
    """Whether the database has known answers of keys already."""
    if settings.database_url.startswith("sqlite:///") and not settings.data_folder.exists():
        return False
    engine = db.make_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("key_checks"):
                return False
            return connection.exec_driver_sql("SELECT 1 FROM key_checks LIMIT 1").first() is not None
    finally:
        engine.dispose()


def _status(asked: argparse.Namespace) -> int:
    bind_ground(read_settings())
    with db.reading() as session:
        states, wraps = crypto.key_status(session), crypto.wrapped_by(session)
    if all(state.name != "checkpoint" for state in states):
        here = crypto.bound_keyring().checkpoint_keys
        states.append(
            crypto.KeyStatus("checkpoint", f"unknown; run: hub {'db upgrade' if here else 'keys add-checkpoint-key'}")
        )
    lines = [{**asdict(state), "wraps": wraps.get(state.version, 0)} for state in states]
    if asked.json:
        say_json(lines)
    for line in () if asked.json else lines:
        wrapped = f"wraps {line['wraps']} keys" if line["name"].startswith("master-") else ""
        say(f"{line['name']:<12} {line['state']:<8} {wrapped}{', and new ones' if line['is_primary'] else ''}".rstrip())
    return 0 if states and all(state.state == "right" for state in states) else 1
