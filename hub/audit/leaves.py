"""Writing leaves: what happened, to which records, by whom and on what basis; never names, narrative or values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import rfc8785
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from hub import clock
from hub.actor import Actor
from hub.audit.actions import ACTIONS, Action
from hub.audit.guard import Batch, notes_of
from hub.audit.models import AuditBatch, AuditLeaf, AuditObject
from hub.crypto import leaf_mac
from hub.db import utc_text
from hub.errors import Unavailable

View = TypeVar("View")
Objects = Iterable[tuple[str, UUID | str]]
FORMAT = "hub-leaf/1"
_SLOTS = 4096
_LOCK_SPACE = 727270
# of tables, not of mapped classes, and made once: what the ORM does for rows it will not keep costs more than the insert
_LEAF, _ABOUT = AuditLeaf.__table__.insert(), AuditObject.__table__.insert()  # type: ignore[attr-defined]  # Table, in truth
_LEAF_AND_ABOUT = text(
    "WITH leaf AS (INSERT INTO audit_leaves (slot, seq, at, body, mac) VALUES (:slot, :seq, :at, :body, :mac)) "
    "INSERT INTO audit_objects (slot, seq, object_type, object_id, at) SELECT :slot, :seq, kind, name, :at "
    "FROM unnest(CAST(:kinds AS text[]), CAST(:names AS text[])) AS about (kind, name)"
)
_NEXT = text("UPDATE audit_slots SET seq = seq + 1 WHERE id = :slot RETURNING seq")


@dataclass(frozen=True, slots=True)
class Look:
    """What a page is about to show: which records and which fields, for which purpose and on what basis."""

    action: Action
    objects: tuple[tuple[str, str], ...]
    shown: tuple[str, ...] = ()
    purpose: str = ""
    basis: str = "team"
    counts: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Shown(Generic[View]):
    """A frozen view together with the look that must be recorded before the view leaves the service."""

    view: View
    look: Look


def record(
    session: Session,
    *,
    by: Actor,
    action: Action,
    objects: Objects = (),
    purpose: str = "",
    basis: str = "team",
    outcome: str = "done",
    shown: Sequence[str] = (),
    counts: Mapping[str, int] | None = None,
    detail: str = "",
) -> tuple[int, int]:
    """One leaf for what this transaction did, taking every audited row written so far; its slot and sequence number.

    Must be the action's last line: a later write in the transaction is refused at commit. `detail` is kept only as a hash.
    """
    session.flush()
    return _append(
        session,
        by=by,
        action=action,
        objects=[(kind, str(name)) for kind, name in objects],
        more={
            "purpose": purpose,
            "basis": basis,
            "outcome": outcome,
            "shown": sorted(shown),
            "counts": dict(counts or {}),
            "rows": notes_of(session).take(),
            "detail": hashlib.sha256(detail.encode()).hexdigest() if detail else "",
        },
    )


def record_look(session: Session, look: Look, *, by: Actor) -> None:
    """The leaf of a look; commit it before the view is rendered."""
    record(
        session,
        by=by,
        action=look.action,
        objects=look.objects,
        purpose=look.purpose,
        basis=look.basis,
        shown=look.shown,
        counts=look.counts,
    )


def record_import(session: Session, batch: Batch, *, by: Actor, purpose: str) -> None:
    """One leaf for a whole batch of imported rows, at the real time, holding the hash of their digests."""
    body = batch.body
    slot, seq = _append(
        session,
        by=by,
        action=Action.ROWS_IMPORTED,
        objects=[],
        more={
            "purpose": purpose,
            "basis": "import",
            "outcome": "done",
            "counts": {"rows": len(batch.digests)},
            "batch": hashlib.sha256(body).hexdigest(),
        },
    )
    session.execute(insert(AuditBatch), [{"slot": slot, "seq": seq, "body": body}])
    notes_of(session).unvouched.discard(batch)


def _append(
    session: Session, *, by: Actor, action: Action, objects: list[tuple[str, str]], more: dict[str, Any]
) -> tuple[int, int]:
    at = clock.now()
    slot, seq = _next_number(session)
    leaf = {
        "format": FORMAT,
        "slot": slot,
        "seq": seq,
        "at": utc_text(at),
        "actor": by.mark,
        "kind": by.kind,
        "roles": sorted(by.roles),
        "agency": str(by.agency_id) if by.agency_id else "",
        "session": by.session_mark,
        "client": by.client,
        "class": ACTIONS[action].kind,
        "action": action.value,
        "objects": [list(pair) for pair in objects],
        **more,
    }
    body = rfc8785.dumps(leaf)
    kept = {"slot": slot, "seq": seq, "at": at, "body": body, "mac": leaf_mac(body)}
    _keep(session, kept, sorted({*objects, ("officer", by.mark)}))
    return slot, seq


def _keep(session: Session, leaf: dict[str, Any], about: Sequence[tuple[str, str]]) -> None:
    """The leaf and whom it is about are there; on PostgreSQL by one statement, for each costs a question and an answer."""
    if session.get_bind().dialect.name == "postgresql":
        kinds, names = ([pair[part] for pair in about] for part in (0, 1))
        session.execute(_LEAF_AND_ABOUT, {**leaf, "kinds": kinds, "names": names})
        return
    same = {name: leaf[name] for name in ("slot", "seq", "at")}
    session.execute(_LEAF, [leaf])
    session.execute(_ABOUT, [{**same, "object_type": kind, "object_id": name} for kind, name in about])


def _next_number(session: Session) -> tuple[int, int]:
    slot = _leased_slot(session)
    seq = session.execute(_NEXT, {"slot": slot}).scalar_one_or_none()
    if seq is None:
        session.execute(text("INSERT INTO audit_slots (id, seq) VALUES (:slot, 1)"), {"slot": slot})
        seq = 1
    return slot, seq


def _leased_slot(session: Session) -> int:
    """The slot of this pooled connection: on PostgreSQL an advisory lock held while it is open, on SQLite the one writer's."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return 1
    held = connection.info.get("audit_slot")
    if held is None:
        held = next((slot for slot in range(1, _SLOTS) if _try_lease(session, slot)), None)
        if held is None:
            raise Unavailable("The audit trail has no free slot. Nothing was saved; try again in a minute.")
        connection.info["audit_slot"] = held
    return int(held)


def _try_lease(session: Session, slot: int) -> bool:
    return bool(
        session.execute(
            text("SELECT pg_try_advisory_lock(:space, :slot)"), {"space": _LOCK_SPACE, "slot": slot}
        ).scalar()
    )
