"""Services run here as a council runs them, so their database waits for its disk."""

from tests.faults.conftest import postgres_server, postgres_template

__all__ = ["postgres_server", "postgres_template"]
