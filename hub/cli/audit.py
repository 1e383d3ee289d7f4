"""`hub audit`: sealing the trail now, taking it out as a bundle, and checking that it is whole."""

from __future__ import annotations

import argparse
import base64
import tempfile
from pathlib import Path

from hub import audit, crypto, db
from hub.actor import OPERATOR
from hub.app.starting import start
from hub.audit import Action, verifier
from hub.audit.verifier import Report
from hub.cli.telling import Parsers, add_json, say, say_json
from hub.config import read_settings
from hub.errors import Unprocessable
from hub.jobs import seal_trail


def add_commands(parts: Parsers) -> None:
    """`hub audit …`."""
    steps = parts.add_parser("audit", help="the trail").add_subparsers(required=True, metavar="step")
    checkpoint = steps.add_parser("checkpoint", help="seal the trail now and print the newest checkpoint")
    checkpoint.set_defaults(run=_checkpoint)
    export = steps.add_parser("export", help="the whole trail as a bundle that can be checked without the hub")
    export.add_argument("folder", type=Path)
    export.set_defaults(run=_export)
    verify = steps.add_parser("verify", help="check the trail, or a bundle of it; 1 when it is not whole")
    verify.add_argument("bundle", type=Path, nargs="?", help="a bundle; without it, the database itself")
    verify.add_argument(
        "--trusted", type=Path, help="a file of checkpoints kept elsewhere; without it rollback is not checked"
    )
    verify.add_argument("--public-key", type=Path, help="the bundle's public key as kept elsewhere, base64")
    for step in (checkpoint, export, verify):
        add_json(step)
    verify.set_defaults(run=_verify)


def _checkpoint(asked: argparse.Namespace) -> int:
    settings = read_settings()
    start(settings)
    sealed = seal_trail(settings, checkpoint_now=True)
    with db.reading() as session:
        newest = audit.newest_checkpoint(session)
    note = newest.note if newest else ""
    if asked.json:
        say_json({"sealed": sealed, "checkpoint": note})
    else:
        say(note.rstrip("\n") or "There is nothing to seal yet.")
    return 0 if note else 1


def _export(asked: argparse.Namespace) -> int:
    start(read_settings())
    with db.reading() as session:
        entries = audit.export_bundle(session, asked.folder)
    with db.transaction() as session:
        audit.record(session, by=OPERATOR, action=Action.TRAIL_EXPORTED, basis="operator", counts={"entries": entries})
    if asked.json:
        say_json({"folder": str(asked.folder), "entries": entries})
    else:
        say(
            f"{entries} entries are in {asked.folder}. Check them with: python {asked.folder / 'verify.py'} {asked.folder}"
        )
    return 0


def _verify(asked: argparse.Namespace) -> int:
    report = _checked(asked)
    say(verifier.as_json(report) if asked.json else verifier.told(report))
    return 1 if report.faults else 0


def _checked(asked: argparse.Namespace) -> Report:
    try:
        trusted = asked.trusted.read_text(encoding="utf-8") if asked.trusted else ""
        if asked.bundle is not None:
            key = base64.b64decode(asked.public_key.read_text()) if asked.public_key else None
            return verifier.verify(asked.bundle, trusted=trusted, public_key=key)
    except (OSError, ValueError, KeyError) as error:
        raise Unprocessable({"bundle": [f"It cannot be read ({type(error).__name__}): {error}"]}) from error
    start(read_settings())
    with tempfile.TemporaryDirectory(prefix="hub-trail-") as folder:
        with db.reading() as session:
            audit.export_bundle(session, Path(folder))
        return verifier.verify(
            Path(folder),
            trusted=trusted,
            public_key=crypto.checkpoint_public_key(),
            audit_key=crypto.bound_keyring().audit_key,
        )
