"""What we were told, at one moment, as told. Nothing is deleted or overwritten; a correction is a new version."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.accounts import Sight
from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, one_of

STATES = ("waiting", "decided", "quarantined")
PART_STATES = ("on", "moved_away")


class Concern(Sight, Versioned, Base):
    """A concern's place in the work. Received is when the council got it; keyed is when it was written down here."""

    __tablename__ = "concerns"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        Index("ix_concerns_sender", "sent_by", "keyed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    ref: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="waiting")
    channel: Mapped[str]
    source_kind: Mapped[str] = mapped_column(index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agencies.id"))
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    received_at: Mapped[datetime] = mapped_column(index=True)
    keyed_at: Mapped[datetime]
    happened_at: Mapped[datetime | None]
    back_dated: Mapped[bool] = mapped_column(default=False)
    danger: Mapped[str]  # yes, no, not_known, later
    danger_before: Mapped[datetime | None]
    one_of_us: Mapped[str]
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"), index=True)
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("services.id"), index=True)


class ConcernVersion(SealedRow, Base):
    """The words of a concern, under their own key. Version 1 is the original; later ones correct it and say why."""

    __tablename__ = "concern_versions"
    __kept__ = AUDITED
    __table_args__ = (UniqueConstraint("concern_id", "number"),)

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    number: Mapped[int]
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    written_at: Mapped[datetime]
    narrative = Sealed[str]("concern_versions.narrative")
    told = Sealed[dict[str, Any]]("concern_versions.told")  # the rest of the form, without the people and the referrer
    reason = Sealed[str]("concern_versions.reason")


class Referrer(SealedRow, Base):
    """Who told us, under a key of their own, held out of packs and hand-ons."""

    __tablename__ = "referrers"
    __kept__ = AUDITED

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"), unique=True)
    confidentiality: Mapped[str]
    wants_feedback: Mapped[str]
    anonymous: Mapped[bool]
    details = Sealed[dict[str, Any]]("referrers.details")


class ConcernPart(SealedRow, Versioned, Base):
    """One person's part in a concern, under that person's key: their role, the facts told of them, safe contact, wishes."""

    __tablename__ = "concern_parts"
    __kept__ = AUDITED
    __table_args__ = (
        UniqueConstraint("concern_id", "person_id"),
        CheckConstraint(one_of("state", PART_STATES), name="state"),
    )

    concern_id: Mapped[UUID] = mapped_column(ForeignKey("concerns.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str]  # subject, household, alleged
    place: Mapped[int]  # order on the form
    state: Mapped[str] = mapped_column(default="on")
    also_screened_at: Mapped[datetime | None]  # when an officer said the concern is about this grown-up too
    relationship_kind = Sealed[str]("concern_parts.relationship")
    facts = Sealed[dict[str, Any]]("concern_parts.facts")
    contact = Sealed[dict[str, Any]](
        "concern_parts.contact"
    )  # safe_contact, knows, wants, safe_to_ask, communication …


class Incident(SealedRow, Base):
    """What several reports share, such as a police incident number, found again by its token."""

    __tablename__ = "incidents"
    __kept__ = AUDITED

    token: Mapped[bytes] = mapped_column(unique=True)
    first_at: Mapped[datetime]
    number = Sealed[str]("incidents.number")


class Service(SealedRow, Base):
    """A care home, ward or other service a concern may be about, found again by its token."""

    __tablename__ = "services"
    __kept__ = AUDITED

    token: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    name = Sealed[str]("services.name")
    address = Sealed[str]("services.address")
