"""The trail's tables. Rows are only ever inserted, but for the counters in `audit_slots`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
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


AUDIT_TABLES = ("audit_slots", "audit_leaves", "audit_objects", "audit_batches")
