"""A bundle of the whole trail that anybody can check without the hub: leaves in log order, what was signed, digests of every row."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine, Select, Table, and_, select, text
from sqlalchemy.orm import Session

from hub import clock
from hub.audit import verifier
from hub.audit.digests import row_digest
from hub.audit.epochs import log_size
from hub.audit.models import AuditBatch, AuditCheckpoint, AuditEntry, AuditEpoch, AuditLeaf, AuditSlot
from hub.crypto import checkpoint_public_key, follow_checkpoint_key
from hub.db import Base, first_row, utc_text
from hub.errors import Unprocessable

AT_ONCE = 500
HANDS = 4  # connections that the log is taken out by
_as_json = json.JSONEncoder(separators=(",", ":")).encode
_FIRST = text('SELECT min("index") FROM audit_log WHERE "index" >= :following')
# many of the lines that `verifier` tells of at a time: putting them together here would take several times as long
_LINES = {
    "sqlite": """
        SELECT max(place), CAST(group_concat(line, '') AS BLOB) FROM (
            SELECT e."index" AS place, printf('%d %d %d %d %sZ %d %s %s %s ',
                e."index", e.slot, e.seq, e.epoch, replace(e.sealed_at, ' ', 'T'), e.late, lower(hex(e.hash)),
                coalesce(replace(l.at, ' ', 'T') || 'Z', ''), coalesce(lower(hex(l.mac)), '')
            ) || coalesce(l.body, '') || char(10) AS line
            FROM audit_log e LEFT JOIN audit_leaves l ON l.slot = e.slot AND l.seq = e.seq
            WHERE e."index" > :after AND e."index" < :ends ORDER BY e."index" LIMIT :most)""",
    "postgresql": """
        SELECT max(place), string_agg(line, '' ORDER BY place) FROM (
            SELECT e."index" AS place, convert_to(concat_ws(' ', e."index", e.slot, e.seq, e.epoch,
                to_char(e.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.late::int, encode(e.hash, 'hex'),
                coalesce(to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), ''), coalesce(encode(l.mac, 'hex'), ''), ''
            ), 'UTF8') || coalesce(l.body, '') || '\\x0a' AS line
            FROM audit_log e LEFT JOIN audit_leaves l ON l.slot = e.slot AND l.seq = e.seq
            WHERE e."index" > %(after)s AND e."index" < %(ends)s ORDER BY e."index" LIMIT %(most)s) found""",
}


def export_bundle(session: Session, folder: Path) -> int:
    """`folder` (new or empty) holds the trail as it stands at this moment, and what checks it; how many entries the log has.

    `session` must have read nothing yet: on PostgreSQL it is set to see one moment throughout.

    Raises:
        Unprocessable: the folder holds files.
        Unavailable: the keys folder has no checkpoint key.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Unprocessable({"folder": ["Name a folder that is new or empty"]})
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    follow_checkpoint_key(session)
    size = log_size(session)
    (folder / "log").mkdir(mode=0o700)
    engine = session.connection().engine
    with ThreadPoolExecutor(HANDS) as hands:
        pieces = [hands.submit(_write_piece, engine, folder, begins, size) for begins in _pieces(session)]
        sums = _write_rest(session, folder)
    for piece in pieces:
        piece.result()
    shutil.copyfile(verifier.__file__, folder / "verify.py")
    manifest = {"format": verifier.FORMAT, "made_at": utc_text(clock.now()), "files": sums}
    _write(folder / "manifest.json", [manifest])
    return size


def _write_rest(session: Session, folder: Path) -> dict[str, str]:
    """Every file but the log is written; the SHA-256 of each."""
    counters = {str(slot): seq for slot, seq in session.execute(select(AuditSlot.id, AuditSlot.seq))}
    lines: dict[str, Iterable[Any]] = {
        "counters.json": [counters],
        "public-key.txt": [_text(checkpoint_public_key())],
        "unsealed.jsonl": _unsealed(session),
        "batches.jsonl": _batches(session),
        "checkpoints.jsonl": _checkpoints(session),
        "epochs.jsonl": _epochs(session),
        "rows.jsonl": _rows(session),
    }
    return {name: _write(folder / name, each) for name, each in lines.items()}


def _new_file(path: Path) -> BinaryIO:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(path: Path, lines: Iterable[Any]) -> str:
    """The lines are in a new file, texts as they are and all else as JSON; its SHA-256."""
    told = hashlib.sha256()
    with _new_file(path) as file:
        for each in lines:
            line = (each if isinstance(each, str) else _as_json(each)).encode() + b"\n"
            told.update(line)
            file.write(line)
    return told.hexdigest()


def _pieces(session: Session) -> Iterator[int]:
    """The first index of each file of the log: those that hold entries."""
    following: int | None = -(2**63)
    while (following := session.scalar(_FIRST, {"following": following})) is not None:
        begins = following - following % verifier.PIECE
        yield begins
        following = begins + verifier.PIECE


def _write_piece(engine: Engine, folder: Path, begins: int, size: int) -> None:
    """One file of the log, by a connection of its own: sealed entries never change, so that it needs no snapshot."""
    asked = {"after": begins - 1, "ends": min(begins + verifier.PIECE, size), "most": AT_ONCE}
    with engine.begin() as connection, _new_file(folder / "log" / f"{begins:012}.txt") as file:
        lines = _LINES[connection.dialect.name]
        while (found := first_row(connection, lines, asked))[0] is not None:
            asked["after"] = found[0]
            file.write(found[1])


def _unsealed(session: Session) -> Iterator[list[Any]]:
    sealed = and_(AuditEntry.slot == AuditLeaf.slot, AuditEntry.seq == AuditLeaf.seq)
    rows = select(AuditLeaf.slot, AuditLeaf.seq, AuditLeaf.at, AuditLeaf.mac, AuditLeaf.body).outerjoin(
        AuditEntry, sealed
    )
    rows = rows.where(AuditEntry.index.is_(None)).order_by(AuditLeaf.slot, AuditLeaf.seq)
    for slot, seq, at, mac, body in _each(session, rows):
        yield [slot, seq, utc_text(at), _text(mac), _text(body)]


def _batches(session: Session) -> Iterator[list[Any]]:
    rows = select(AuditBatch.slot, AuditBatch.seq, AuditBatch.body).order_by(AuditBatch.slot, AuditBatch.seq)
    for slot, seq, body in session.execute(rows.execution_options(yield_per=1)):
        yield [slot, seq, _text(body)]


def _checkpoints(session: Session) -> Iterator[dict[str, Any]]:
    for each in session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.epoch, AuditCheckpoint.size)):
        yield {
            "epoch": each.epoch,
            "size": each.size,
            "root": _text(each.root),
            "note": each.note,
            "at": utc_text(each.at),
        }


def _epochs(session: Session) -> Iterator[dict[str, Any]]:
    for each in session.scalars(select(AuditEpoch).order_by(AuditEpoch.number)):
        yield {
            "number": each.number,
            "origin": each.origin,
            "begins_at": each.begins_at,
            "witnessed_size": each.witnessed_size,
            "witnessed_root": _text(each.witnessed_root),
            "reason": each.reason,
            "opened_at": utc_text(each.opened_at),
            "note": each.note,
        }


def _rows(session: Session) -> Iterator[list[Any]]:
    """table, key, version, digest of every audited row as it stands."""
    for table in Base.metadata.sorted_tables:
        if table.name in Base.audited_tables:
            yield from _rows_of(session, table)


def _rows_of(session: Session, table: Table) -> Iterator[list[Any]]:
    keys, columns = [column.key for column in table.primary_key.columns], list(table.columns)
    for row in _each(session, select(table)):
        values = {column.key: value for column, value in zip(columns, row, strict=True)}
        name = "/".join(str(values[key]) for key in keys)
        yield [table.name, name, int(values.get("version") or 1), row_digest(table, values)]


def _each(session: Session, rows: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    return iter(session.execute(rows.execution_options(yield_per=AT_ONCE)))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
