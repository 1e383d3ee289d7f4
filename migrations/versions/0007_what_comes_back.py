"""What a team was told and must acknowledge, closed concerns that a later one brings back, and who else is screened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import hub.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("concern_parts", sa.Column("also_screened_at", hub.db.UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "returns",
        sa.Column("earlier_id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", hub.db.Words(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("came_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'stands', 'look_again')", name=op.f("ck_returns_state")),
        sa.CheckConstraint("earlier_id <> concern_id", name=op.f("ck_returns_two_concerns")),
        sa.CheckConstraint(
            "(answered_by IS NULL) = (answered_at IS NULL)", name=op.f("ck_returns_answered_who_and_when")
        ),
        sa.ForeignKeyConstraint(["earlier_id"], ["concerns.id"], name=op.f("fk_returns_earlier_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_returns_concern_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["officers.id"], name=op.f("fk_returns_answered_by")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_returns_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("concern_id", "earlier_id", name=op.f("uq_returns_concern_id_earlier_id")),
    )
    op.create_index(op.f("ix_returns_earlier_id"), "returns", ["earlier_id"], unique=False)
    op.create_index(op.f("ix_returns_key_id"), "returns", ["key_id"], unique=False)
    op.create_table(
        "team_notices",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("strand_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("act_by", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("came_back_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fresh_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("kind IN ('new_information', 'led_elsewhere')", name=op.f("ck_team_notices_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'acknowledged', 'came_back', 'settled', 'withdrawn')",
            name=op.f("ck_team_notices_state"),
        ),
        sa.CheckConstraint(
            "(answered_by IS NULL) = (answered_at IS NULL)", name=op.f("ck_team_notices_answered_who_and_when")
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_team_notices_concern_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_team_notices_person_id")),
        sa.ForeignKeyConstraint(["strand_id"], ["strands.id"], name=op.f("fk_team_notices_strand_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["officers.id"], name=op.f("fk_team_notices_answered_by")),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_team_notices_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_notices")),
        sa.UniqueConstraint(
            "concern_id",
            "person_id",
            "team_id",
            "kind",
            name=op.f("uq_team_notices_concern_id_person_id_team_id_kind"),
        ),
    )
    op.create_index(op.f("ix_team_notices_key_id"), "team_notices", ["key_id"], unique=False)
    op.create_index(op.f("ix_team_notices_person_id"), "team_notices", ["person_id"], unique=False)
    op.create_index(op.f("ix_team_notices_strand_id"), "team_notices", ["strand_id"], unique=False)
    op.create_index(op.f("ix_team_notices_team_id"), "team_notices", ["team_id"], unique=False)
    op.create_index("ix_team_notices_due", "team_notices", ["state", "act_by"], unique=False)


def downgrade() -> None:
    op.drop_table("team_notices")
    op.drop_table("returns")
    op.drop_column("concern_parts", "also_screened_at")
