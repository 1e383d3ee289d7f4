"""The trail's tables. Rows are only ever inserted, but for the counters in `audit_slots`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.db import Base, working

_ITSELF = working("because it is the trail")


class AuditSlot(Base):
    """A gapless counter, leased by one connection at a time; a hole in a slot's numbers is a missing leaf."""

    __tablename__ = "audit_slots"
    __kept__ = _ITSELF

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]


class AuditLeaf(Base):
    """One event: exact RFC 8785 bytes and their authenticator under a key the database never sees."""

    __tablename__ = "audit_leaves"
    __kept__ = _ITSELF

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class AuditObject(Base):
    """Which records a leaf is about, for access logs; the acting officer stands here too, as type `officer`."""

    __tablename__ = "audit_objects"
    __kept__ = _ITSELF

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    object_type: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (Index("ix_audit_objects_object", "object_type", "object_id", "at"),)


class AuditBatch(Base):
    """The rows of one import: table number, id, and digest each; the leaf of the same slot and seq holds its hash."""

    __tablename__ = "audit_batches"
    __kept__ = _ITSELF

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class AuditEpoch(Base):
    """A stretch of the log under one origin. A lawful restore begins a new one, which says by signed note what was witnessed before."""

    __tablename__ = "audit_epochs"
    __kept__ = _ITSELF

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    origin: Mapped[str]
    begins_at: Mapped[int] = mapped_column(BigInteger)  # the size of the log when the epoch was opened
    witnessed_size: Mapped[int] = mapped_column(BigInteger)  # of the epoch before, as somebody outside had seen it
    witnessed_root: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    note: Mapped[str]


class AuditEntry(Base):
    """A leaf's place in the log; `index` counts from 0. `hash` is that of the leaf with its mark and the time of sealing."""

    __tablename__ = "audit_log"
    __kept__ = _ITSELF
    __table_args__ = (UniqueConstraint("slot", "seq"),)

    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    slot: Mapped[int]
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    epoch: Mapped[int]
    late: Mapped[bool]  # sealed long after it was written, or its slot's clock went back
    sealed_at: Mapped[datetime]


class AuditNode(Base):
    """The root of a complete subtree over 2**level entries, the `index`-th of its level; level 0 stands in the log itself."""

    __tablename__ = "audit_nodes"
    __kept__ = _ITSELF

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCheckpoint(Base):
    """The log's size and root at a time, as a signed note."""

    __tablename__ = "audit_checkpoints"
    __kept__ = _ITSELF

    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str]
    at: Mapped[datetime]


class AuditAlarm(Base):
    """What the sealer found wrong and where; sealing of that slot stops there."""

    __tablename__ = "audit_alarms"
    __kept__ = _ITSELF

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)  # forged, missing, counter_back
    raised_at: Mapped[datetime]


LOG_TABLES = ("audit_epochs", "audit_log", "audit_nodes", "audit_checkpoints", "audit_alarms")
AUDIT_TABLES = ("audit_slots", "audit_leaves", "audit_objects", "audit_batches", *LOG_TABLES)
