"""What the database's owner can do to the trail, and what they could recompute without its keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import sqlalchemy
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

from hub import audit
from hub.audit import merkle
from hub.audit.notes import Witnessed, checkpoint_note, key_id, read_checkpoint
from hub.audit.sealing import entry_of


def as_owner(engine: sqlalchemy.Engine, *statements: str) -> None:
    """What the database's owner can do: take the triggers away and change what they like."""
    with engine.execution_options(hub_migration=True, hub_write=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = DEFAULT"))


def rewrite(
    connection: Connection, seq: int, old: bytes, new: bytes, mac: Callable[[bytes], bytes] | None = None
) -> None:
    body = bytes(connection.scalar(text("SELECT body FROM audit_leaves WHERE seq = :seq"), {"seq": seq}) or b"")
    assert old in body
    changed = body.replace(old, new)
    put = text("UPDATE audit_leaves SET body = :body WHERE seq = :seq")
    connection.execute(put, {"body": changed, "seq": seq})
    if mac is not None:
        put = text("UPDATE audit_leaves SET mac = :mac WHERE seq = :seq")
        connection.execute(put, {"mac": mac(changed), "seq": seq})


def hash_again(connection: Connection, *, sign: bool = False) -> None:
    """Log, nodes and the roots of checkpoints, as somebody who knows the hub but has no key can make them."""
    rows = connection.execute(
        sqlalchemy.select(audit.AuditLeaf.body, audit.AuditLeaf.mac, audit.AuditEntry.sealed_at, audit.AuditEntry.index)
        .join(
            audit.AuditEntry,
            (audit.AuditEntry.slot == audit.AuditLeaf.slot) & (audit.AuditEntry.seq == audit.AuditLeaf.seq),
        )
        .order_by(audit.AuditEntry.index)
    ).all()
    hashes = [merkle.entry_hash(entry_of(body, mac, at)) for body, mac, at, _ in rows]
    nodes = {(0, index): each for index, each in enumerate(hashes)}
    nodes |= {(level, index): root for level, index, root in merkle.grown(0, hashes, lambda *_: b"")}
    for (level, index), root in nodes.items():
        table, where = ("audit_nodes", f"level = {level} AND ") if level else ("audit_log", "")
        put = text(f'UPDATE {table} SET hash = :root WHERE {where}"index" = :index')
        connection.execute(put, {"root": root, "index": index})
    for size, note in connection.execute(text("SELECT size, note FROM audit_checkpoints")).all():
        root = merkle.root_of(size, lambda *at: nodes[at])
        made = checkpoint_note(Witnessed(note.split("\n")[0], size, root)) if sign else note
        put = text("UPDATE audit_checkpoints SET root = :root, note = :note WHERE size = :size")
        connection.execute(put, {"root": root, "note": made, "size": size})


def roots_as_signed(connection: Connection) -> None:
    for size, note in connection.execute(text("SELECT size, note FROM audit_checkpoints")).all():
        put = text("UPDATE audit_checkpoints SET root = :root WHERE size = :size")
        connection.execute(put, {"root": read_checkpoint(note).root, "size": size})


def older(connection: Connection) -> None:
    """The database as it was when five leaves were sealed."""
    for seq in range(6, 11):
        body = bytes(connection.scalar(text("SELECT body FROM audit_leaves WHERE seq = :seq"), {"seq": seq}) or b"")
        name = json.loads(body)["rows"][0][1]
        is_sqlite = connection.dialect.name == "sqlite"
        connection.execute(
            text("DELETE FROM teams WHERE id = :name"), {"name": name.replace("-", "") if is_sqlite else name}
        )
    for statement in (
        "DELETE FROM audit_leaves WHERE seq > 5",
        "DELETE FROM audit_objects WHERE seq > 5",
        "DELETE FROM audit_checkpoints WHERE size > 5",
        'DELETE FROM audit_log WHERE "index" >= 5',
        'DELETE FROM audit_nodes WHERE ("index" + 1) * (CASE level WHEN 1 THEN 2 WHEN 2 THEN 4 ELSE 8 END) > 5',
        "UPDATE audit_slots SET seq = 5",
    ):
        connection.execute(text(statement))


def signed_by_another(at: Witnessed) -> str:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    said = f"{at.origin}\n{at.size}\n{base64.b64encode(at.root).decode()}\n"
    raw = key_id(at.origin, key.public_key().public_bytes_raw()) + key.sign(said.encode())
    return f"{said}\n— {at.origin} {base64.b64encode(raw).decode()}\n"
