"""Showing a record: read it, commit the leaf of the look, and only then let the page have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from hub import audit
from hub.audit import Shown
from hub.db import reading, transaction
from hub.web.signed_in import officer

View = TypeVar("View")


def look(read: Callable[[Session], Shown[View]]) -> View:
    """What `read` shows, once its leaf is committed."""
    with reading() as session:
        shown = read(session)
    with transaction() as session:
        audit.record_look(session, shown.look, by=officer())
    return shown.view
