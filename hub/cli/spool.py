"""`hub spool`: what waits in this machine's spool and what is held, and receiving it now; the words in it are never shown."""

from __future__ import annotations

import argparse

from hub import spool
from hub.app.logs import set_up_logs
from hub.app.starting import start
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import Settings, read_settings
from hub.jobs import replay
from hub.spool import REASONS


def add_commands(parts: Parsers) -> None:
    """`hub spool …`."""
    steps = parts.add_parser("spool", help="concerns kept while the database was down").add_subparsers(
        required=True, metavar="step"
    )
    status = steps.add_parser("status", help="say what waits and what is held; 1 when something is held")
    add_json(status)
    status.set_defaults(run=_status)
    now = steps.add_parser("replay", help="receive what waits, now; 1 when something is held")
    now.add_argument("--held", action="store_true", help="try what is held once more")
    add_json(now)
    now.set_defaults(run=_replay)


def _status(asked: argparse.Namespace) -> int:
    settings = read_settings()
    now, held = spool.status(settings.spool_folder), spool.held(settings.spool_folder)
    if asked.json:
        files = [{"receipt": each.receipt, "kept_at": each.kept_at, "reason": each.reason} for each in held]
        counted = {"waiting": now.waiting, "oldest_seconds": now.oldest_seconds, "bytes": now.size_bytes}
        say_json({"state": now.state, **counted, "held": files})
        return 1 if held else 0
    say(f"{now.waiting} waiting, the oldest for {now.oldest_seconds} seconds. {now.held} held. {now.size_bytes} bytes.")
    for each in held:
        say(f"{each.receipt}  {each.kept_at or 'unknown when'}  {REASONS.get(each.reason, each.reason)}")
    return 1 if held else 0


def _replay(asked: argparse.Namespace) -> int:
    settings = read_settings()
    start(settings)
    set_up_logs(settings)
    if asked.held:
        _put_back(settings)
    done = replay(settings)
    if asked.json:
        say_json({"received": done.received, "held": done.held})
    else:
        say(f"{done.received} received, {done.held} held.")
    return 1 if done.held else 0


def _put_back(settings: Settings) -> None:
    for each in spool.held(settings.spool_folder):
        spool.put_back(each)
