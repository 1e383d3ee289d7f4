"""Packs under change, what they would have changed, and from which day an activated pack rules, by which two people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import hub.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = hub.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.add_column("pack_activations", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("pack_activations", sa.Column("proposed_by", sa.Text(), nullable=True))
    op.add_column("pack_activations", sa.Column("draft_number", sa.Integer(), nullable=True))
    op.add_column("pack_activations", sa.Column("refused_at", _MOMENT, nullable=True))
    op.create_table(
        "rule_drafts",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("base_fingerprint", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("goes_back", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("edited_by", hub.db.Words(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("moves_down_seen", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", _MOMENT, nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", _MOMENT, nullable=True),
        sa.Column("sent_back_by", sa.Uuid(), nullable=True),
        sa.Column("sent_back_why", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'proposed', 'withdrawn', 'activated')", name=op.f("ck_rule_drafts_state")
        ),
        sa.CheckConstraint("signed_by IS NULL OR signed_by <> proposed_by", name=op.f("ck_rule_drafts_two_people")),
        sa.CheckConstraint(
            "(signed_by IS NULL) = (signed_at IS NULL)", name=op.f("ck_rule_drafts_signed_who_and_when")
        ),
        sa.CheckConstraint(
            "(proposed_by IS NULL) = (proposed_at IS NULL)", name=op.f("ck_rule_drafts_proposed_who_and_when")
        ),
        sa.ForeignKeyConstraint(
            ["base_fingerprint"], ["rule_packs.fingerprint"], name=op.f("fk_rule_drafts_base_fingerprint")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["officers.id"], name=op.f("fk_rule_drafts_made_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["officers.id"], name=op.f("fk_rule_drafts_proposed_by")),
        sa.ForeignKeyConstraint(["signed_by"], ["officers.id"], name=op.f("fk_rule_drafts_signed_by")),
        sa.ForeignKeyConstraint(["sent_back_by"], ["officers.id"], name=op.f("fk_rule_drafts_sent_back_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_drafts")),
    )
    op.create_index("ix_rule_drafts_state", "rule_drafts", ["state"])
    _backtests()


def _backtests() -> None:
    op.create_table(
        "rule_backtests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("base_fingerprint", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("held_by", sa.Text(), nullable=True),
        sa.Column("held_until", _MOMENT, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("result", hub.db.Words(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_rule_backtests_state")),
        sa.ForeignKeyConstraint(["draft_number"], ["rule_drafts.number"], name=op.f("fk_rule_backtests_draft_number")),
        sa.ForeignKeyConstraint(
            ["base_fingerprint"], ["rule_packs.fingerprint"], name=op.f("fk_rule_backtests_base_fingerprint")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["officers.id"], name=op.f("fk_rule_backtests_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_backtests")),
    )
    op.create_index("ix_rule_backtests_draft", "rule_backtests", ["draft_number", "asked_at"])
    op.create_index("ix_rule_backtests_state", "rule_backtests", ["state"])
    op.create_table(
        "backtest_moves",
        sa.Column("backtest_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("from_urgency", sa.Text(), nullable=True),
        sa.Column("to_urgency", sa.Text(), nullable=True),
        sa.Column("from_routes", hub.db.Words(), nullable=False),
        sa.Column("to_routes", hub.db.Words(), nullable=False),
        sa.Column("rules", hub.db.Words(), nullable=False),
        sa.ForeignKeyConstraint(["backtest_id"], ["rule_backtests.id"], name=op.f("fk_backtest_moves_backtest_id")),
        sa.PrimaryKeyConstraint("backtest_id", "number", name=op.f("pk_backtest_moves")),
    )


def downgrade() -> None:
    op.drop_table("backtest_moves")
    op.drop_table("rule_backtests")
    op.drop_table("rule_drafts")
    for column in ("refused_at", "draft_number", "proposed_by", "starts_on"):
        op.drop_column("pack_activations", column)
