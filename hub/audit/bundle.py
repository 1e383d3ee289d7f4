"""A bundle of the whole trail that anybody can check without the hub: leaves in log order, what was signed, digests of every row."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, and_, select
from sqlalchemy.orm import Session

from hub import clock
from hub.audit import verifier
from hub.audit.digests import row_digest
from hub.audit.epochs import log_size
from hub.audit.models import AuditBatch, AuditCheckpoint, AuditEntry, AuditEpoch, AuditLeaf, AuditSlot
from hub.crypto import checkpoint_public_key, follow_checkpoint_key
from hub.db import Base, utc_text
from hub.errors import Unprocessable

AT_ONCE = 2000


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
    sums = {name: _write(folder / name, each) for name, each in lines.items()} | _write_log(session, folder)
    shutil.copyfile(verifier.__file__, folder / "verify.py")
    manifest = {"format": verifier.FORMAT, "made_at": utc_text(clock.now()), "files": sums}
    _write(folder / "manifest.json", [manifest])
    return size


class _File:
    """A new file that only its owner may read, written line by line; `digest` is its SHA-256."""

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._sum = hashlib.sha256()

    def put(self, line: Any) -> None:
        """One more line: bytes and texts as they are, all else as JSON."""
        if not isinstance(line, bytes):
            line = (line if isinstance(line, str) else json.dumps(line, separators=(",", ":"))).encode()
        self._sum.update(line + b"\n")
        self._file.write(line + b"\n")

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _write(path: Path, lines: Iterable[Any]) -> str:
    with _File(path) as file:
        for line in lines:
            file.put(line)
    return file.digest


def _write_log(session: Session, folder: Path) -> dict[str, str]:
    """`log.jsonl`: index, slot, seq, epoch, sealed_at, late, hash, at, mac; `leaves.jsonl`: the leaf's own bytes, line by line."""
    found = and_(AuditLeaf.slot == AuditEntry.slot, AuditLeaf.seq == AuditEntry.seq)
    entry = (AuditEntry.index, AuditEntry.slot, AuditEntry.seq, AuditEntry.epoch, AuditEntry.sealed_at, AuditEntry.late)
    rows = select(*entry, AuditEntry.hash, AuditLeaf.at, AuditLeaf.mac, AuditLeaf.body).outerjoin(AuditLeaf, found)
    with _File(folder / "log.jsonl") as log, _File(folder / "leaves.jsonl") as leaves:
        for *place, sealed_at, late, stored, at, mac, body in _each(session, rows.order_by(AuditEntry.index)):
            mark = (utc_text(at), mac.hex()) if at else ("", "")
            log.put([*place, utc_text(sealed_at), late, stored.hex(), *mark])
            leaves.put(_one_line(body or b""))
    return {"log.jsonl": log.digest}  # each leaf is hashed in the log


def _one_line(body: bytes) -> bytes:
    """A leaf is one line of JSON; one that was tampered with and is not, is given in base64 behind a mark."""
    is_plain = body.startswith(b"{") and b"\n" not in body and b"\r" not in body
    return body if is_plain or not body else b"!" + base64.b64encode(body)


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
