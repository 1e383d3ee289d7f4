"""Work of one incident is found by an index: a queue's page shows the reports that were joined to its rows."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_work_items_incident", "work_items", ["incident_id", "state"])


def downgrade() -> None:
    op.drop_index("ix_work_items_incident", "work_items")
