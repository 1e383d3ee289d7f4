"""`hub audit`: sealing the trail now, taking out a bundle or a proof of it, checking that it is whole, acknowledging a break."""

from __future__ import annotations

import argparse
import base64
import tempfile
from pathlib import Path

from hub import audit, crypto, db, oversight
from hub.actor import OPERATOR
from hub.app.starting import start
from hub.audit import Action, verifier
from hub.audit.verifier import Report
from hub.cli.signing_in import signed_in
from hub.cli.telling import Parsers, add_json, at_most, say, say_json
from hub.config import read_settings
from hub.errors import Unprocessable
from hub.jobs import seal_trail

MOST_LEAVES, MOST_ENTRIES = 2**31 - 1, 2**63 - 1  # that the columns of slots and numbers, and of sizes, hold


def add_commands(parts: Parsers) -> None:
    """`hub audit …`."""
    steps = parts.add_parser("audit", help="the trail").add_subparsers(required=True, metavar="step")
    checkpoint = steps.add_parser("checkpoint", help="seal the trail now and print the newest checkpoint")
    checkpoint.set_defaults(run=_checkpoint)
    export = steps.add_parser("export", help="the whole trail as a bundle that can be checked without the hub")
    export.add_argument("folder", type=Path)
    export.set_defaults(run=_export)
    verify = steps.add_parser("verify", help="check the trail, a bundle or a proof of it; 1 when it is not whole")
    verify.add_argument("bundle", type=Path, nargs="?", help="a bundle or a proof; without it, the database itself")
    verify.add_argument(
        "--trusted",
        type=Path,
        help="a file of checkpoints kept elsewhere, or a mail with one; without it rollback is not checked",
    )
    verify.add_argument("--public-key", type=Path, help="the bundle's public key as kept elsewhere, base64")
    for step in (checkpoint, export, verify):
        add_json(step)
    verify.set_defaults(run=_verify)
    _add_proofs(steps)
    _add_acknowledging(steps)


def _add_proofs(steps: Parsers) -> None:
    kinds = steps.add_parser("prove", help="a proof that stands alone").add_subparsers(required=True, metavar="what")
    leaf = kinds.add_parser("leaf", help="prints what shows that one leaf is in the log of the newest checkpoint")
    leaf.add_argument("slot", type=at_most(MOST_LEAVES))
    leaf.add_argument("number", type=at_most(MOST_LEAVES))
    leaf.set_defaults(run=_prove_leaf)
    growth = kinds.add_parser(
        "growth", help="prints what shows that one checkpoint's log is the beginning of another's"
    )
    growth.add_argument("older", type=at_most(MOST_ENTRIES), help="how many entries the one has: its second line")
    growth.add_argument("newer", type=at_most(MOST_ENTRIES))
    growth.set_defaults(run=_prove_growth)


def _add_acknowledging(steps: Parsers) -> None:
    known = steps.add_parser(
        "acknowledge-break", help="an officer knows of a forged or missing leaf; sealing goes on behind it"
    )
    known.add_argument("slot", type=at_most(MOST_LEAVES))
    known.add_argument("number", type=at_most(MOST_LEAVES))
    known.add_argument("--reason", required=True, choices=sorted(oversight.BREAK_REASONS))
    known.set_defaults(run=_acknowledge)


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
    try:
        with db.reading() as session:
            entries = audit.export_bundle(session, asked.folder)
    except OSError as error:
        raise Unprocessable({"folder": [f"It cannot be written ({type(error).__name__}): {error}"]}) from error
    with db.transaction() as session:
        audit.record(session, by=OPERATOR, action=Action.TRAIL_EXPORTED, basis="operator", counts={"entries": entries})
    if asked.json:
        say_json({"folder": str(asked.folder), "entries": entries})
    else:
        say(
            f"{entries} entries are in {asked.folder}. Check them with: python {asked.folder / 'verify.py'} {asked.folder}"
        )
    return 0


def _prove_leaf(asked: argparse.Namespace) -> int:
    start(read_settings())
    with db.reading() as session:
        proof = audit.leaf_proof(session, asked.slot, asked.number)
    with db.transaction() as session:
        audit.record(session, by=OPERATOR, action=Action.TRAIL_EXPORTED, basis="operator", counts={"entries": 1})
    say_json(proof)
    return 0


def _prove_growth(asked: argparse.Namespace) -> int:
    start(read_settings())
    with db.reading() as session:
        say_json(audit.growth_proof(session, asked.older, asked.newer))
    return 0


def _acknowledge(asked: argparse.Namespace) -> int:
    settings = read_settings()
    start(settings)
    with signed_in(settings, "A key custodian or auditor signs in.") as by, db.transaction() as session:
        found = oversight.acknowledge_break(session, slot=asked.slot, seq=asked.number, reason=asked.reason, by=by)
    sealed = seal_trail(settings)
    say(
        f"Slot {found.slot}, number {found.first} to {found.last}: acknowledged. {sealed} leaves behind it are sealed now."
    )
    return 0


def _verify(asked: argparse.Namespace) -> int:
    report = _checked(asked)
    say(verifier.as_json(report) if asked.json else verifier.told(report))
    return verifier.exit_code(report)


def _checked(asked: argparse.Namespace) -> Report:
    try:
        trusted = verifier.read_kept(asked.trusted) if asked.trusted else None
        if asked.bundle is not None:
            key = base64.b64decode(asked.public_key.read_text()) if asked.public_key else None
            return verifier.verify(asked.bundle, trusted=trusted, public_key=key)
    except verifier.UNREADABLE as error:
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
