"""A look from start to end: gather the view, commit the leaf of looking, and only then hand the view on to be rendered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from hub import audit
from hub.actor import Actor
from hub.audit import Shown
from hub.db import reading, transaction

View = TypeVar("View")


def look_at(gather: Callable[[Session], Shown[View]], *, by: Actor) -> View:
    """The view that `gather` shows, after its leaf is on stable storage.

    Raises:
        HubError: as `gather` does; then nothing is shown, and a refusal gets its leaf where it is answered.
    """
    with reading() as session:
        shown = gather(session)
    with transaction() as session:
        audit.record_look(session, shown.look, by=by)
    return shown.view
