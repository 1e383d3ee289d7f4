"""How migrations run: on the connection handed over, with every room's tables known."""

from __future__ import annotations

from alembic import context

import migrations.tables  # noqa: F401  makes every room's tables known
from hub.db import Base


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave alone whatever the engine keeps for itself."""
    return not (kind == "table" and (name or "").startswith("sqlite_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=include_name,
    user_module_prefix="hub.db.",
)
with context.begin_transaction():
    context.run_migrations()
