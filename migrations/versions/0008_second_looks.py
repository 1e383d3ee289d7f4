"""Second looks: their share, their draws, the looks, and the answer pairs that agreement is counted from; two queues for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import hub.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE = ("screening", "second_person", "strand", "coordination", "chairing")
ADDED = ("second_look", "look_difference")


def upgrade() -> None:
    _allow(BEFORE + ADDED)
    op.create_table(
        "second_look_shares",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("per_mille", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "per_mille BETWEEN 20 AND 50", name=op.f("ck_second_look_shares_between_two_and_five_per_cent")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["officers.id"], name=op.f("fk_second_look_shares_set_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_second_look_shares")),
    )
    op.create_table(
        "second_look_draws",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("from_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("per_mille", sa.Integer(), nullable=False),
        sa.Column("considered", hub.db.Words(), nullable=False),
        sa.Column("sampled", hub.db.Words(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("netted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_second_look_draws")),
    )
    _create_looks()
    op.create_table(
        "answer_pairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("given_in", sa.Text(), nullable=False),
        sa.Column("first_family", sa.Text(), nullable=False),
        sa.Column("second_family", sa.Text(), nullable=False),
        sa.Column("first_urgency", sa.Text(), nullable=False),
        sa.Column("second_urgency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_pairs")),
    )
    op.create_index("ix_answer_pairs_month", "answer_pairs", ["given_in", "area"])


def _create_looks() -> None:
    op.create_table(
        "second_looks",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("draw_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("chance_per_mille", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drawn_at", hub.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("routes", hub.db.Words(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("differs", hub.db.Words(), nullable=True),
        sa.Column("settled_at", hub.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_as", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("settled_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('sample', 'safety_net')", name=op.f("ck_second_looks_kind")),
        sa.CheckConstraint("state IN ('waiting', 'given', 'withdrawn')", name=op.f("ck_second_looks_state")),
        sa.CheckConstraint("(state = 'given') = (given_at IS NOT NULL)", name=op.f("ck_second_looks_given_and_when")),
        sa.CheckConstraint(
            "(settled_as IS NULL) = (settled_at IS NULL)", name=op.f("ck_second_looks_settled_as_and_when")
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_second_looks_concern_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_second_looks_decision_id")),
        sa.ForeignKeyConstraint(
            ["draw_number"], ["second_look_draws.number"], name=op.f("fk_second_looks_draw_number")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_keys.id"], name=op.f("fk_second_looks_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_second_looks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_looks")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_second_looks_decision_id")),
    )
    op.create_index("ix_second_looks_concern_id", "second_looks", ["concern_id"])
    op.create_index("ix_second_looks_key_id", "second_looks", ["key_id"])
    op.create_index("ix_second_looks_state", "second_looks", ["state", "drawn_at"])


def downgrade() -> None:
    for table in ("answer_pairs", "second_looks", "second_look_draws", "second_look_shares"):
        op.drop_table(table)
    op.execute("DELETE FROM work_items WHERE queue IN ('second_look', 'look_difference')")
    _allow(BEFORE)


def _allow(queues: tuple[str, ...]) -> None:
    """Work items may stand in these queues."""
    listed = ", ".join(f"'{queue}'" for queue in queues)
    with op.batch_alter_table("work_items") as table:
        table.drop_constraint(op.f("ck_work_items_queue"), type_="check")
        table.create_check_constraint(op.f("ck_work_items_queue"), f"queue IN ({listed})")
