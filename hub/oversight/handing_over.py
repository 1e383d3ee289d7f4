"""What the trail says of one record, for somebody outside: a table to read, the exact leaves, and what shows that they stand in the log."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import secrets
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from hub import audit, clock
from hub.accounts import Permission, officer_names, require
from hub.actor import Actor
from hub.audit import Action, Evidence, Look, Piece, Shown, record_verifier
from hub.db import Reference, read_reference, utc_text, wrong_reference
from hub.errors import NotFound, Unprocessable
from hub.oversight.looking import LookLine, line_of

REASONS = {
    "court": "A court or tribunal asked for it",
    "police": "The police asked for it",
    "regulator": "A regulator asked for it",
    "person": "The person it is about asked who looked",
    "inquiry": "The council looks into it itself",
}
COLUMNS = (
    "row",
    "at",
    "who",
    "actor",
    "roles",
    "what",
    "action",
    "outcome",
    "shown",
    "why",
    "footing",
    "entry",
    "sealed",
)
READ_ME = Path(__file__).with_name("read_me.txt")
_FORMULA = re.compile(r"[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An archive and the name it is saved under, which says nothing of the record."""

    name: str
    archive: bytes


def hand_over(session: Session, kind: str, told: str, *, reason: str, by: Actor) -> Shown[HandedOver]:
    """The trail of one record as an archive, with the leaf of handing it over; `told` is its reference, or a person's id.

    Raises:
        NotAllowed: the actor does not read the trail.
        NotFound: there is no such record, or the trail does not name it.
        Unprocessable: no reason is chosen.
        OutOfOrder, Unavailable: nothing is sealed yet, or the log is not whole.
    """
    require(by, Permission.AUDIT_READ)
    if reason not in REASONS:
        raise Unprocessable({"reason": ["Select why it is handed over"]})
    about = _record(session, kind, told)
    evidence = audit.evidence_of(session, *about)
    if not evidence.pieces:
        raise NotFound
    lines = _lines(session, evidence.pieces, about)
    archive = _archive(evidence, lines, about, REASONS[reason])
    look = Look(
        Action.ACCESS_LOG_EXPORTED,
        (about,),
        ("who", "when", "why"),
        purpose=reason,
        basis="audit",
        counts={"leaves": len(lines)},
    )
    return Shown(HandedOver(f"access-log-{secrets.token_hex(4)}.zip", archive), look)


def _record(session: Session, kind: str, told: str) -> tuple[str, str]:
    if kind == "person":
        return kind, str(UUID(told))
    ref = read_reference(told)
    held = session.get(Reference, ref) if ref else None
    if held is None:
        raise NotFound(wrong_reference(told))
    return held.kind, str(held.object_id)


def _lines(session: Session, pieces: Iterable[Piece], about: tuple[str, str]) -> list[LookLine]:
    entries = [each.entry for each in pieces]
    officers = {officer for entry in entries if (officer := entry.officer_id) is not None}
    names = officer_names(session, officers)
    return [line_of(entry, names, {}, but_not=about) for entry in entries]


def _archive(evidence: Evidence, lines: list[LookLine], about: tuple[str, str], reason: str) -> bytes:
    told = {"record": about, "made_at": utc_text(clock.now()), "reason": reason, "entries_in_log": evidence.size}
    files = {
        "READ ME.txt": READ_ME.read_text(encoding="utf-8"),
        "who-looked.csv": "\ufeff" + _table(evidence.pieces, lines),
        "leaves.jsonl": "".join(json.dumps(_leaf(each)) + "\n" for each in evidence.pieces),
        "checkpoint.txt": evidence.note,
        "public-key.txt": base64.b64encode(evidence.public_key).decode() + "\n",
        "about.json": json.dumps(told, indent=2) + "\n",
        "verify.py": Path(record_verifier.__file__).read_text(encoding="utf-8"),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def _leaf(piece: Piece) -> dict[str, object]:
    return {
        "index": piece.index,
        "slot": piece.entry.slot,
        "seq": piece.entry.seq,
        "sealed_at": utc_text(piece.sealed_at) if piece.sealed_at else "",
        "mark": piece.mac.hex(),
        "beside": [each.hex() for each in piece.beside],
        "leaf": base64.b64encode(piece.body).decode(),
    }


def _table(pieces: Iterable[Piece], lines: Iterable[LookLine]) -> str:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for number, (piece, line) in enumerate(zip(pieces, lines, strict=True), 1):
        entry, sealed = piece.entry, utc_text(piece.sealed_at) if piece.sealed_at else "not yet"
        table.writerow(
            plain_cell(str(each))
            for each in (
                number,
                utc_text(entry.at),
                line.who,
                entry.actor,
                line.roles,
                line.what,
                entry.action.value,
                entry.outcome,
                ", ".join(line.shown),
                line.why.replace("_", " "),
                line.basis.replace("_", " "),
                "" if piece.index is None else piece.index,
                sealed,
            )
        )
    return text.getvalue()


def plain_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula. Source of the requirement: R03."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign in "\t\r" or not _is_unseen(sign))
    return f"'{text}" if _FORMULA.match(seen) else text


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf"}
