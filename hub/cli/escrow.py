"""`hub keys escrow`: the keys in shares for several people, each shown once; and back from enough of the shares."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from hub import db, oversight
from hub.actor import OPERATOR
from hub.cli.standing_by import started_with_two
from hub.cli.telling import Parsers, say
from hub.config import read_settings
from hub.crypto.escrow import join_keys, shares_needed, split_keys
from hub.errors import Unprocessable

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def add_commands(steps: Parsers) -> None:
    """`hub keys escrow split` and `combine`."""
    ways = steps.add_parser("escrow", help="the keys in shares for several people").add_subparsers(
        required=True, metavar="way"
    )
    split = ways.add_parser("split", help="a sealed bundle, and each holder's share, shown once")
    split.add_argument("--shares", type=int, default=3)
    split.add_argument("--needed", type=int, default=2)
    split.add_argument("--bundle", type=Path, required=True, help="the file to write; it may lie anywhere")
    split.set_defaults(run=_split)
    combine = ways.add_parser("combine", help="the keys folder again, from a bundle and enough shares")
    combine.add_argument("--bundle", type=Path, required=True)
    combine.set_defaults(run=_combine)


def _split(asked: argparse.Namespace) -> int:
    settings = started_with_two("the keys split into shares")
    bundle, shares = split_keys(settings.keys_folder, shares=asked.shares, needed=asked.needed)
    _write_bundle(asked.bundle, bundle)
    with db.transaction() as session:
        oversight.note_shared_out(session, shares=asked.shares, needed=asked.needed, by=OPERATOR)
    for number, words in enumerate(shares, 1):
        _show_share(number, len(shares), words)
    say(f"The bundle is {asked.bundle}. Any {asked.needed} of the {asked.shares} shares open it; fewer tell nothing.")
    return 0


def _write_bundle(path: Path, bundle: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Unprocessable({"bundle": [f"{path} cannot be written ({error.strerror}). Choose a new file."]}) from error
    with os.fdopen(handle, "w") as file:
        file.write(bundle + "\n")
        file.flush()
        os.fsync(file.fileno())


def _show_share(number: int, shares: int, words: str) -> None:
    """One holder at a time: on a screen the words go before the next holder looks."""
    say(f"Share {number} of {shares}. Write these words down, in this order; they are not shown again.\n\n{words}\n")
    if sys.stdin.isatty():
        input("Then press Enter. ")
        say(_CLEAR)


def _combine(asked: argparse.Namespace) -> int:
    settings = read_settings()
    try:
        bundle = asked.bundle.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise Unprocessable({"bundle": [f"{asked.bundle} cannot be read."]}) from error
    join_keys(bundle, _asked_shares(), settings.keys_folder)
    say(f"The keys are in {settings.keys_folder}. Next: hub keys status")
    return 0


def _asked_shares() -> list[str]:
    """As many shares as are needed, one a line; on a screen a mistyped one is asked for again."""
    given: list[str] = []
    needed = 1
    while len(given) < needed:
        say(f"Share {len(given) + 1}:")
        line = sys.stdin.readline()
        if not line:
            raise Unprocessable({"share": [f"{needed} shares are needed, {len(given)} were given."]})
        try:
            needed = shares_needed(line.strip().lower())
        except Unprocessable as wrong:
            if not sys.stdin.isatty():
                raise
            say(wrong.fields["share"][0])
            continue
        given.append(line.strip().lower())
        if sys.stdin.isatty():
            say(_CLEAR)
    return given
