"""`hub keys add`, `promote`, `rotate` and `retire`: another master or checkpoint key, and other data keys, while the hub runs.

Each batch is a transaction of its own. Whoever is killed half-way is asked again, and goes on with what is left.
"""

from __future__ import annotations

import argparse
import base64
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from rich.progress import Progress
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import clock, crypto, db, oversight
from hub.actor import OPERATOR
from hub.app.starting import bind_ground, start
from hub.cli.standing_by import started_with_two
from hub.cli.telling import Parsers, add_json, at_most, say, say_json
from hub.config import Settings
from hub.crypto import Batch
from hub.errors import Conflict, Unavailable
from hub.jobs import hand_out, seal_trail

CRYPTOPERIOD_DAYS = 365
MOST_DAYS = 36_500
MOST_AT_ONCE, MOST_VERSION = 10_000, 2**31 - 1  # what one statement takes, and a column holds
KEYS_AT_ONCE = {"master": 500, "data": 50}
PASSES = 5
TRIES = 5
Step = Callable[[Session, UUID | None], Batch]


def add_commands(steps: Parsers) -> None:
    """`hub keys add`, `promote`, `rotate` and `retire`."""
    _add(steps, "add", "make the next master key; nothing is wrapped by it yet", _add_master)
    _add(steps, "promote", "the newest master key wraps new keys from now on", _promote)
    what = steps.add_parser("rotate", help="other keys for what is held").add_subparsers(required=True, metavar="what")
    master = _add(what, "master", "wrap every key by the newest master key, a new one unless one waits", _rotate_master)
    data = _add(what, "data", "seal records anew under new data keys", _rotate_data)
    signing = _add(what, "checkpoint", "another key signs the trail's checkpoints from now on", _rotate_checkpoint)
    signing.add_argument("--prepare", action="store_true", help="only make the next key, to be copied to every machine")
    data.add_argument("--older-than", type=at_most(MOST_DAYS), default=CRYPTOPERIOD_DAYS, metavar="DAYS")
    for name, parser in (("master", master), ("data", data)):
        parser.add_argument(
            "--batch", type=at_most(MOST_AT_ONCE, least=1), default=KEYS_AT_ONCE[name], help="keys in one transaction"
        )
    _add(steps, "retire", "put away a master key that wraps nothing any more", _retire).add_argument(
        "version", type=at_most(MOST_VERSION, least=1)
    )


def _add(steps: Parsers, name: str, words: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = steps.add_parser(name, help=words)
    add_json(parser)
    parser.set_defaults(run=run)
    return parser


def _add_master(asked: argparse.Namespace) -> int:
    version = add_master(started_with_two("another master key"))
    _tell(asked, {"added": version}, f"master-{version}.key is made. Copy it to every machine, then: hub keys promote")
    return 0


def add_master(settings: Settings) -> int:
    """The next master key is in the folder; its version."""
    version = crypto.add_master_file(settings.keys_folder)
    bind_ground(settings)
    with db.transaction() as session:
        oversight.note_master_added(session, version, by=OPERATOR)
    return version


def _promote(asked: argparse.Namespace) -> int:
    version = promote_newest(started_with_two("another master key wraps new keys"))
    _tell(asked, {"primary": version}, f"master-{version} wraps new keys. For those held: hub keys rotate master")
    return 0


def promote_newest(settings: Settings) -> int:
    """The newest master key is primary, here and in every process that shares the folder; its version.

    The known answer first: a key that wraps something is always one that a start asks for.
    """
    version = max(crypto.bound_keyring().masters)
    with db.transaction() as session:
        oversight.promote_master(session, version, by=OPERATOR)
    crypto.put_primary(settings.keys_folder, version)
    bind_ground(settings)
    return version


def _rotate_master(asked: argparse.Namespace) -> int:
    settings = started_with_two("every key wrapped by another master key")
    with db.reading() as session:
        waiting = crypto.left_to_wrap(session)
    ring = crypto.bound_keyring()
    if max(ring.masters) == ring.primary and not waiting:
        add_master(settings)
    if max(crypto.bound_keyring().masters) > ring.primary:
        promote_newest(settings)
    return _go_through(
        asked,
        lambda session, after: oversight.wrap_anew(session, after=after, most=asked.batch, by=OPERATOR),
        crypto.left_to_wrap,
        f"master-{crypto.bound_keyring().primary} wraps them now.",
    )


def _rotate_data(asked: argparse.Namespace) -> int:
    started_with_two("records sealed anew under other keys")
    before = clock.now() - timedelta(days=asked.older_than)
    return _go_through(
        asked,
        lambda session, after: oversight.seal_anew(session, before=before, after=after, most=asked.batch, by=OPERATOR),
        lambda session: crypto.left_to_seal(session, before),
        "The old keys are gone; backups made before still open under them.",
    )


def _rotate_checkpoint(asked: argparse.Namespace) -> int:
    settings = started_with_two("another key signs checkpoints")
    ring = crypto.bound_keyring()
    newest = max(ring.checkpoint_keys)
    if newest == ring.signing[0]:
        newest = crypto.add_checkpoint_file(settings.keys_folder)
    if asked.prepare:
        _tell(
            asked,
            {"prepared": newest},
            f"checkpoint-{newest}.key is made. Copy it to every machine, then run this again.",
        )
        return 0
    start(settings)
    _hand_over(settings, newest)
    for version in [each for each in crypto.bound_keyring().checkpoint_keys if each < newest]:
        crypto.put_away_checkpoint_file(settings.keys_folder, version)
    public = base64.b64encode(crypto.checkpoint_public_key()).decode()
    _tell(
        asked, {"version": newest}, f"checkpoint-{newest}.key signs now. Its public key, for whoever checks: {public}"
    )
    return 0


def _hand_over(settings: Settings, version: int) -> None:
    """Everything that waits is sealed under the old key, and the new one takes over; again where a sealer was faster."""
    for _ in range(TRIES):
        seal_trail(settings, checkpoint_now=True)
        try:
            with db.transaction() as session:
                hand_out(session, oversight.change_checkpoint_key(session, version, by=OPERATOR), settings)
            return
        except IntegrityError:
            continue
    raise Unavailable("Another sealer was faster each time. Nothing was changed; try again.")


def _go_through(asked: argparse.Namespace, step: Step, left: Callable[[Session], int], words: str) -> int:
    """Every batch, and again what was being worked on, at most so many times; 1 when something is left."""
    with db.reading() as session:
        total = remaining = left(session)
    keys = rows = shut = 0
    with Progress(transient=True, disable=asked.json) as bar:
        task = bar.add_task("Changing keys", total=total)
        for _ in range(PASSES if total else 0):
            after, shut = None, 0
            while (batch := _one_batch(step, after)) is not None:
                keys, rows, shut, after = keys + batch.keys, rows + batch.rows, shut + batch.failed, batch.last
                bar.update(task, completed=keys)
                if after is None:
                    break
            with db.reading() as session:
                remaining = left(session)
            if not remaining:
                break
    said = (
        words
        if not remaining
        else f"{remaining} left, of which {shut} do not open: look into those, then run it again."
    )
    _tell(asked, {"keys": keys, "rows": rows, "left": remaining, "do_not_open": shut}, f"{keys} keys changed. {said}")
    return 1 if remaining else 0


def _one_batch(step: Step, after: UUID | None) -> Batch | None:
    """None when somebody went on working on one of the records for a second."""
    for _ in range(TRIES):
        try:
            with db.transaction() as session:
                return step(session, after)
        except Conflict:
            time.sleep(0.2)
    return None


def _retire(asked: argparse.Namespace) -> int:
    settings = started_with_two("a master key put away")
    with db.transaction() as session:
        oversight.retire_master(session, asked.version, by=OPERATOR)
    crypto.put_away_master_file(settings.keys_folder, asked.version)
    kept = f"retired-{asked.version}.key"
    _tell(asked, {"retired": asked.version}, f"{kept} is put away. Destroy it once no backup needs it any more.")
    return 0


def _tell(asked: argparse.Namespace, facts: dict[str, int], words: str) -> None:
    if asked.json:
        say_json(facts)
    else:
        say(words)
