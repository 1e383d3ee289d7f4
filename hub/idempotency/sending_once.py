"""The same key from the same client does its work once; whoever comes second, even at the same moment, gets the same answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hub import clock
from hub.crypto import body_mark
from hub.db import insert_once
from hub.errors import Conflict
from hub.idempotency.models import SentOnce

KEPT_FOR = timedelta(days=7)
_NOT_YET = 0


class Answer(NamedTuple):
    """The reference and status that were given, and whether they were given before."""

    ref: str
    status: int
    is_replay: bool


def once(session: Session, *, client: str, key: str, body: bytes, do: Callable[[], tuple[str, int]]) -> Answer:
    """`do()` has happened exactly once for this client and key within seven days; its reference and status.

    A second sender waits for the first to commit or fail: the key's row is claimed before anything is done.

    Raises:
        Conflict: the key was used for a different body; nothing was done.
    """
    mark, now = body_mark(session, body), clock.now()
    mine = (SentOnce.client == client, SentOnce.key == key)
    session.execute(delete(SentOnce).where(*mine, SentOnce.at <= now - KEPT_FOR))
    claim = insert_once(session, SentOnce, client=client, key=key, body_mark=mark, ref="", status=_NOT_YET, at=now)
    if session.execute(claim.returning(SentOnce.key)).first() is None:
        held = session.execute(select(SentOnce.body_mark, SentOnce.ref, SentOnce.status).where(*mine)).one()
        if held.body_mark != mark:
            raise Conflict(
                "This key was used before for something else. Nothing was received; send it under a new key."
            )
        return Answer(held.ref, held.status, is_replay=True)
    ref, status = do()
    session.execute(update(SentOnce).where(*mine).values(ref=ref, status=status))
    return Answer(ref, status, is_replay=False)


def sweep(session: Session, *, before: datetime) -> int:
    """Keys used before the instant are forgotten; how many."""
    gone = session.execute(delete(SentOnce).where(SentOnce.at < before).returning(SentOnce.key))
    return len(gone.all())
