"""Officers, agencies, teams, sessions, tokens, and who may see which record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.accounts.permissions import ROLES, TEAM_KINDS
from hub.crypto import Sealed, SealedRow
from hub.db import AUDITED, Base, Versioned, one_of, working


class Agency(Versioned, Base):
    """An organisation that reports to or works in the hub."""

    __tablename__ = "agencies"
    __kept__ = AUDITED

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]


class Team(Versioned, Base):
    """A team: its members see the records that are with it."""

    __tablename__ = "teams"
    __kept__ = AUDITED
    __table_args__ = (CheckConstraint(one_of("kind", TEAM_KINDS), name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"))
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)


class Officer(SealedRow, Versioned, Base):
    """Somebody who signs in. A second factor's secret is sealed; a password is an Argon2id hash."""

    __tablename__ = "officers"
    __kept__ = AUDITED

    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"))
    password_hash: Mapped[str]
    one_time_secret = Sealed[str]("officers.one_time_secret")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class OfficerRole(Base):
    """A role an officer holds."""

    __tablename__ = "officer_roles"
    __kept__ = AUDITED
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class OfficerTeam(Base):
    """A team an officer belongs to."""

    __tablename__ = "officer_teams"
    __kept__ = AUDITED

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id"), primary_key=True, index=True)


class OfficerQualification(Base):
    """A qualification an officer holds: council officer, social worker."""

    __tablename__ = "officer_qualifications"
    __kept__ = AUDITED

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    qualification: Mapped[str] = mapped_column(primary_key=True)


class SignInSession(Base):
    """A signed-in browser: the id is kept only as a hash."""

    __tablename__ = "sign_in_sessions"
    __kept__ = working("because signing in, staying, and signing out each have their own leaf")

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]


class OneTimeCounter(Base):
    """The last one-time password used, so that none is used twice."""

    __tablename__ = "one_time_counters"
    __kept__ = working("because it only stops a password being used twice")

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    counter: Mapped[int]


class SetUpCode(Base):
    """A code, kept as a hash, with which an officer sets their own password; used once, within the hour."""

    __tablename__ = "set_up_codes"
    __kept__ = working("because giving a code and using it each have their own leaf")

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    resets_second_factor: Mapped[bool] = mapped_column(default=False)


class Throttle(Base):
    """Failed sign-ins by account or address within the window; `mark` is a keyed hash."""

    __tablename__ = "throttles"
    __kept__ = working("because each failed sign-in has its own leaf")

    mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    window_ends_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class ApiToken(Versioned, Base):
    """A partner system's token, kept as a hash; it acts with one role for one agency and expires."""

    __tablename__ = "api_tokens"
    __kept__ = AUDITED

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    name: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"))
    role: Mapped[str]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Grant(Versioned, Base):
    """Sight of one record for one officer or one team, from allocation or a reasoned grant."""

    __tablename__ = "grants"
    __kept__ = AUDITED
    __table_args__ = (
        UniqueConstraint("object_type", "object_id", "officer_id", "team_id", "basis"),
        CheckConstraint("(officer_id IS NULL) <> (team_id IS NULL)", name="one_holder"),
        CheckConstraint(one_of("basis", ("assigned", "grant", "break_glass")), name="basis"),
        Index("ix_grants_officer", "officer_id", "object_type", "object_id"),
        Index("ix_grants_team", "team_id", "object_type", "object_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id"))
    basis: Mapped[str]
    given_at: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Exclusion(Versioned, Base):
    """One officer kept from one record: own record, own family. Deny outranks every grant."""

    __tablename__ = "exclusions"
    __kept__ = AUDITED
    __table_args__ = (UniqueConstraint("object_type", "object_id", "officer_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officers.id"), index=True)
    reason_code: Mapped[str]
    set_at: Mapped[datetime]


class Sight:
    """A record that is with a team at a level: open, restricted (its existence may be known) or sealed (it may not)."""

    team_id: Mapped[UUID] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(default="open")


LEVELS = ("open", "restricted", "sealed")
