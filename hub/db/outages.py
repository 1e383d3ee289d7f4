"""Telling an outage from a defect: the database does not answer or cannot be written, or the trail takes no leaf."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from hub.errors import Unavailable


def is_outage(error: BaseException) -> bool:
    """Whether nothing can be saved now through no fault of what was sent."""
    if isinstance(error, OperationalError | InterfaceError | InternalError | PoolTimeoutError | Unavailable):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or "audit_" in str(error.statement or ""))
