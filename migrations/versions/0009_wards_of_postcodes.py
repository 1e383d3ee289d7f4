"""The council's own list of which ward a postcode lies in, for counting by ward."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ward_postcodes",
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_ward_postcodes")),
    )


def downgrade() -> None:
    op.drop_table("ward_postcodes")
