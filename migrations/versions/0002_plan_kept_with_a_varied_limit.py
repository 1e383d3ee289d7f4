"""What keeps everybody safe until a limit that was moved, where the limit asks for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clock_variations", sa.Column("safety_plan_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("clock_variations", "safety_plan_sealed")
