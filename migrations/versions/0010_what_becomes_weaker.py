"""How many things that become weaker the proposer of changed rules was shown and took on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rule_drafts", sa.Column("weaker_seen", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("rule_drafts", "weaker_seen")
