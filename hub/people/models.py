"""People as told: one row per mention, never overwritten or merged; links say which rows are one person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, one_of, working

KINDS = ("subject", "household", "alleged")
VERDICTS = ("same", "not_same", "not_sure")


class Person(SealedRow, Versioned, Base):
    """Someone a concern names, as told. An alleged source of harm is a kind of its own, outside ordinary search."""

    __tablename__ = "people"
    __kept__ = AUDITED
    __table_args__ = (CheckConstraint(one_of("kind", KINDS), name="kind"),)

    kind: Mapped[str]
    cluster_id: Mapped[UUID] = mapped_column(index=True)  # rows linked as the same person share it; alone: its own id
    entered_at: Mapped[datetime]
    unborn: Mapped[bool] = mapped_column(default=False)
    level: Mapped[str] = mapped_column(default="open")  # restricted and sealed people are never offered in the open
    erased_at: Mapped[datetime | None]

    forename = Sealed[str]("people.forename")
    surname = Sealed[str]("people.surname")
    known_as = Sealed[str]("people.known_as")
    description = Sealed[str]("people.description")
    date_of_birth = Sealed[str]("people.date_of_birth")  # as told; ISO when it can be read
    due_on = Sealed[str]("people.due_on")
    age = Sealed[dict[str, Any]]("people.age")  # {"from", "to", "basis", "on"}: years on that day
    sex = Sealed[str]("people.sex")
    address = Sealed[str]("people.address")
    postcode = Sealed[str]("people.postcode")
    address_protected: Mapped[bool] = mapped_column(default=False)
    phone = Sealed[str]("people.phone")
    email = Sealed[str]("people.email")
    identity_number = Sealed[str]("people.identity_number")


class PersonToken(Base):
    """A blind token of one compound key of one person."""

    __tablename__ = "person_tokens"
    __kept__ = working("because tokens are rebuilt from the person's own audited row")
    __table_args__ = (Index("ix_person_tokens_lookup", "token", "person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    index_name: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class HouseholdToken(Base):
    """A blind token of the home a person was said to live at, for concerns about one household."""

    __tablename__ = "household_tokens"
    __kept__ = working("because tokens are rebuilt from the person's own audited row")
    __table_args__ = (Index("ix_household_tokens_lookup", "token", "at", "person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    at: Mapped[datetime]


class WardPostcode(Base):
    """The ward a postcode lies in, as the council's own list has it: of no person, and whole or not at all."""

    __tablename__ = "ward_postcodes"
    __kept__ = working("because it is a public list, put in whole, and each time has its own leaf")

    postcode: Mapped[str] = mapped_column(primary_key=True)
    ward: Mapped[str]


class PersonLink(Versioned, Base):
    """What an officer said of two rows: same, not the same, not sure. Undoing ends the link; the rows never change."""

    __tablename__ = "person_links"
    __kept__ = AUDITED
    __table_args__ = (
        CheckConstraint(one_of("verdict", VERDICTS), name="verdict"),
        CheckConstraint("person_id <> other_id", name="two_people"),
        UniqueConstraint("person_id", "other_id", "said_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    verdict: Mapped[str]
    said_by: Mapped[UUID] = mapped_column(ForeignKey("officers.id"))
    said_at: Mapped[datetime]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    ended_at: Mapped[datetime | None]


class PersonSearch(SealedRow, Base):
    """What an officer asked for, under a key of its own, so that no name stands in an address; theirs alone, and soon gone."""

    __tablename__ = "person_searches"
    __kept__ = working("because showing what was found has its own leaf, and what was asked goes within the hour")

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    asked = Sealed[dict[str, Any]]("person_searches.asked")
